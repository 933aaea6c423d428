/**
 * What is stored about oneself is exported whole: every column of every table is changed once, and each
 * change has to show, unless it is named below with the reason why it tells nothing about anybody.
 */
import Database from 'better-sqlite3';
import { is } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as schema from '../../src/store/schema.ts';
import {
  ACME,
  aClaim,
  aMemory,
  aReading,
  MAYA,
  OTHER,
  RHEA,
  read,
  round,
  START,
} from './memory.ts';

const MEL = { teamId: 'T1', userId: 'U2' };
const JUN = { id: 2, login: 'jun-park' };

const tables = Object.values(schema).filter((value) => is(value, SQLiteTable));

/** Tables in which nobody stands. */
const OF_NOBODY: Readonly<Record<string, string>> = {
  organisation: 'how an organisation is read',
  organisation_login: 'what an organisation was called',
  nobody_seat: 'seats that nobody holds',
  read: 'how a read of a whole organisation went',
  usage_report: 'how far a report of a whole organisation was read',
  figures: 'sums over a whole organisation',
};

/** Columns that tell nothing about the person, by table. */
const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  seat_grant: {
    id: 'a number of ours',
    first_read_id: 'which read it was, of the whole organisation',
    missed_read_id: 'which read it was, of the whole organisation',
  },
  activity: { id: 'a number of ours' },
  sign_in: { id: 'a number of ours' },
  audit: {
    detail_hash: 'a proof that nothing was changed',
    prev_hash: 'a proof that nothing was changed',
    hash: 'a proof that nothing was changed',
  },
  audit_detail: { salt: 'a part of that proof' },
};

/** What a channel is sent. Who set it up or asked for it is told, and when, but not all of it. */
const OF_CHANNELS = ['digest_schedule', 'digest_slot'];

type Value = string | number | null;

type Column = ReturnType<typeof getTableConfig>['columns'][number];

/** What a column holds in the row about rhea; the rest is made from its type. */
const VALUES: Readonly<Record<string, Value>> = {
  person_id: RHEA.id,
  organisation_id: ACME.id,
  slot_id: 'slot',
  schedule_id: 'schedule',
  removal_id: 'a'.repeat(32),
  team_id: MEL.teamId,
  user_id: MEL.userId,
  'person.id': RHEA.id,
  'removal.id': 'a'.repeat(32),
  'digest_slot.id': 'slot',
  'digest_schedule.id': 'schedule',
  'digest_slot.asked_by_team': MEL.teamId,
  'digest_slot.asked_by_user': MEL.userId,
  'digest_schedule.made_by_team': MEL.teamId,
  'digest_schedule.made_by_user': MEL.userId,
  'digest_telling.recipient': MEL.userId,
  'link.state': 'linked',
  'audit.seq': 900,
  'audit_detail.seq': 900,
  'audit_detail.json': '{"login":"rhea-osei","detail":{"why":"a reason"}}',
  'removal_evidence.evidence': '{"login":"rhea-osei","reason":"a reason"}',
  'digest_row.part': '{"text":"rhea-osei","blocks":[]}',
};

/** Where a number or a text of another kind would not be read. */
const OTHERS: Readonly<Record<string, Value>> = {
  organisation_id: OTHER.id,
  'link.state': 'refused',
  'audit_detail.json': '{"login":"rhea-osei","detail":{"why":"another"}}',
  'removal_evidence.evidence': '{"login":"rhea-osei","reason":"another"}',
  'digest_row.part': '{"text":"another","blocks":[]}',
};

function enumOf({ enumValues }: Column): readonly string[] {
  return enumValues as string[];
}

function valueOf(table: string, column: Column): Value {
  const given = VALUES[`${table}.${column.name}`] ?? VALUES[column.name];
  if (given !== undefined) return given;
  if (column.enumValues !== undefined) return enumOf(column)[0] ?? '';
  if (column.columnType === 'SQLiteBoolean') return 0;
  return column.dataType === 'number' ? START : textFor(column);
}

function textFor({ name, columnType }: Column): Value {
  if (columnType === 'SQLiteTextJson') return null;
  return /day|pending/.test(name) ? '2026-11-04' : `some ${name}`;
}

function otherThan(table: string, column: Column): Value {
  const given = OTHERS[`${table}.${column.name}`] ?? OTHERS[column.name];
  if (given !== undefined) return given;
  if (column.enumValues !== undefined) return enumOf(column)[1] ?? '';
  if (column.columnType === 'SQLiteBoolean') return 1;
  return column.dataType === 'number' ? START + 86_400_000 : '2026-11-09';
}

/** A memory with one row of every table that is about rhea, or about mel's Slack account, which is hers. */
async function aWholeStory() {
  const { store, path } = await aMemory();
  const raw = new Database(path);
  onTestFinished(() => {
    raw.close();
  });
  raw.pragma('foreign_keys = OFF');
  // The test changes what may never be changed.
  const triggers = raw
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) raw.exec(`DROP TRIGGER "${name}"`);
  for (const table of tables) {
    const { name, columns } = getTableConfig(table);
    if (name in OF_NOBODY) continue;
    const names = columns.map((column) => `"${column.name}"`).join();
    const marks = columns.map(() => '?').join();
    raw
      .prepare(`INSERT INTO "${name}" (${names}) VALUES (${marks})`)
      .run(columns.map((column) => valueOf(name, column)));
  }
  return { store, raw };
}

describe('what is stored about oneself', () => {
  it('is not taken for what holds nobody', () => {
    const withPeople = tables
      .map(getTableConfig)
      .filter(({ columns }) => columns.some(({ name }) => /person|user/.test(name)))
      .map(({ name }) => name);
    expect(withPeople.length).toBeGreaterThan(10);
    expect(withPeople.filter((name) => name in OF_NOBODY)).toEqual([]);
  });

  it('is exported column by column', async () => {
    const { store, raw } = await aWholeStory();
    const exported = async () => JSON.stringify(await store.people.exportAccount(MEL));
    const before = await exported();
    const missing: string[] = [];
    for (const table of tables) {
      const { name, columns } = getTableConfig(table);
      if (name in OF_NOBODY || OF_CHANNELS.includes(name)) continue;
      for (const column of columns) {
        const change = raw.prepare(`UPDATE "${name}" SET "${column.name}" = ?`);
        change.run(otherThan(name, column));
        const isTold = (await exported()) !== before;
        change.run(valueOf(name, column));
        if (isTold === (EXCEPTIONS[name]?.[column.name] === undefined)) continue;
        missing.push(`${name}.${column.name}${isTold ? ' is told after all' : ''}`);
      }
    }
    expect(missing).toEqual([]);
    expect(await exported()).toBe(before);
  });

  it.each([
    ['digest_schedule', 'made_by_user'],
    ['digest_slot', 'asked_by_user'],
  ])('tells of the row in %s to whoever stands there', async (table, column) => {
    const { store, raw } = await aWholeStory();
    const before = JSON.stringify(await store.people.exportAccount(MEL));
    raw.exec(`UPDATE "${table}" SET "${column}" = 'U9'`);
    expect(JSON.stringify(await store.people.exportAccount(MEL))).not.toBe(before);
  });
});

describe('what one did to others', () => {
  async function aManager() {
    const { store } = await aMemory();
    const used = START - 90 * 86_400_000;
    const jun = aReading({ person: JUN, lastActivityAt: used, lastActivityEditor: 'vim' });
    await read(store, [aReading(), jun], { at: round(0) });
    await store.kept.keep(
      { person: JUN, until: round(900), reason: 'a private matter', by: MAYA, organisation: ACME },
      round(1),
    );
    const grant = { organisationId: ACME.id, personId: JUN.id, grantedAt: jun.grantedAt };
    const claim = aClaim({ person: JUN, grant });
    await store.removals.claim(claim, round(2));
    await store.removals.settle(
      claim.id,
      { state: 'removed', lastDay: '2026-12-01' },
      {},
      round(3),
    );
    await store.links.request({ slack: { teamId: 'T1', userId: 'U9' }, person: JUN }, round(4));
    await store.links.decide(
      { slack: { teamId: 'T1', userId: 'U9' }, person: JUN, askedAt: round(4) },
      { approve: true, by: MAYA },
      round(5),
    );
    const nobody = { organisation: undefined, person: undefined, removalId: undefined };
    await store.audit.append(
      { action: 'seats-exported', by: MAYA, ...nobody, outcome: 'started', detail: { seats: 2 } },
      round(6),
    );
    return store;
  }

  const done = [
    { action: 'kept', login: 'jun-park', outcome: 'until' },
    { action: 'removal-claimed', login: 'jun-park', organisation: 'acme-labs' },
    { action: 'removal-ended', login: 'jun-park', outcome: 'removed' },
    { action: 'link-decided', login: 'jun-park', outcome: 'linked' },
    { action: 'seats-exported', outcome: 'started' },
  ];

  it('says who, what, on which day and what came of it, with a link and without', async () => {
    const store = await aManager();
    const without = await store.people.exportAccount(MAYA);
    expect(without).toMatchObject({
      slackAccount: { slackTeam: 'T1', slackUser: 'U1' },
      keptByOneself: [{ day: '2026-11-04', login: 'jun-park' }],
      removalsByOneself: [{ login: 'jun-park', state: 'removed' }],
      linksDecidedByOneself: [{ login: 'jun-park', state: 'linked' }],
    });
    expect(without?.['doneByOneself']).toMatchObject(done);
    expect(without).not.toHaveProperty('signsOfUse');
    await store.links.linkByEmail({ slack: MAYA, personId: RHEA.id }, round(7));
    const linked = await store.people.exportAccount(MAYA);
    expect(linked).toMatchObject({ person: { login: 'rhea-osei' } });
    expect(linked?.['doneByOneself']).toMatchObject(done);
    expect(await store.people.exportPerson(RHEA.id)).toEqual(linked);
  });

  it('holds nothing that is theirs: no reason, no evidence, no day of use', async () => {
    const store = await aManager();
    await store.links.linkByEmail({ slack: MAYA, personId: RHEA.id }, round(7));
    const text = JSON.stringify(await store.people.exportAccount(MAYA));
    for (const theirs of ['a private matter', 'never used since', '2026-08-06', 'vim', 'U9']) {
      expect(text).not.toContain(theirs);
    }
  });

  it('holds the own request for a link, and nothing about the person it names', async () => {
    const store = await aManager();
    await store.links.request({ slack: MEL, person: RHEA }, round(8));
    const stored = await store.people.exportAccount(MEL);
    expect(stored).toMatchObject({
      ownLink: { githubId: RHEA.id, state: 'requested' },
      linkSteps: [{ action: 'link-requested', login: 'rhea-osei' }],
    });
    expect(stored).not.toHaveProperty('grants');
    expect(await store.people.exportAccount({ teamId: 'T1', userId: 'U77' })).toBeUndefined();
  });
});
