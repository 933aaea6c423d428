/** The installations of the App, their names, settings and how their reads went. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Instant } from '../core/seat.ts';
import type { ReadHistory } from '../core/trust.ts';
import { type Db, inTransaction } from './connection.ts';
import { organisationLogins, organisations, removals } from './schema.ts';
import type { InstallationReading, OrganisationRecord, OrganisationStore } from './store.ts';
import { UNDER_WAY } from './words.ts';

type OrganisationRow = typeof organisations.$inferSelect;

export function createOrganisationStore(db: Db): OrganisationStore {
  return {
    async saveInstallations(found, at) {
      inTransaction(db, () => {
        saveInstallations(db, found, at);
      });
    },
    async list() {
      return inTransaction(db, () => listOrganisations(db));
    },
    async find(organisationId) {
      return inTransaction(db, () => listOrganisations(db, organisationId)[0]);
    },
    async saveSeatManagement(organisationId, { seatManagement, plan }) {
      db.update(organisations)
        .set({ seatManagement, plan })
        .where(
          sql`${organisations.id} = ${organisationId} and (${organisations.seatManagement} <> ${seatManagement} or ${organisations.plan} <> ${plan})`,
        )
        .run();
    },
    async markTroubleTold(organisationId, told) {
      db.update(organisations)
        .set({ troubleTold: told })
        .where(eq(organisations.id, organisationId))
        .run();
    },
  };
}

function saveInstallations(db: Db, found: readonly InstallationReading[], at: Instant): void {
  const known = new Map(
    db
      .select()
      .from(organisations)
      .all()
      .map((row) => [row.id, row]),
  );
  const listed = withoutDoubles(found);
  for (const reading of listed.values()) saveInstallation(db, reading, known, at);
  for (const row of known.values()) {
    if (listed.has(row.id)) continue;
    db.update(organisations).set({ state: 'removed' }).where(eq(organisations.id, row.id)).run();
  }
}

/**
 * Enterprises are numbered apart from organisations, so two installations may bear one number. The
 * organisation wins, because it alone has seats to read.
 */
function withoutDoubles(found: readonly InstallationReading[]): Map<number, InstallationReading> {
  const listed = new Map<number, InstallationReading>();
  for (const reading of found) {
    if (reading.kind === 'enterprise' && listed.has(reading.account.id)) continue;
    listed.set(reading.account.id, reading);
  }
  return listed;
}

function saveInstallation(
  db: Db,
  reading: InstallationReading,
  known: ReadonlyMap<number, OrganisationRow>,
  at: Instant,
): void {
  const { id, name: login } = reading.account;
  const values = {
    login,
    installationId: reading.installationId,
    kind: reading.kind,
    state: reading.suspended ? ('suspended' as const) : ('active' as const),
    appMayWrite: reading.appMayWrite,
  };
  const row = known.get(id);
  if (row === undefined) {
    db.insert(organisations)
      .values({ id, ...values })
      .run();
    return;
  }
  if (row.login !== login) {
    db.insert(organisationLogins)
      .values({ organisationId: id, login: row.login, replacedAt: at })
      .onConflictDoUpdate({
        target: [organisationLogins.organisationId, organisationLogins.login],
        set: { replacedAt: at },
      })
      .run();
  }
  // SQLite itself leaves a row alone whose values stay the same.
  db.update(organisations).set(values).where(eq(organisations.id, id)).run();
}

/** All of them, or the one with this id. */
function listOrganisations(db: Db, onlyId?: number): OrganisationRecord[] {
  const ofOrganisation = (id: SQLiteColumn) => (onlyId === undefined ? undefined : eq(id, onlyId));
  const earlier = new Map<number, string[]>();
  const renames = db
    .select()
    .from(organisationLogins)
    .where(ofOrganisation(organisationLogins.organisationId))
    .orderBy(asc(organisationLogins.replacedAt));
  for (const { organisationId, login } of renames.all()) {
    earlier.set(organisationId, [...(earlier.get(organisationId) ?? []), login]);
  }
  const underWay = new Map(
    db
      .select({ id: removals.organisationId, count: sql<number>`count(*)` })
      .from(removals)
      .where(and(inArray(removals.state, UNDER_WAY), ofOrganisation(removals.organisationId)))
      .groupBy(removals.organisationId)
      .all()
      .map((row) => [row.id, row.count]),
  );
  return db
    .select()
    .from(organisations)
    .where(ofOrganisation(organisations.id))
    .orderBy(sql`lower(${organisations.login})`, asc(organisations.id))
    .all()
    .map((row) => ({
      organisation: { id: row.id, login: row.login },
      installationId: row.installationId,
      kind: row.kind,
      state: row.state,
      appMayWrite: row.appMayWrite,
      seatManagement: row.seatManagement,
      history: historyOf(row),
      failedReads: row.failedReads,
      troubleTold: row.troubleTold,
      quarantined: row.quarantined,
      removalsUnderWay: underWay.get(row.id) ?? 0,
      earlierLogins: (earlier.get(row.id) ?? []).filter((login) => login !== row.login),
    }));
}

function historyOf(row: OrganisationRow): ReadHistory {
  return {
    firstGoodReadAt: row.firstGoodReadAt ?? undefined,
    lastGoodReadAt: row.lastGoodReadAt ?? undefined,
    lastReadAt: row.lastReadAt ?? undefined,
    lastFailure: row.lastFailure ?? undefined,
    movedAt: row.movedAt ?? undefined,
    goodReadsSinceMoved: row.goodReadsSinceMoved,
  };
}
