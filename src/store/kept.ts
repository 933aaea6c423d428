/** Exemptions: one a person, the newest in place of the one before. */
import { eq } from 'drizzle-orm';
import type { Instant, Kept, Person, SlackPerson } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import { type Db, inTransaction } from './connection.ts';
import type { KeptStore } from './kept-store.ts';
import { createLabels } from './labels.ts';
import { keptPeople } from './schema.ts';
import { toIso } from './time.ts';

type KeptRow = typeof keptPeople.$inferSelect;

export function createKeptStore(db: Db, audit: Audit): KeptStore {
  return {
    async keep({ person, until, reason, by, organisation }, at) {
      return inTransaction(db, () => {
        const kept = { until, by, madeAt: at, reason };
        saveKept(db, person, kept);
        audit.append(
          {
            action: 'kept',
            by,
            organisation,
            person,
            removalId: undefined,
            outcome: until === undefined ? 'always' : 'until',
            detail: { until: until === undefined ? undefined : toIso(until), reason },
          },
          at,
        );
        return kept;
      });
    },
    async unkeep(person, by, at) {
      return inTransaction(db, () => unkeep(db, audit, { person, by, at }));
    },
    async find(personId) {
      return findKept(db, personId);
    },
  };
}

/** Inside the caller's transaction. */
export function saveKept(db: Db, person: Person, kept: Kept): void {
  const labels = createLabels(db);
  labels.mention(labels.find([person.id]), person, kept.madeAt);
  const values = {
    until: kept.until ?? null,
    byTeam: kept.by.teamId,
    byUser: kept.by.userId,
    madeAt: kept.madeAt,
    reason: kept.reason ?? null,
  };
  db.insert(keptPeople)
    .values({ personId: person.id, ...values })
    .onConflictDoUpdate({ target: keptPeople.personId, set: values })
    .run();
}

export function findKept(db: Db, personId: number): Kept | undefined {
  const row = db.select().from(keptPeople).where(eq(keptPeople.personId, personId)).get();
  return row === undefined ? undefined : keptOf(row);
}

export function keptOf(row: KeptRow): Kept {
  return {
    until: row.until ?? undefined,
    by: { teamId: row.byTeam, userId: row.byUser },
    madeAt: row.madeAt,
    reason: row.reason ?? undefined,
  };
}

interface Unkeeping {
  readonly person: Person;
  readonly by: SlackPerson;
  readonly at: Instant;
}

/** The exemption stays, ended, so that its end can be told. */
function unkeep(db: Db, audit: Audit, { person, by, at }: Unkeeping): boolean {
  const kept = findKept(db, person.id);
  if (kept === undefined || (kept.until !== undefined && kept.until <= at)) return false;
  db.update(keptPeople).set({ until: at }).where(eq(keptPeople.personId, person.id)).run();
  audit.append(
    {
      action: 'unkept',
      by,
      organisation: undefined,
      person,
      removalId: undefined,
      outcome: 'ended',
      detail: { keptSince: toIso(kept.madeAt) },
    },
    at,
  );
  return true;
}
