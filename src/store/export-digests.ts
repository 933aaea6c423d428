/** The digests in which a person stands, as plain JSON. */
import { asc, eq } from 'drizzle-orm';
import type { Db } from './connection.ts';
import { isoOrUndefined } from './export-values.ts';
import { digestDormant, digestRows, digestSlots, organisations } from './schema.ts';
import { toIso } from './time.ts';

/** The digests that showed this person's seat by name. */
export function exportDigests(db: Db, personId: number) {
  return db
    .select({ row: digestRows, slot: digestSlots, organisation: organisations.login })
    .from(digestRows)
    .innerJoin(digestSlots, eq(digestSlots.id, digestRows.slotId))
    .leftJoin(organisations, eq(organisations.id, digestRows.organisationId))
    .where(eq(digestRows.personId, personId))
    .orderBy(asc(digestSlots.claimedAt))
    .all()
    .map(({ row, slot, organisation }) => ({
      channel: slot.channelId,
      postedAt: isoOrUndefined(slot.postedAt),
      position: row.position,
      organisation: organisation ?? row.organisationId,
      grantedAt: toIso(row.grantedAt),
      words: row.part.text,
      blocks: row.part.blocks,
      nowShown: row.shown,
    }));
}

/** The digests that count this person's seat as idle, for the comparison with the next one. */
export function exportComparisons(db: Db, personId: number) {
  return db
    .select({ seat: digestDormant, slot: digestSlots, organisation: organisations.login })
    .from(digestDormant)
    .innerJoin(digestSlots, eq(digestSlots.id, digestDormant.slotId))
    .leftJoin(organisations, eq(organisations.id, digestDormant.organisationId))
    .where(eq(digestDormant.personId, personId))
    .orderBy(asc(digestSlots.claimedAt))
    .all()
    .map(({ seat, slot, organisation }) => ({
      channel: slot.channelId,
      dueAt: toIso(slot.dueAt),
      organisation: organisation ?? seat.organisationId,
      grantedAt: toIso(seat.grantedAt),
    }));
}
