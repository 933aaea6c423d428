import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/store/audit-store.ts';
import { openStore } from '../../src/store/database.ts';
import { ACME, aFolder, aMemory, MAYA, RHEA, round } from './memory.ts';

function anEntry(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    action: 'removal-refused',
    by: MAYA,
    organisation: ACME,
    person: RHEA,
    removalId: undefined,
    outcome: 'used since',
    detail: { reason: 'used today', days: 0 },
    ...overrides,
  };
}

describe('the log', () => {
  it('tells what was appended, newest first and in pages', async () => {
    const { store } = await aMemory();
    for (const n of [1, 2, 3]) await store.audit.append(anEntry({ outcome: `no ${n}` }), round(n));
    const bare = anEntry({ by: undefined, organisation: undefined, person: undefined, detail: {} });
    await store.audit.append(bare, round(4));

    expect(await store.audit.list({ limit: 2 })).toStrictEqual([
      { seq: 4, at: round(4), ...bare },
      { seq: 3, at: round(3), ...anEntry({ outcome: 'no 3' }) },
    ]);
    expect((await store.audit.list({ limit: 9, before: 3 })).map((row) => row.seq)).toEqual([2, 1]);
    expect(await store.audit.findBreak()).toBeUndefined();
  });

  it('holds no name itself', async () => {
    const { store, look } = await aMemory();
    await store.audit.append(anEntry(), round(1));

    const rows = JSON.stringify(look.prepare('SELECT * FROM audit').all());
    expect(rows).not.toContain('rhea');
    expect(rows).not.toContain('acme');
    expect(rows).not.toContain('used today');
  });

  it('hashes two equal details differently, so that a hash tells nothing once the salt is gone', async () => {
    const { store, look } = await aMemory();
    await store.audit.append(anEntry(), round(1));
    await store.audit.append(anEntry(), round(1));

    const hashes = look.prepare('SELECT detail_hash FROM audit').pluck().all();
    expect(new Set(hashes).size).toBe(2);
  });
});

async function aLog(): Promise<string> {
  const path = `${aFolder()}/seatkeeper.db`;
  const store = await openStore(path);
  for (const n of [1, 2, 3, 4]) await store.audit.append(anEntry({ outcome: `${n}` }), round(n));
  await store.close();
  return path;
}

async function breakAfter(path: string, sql: string): Promise<number | undefined> {
  const vandal = new Database(path);
  vandal.pragma('foreign_keys = OFF');
  vandal.exec(sql);
  vandal.close();
  const store = await openStore(path);
  const seq = await store.audit.findBreak();
  await store.close();
  return seq;
}

const NO_GUARDS = `DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks;
  DROP TRIGGER audit_detail_never_changes;`;

describe('a row of the log', () => {
  it.each([
    ['changed', "UPDATE audit SET outcome = 'x' WHERE seq = 2"],
    ['deleted', 'DELETE FROM audit WHERE seq = 2'],
    ['replaced', 'REPLACE INTO audit SELECT * FROM audit WHERE seq = 2'],
    ['given another detail', "UPDATE audit_detail SET json = '{}' WHERE seq = 2"],
  ])('cannot be %s, by whomever', async (_, sql) => {
    const path = await aLog();
    const vandal = new Database(path);
    // Without this SQLite leaves the delete triggers of REPLACE alone.
    vandal.pragma('recursive_triggers = ON');

    expect(() => vandal.exec(sql)).toThrow('audit log');
    vandal.close();
  });

  it.each([
    ['its outcome', "UPDATE audit SET outcome = 'x' WHERE seq = 2", 2],
    ['its actor', "UPDATE audit SET by_user = 'U666' WHERE seq = 3", 3],
    ['its time', 'UPDATE audit SET at = at - 1 WHERE seq = 1', 1],
    ['its detail', "UPDATE audit_detail SET json = '{}' WHERE seq = 4", 4],
    ['its salt', "UPDATE audit_detail SET salt = 'x' WHERE seq = 4", 4],
    ['its existence', 'DELETE FROM audit WHERE seq = 2', 2],
    ['its end', 'DELETE FROM audit WHERE seq > 2', 3],
    ['everything', 'DELETE FROM audit', 1],
    ['its place', 'UPDATE audit SET seq = 9 WHERE seq = 1', 1],
  ])('shows where somebody got round that and changed %s', async (_, sql, seq) => {
    expect(await breakAfter(await aLog(), `${NO_GUARDS} ${sql}`)).toBe(seq);
  });

  it('shows where somebody forged a whole row, its own hash included', async () => {
    const path = await aLog();
    const forger = new Database(path);
    const row = forger
      .prepare<[], Record<string, unknown>>('SELECT * FROM audit WHERE seq = 2')
      .get();
    forger.close();
    const columns = [
      'prev_hash',
      'seq',
      'at',
      'action',
      'by_team',
      'by_user',
      'organisation_id',
      'person_id',
      'removal_id',
      'outcome',
      'detail_hash',
    ];
    const forged = columns.map((column) => (column === 'outcome' ? 'removed' : row?.[column]));
    const hash = createHash('sha256').update(JSON.stringify(forged)).digest('hex');
    const sql = `UPDATE audit SET outcome = 'removed', hash = '${hash}' WHERE seq = 2`;

    expect(await breakAfter(path, `${NO_GUARDS} ${sql}`)).toBe(3);
  });

  it('may lose its detail to an erasure without a break', async () => {
    expect(
      await breakAfter(await aLog(), 'DELETE FROM audit_detail WHERE seq = 2'),
    ).toBeUndefined();
  });
});
