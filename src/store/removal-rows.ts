/** Removals as they are read: the row, its evidence, and what the person and organisation are called now. */
import { desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { GrantKey } from '../core/seat.ts';
import type { Db } from './connection.ts';
import { ERASED_LOGIN } from './labels.ts';
import { grants, organisations, people, removalEvidence, removals } from './schema.ts';
import type { Removal } from './store.ts';
import { ENDED, LIVE, UNDER_WAY } from './words.ts';

type RemovalRow = typeof removals.$inferSelect;

function listWhere(db: Db, where: SQL | undefined, limit = -1): Removal[] {
  return db
    .select({
      row: removals,
      evidence: removalEvidence.evidence,
      login: people.login,
      organisation: organisations.login,
    })
    .from(removals)
    .innerJoin(organisations, eq(organisations.id, removals.organisationId))
    .leftJoin(people, eq(people.id, removals.personId))
    .leftJoin(removalEvidence, eq(removalEvidence.removalId, removals.id))
    .where(where)
    .orderBy(desc(removals.claimedAt), sql`${removals}.rowid desc`)
    .limit(limit)
    .all()
    .map(toRemoval);
}

interface JoinedRow {
  readonly row: RemovalRow;
  readonly evidence: Removal['evidence'] | null;
  readonly login: string | null;
  readonly organisation: string;
}

function toRemoval({ row, evidence, login, organisation }: JoinedRow): Removal {
  return {
    id: row.id,
    grant: {
      organisationId: row.organisationId,
      personId: row.personId,
      grantedAt: row.grantedAt,
    },
    person: { id: row.personId, login: login ?? evidence?.login ?? ERASED_LOGIN },
    organisation: { id: row.organisationId, login: organisation },
    state: row.state,
    mode: row.mode,
    by: { teamId: row.byTeam, userId: row.byUser },
    claimedAt: row.claimedAt,
    sentAt: row.sentAt ?? undefined,
    endedAt: row.endedAt ?? undefined,
    lastDay: row.lastDay ?? undefined,
    detail: row.detail ?? undefined,
    price: row.price,
    currency: row.currency,
    evidence: evidence ?? undefined,
    undo: undoOf(row),
    told: row.told,
  };
}

function undoOf(row: RemovalRow): Removal['undo'] {
  const { undoByTeam: teamId, undoByUser: userId, undoAt: at } = row;
  if (teamId === null || userId === null || at === null) return undefined;
  return { by: { teamId, userId }, at, detail: row.undoDetail ?? undefined };
}

function isOfGrant(grant: GrantKey): SQL {
  return sql`${removals.organisationId} = ${grant.organisationId} and ${removals.personId} = ${grant.personId} and ${removals.grantedAt} = ${grant.grantedAt}`;
}

export function findRemoval(db: Db, id: string): Removal | undefined {
  return listWhere(db, eq(removals.id, id), 1)[0];
}

export function findNewestOfGrant(db: Db, grant: GrantKey): Removal | undefined {
  return listWhere(db, isOfGrant(grant), 1)[0];
}

export function findLiveOfGrant(db: Db, grant: GrantKey): Removal | undefined {
  return listWhere(db, sql`${isOfGrant(grant)} and ${inArray(removals.state, LIVE)}`, 1)[0];
}

export function findUnderWay(db: Db, organisationId: number): Removal | undefined {
  return listWhere(
    db,
    sql`${removals.organisationId} = ${organisationId} and ${inArray(removals.state, UNDER_WAY)}`,
    1,
  )[0];
}

/** Newest first. */
export function listOfPerson(db: Db, personId: number): Removal[] {
  return listWhere(db, eq(removals.personId, personId));
}

/** Oldest first, because that is the order in which to mend them. */
export function listUnsettled(db: Db): Removal[] {
  return listWhere(db, inArray(removals.state, UNDER_WAY)).toReversed();
}

/** Oldest first. */
export function listContradicted(db: Db): Removal[] {
  const isOpenAndStaying = sql`exists (select 1 from ${grants} g where g.organisation_id = ${removals.organisationId} and g.person_id = ${removals.personId} and g.granted_at = ${removals.grantedAt} and g.ended_at is null and g.pending_cancellation is null)`;
  return listWhere(db, sql`${eq(removals.state, 'removed')} and ${isOpenAndStaying}`).toReversed();
}

/** Oldest first. */
export function listUntold(db: Db): Removal[] {
  return listWhere(db, sql`told = 0 and ${inArray(removals.state, ENDED)}`).toReversed();
}
