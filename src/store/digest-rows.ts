/** What has become of the seats that posted digests show, and of the decisions between two of them. */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { SeatDecision } from '../core/digest-change.ts';
import type { GrantKey, Instant } from '../core/seat.ts';
import type { Db } from './connection.ts';
import type { DigestStore, PostedRow } from './digest-store.ts';
import { ERASED_PART } from './erasure.ts';
import { ERASED_LOGIN } from './labels.ts';
import {
  digestRows,
  digestSlots,
  grants,
  keptPeople,
  organisations,
  people,
  removals,
} from './schema.ts';

type RowStore = Pick<
  DigestStore,
  'listRows' | 'dropRows' | 'listPostedRows' | 'markShown' | 'listDecisions'
>;

export function createDigestRows(db: Db): RowStore {
  return {
    async listPostedRows(since) {
      return listPostedRows(db, since);
    },
    async listRows(slotId) {
      return db
        .select()
        .from(digestRows)
        .where(eq(digestRows.slotId, slotId))
        .orderBy(asc(digestRows.position))
        .all()
        .map(({ organisationId, personId, grantedAt, part }) => ({
          grant: { organisationId, personId, grantedAt },
          part,
        }));
    },
    async dropRows(slotId) {
      db.delete(digestRows).where(eq(digestRows.slotId, slotId)).run();
    },
    async markShown(slotId, position, shown) {
      db.update(digestRows)
        .set({ shown })
        .where(and(eq(digestRows.slotId, slotId), eq(digestRows.position, position)))
        .run();
    },
    async listDecisions(since) {
      return listDecisions(db, since);
    },
  };
}

/**
 * An undone removal counts from the digest on: before it, it was no news to whoever reads the message.
 * `undo-sent` is still a removal that stands.
 */
function listPostedRows(db: Db, since: Instant): PostedRow[] {
  const isOfGrant = sql`r.organisation_id = ${digestRows.organisationId} and r.person_id = ${digestRows.personId} and r.granted_at = ${digestRows.grantedAt}`;
  const newest = sql<string | null>`(
    select r.id from ${removals} r
    where ${isOfGrant} and (r.state in ('removed', 'undo-sent')
      or (r.state = 'undone' and coalesce(r.undo_at, r.ended_at) >= ${digestSlots.claimedAt}))
    order by r.claimed_at desc, r.rowid desc limit 1)`;
  return db
    .select({
      slotId: digestRows.slotId,
      position: digestRows.position,
      organisationId: digestRows.organisationId,
      personId: digestRows.personId,
      grantedAt: digestRows.grantedAt,
      shown: digestRows.shown,
      erased: sql<0 | 1>`${digestRows.part} = ${ERASED_PART}`,
      removalId: removals.id,
      removalState: removals.state,
      removalLastDay: removals.lastDay,
      leavesOn: grants.pendingCancellation,
      endedAt: grants.endedAt,
      login: people.login,
      organisation: organisations.login,
      keptSince: keptPeople.madeAt,
      keptUntil: keptPeople.until,
    })
    .from(digestRows)
    .innerJoin(digestSlots, eq(digestSlots.id, digestRows.slotId))
    .leftJoin(removals, sql`${removals.id} = ${newest}`)
    .leftJoin(
      grants,
      sql`${grants.organisationId} = ${digestRows.organisationId} and ${grants.personId} = ${digestRows.personId} and ${grants.grantedAt} = ${digestRows.grantedAt}`,
    )
    .leftJoin(people, eq(people.id, digestRows.personId))
    .leftJoin(keptPeople, eq(keptPeople.personId, digestRows.personId))
    .leftJoin(organisations, eq(organisations.id, digestRows.organisationId))
    .where(sql`${digestSlots.state} = 'posted' and ${digestSlots.postedAt} >= ${since}`)
    .orderBy(digestRows.slotId, digestRows.position)
    .all()
    .map(toPostedRow);
}

interface JoinedRow extends GrantKey {
  readonly slotId: string;
  readonly position: number;
  readonly shown: string;
  readonly erased: 0 | 1;
  readonly removalId: string | null;
  readonly removalState: (typeof removals.$inferSelect)['state'] | null;
  readonly removalLastDay: string | null;
  readonly leavesOn: string | null;
  readonly endedAt: Instant | null;
  readonly login: string | null;
  readonly organisation: string | null;
  /** Null while there is no exemption. */
  readonly keptSince: Instant | null;
  readonly keptUntil: Instant | null;
}

function toPostedRow({ removalId, removalState, ...joined }: JoinedRow): PostedRow {
  const { slotId, position, shown, organisationId, personId, grantedAt } = joined;
  const standing = removalState === 'undone' ? 'undone' : 'removed';
  return {
    slotId,
    position,
    grant: { organisationId, personId, grantedAt },
    erased: joined.erased === 1,
    shown,
    person: { id: personId, login: joined.login ?? ERASED_LOGIN },
    organisation: { id: organisationId, login: joined.organisation ?? ERASED_LOGIN },
    removalId: removalId ?? undefined,
    removalState: removalState === null ? undefined : standing,
    removalLastDay: joined.removalLastDay ?? undefined,
    leavesOn: joined.leavesOn ?? undefined,
    ended: joined.endedAt !== null,
    kept: joined.keptSince === null ? undefined : { until: joined.keptUntil ?? undefined },
  };
}

function listDecisions(db: Db, since: Instant): SeatDecision[] {
  const rows = db.all<GrantKey & { readonly outcome: SeatDecision['outcome'] }>(sql`
    select organisation_id as organisationId, person_id as personId, granted_at as grantedAt,
      iif(state = 'undone', 'undone', 'removed') as outcome
    from ${removals} where mode = 'on' and (
      (state in ('removed', 'undo-sent') and ended_at >= ${since})
      or (state = 'undone' and coalesce(undo_at, ended_at) >= ${since}))`);
  return rows.map(({ outcome, ...grant }) => ({ grant, outcome }));
}
