/** The digest's outbox on disk: a turn is taken up once, with what it will say, and ends once. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Instant } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import { type Db, inTransaction } from './connection.ts';
import { auditDigest } from './digest-audit.ts';
import { findSchedule } from './digest-schedules.ts';
import { findSlot, type SlotRow, toSlot } from './digest-slot-rows.ts';
import { findBaseline, saveDormant } from './digest-snapshots.ts';
import type { DigestSlot, DigestStore, SlotClaim } from './digest-store.ts';
import { forgetMissedAhead, settleOwed, skipMissed } from './digest-weeks.ts';
import { digestRows, digestSlots } from './schema.ts';
import { OPEN_SLOTS } from './words.ts';

type SlotStore = Pick<
  DigestStore,
  'claim' | 'skipMissed' | 'listOpen' | 'findSlot' | 'findBaseline'
>;

export function createDigestSlots(db: Db, audit: Audit): SlotStore {
  return {
    async claim(claim, at) {
      return inTransaction(db, () => claimSlot(db, audit, claim, at));
    },
    async skipMissed(scheduleId, missed, at) {
      inTransaction(db, () => {
        const schedule = findSchedule(db, scheduleId);
        if (schedule !== undefined) skipMissed(db, schedule, missed, at);
      });
    },
    async listOpen() {
      return db
        .select()
        .from(digestSlots)
        .where(inArray(digestSlots.state, OPEN_SLOTS))
        .orderBy(asc(digestSlots.claimedAt), asc(digestSlots.id))
        .all()
        .map(toSlot);
    },
    async findSlot(id) {
      return findSlot(db, id);
    },
    async findBaseline(scheduleId) {
      return findBaseline(db, scheduleId);
    },
  };
}

/** The unique index says the same; asking first tells a taken week from a broken file. */
function claimSlot(db: Db, audit: Audit, claim: SlotClaim, at: Instant): DigestSlot | undefined {
  const { scheduleId, week, askedBy } = claim;
  const schedule = findSchedule(db, scheduleId);
  if (schedule === undefined) return undefined;
  // Somebody who asks for one by hand may want to see whether the channel works again.
  if (schedule.paused !== undefined && askedBy === undefined) return undefined;
  if (week !== undefined) forgetMissedAhead(db, { scheduleId, week }, at);
  if (isTaken(db, claim)) return undefined;
  const row = insertSlot(db, claim, at);
  if (askedBy !== undefined) {
    auditDigest(audit, schedule, { by: askedBy, outcome: 'asked for' }, at);
  }
  for (const [position, { grant, part }] of claim.rows.entries()) {
    db.insert(digestRows)
      .values({ slotId: claim.id, position, ...grant, part })
      .run();
  }
  if (isComparable(claim)) saveDormant(db, claim.id, claim.snapshot);
  if (week !== undefined) settleOwed(db, scheduleId);
  skipMissed(db, schedule, claim.missed, at);
  return toSlot(row);
}

/** One asked for in between, or without any good data, is no week to compare the next with. */
function isComparable({ week, snapshot }: SlotClaim): boolean {
  return week !== undefined && snapshot.organisationIds.length > 0;
}

function insertSlot(db: Db, claim: SlotClaim, at: Instant): SlotRow {
  const { id, scheduleId, week, channelId, dueAt, frame, askedBy, snapshot } = claim;
  return db
    .insert(digestSlots)
    .values({
      id,
      scheduleId,
      channelId,
      dueAt,
      frame,
      state: 'claimed',
      claimedAt: at,
      week: week ?? null,
      askedByTeam: askedBy?.teamId ?? null,
      askedByUser: askedBy?.userId ?? null,
      comparedOrganisations: isComparable(claim) ? [...snapshot.organisationIds] : null,
    })
    .returning()
    .get();
}

function isTaken(db: Db, { scheduleId, week }: SlotClaim): boolean {
  const which =
    week === undefined
      ? and(sql`${digestSlots.week} is null`, inArray(digestSlots.state, OPEN_SLOTS))
      : eq(digestSlots.week, week);
  const found = db
    .select({ id: digestSlots.id })
    .from(digestSlots)
    .where(and(eq(digestSlots.scheduleId, scheduleId), which))
    .get();
  return found !== undefined;
}
