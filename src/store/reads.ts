/** The course of one read: begun, merged slice by slice, ended; and what its end says of absence. */
import { eq, isNull, sql } from 'drizzle-orm';
import { GITHUB_REMEMBERS_DAYS } from '../core/dormancy.ts';
import { DAY_MS, type Instant } from '../core/seat.ts';
import { planReadEnd } from './absences.ts';
import { breathe, chunked, type Db, inTransaction } from './connection.ts';
import type { Merge } from './merge.ts';
import { replaceNobodySeats } from './nobody-seats.ts';
import { grants, organisations, reads } from './schema.ts';
import type { ReadOutcome, ReadStore } from './store.ts';

type ReadRow = typeof reads.$inferSelect;
type ReadEnd = Parameters<ReadStore['finish']>[1];

/** About 20 ms of writing. */
const WRITES_PER_CHUNK = 2000;

const param = sql.placeholder;

function prepare(db: Db) {
  return {
    find: db
      .select()
      .from(reads)
      .where(eq(reads.id, param('id')))
      .prepare(),
    endGrant: db
      .update(grants)
      .set({ endedAt: sql`${param('at')}` })
      .where(sql`${grants.id} = ${param('id')} and ended_at is null`)
      .prepare(),
    missGrant: db
      .update(grants)
      .set({
        missedReads: sql`${param('missedReads')}`,
        missedSince: sql`${param('missedSince')}`,
        missedReadId: sql`${param('readId')}`,
      })
      .where(sql`${grants.id} = ${param('id')}`)
      .prepare(),
  };
}

type Statements = ReturnType<typeof prepare>;

export function createReadStore(db: Db, merge: Merge): ReadStore {
  const statements = prepare(db);
  return {
    async start(organisationId, at) {
      return inTransaction(db, () => startRead(db, organisationId, at));
    },
    async saveSlice(readId, seats, at) {
      return inTransaction(db, () => {
        const read = findOpen(statements, readId);
        const merged = merge({ organisationId: read.organisationId, readId, at }, seats);
        if (merged.moved && !read.moved) {
          db.update(reads).set({ moved: true }).where(eq(reads.id, readId)).run();
        }
        return merged.grantIds;
      });
    },
    async finish(readId, end) {
      const read = findOpen(statements, readId);
      const { outcome, at } = end;
      if (outcome.kind === 'complete') return finishComplete(db, statements, read, end);
      inTransaction(db, () => {
        endRead(db, readId, outcome, at);
        db.update(organisations)
          .set({
            lastReadAt: at,
            lastFailure: outcome.failure,
            failedReads: sql`${organisations.failedReads} + 1`,
          })
          .where(eq(organisations.id, read.organisationId))
          .run();
      });
    },
    async abandonOpen(at) {
      db.update(reads)
        .set({ endedAt: at, outcome: 'abandoned' })
        .where(isNull(reads.endedAt))
        .run();
    },
  };
}

function startRead(db: Db, organisationId: number, at: Instant): number {
  db.update(organisations)
    .set({ firstReadAt: at })
    .where(sql`${organisations.id} = ${organisationId} and ${organisations.firstReadAt} is null`)
    .run();
  const { id } = db
    .insert(reads)
    .values({ organisationId, startedAt: at })
    .returning({ id: reads.id })
    .get();
  return id;
}

function findOpen(statements: Statements, readId: number): ReadRow {
  const read = statements.find.get({ id: readId });
  if (read === undefined) throw new Error(`there is no read ${readId}`);
  if (read.endedAt !== null) throw new Error(`read ${readId} has ended`);
  return read;
}

/**
 * Missed and gone grants are written in chunks before the read is marked good, because 100,000 at
 * once would hold up everything else. A crash in between leaves misses of a read that was complete,
 * each counted once, and a read that is not marked: the next one goes on from there.
 */
async function finishComplete(
  db: Db,
  statements: Statements,
  read: ReadRow,
  end: ReadEnd,
): Promise<void> {
  const plan = await planReadEnd(db, read, end.present, end.at);
  for (const misses of chunked(plan.missed, WRITES_PER_CHUNK)) {
    inTransaction(db, () => {
      for (const { grantId: id, missedReads, missedSince } of misses) {
        statements.missGrant.run({ id, missedReads, missedSince, readId: read.id });
      }
    });
    await breathe();
  }
  for (const ended of chunked(plan.ended, WRITES_PER_CHUNK)) {
    inTransaction(db, () => {
      for (const id of ended) statements.endGrant.run({ id, at: end.at });
    });
    await breathe();
  }
  inTransaction(db, () => {
    replaceNobodySeats(db, read.organisationId, end.nobody);
    endRead(db, read.id, end.outcome, end.at);
    markGood(db, read, { quarantined: plan.quarantined, at: end.at });
  });
}

function endRead(db: Db, readId: number, outcome: ReadOutcome, at: Instant): void {
  db.update(reads)
    .set({
      endedAt: at,
      outcome: outcome.kind,
      pages: outcome.pages,
      totalSeats: outcome.kind === 'complete' ? outcome.totalSeats : null,
      failure: outcome.kind === 'complete' ? null : outcome.failure,
    })
    .where(eq(reads.id, readId))
    .run();
}

/**
 * Movement counts from any read since the last good one: what an incomplete read saw move stands
 * still in the complete one that follows it.
 */
function markGood(
  db: Db,
  read: ReadRow,
  { quarantined, at }: { readonly quarantined: boolean; readonly at: Instant },
): void {
  const { organisationId } = read;
  const row = db.select().from(organisations).where(eq(organisations.id, organisationId)).get();
  const moved = db
    .select({ id: reads.id })
    .from(reads)
    .where(
      sql`${reads.organisationId} = ${organisationId} and ${reads.id} > ${row?.lastGoodReadId ?? 0} and ${reads.moved} = 1`,
    )
    .limit(1)
    .get();
  const movement =
    moved === undefined
      ? { goodReadsSinceMoved: sql`iif(moved_at is null, 0, good_reads_since_moved + 1)` }
      : { movedAt: at, goodReadsSinceMoved: 0 };
  db.update(organisations)
    .set({
      ...movement,
      // After a pause longer than GitHub's own memory the record has a hole, so the watch begins anew.
      firstGoodReadAt: sql`iif(first_good_read_at is null or last_good_read_at < ${at - GITHUB_REMEMBERS_DAYS * DAY_MS}, ${at}, first_good_read_at)`,
      lastGoodReadAt: at,
      lastGoodReadId: read.id,
      lastReadAt: at,
      lastFailure: null,
      failedReads: 0,
      quarantined,
    })
    .where(eq(organisations.id, organisationId))
    .run();
}
