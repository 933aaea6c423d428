/** What a digest keeps for the next one to be compared with: inside the caller's transaction. */
import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Snapshot } from '../core/digest-change.ts';
import type { Db } from './connection.ts';
import type { DigestSlot } from './digest-store.ts';
import { digestDormant, digestSlots } from './schema.ts';

/** One statement, however many there are. */
export function saveDormant(db: Db, slotId: string, { dormant }: Snapshot): void {
  const grants = dormant.map((grant) => [grant.organisationId, grant.personId, grant.grantedAt]);
  db.run(sql`
    insert into ${digestDormant} (slot_id, organisation_id, person_id, granted_at)
    select ${slotId}, value ->> 0, value ->> 1, value ->> 2 from json_each(${JSON.stringify(grants)})`);
}

/**
 * Growth follows change: only the latest posted digest of a schedule is compared with. One without any
 * good data leaves the one before it to compare with.
 */
export function forgetEarlierSnapshots(
  db: Db,
  { id: slotId, scheduleId, week }: Pick<DigestSlot, 'id' | 'scheduleId' | 'week'>,
): void {
  if (week === undefined) return;
  db.run(sql`
    delete from ${digestDormant} where slot_id in (
      select id from ${digestSlots}
      where schedule_id = ${scheduleId} and id <> ${slotId} and state not in ('claimed', 'sending'))
    and exists (
      select 1 from ${digestSlots} where id = ${slotId} and compared_organisations is not null)`);
}

export function findBaseline(db: Db, scheduleId: string): Snapshot | undefined {
  const row = db
    .select()
    .from(digestSlots)
    .where(
      and(
        eq(digestSlots.scheduleId, scheduleId),
        eq(digestSlots.state, 'posted'),
        isNotNull(digestSlots.comparedOrganisations),
      ),
    )
    .orderBy(desc(digestSlots.claimedAt))
    .limit(1)
    .get();
  if (row === undefined) return undefined;
  const dormant = db
    .select({
      organisationId: digestDormant.organisationId,
      personId: digestDormant.personId,
      grantedAt: digestDormant.grantedAt,
    })
    .from(digestDormant)
    .where(eq(digestDormant.slotId, row.id))
    .all();
  return { at: row.claimedAt, organisationIds: row.comparedOrganisations ?? [], dormant };
}
