import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv, neutralise } from '../../src/lib/csv.ts';

/** A reader of its own, by RFC 4180 alone. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const body = text.replace(/^\uFEFF/, '');
  for (let at = 0; at < body.length; at += 1) {
    const character = body[at] ?? '';
    if (quoted) {
      if (character !== '"') cell += character;
      else if (body[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      row.push(cell);
      cell = '';
    } else if (character === '\r' && body[at + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      at += 1;
    } else cell += character;
  }
  return rows;
}

const anyCell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('"', ',', '\r', '\n', '\t', ' ', '=', '+', '-', '@', 'a', '＝'),
  }),
);

const formatRows = (rows: string[][]) => formatCsv([rows], async () => undefined);

describe('a CSV', () => {
  it('reads back as what was put in, but for what a spreadsheet would run', () => {
    return fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.array(anyCell, { minLength: 1, maxLength: 6 }))),
        async (parts) => {
          const text = await formatCsv(parts, async () => undefined);
          expect(parseCsv(text)).toEqual(parts.flat().map((row) => row.map(neutralise)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('holds no cell that a spreadsheet takes for a formula, and hides no other', () => {
    return fc.assert(
      fc.asyncProperty(anyCell, async (cell) => {
        const [[read = ''] = []] = parseCsv(await formatRows([[cell]]));
        expect(read).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(read.replace(/^'/, '')).toBe(cell.replace(/^'/, ''));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['=1+1', `'=1+1`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\tx', `'\tx`],
    ['plain', 'plain'],
  ])('shows %j as text', async (cell, shown) => {
    expect(parseCsv(await formatRows([[cell]]))).toEqual([[shown]]);
  });

  it('opens as UTF-8 in Excel, and ends every line as Windows does', async () => {
    expect(
      await formatRows([
        ['Zieliński', 'a,b'],
        ['x', 'say "hi"'],
      ]),
    ).toBe('\uFEFFZieliński,"a,b"\r\nx,"say ""hi"""\r\n');
  });

  it('lets others have their turn after every part', async () => {
    const order: string[] = [];
    function* parts() {
      for (const part of ['first', 'second']) {
        order.push(part);
        yield [[part]];
      }
    }
    const text = await formatCsv(parts(), async () => order.push('pause'));
    expect(order).toEqual(['first', 'pause', 'second', 'pause']);
    expect(parseCsv(text)).toEqual([['first'], ['second']]);
  });
});
