/** Days with a sign of use from a usage report: the second witness. */
import { sql } from 'drizzle-orm';
import type { Instant } from '../core/seat.ts';
import { breathe, chunked, type Db, inTransaction } from './connection.ts';
import { createLabels } from './labels.ts';
import { activity } from './schema.ts';
import type { SeatStore, UsageDay } from './store.ts';
import { endOfDay } from './time.ts';

const DAYS_PER_CHUNK = 1000;

const param = sql.placeholder;

export function createSaveUsageDays(db: Db): SeatStore['saveUsageDays'] {
  const labels = createLabels(db);
  const save = db
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
    .prepare();

  function saveChunk(organisationId: number, days: readonly UsageDay[], at: Instant): void {
    const known = labels.find([...new Set(days.map((day) => day.personId))]);
    for (const { personId, login, day, editor } of days) {
      labels.mention(known, { id: personId, login }, at);
      save.run({ personId, organisationId, day, end: endOfDay(day), editor: editor ?? null, at });
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
