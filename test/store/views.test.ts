import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/seat.ts';
import {
  ACME,
  aClaim,
  aMemory,
  aNobody,
  aReading,
  MAYA,
  OTHER,
  RHEA,
  read,
  round,
} from './memory.ts';

const DOCUMENT = readFileSync(new URL('../../docs/sql.md', import.meta.url), 'utf8');
const VIEWS = ['v_seats', 'v_activity_days', 'v_removals', 'v_reads'];

function byName(a: string, b: string): number {
  return a.localeCompare(b);
}

async function aWeek() {
  const memory = await aMemory();
  const { store } = memory;
  const signs = { lastActivityAt: round(0) - DAY_MS, lastSignInAt: round(0) };
  await read(store, [aReading(signs), aNobody()], { at: round(0) });
  await read(store, [aReading(), aNobody()], { at: round(1), outcome: 'failed' });
  await read(store, [aReading()], { at: round(1), organisationId: OTHER.id });
  await store.kept.keep(
    { person: RHEA, until: undefined, reason: 'on leave', by: MAYA, organisation: ACME },
    round(1),
  );
  const claim = aClaim();
  await store.removals.claim(claim, round(2));
  await store.removals.settle(claim.id, { state: 'removed', lastDay: '2026-12-01' }, {}, round(2));
  return memory;
}

describe('the views for analysts', () => {
  it('show seats, signs, removals and reads', async () => {
    const { look } = await aWeek();

    expect(look.prepare('SELECT * FROM v_seats ORDER BY organisation, login').all()).toMatchObject([
      { organisation: 'acme-eu', login: 'rhea-osei', last_use_on: '2026-11-03' },
      { organisation: 'acme-labs', login: null, person_id: null, granted_on: '2026-10-25' },
      {
        organisation: 'acme-labs',
        login: 'rhea-osei',
        granted_on: '2026-04-18',
        plan: 'business',
        ended_on: null,
        last_use_on: '2026-11-03',
        last_sign_in_on: '2026-11-04',
        is_kept: 1,
        kept_until: null,
        read_on: '2026-11-04',
      },
    ]);
    expect(look.prepare('SELECT day, source FROM v_activity_days ORDER BY day').all()).toEqual([
      { day: '2026-11-03', source: 'seat' },
      { day: '2026-11-04', source: 'sign-in' },
    ]);
    expect(look.prepare('SELECT * FROM v_removals').all()).toMatchObject([
      {
        login: 'rhea-osei',
        state: 'removed',
        decided_on: '2026-11-04',
        last_day: '2026-12-01',
        price_a_month: 19,
        reason: 'never used since it was given on 12 May',
      },
    ]);
    expect(look.prepare('SELECT outcome, seats, failure FROM v_reads').all()).toEqual([
      { outcome: 'complete', seats: 2, failure: null },
      { outcome: 'failed', seats: null, failure: 'outage' },
      { outcome: 'complete', seats: 1, failure: null },
    ]);
  });

  it('tell days and never times of day', async () => {
    const { look } = await aWeek();
    for (const view of VIEWS) {
      const rows = JSON.stringify(look.prepare(`SELECT * FROM ${view}`).all());
      expect(rows).not.toMatch(/\d\d:\d\d|1[67]\d{11}/);
    }
  });

  it('have exactly the columns that the document promises', async () => {
    const { look } = await aMemory();
    for (const view of VIEWS) {
      const section = DOCUMENT.split(`## ${view}\n`)[1]?.split('\n## ')[0] ?? '';
      const rows = [...section.matchAll(/^\| (`[^|]*) \|/gm)].map((match) => match[1] ?? '');
      const promised = rows.flatMap((row) =>
        [...row.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ''),
      );
      const columns = look
        .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
        .all(view)
        .map((column) => column.name);
      expect(promised.toSorted(byName)).toEqual(columns.toSorted(byName));
    }
  });

  it('answer every example of the document', async () => {
    const { look } = await aWeek();
    const examples = DOCUMENT.split('```sql\n')[1]?.split('```')[0]?.split(';\n') ?? [];
    const queries = examples.filter((sql) => sql.includes('SELECT'));
    expect(queries).toHaveLength(3);
    for (const sql of queries) expect(() => look.prepare(sql).all()).not.toThrow();
  });

  it('cannot be written through', async () => {
    const { look } = await aMemory();
    expect(() => look.exec("UPDATE v_seats SET login = 'x'")).toThrow('view');
  });
});
