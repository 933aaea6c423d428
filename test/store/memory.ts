/** A real memory in a folder of its own, and the readings that tests feed to it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { HeldSeatReading, NobodySeatReading, SeatReading } from '../../src/core/seat.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../src/core/seat.ts';
import type { ReadFailure } from '../../src/core/trust.ts';
import { openStore } from '../../src/store/database.ts';
import type { Evidence, InstallationReading, RemovalClaim, Store } from '../../src/store/store.ts';

/** Wednesday, 4 November 2026, 09:00 UTC. */
export const START: Instant = Date.UTC(2026, 10, 4, 9);
export const ACME = { id: 100, login: 'acme-labs' };
export const OTHER = { id: 200, login: 'acme-eu' };
export const MAYA = { teamId: 'T1', userId: 'U1' };
export const RHEA = { id: 1, login: 'rhea-osei' };

export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-store-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export interface Memory {
  readonly store: Store;
  readonly path: string;
  /** A second connection that only reads, as an analyst's would. */
  readonly look: Database.Database;
}

/** A new memory that knows two organisations. */
export async function aMemory(): Promise<Memory> {
  const path = join(aFolder(), 'seatkeeper.db');
  const store = await openStore(path);
  await store.organisations.saveInstallations(
    [anInstallation(), anInstallation({ installationId: 2, account: nameOf(OTHER) })],
    START,
  );
  const look = new Database(path, { readonly: true });
  onTestFinished(async () => {
    look.close();
    await store.close();
  });
  return { store, path, look };
}

function nameOf({ id, login }: { id: number; login: string }) {
  return { id, name: login };
}

export function anInstallation(overrides: Partial<InstallationReading> = {}): InstallationReading {
  return {
    installationId: 1,
    account: nameOf(ACME),
    kind: 'organisation',
    suspended: false,
    appMayWrite: true,
    ...overrides,
  };
}

export function aReading(overrides: Partial<HeldSeatReading> = {}): HeldSeatReading {
  return {
    kind: 'held',
    person: RHEA,
    grantedAt: START - 200 * DAY_MS,
    plan: 'business',
    team: undefined,
    pendingCancellation: undefined,
    lastActivityAt: undefined,
    lastActivityEditor: undefined,
    lastSignInAt: undefined,
    ...overrides,
  };
}

export function aNobody(overrides: Partial<NobodySeatReading> = {}): NobodySeatReading {
  return {
    kind: 'nobody',
    grantedAt: START - 10 * DAY_MS,
    plan: 'business',
    pendingCancellation: undefined,
    ...overrides,
  };
}

export const OUTAGE: ReadFailure = { kind: 'outage', detail: 'GitHub answered 502' };

/** Reads one organisation from start to end, in one slice. */
export async function read(
  store: Store,
  seats: readonly SeatReading[],
  {
    at,
    organisationId = ACME.id,
    outcome = 'complete',
  }: {
    at: Instant;
    organisationId?: number;
    outcome?: 'complete' | 'incomplete' | 'failed';
  },
): Promise<void> {
  const id = await store.reads.start(organisationId, at);
  const present = new Set(await store.reads.saveSlice(id, seats, at));
  const pages = 1;
  await store.reads.finish(id, {
    outcome:
      outcome === 'complete'
        ? { kind: outcome, totalSeats: seats.length, pages }
        : { kind: outcome, failure: OUTAGE, pages },
    present,
    nobody: seats.filter((seat) => seat.kind === 'nobody'),
    at,
  });
}

/** The n-th half-hourly round after the start. */
export function round(n: number): Instant {
  return START + (n * HOUR_MS) / 2;
}

function anEvidence(): Evidence {
  return {
    login: RHEA.login,
    organisation: ACME.login,
    reason: 'never used since it was given on 12 May',
    idleSince: START - 200 * DAY_MS,
    thresholdDays: 30,
    live: aReading(),
  };
}

let claims = 0;

export function aClaim(overrides: Partial<RemovalClaim> = {}): RemovalClaim {
  claims += 1;
  return {
    id: claims.toString(16).padStart(32, '0'),
    grant: { organisationId: ACME.id, personId: RHEA.id, grantedAt: START - 200 * DAY_MS },
    person: RHEA,
    organisation: ACME,
    mode: 'on',
    by: MAYA,
    evidence: anEvidence(),
    price: 1900,
    currency: 'USD',
    ...overrides,
  };
}
