/** People: by login, what they did and when, all that is stored about one, and its erasure. */
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Audit } from './audit.ts';
import { type Db, inTransaction } from './connection.ts';
import { erasePerson } from './erasure.ts';
import { exportPerson, exportSlackAccount } from './export.ts';
import type { PersonRow } from './labels.ts';
import { activity, grants, logins, organisations, people, signIns } from './schema.ts';
import type { GrantRecord, PersonRecord, PersonStore, SignalRecord } from './store.ts';

export function createPersonStore(db: Db, audit: Audit): PersonStore {
  return {
    async findByLogin(login) {
      const row = findHolder(db, login) ?? findEarlierHolder(db, login);
      return row === undefined ? undefined : toRecord(db, row);
    },
    async listSignals(personId) {
      return listSignals(db, personId);
    },
    async listGrants(personId) {
      return listGrants(db, personId);
    },
    async listSeatless() {
      return listSeatless(db);
    },
    async findHolderIn(organisationId) {
      return db
        .select({ id: people.id, login: people.login })
        .from(grants)
        .innerJoin(people, eq(people.id, grants.personId))
        .where(
          and(
            eq(grants.organisationId, organisationId),
            isNull(grants.endedAt),
            isNull(grants.missedSince),
          ),
        )
        .limit(1)
        .get();
    },
    async listLogins() {
      return db
        .select({ login: people.login })
        .from(people)
        .where(eq(people.loginHeld, true))
        .orderBy(asc(people.login))
        .all()
        .map((row) => row.login);
    },
    async exportPerson(personId) {
      return inTransaction(db, () => exportPerson(db, personId));
    },
    async exportAccount(slack) {
      return inTransaction(db, () => exportSlackAccount(db, slack));
    },
    async erasePerson(personId, at) {
      const erased = inTransaction(db, () => erasePerson(db, audit, personId, at));
      // The journal still holds the old pages until it is emptied.
      db.run(sql`pragma wal_checkpoint(truncate)`);
      return erased;
    },
  };
}

function listGrants(db: Db, personId: number): GrantRecord[] {
  return db
    .select({ grant: grants, login: organisations.login })
    .from(grants)
    .innerJoin(organisations, eq(organisations.id, grants.organisationId))
    .where(eq(grants.personId, personId))
    .orderBy(sql`${grants.endedAt} is null desc`, desc(grants.endedAt), desc(grants.grantedAt))
    .all()
    .map(({ grant, login }) => ({
      organisation: { id: grant.organisationId, login },
      grantedAt: grant.grantedAt,
      lastDay: grant.pendingCancellation ?? undefined,
      endedAt: grant.endedAt ?? undefined,
    }));
}

function listSeatless(db: Db): Awaited<ReturnType<PersonStore['listSeatless']>> {
  return db
    .all<{ id: number; login: string; organisationId: number | null }>(sql`
      select p.id, p.login, coalesce(
        (select organisation_id from ${grants} g where g.person_id = p.id order by g.ended_at desc limit 1),
        (select organisation_id from ${activity} a where a.person_id = p.id order by a.at desc limit 1)
      ) as organisationId
      from ${people} p
      where not exists (select 1 from ${grants} g where g.person_id = p.id and g.ended_at is null)
      order by p.id`)
    .flatMap(({ id, login, organisationId }) =>
      organisationId === null ? [] : [{ person: { id, login }, organisationId }],
    );
}

function findHolder(db: Db, login: string): PersonRow | undefined {
  return db
    .select()
    .from(people)
    .where(and(sql`lower(${people.login}) = lower(${login})`, eq(people.loginHeld, true)))
    .orderBy(desc(people.loginSince))
    .limit(1)
    .get();
}

/** The one who gave the login up last. */
function findEarlierHolder(db: Db, login: string): PersonRow | undefined {
  return db
    .select({ person: people })
    .from(logins)
    .innerJoin(people, eq(people.id, logins.personId))
    .where(sql`lower(${logins.login}) = lower(${login})`)
    .orderBy(desc(logins.replacedAt))
    .limit(1)
    .get()?.person;
}

function toRecord(db: Db, { id, login }: PersonRow): PersonRecord {
  const earlier = db
    .select({ login: logins.login })
    .from(logins)
    .where(and(eq(logins.personId, id), sql`${logins.login} <> ${login}`))
    .orderBy(asc(logins.replacedAt))
    .all();
  return { person: { id, login }, earlierLogins: earlier.map((row) => row.login) };
}

function listSignals(db: Db, personId: number): SignalRecord[] {
  const uses = db
    .select({
      organisation: { id: organisations.id, login: organisations.login },
      at: activity.at,
      source: activity.source,
      editor: activity.editor,
    })
    .from(activity)
    .innerJoin(organisations, eq(organisations.id, activity.organisationId))
    .where(eq(activity.personId, personId))
    .orderBy(desc(activity.at), asc(activity.id))
    .all();
  const signInsNewest = db
    .select({
      organisation: { id: organisations.id, login: organisations.login },
      at: signIns.at,
    })
    .from(signIns)
    .innerJoin(organisations, eq(organisations.id, signIns.organisationId))
    .where(eq(signIns.personId, personId))
    .orderBy(desc(signIns.at), asc(signIns.id))
    .all();
  const signals: SignalRecord[] = [
    ...uses.map((use) => ({ ...use, editor: use.editor ?? undefined })),
    ...signInsNewest.map((signIn) => ({
      ...signIn,
      source: 'sign-in' as const,
      editor: undefined,
    })),
  ];
  return signals.toSorted((a, b) => b.at - a.at);
}
