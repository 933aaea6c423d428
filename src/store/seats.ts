/** Seats as the judge wants them: the row last read, and the person's latest signs from everywhere. */
import { and, asc, count, eq, isNull, sql } from 'drizzle-orm';
import type { AssigningTeam, HeldSeat, Instant, NobodySeat, Plan, Seat } from '../core/seat.ts';
import { breathe, type Db, inTransaction } from './connection.ts';
import { keptOf } from './kept.ts';
import type { Merge } from './merge.ts';
import { activity, grants, keptPeople, nobodySeats, organisations, people } from './schema.ts';
import type { SeatStore } from './store.ts';

/** About 40 ms of reading. */
const SEATS_PER_CHUNK = 2000;

const param = sql.placeholder;

const organisationFields = {
  id: organisations.id,
  login: organisations.login,
  plan: organisations.plan,
  firstReadAt: organisations.firstReadAt,
  firstGoodReadAt: organisations.firstGoodReadAt,
};

/** Every open grant but those that a newer open one of the same person has replaced. */
function selectHeld(db: Db) {
  return db
    .select({
      grant: {
        id: grants.id,
        personId: grants.personId,
        grantedAt: grants.grantedAt,
        plan: grants.plan,
        teamSlug: grants.teamSlug,
        teamName: grants.teamName,
        teamUrl: grants.teamUrl,
        pendingCancellation: grants.pendingCancellation,
        firstSeenAt: grants.firstSeenAt,
      },
      organisation: organisationFields,
      login: people.login,
      kept: keptPeople,
      lastUse: {
        at: activity.at,
        source: activity.source,
        organisationId: activity.organisationId,
        editor: activity.editor,
      },
      lastSignInAt: sql<
        number | null
      >`(select max(s.at) from sign_in s where s.person_id = ${grants.personId})`,
    })
    .from(grants)
    .innerJoin(organisations, eq(organisations.id, grants.organisationId))
    .innerJoin(people, eq(people.id, grants.personId))
    .leftJoin(keptPeople, eq(keptPeople.personId, grants.personId))
    .leftJoin(
      activity,
      sql`${activity.id} = (select a.id from activity a where a.person_id = ${grants.personId} order by a.at desc, a.id desc limit 1)`,
    );
}

function prepare(db: Db) {
  return {
    chunk: selectHeld(db)
      .where(sql`${grants.id} > ${param('after')} and ${isNull(grants.endedAt)}`)
      .orderBy(asc(grants.id))
      .limit(SEATS_PER_CHUNK)
      .prepare(),
    find: selectHeld(db)
      .where(
        sql`${grants.organisationId} = ${param('organisationId')} and ${grants.personId} = ${param('personId')} and ${grants.grantedAt} = ${param('grantedAt')} and ${isNull(grants.endedAt)}`,
      )
      .prepare(),
    // Open or nobody's, as in the list; every grant has its person and its organisation.
    heldStaying: db
      .select({ seats: count() })
      .from(grants)
      .where(
        and(
          eq(grants.organisationId, param('organisationId')),
          isNull(grants.endedAt),
          isNull(grants.pendingCancellation),
        ),
      )
      .prepare(),
    nobodyStaying: db
      .select({ seats: count() })
      .from(nobodySeats)
      .where(
        and(
          eq(nobodySeats.organisationId, param('organisationId')),
          isNull(nobodySeats.pendingCancellation),
        ),
      )
      .prepare(),
    nobody: db
      .select({ seat: nobodySeats, organisation: organisationFields })
      .from(nobodySeats)
      .innerJoin(organisations, eq(organisations.id, nobodySeats.organisationId))
      .orderBy(asc(nobodySeats.id))
      .prepare(),
  };
}

type Statements = ReturnType<typeof prepare>;
type HeldRow = ReturnType<Statements['chunk']['all']>[number];
type NobodyRow = ReturnType<Statements['nobody']['all']>[number];

export function createSeatStore(db: Db, merge: Merge): SeatStore {
  const statements = prepare(db);
  return {
    async list() {
      return listSeats(statements);
    },
    async find({ organisationId, personId, grantedAt }) {
      const row = statements.find.get({ organisationId, personId, grantedAt });
      return row === undefined ? undefined : toHeldSeat(row);
    },
    async countStaying(organisationId) {
      return inTransaction(db, () => countStaying(statements, organisationId));
    },
    async saveReading(organisationId, reading, at) {
      inTransaction(db, () => {
        merge({ organisationId, readId: undefined, at }, [reading]);
      });
    },
    async markGone({ organisationId, personId, grantedAt }, at) {
      db.update(grants)
        .set({ endedAt: at })
        .where(
          sql`${grants.organisationId} = ${organisationId} and ${grants.personId} = ${personId} and ${grants.grantedAt} = ${grantedAt} and ${isNull(grants.endedAt)}`,
        )
        .run();
    },
  };
}

function countStaying({ heldStaying, nobodyStaying }: Statements, organisationId: number): number {
  const counted = [heldStaying.get({ organisationId }), nobodyStaying.get({ organisationId })];
  return counted.reduce((sum, row) => sum + (row?.seats ?? 0), 0);
}

async function listSeats(statements: Statements): Promise<Seat[]> {
  const seats: Seat[] = [];
  let after = 0;
  for (;;) {
    const rows = statements.chunk.all({ after });
    for (const row of rows) seats.push(toHeldSeat(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < SEATS_PER_CHUNK) break;
    after = last.grant.id;
    await breathe();
  }
  for (const row of statements.nobody.all()) seats.push(toNobodySeat(row));
  return seats;
}

function toHeldSeat({
  grant,
  organisation,
  login,
  kept,
  lastUse,
  lastSignInAt,
}: HeldRow): HeldSeat {
  return {
    kind: 'held',
    organisation: { id: organisation.id, login: organisation.login },
    person: { id: grant.personId, login },
    grantedAt: grant.grantedAt,
    plan: planOf(grant.plan, organisation.plan),
    team: teamOf(grant),
    pendingCancellation: grant.pendingCancellation ?? undefined,
    lastUse: lastUse === null ? undefined : { ...lastUse, editor: lastUse.editor ?? undefined },
    lastSignInAt: lastSignInAt ?? undefined,
    kept: kept === null ? undefined : keptOf(kept),
    watchedSince: watchedSince(organisation, grant.firstSeenAt),
  };
}

function teamOf(grant: HeldRow['grant']): AssigningTeam | undefined {
  const { teamSlug: slug, teamName: name, teamUrl } = grant;
  return slug === null || name === null ? undefined : { slug, name, url: teamUrl ?? undefined };
}

/** An organisation that was never read well has been watched since its first try. */
function watchedSince(
  { firstGoodReadAt, firstReadAt }: HeldRow['organisation'],
  firstSeenAt: Instant,
): Instant {
  return firstGoodReadAt ?? firstReadAt ?? firstSeenAt;
}

function toNobodySeat({ seat, organisation }: NobodyRow): NobodySeat {
  return {
    kind: 'nobody',
    organisation: { id: organisation.id, login: organisation.login },
    grantedAt: seat.grantedAt ?? undefined,
    plan: planOf(seat.plan, organisation.plan),
    pendingCancellation: seat.pendingCancellation ?? undefined,
  };
}

/** A seat whose row names no plan has its organisation's. */
function planOf(seatPlan: Plan, organisationPlan: Plan): Plan {
  return seatPlan === 'unknown' ? organisationPlan : seatPlan;
}
