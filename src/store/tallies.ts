/** How much there is of what, for the health door: counted by the file, nothing about people. */
import { and, count, gt, inArray, isNotNull, isNull, max, sql } from 'drizzle-orm';
import type { Db } from './connection.ts';
import { audit, grants, nobodySeats, reads } from './schema.ts';
import type { Tallies, TallyStore } from './tally-store.ts';

export function createTallyStore(db: Db): TallyStore {
  return {
    async mark() {
      const read = db
        .select({ id: max(reads.id) })
        .from(reads)
        .get();
      const entry = db
        .select({ seq: max(audit.seq) })
        .from(audit)
        .get();
      return { readId: read?.id ?? 0, auditSeq: entry?.seq ?? 0 };
    },
    async since({ readId, auditSeq }) {
      return {
        seats: countSeats(db),
        reads: countReads(db, readId),
        removals: countRemovals(db, auditSeq),
      };
    },
  };
}

function countSeats(db: Db): Tallies['seats'] {
  const held = db
    .select({ id: grants.organisationId, seats: count() })
    .from(grants)
    .where(isNull(grants.endedAt))
    .groupBy(grants.organisationId)
    .all();
  const nobodys = db
    .select({ id: nobodySeats.organisationId, seats: count() })
    .from(nobodySeats)
    .groupBy(nobodySeats.organisationId)
    .all();
  const seats = new Map<number, number>();
  for (const row of [...held, ...nobodys]) seats.set(row.id, (seats.get(row.id) ?? 0) + row.seats);
  return seats;
}

function countReads(db: Db, after: number): Tallies['reads'] {
  const ended = sql<string>`coalesce(json_extract(${reads.failure}, '$.kind'), ${reads.outcome})`;
  const rows = db
    .select({ ended, times: count() })
    .from(reads)
    .where(and(gt(reads.id, after), isNotNull(reads.outcome)))
    .groupBy(ended)
    .all();
  return new Map(rows.map((row) => [row.ended, row.times]));
}

/** What became of removals and undos; refusals before anything was decided are `not-removed`. */
function countRemovals(db: Db, after: number): Tallies['removals'] {
  const result = sql<string>`case ${audit.action} when 'removal-refused' then 'not-removed' else ${audit.outcome} end`;
  const rows = db
    .select({ result, times: count() })
    .from(audit)
    .where(
      and(
        gt(audit.seq, after),
        inArray(audit.action, ['removal-refused', 'removal-ended', 'undo-ended']),
      ),
    )
    .groupBy(result)
    .all();
  return new Map(rows.map((row) => [row.result, row.times]));
}
