/** Who is called what: the numeric id is the person, and a login belongs to whoever was last seen with it. */
import { sql } from 'drizzle-orm';
import type { Instant, Person } from '../core/seat.ts';
import type { Db } from './connection.ts';
import { logins, people } from './schema.ts';
import { isOutdated } from './time.ts';

export type PersonRow = typeof people.$inferSelect;

/** Stands where the name of an erased person stood; no login can look like it. */
export const ERASED_LOGIN = '(erased)';

const param = sql.placeholder;

function prepare(db: Db) {
  return {
    find: db
      .select()
      .from(people)
      .where(sql`${people.id} in (select value from json_each(${param('ids')}))`)
      .prepare(),
    savePerson: db
      .insert(people)
      .values({
        id: param('id'),
        login: param('login'),
        loginHeld: param('loginHeld'),
        loginSince: param('at'),
        firstSeenAt: param('at'),
      })
      .onConflictDoUpdate({
        target: people.id,
        set: {
          login: sql`excluded.login`,
          loginHeld: sql`excluded.login_held`,
          loginSince: sql`excluded.login_since`,
        },
      })
      .prepare(),
    saveLogin: db
      .insert(logins)
      .values({
        personId: param('id'),
        login: param('login'),
        firstSeenAt: param('at'),
        replacedAt: param('replacedAt'),
      })
      .onConflictDoUpdate({
        target: [logins.personId, logins.login],
        set: { replacedAt: sql`excluded.replaced_at` },
      })
      .prepare(),
    listHolders: db
      .select({ id: people.id, login: people.login })
      .from(people)
      .where(
        sql`lower(${people.login}) = lower(${param('login')}) and ${people.loginHeld} = 1 and ${people.id} <> ${param('id')}`,
      )
      .prepare(),
    letGo: db
      .update(people)
      .set({ loginHeld: false })
      .where(sql`${people.id} = ${param('id')}`)
      .prepare(),
  };
}

export interface Labels {
  /** Loads what is known of these people, by id. */
  find(ids: readonly number[]): Map<number, PersonRow>;
  /** Remembers a person seen with a login now, and keeps `known` true. Writes only what changed. */
  see(known: Map<number, PersonRow>, person: Person, at: Instant): void;
  /** Remembers a person named by an old document, whose login may be somebody else's by now. */
  mention(known: Map<number, PersonRow>, person: Person, at: Instant): void;
}

/** All three run inside the caller's transaction. */
export function createLabels(db: Db): Labels {
  const statements = prepare(db);
  return {
    find(ids) {
      const rows = statements.find.all({ ids: JSON.stringify(ids) });
      return new Map(rows.map((row) => [row.id, row]));
    },
    see(known, person, at) {
      see(statements, known, { person, at });
    },
    mention(known, person, at) {
      if (known.has(person.id)) return;
      const taken = statements.listHolders.all({ id: person.id, login: person.login }).length > 0;
      begin(statements, known, { person, at, held: !taken });
    },
  };
}

type Statements = ReturnType<typeof prepare>;

interface Sighting {
  readonly person: Person;
  readonly at: Instant;
}

function see(statements: Statements, known: Map<number, PersonRow>, sighting: Sighting): void {
  const { person, at } = sighting;
  const row = known.get(person.id);
  if (row !== undefined) {
    if (row.login === person.login && row.loginHeld) return;
    if (isOutdated(at, row.loginSince)) return;
  }
  takeFromOthers(statements, known, sighting);
  if (row !== undefined && row.login !== person.login) {
    statements.saveLogin.run({
      id: person.id,
      login: row.login,
      at: row.loginSince,
      replacedAt: at,
    });
  }
  begin(statements, known, { ...sighting, held: true });
}

function takeFromOthers(
  statements: Statements,
  known: Map<number, PersonRow>,
  { person, at }: Sighting,
): void {
  for (const holder of statements.listHolders.all({ id: person.id, login: person.login })) {
    statements.letGo.run({ id: holder.id });
    statements.saveLogin.run({ id: holder.id, login: holder.login, at, replacedAt: at });
    const row = known.get(holder.id);
    if (row !== undefined) known.set(holder.id, { ...row, loginHeld: false });
  }
}

function begin(
  statements: Statements,
  known: Map<number, PersonRow>,
  { person, at, held }: Sighting & { readonly held: boolean },
): void {
  const { id, login } = person;
  statements.savePerson.run({ id, login, loginHeld: held, at });
  statements.saveLogin.run({ id, login, at, replacedAt: held ? null : at });
  const firstSeenAt = known.get(id)?.firstSeenAt ?? at;
  known.set(id, { id, login, loginHeld: held, loginSince: at, firstSeenAt });
}
