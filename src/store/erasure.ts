/** Forgetting one person: names, signs, evidence and reasons go; the log keeps its numbers and hashes. */
import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Instant } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import type { Db } from './connection.ts';
import { ERASED_LOGIN } from './labels.ts';
import {
  activity,
  audit,
  auditDetails,
  digestDormant,
  digestRows,
  grants,
  keptPeople,
  links,
  logins,
  people,
  removalEvidence,
  removals,
  signIns,
  waysOfUse,
} from './schema.ts';
import { UNDER_WAY } from './words.ts';

const NOTHING = { text: '', blocks: [] };
/** What a row of a digest holds once its person has been erased, as it stands in the file. */
export const ERASED_PART = JSON.stringify(NOTHING);

/**
 * Erases inside the caller's transaction; false if nothing was known. Throws while a removal of this
 * person is under way, because its end would be written after the erasure. Somebody who still holds a
 * seat is known again after the next read, from nothing.
 */
export function erasePerson(db: Db, appender: Audit, personId: number, at: Instant): boolean {
  assertNothingUnderWay(db, personId);
  const decisions = db
    .select({ seq: audit.seq })
    .from(audit)
    .where(and(eq(audit.personId, personId), ne(audit.action, 'person-erased')));
  const ownRemovals = db
    .select({ id: removals.id })
    .from(removals)
    .where(eq(removals.personId, personId));
  const erased = [
    db.delete(activity).where(eq(activity.personId, personId)).run(),
    db.delete(signIns).where(eq(signIns.personId, personId)).run(),
    db.delete(waysOfUse).where(eq(waysOfUse.personId, personId)).run(),
    db.delete(grants).where(eq(grants.personId, personId)).run(),
    db.delete(keptPeople).where(eq(keptPeople.personId, personId)).run(),
    db.delete(links).where(eq(links.personId, personId)).run(),
    db.delete(logins).where(eq(logins.personId, personId)).run(),
    db.delete(people).where(eq(people.id, personId)).run(),
    db.delete(digestDormant).where(eq(digestDormant.personId, personId)).run(),
    // Emptied, not deleted, so that the message is seen to show a row that is no more.
    db
      .update(digestRows)
      .set({ part: NOTHING })
      .where(sql`${digestRows.personId} = ${personId} and ${digestRows.part} <> ${ERASED_PART}`)
      .run(),
    db.delete(removalEvidence).where(inArray(removalEvidence.removalId, ownRemovals)).run(),
    db.delete(auditDetails).where(inArray(auditDetails.seq, decisions)).run(),
  ];
  if (erased.every(({ changes }) => changes === 0)) return false;
  db.update(removals)
    .set({ detail: null, undoDetail: null })
    .where(eq(removals.personId, personId))
    .run();
  appender.append(
    {
      action: 'person-erased',
      by: undefined,
      organisation: undefined,
      person: { id: personId, login: ERASED_LOGIN },
      removalId: undefined,
      outcome: 'erased',
      detail: {},
    },
    at,
  );
  return true;
}

function assertNothingUnderWay(db: Db, personId: number): void {
  const open = db
    .select({ id: removals.id })
    .from(removals)
    .where(and(eq(removals.personId, personId), inArray(removals.state, UNDER_WAY)))
    .get();
  if (open === undefined) return;
  throw new Error(
    'A removal for this person is under way, so nothing was erased. Try again when it has ended.',
  );
}
