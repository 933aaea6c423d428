/** What usage reports tell: days with a sign of use, the ways of use, and how the reading went. */
import { sql } from 'drizzle-orm';
import type { Day, Instant } from '../core/seat.ts';
import type { WayOfUse } from '../core/usage.ts';
import { breathe, chunked, type Db, inTransaction } from './connection.ts';
import { createLabels } from './labels.ts';
import { forgetWhere } from './retention.ts';
import { activity, usageReports, waysOfUse } from './schema.ts';
import { endOfDay } from './time.ts';
import { countPeople } from './usage-counts.ts';
import type { UsageDay, UsageReportRecord, UsageStore } from './usage-store.ts';

/** A day has a dozen ways of use and more, so this is about 25 ms of writing. */
const DAYS_PER_CHUNK = 100;

const param = sql.placeholder;

export function createUsageStore(db: Db): UsageStore {
  return {
    saveDays: createSaveDays(db),
    async saveReportEnd(organisationId, end, at) {
      const isRead = end.kind === 'read';
      const failure = end.kind === 'failed' ? end.failure : null;
      const tried = { outcome: end.kind, failure };
      const read = isRead ? { readAt: at, lastDay: end.lastDay } : {};
      db.insert(usageReports)
        .values({ organisationId, ...tried, ...read })
        .onConflictDoUpdate({ target: usageReports.organisationId, set: { ...tried, ...read } })
        .run();
    },
    async listReports() {
      return db.select().from(usageReports).all().map(toRecord);
    },
    async countPeople(span) {
      return countPeople(db, span);
    },
    async forgetWays(before) {
      await forgetWhere(db, waysOfUse, sql`last_day < ${before}`);
    },
  };
}

function toRecord(row: typeof usageReports.$inferSelect): UsageReportRecord {
  const { organisationId, readAt, lastDay, outcome, failure } = row;
  return {
    organisationId,
    read: readAt === null || lastDay === null ? undefined : { at: readAt, lastDay },
    trouble: readTrouble(outcome, failure),
  };
}

function readTrouble(
  outcome: (typeof usageReports.$inferSelect)['outcome'],
  failure: (typeof usageReports.$inferSelect)['failure'],
): UsageReportRecord['trouble'] {
  if (outcome === 'read') return undefined;
  return outcome === 'failed' && failure !== null
    ? { kind: 'failed', failure }
    : { kind: 'no-report' };
}

function prepareSaving(db: Db) {
  return {
    day: db
      .insert(activity)
      .values({
        personId: param('personId'),
        organisationId: param('organisationId'),
        day: param('day'),
        source: 'usage-report',
        at: param('end'),
        editor: param('editor'),
        seenAt: param('at'),
      })
      .onConflictDoUpdate({
        target: [activity.personId, activity.organisationId, activity.day, activity.source],
        set: { editor: sql`excluded.editor`, seenAt: sql`excluded.seen_at` },
        setWhere: sql`${activity.editor} is null and excluded.editor is not null`,
      })
      .prepare(),
    knownWays: db
      .select({
        personId: waysOfUse.personId,
        kind: waysOfUse.kind,
        name: waysOfUse.name,
        lastDay: waysOfUse.lastDay,
      })
      .from(waysOfUse)
      .where(
        sql`${waysOfUse.personId} in (select value from json_each(${param('ids')})) and ${waysOfUse.organisationId} = ${param('organisationId')}`,
      )
      .prepare(),
    way: db
      .insert(waysOfUse)
      .values({
        personId: param('personId'),
        organisationId: param('organisationId'),
        kind: param('kind'),
        name: param('name'),
        lastDay: param('day'),
      })
      .onConflictDoUpdate({
        target: [waysOfUse.personId, waysOfUse.organisationId, waysOfUse.kind, waysOfUse.name],
        set: { lastDay: sql`excluded.last_day` },
      })
      .prepare(),
  };
}

function createSaveDays(db: Db): UsageStore['saveDays'] {
  const labels = createLabels(db);
  const save = prepareSaving(db);

  /** Most of a report was read yesterday: looking is cheaper than writing what is there. */
  function findLastDays(organisationId: number, ids: readonly number[]): Map<string, Day> {
    const rows = save.knownWays.all({ organisationId, ids: JSON.stringify(ids) });
    return new Map(rows.map((row) => [keyOf(row), row.lastDay]));
  }

  function saveChunk(organisationId: number, days: readonly UsageDay[], at: Instant): void {
    const ids = [...new Set(days.map((day) => day.personId))];
    const known = labels.find(ids);
    const lastDays = findLastDays(organisationId, ids);
    for (const { personId, login, day, editor, ways } of days) {
      labels.mention(known, { id: personId, login }, at);
      const whose = { personId, organisationId, day };
      save.day.run({ ...whose, end: endOfDay(day), editor: editor ?? null, at });
      for (const { kind, name } of ways) {
        const way = keyOf({ personId, kind, name });
        if ((lastDays.get(way) ?? '') >= day) continue;
        save.way.run({ ...whose, kind, name });
        lastDays.set(way, day);
      }
    }
  }

  return async (organisationId, days, at) => {
    for (const chunk of chunked(days, DAYS_PER_CHUNK)) {
      inTransaction(db, () => {
        saveChunk(organisationId, chunk, at);
      });
      if (days.length > DAYS_PER_CHUNK) await breathe();
    }
  };
}

function keyOf({ personId, kind, name }: WayOfUse & { readonly personId: number }): string {
  return `${personId} ${kind} ${name}`;
}
