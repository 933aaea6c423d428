import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseDay, parseInstant } from '../../src/github/instants.ts';

describe('parseInstant', () => {
  it.each([
    ['2021-08-03T18:00:00-06:00', '2021-08-04T00:00:00.000Z'],
    ['2026-01-03T09:00:00Z', '2026-01-03T09:00:00.000Z'],
    ['2026-01-03T09:00:00.123456Z', '2026-01-03T09:00:00.123Z'],
    ['2026-01-03T09:00:00.5+05:30', '2026-01-03T03:30:00.500Z'],
    ['2026-01-03T09:00:00+0300', '2026-01-03T06:00:00.000Z'],
    ['2026-01-03 09:00:00 UTC', '2026-01-03T09:00:00.000Z'],
    ['2026-01-03t09:00z', '2026-01-03T09:00:00.000Z'],
    ['2026-01-03T09:00:00', '2026-01-03T09:00:00.000Z'],
    ['2026-01-03', '2026-01-03T00:00:00.000Z'],
    ['2024-02-29T23:59:60Z', '2024-03-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('reads %s as %s', (text, iso) => {
    expect(new Date(parseInstant(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each([
    '',
    '...',
    'yesterday',
    '2026-02-30T00:00:00Z',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-03T24:00:00Z',
    '2026-01-03T10:60:00Z',
    '2026-01-03T10:00:00+25:00',
    '1767430800',
    '2026-1-3',
    '2026-01-03T09:00:00Z and more',
  ])('takes %j for no timestamp', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  const offsets = fc.integer({ min: -23 * 60, max: 23 * 60 });
  const instants = fc.integer({ min: Date.UTC(1, 0, 3), max: Date.UTC(9998, 0, 1) });

  test('an instant is the same whatever offset it is written with', () => {
    fc.assert(
      fc.property(instants, offsets, fc.boolean(), (at, offset, colon) => {
        const local = new Date(at + offset * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(offset);
        const hours = String(Math.floor(size / 60)).padStart(2, '0');
        const minutes = String(size % 60).padStart(2, '0');
        const zone = `${offset < 0 ? '-' : '+'}${hours}${colon ? ':' : ''}${minutes}`;
        expect(parseInstant(local + zone)).toBe(at);
      }),
    );
  });

  test('any text at all is read or left alone, never thrown at', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const at = parseInstant(text);
        expect(at === undefined || Number.isInteger(at)).toBe(true);
      }),
    );
  });
});

describe('parseDay', () => {
  it.each([
    ['2021-11-01', '2021-11-01'],
    ['2021-11-01T00:00:00Z', '2021-11-01'],
    ['2021-10-31T18:00:00-06:00', '2021-11-01'],
    ['2021-11-01T00:30:00+01:00', '2021-10-31'],
  ])('reads the UTC day of %s', (text, day) => {
    expect(parseDay(text)).toBe(day);
  });
});
