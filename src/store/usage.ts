/** What usage reports tell: days with a sign of use, the ways of use, and how the reading went. */
import { sql } from 'drizzle-orm';
import type { Instant } from '../core/seat.ts';
import { breathe, chunked, type Db, inTransaction } from './connection.ts';
import { createLabels } from './labels.ts';
import { forgetWhere } from './retention.ts';
import { activity, usageReports, waysOfUse } from './schema.ts';
import { endOfDay } from './time.ts';
import { countPeople } from './usage-counts.ts';
import type { UsageDay, UsageReportRecord, UsageStore } from './usage-store.ts';

const DAYS_PER_CHUNK = 250;

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
        setWhere: sql`excluded.last_day > ${waysOfUse.lastDay}`,
      })
      .prepare(),
  };
}

function createSaveDays(db: Db): UsageStore['saveDays'] {
  const labels = createLabels(db);
  const save = prepareSaving(db);

  function saveChunk(organisationId: number, days: readonly UsageDay[], at: Instant): void {
    const known = labels.find([...new Set(days.map((day) => day.personId))]);
    for (const { personId, login, day, editor, ways } of days) {
      labels.mention(known, { id: personId, login }, at);
      const whose = { personId, organisationId, day };
      save.day.run({ ...whose, end: endOfDay(day), editor: editor ?? null, at });
      for (const { kind, name } of ways) save.way.run({ ...whose, kind, name });
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
