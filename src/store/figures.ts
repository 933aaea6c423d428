/** The history in figures: one row an organisation and UTC day, nothing about single people. */
import { asc, gte, sql } from 'drizzle-orm';
import type { Figures } from '../core/figures.ts';
import { DAY_MS, type Day, type Instant } from '../core/seat.ts';
import { type Db, inTransaction } from './connection.ts';
import type { FigureStore } from './digest-store.ts';
import { figures, removals } from './schema.ts';
import { utcDayOf } from './time.ts';

export function createFigureStore(db: Db): FigureStore {
  return {
    async save(found, at) {
      const day = utcDayOf(at);
      inTransaction(db, () => {
        for (const { organisationId, byState, cost, costAtRest } of found) {
          const decisions = countDecisionsOf(db, organisationId, day);
          const values = { ...byState, cost, costAtRest, ...decisions };
          db.insert(figures)
            .values({ organisationId, day, ...values })
            .onConflictDoUpdate({ target: [figures.organisationId, figures.day], set: values })
            .run();
        }
      });
    },
    async list(since) {
      return db
        .select()
        .from(figures)
        .where(gte(figures.day, since))
        .orderBy(asc(figures.day), asc(figures.organisationId))
        .all()
        .map(toFigures);
    },
  };
}

function toFigures(row: typeof figures.$inferSelect): Figures {
  const { organisationId, day, cost, costAtRest, removed, undone, ...byState } = row;
  return { organisationId, day, byState, cost, costAtRest, removed, undone };
}

function countDecisionsOf(db: Db, organisationId: number, day: Day) {
  const from: Instant = Date.parse(`${day}T00:00:00Z`);
  const to = from + DAY_MS;
  const row = db.get<{ removed: number | null; undone: number | null }>(sql`
    select sum(state in ('removed', 'undo-sent', 'undone') and ended_at >= ${from} and ended_at < ${to}) as removed,
      sum(state = 'undone' and coalesce(undo_at, ended_at) >= ${from} and coalesce(undo_at, ended_at) < ${to}) as undone
    from ${removals} where organisation_id = ${organisationId} and mode = 'on'`);
  return { removed: row?.removed ?? 0, undone: row?.undone ?? 0 };
}
