/** The removal room with a real memory and a real client in front of a local GitHub; Slack is left out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import { Company } from '../../sandbox/github/company.ts';
import { type LocalGitHub, startLocalGitHub } from '../../sandbox/github/server.ts';
import { DAY_MS, type GrantKey, type Instant, type SlackPerson } from '../../src/core/seat.ts';
import { createGitHub } from '../../src/github/client.ts';
import type { Timing } from '../../src/github/limits.ts';
import { NEVER_STOPPING } from '../../src/lib/stopping.ts';
import { readOrganisation } from '../../src/poller/read-organisation.ts';
import type { Outcome } from '../../src/removal/outcome.ts';
import type { Denied, RemovalDeps } from '../../src/removal/removal-deps.ts';
import { removeSeat } from '../../src/removal/remove.ts';
import { resolveOpenRemovals } from '../../src/removal/resolve.ts';
import { undoRemoval } from '../../src/removal/undo.ts';
import { openStore } from '../../src/store/database.ts';
import type { Removal, Store } from '../../src/store/store.ts';
import { PatientTime } from '../github/support.ts';

/** Friday, 20 November 2026. */
export const NOW: Instant = Date.parse('2026-11-20T14:32:00Z');
export const LAST_DAY = '2026-12-01';
export const ACME = 'acme-labs';
export const RHEA = 'rhea-osei';
export const MAYA: SlackPerson = { teamId: 'T0HOME001', userId: 'U0MAYA' };
export const NOOR: SlackPerson = { teamId: 'T0HOME001', userId: 'U0NOOR' };

export function daysAgo(days: number): Instant {
  return NOW - days * DAY_MS;
}

export interface Room {
  readonly company: Company;
  readonly local: LocalGitHub;
  readonly store: Store;
  readonly deps: RemovalDeps;
  readonly clock: { now: Instant };
  /** How long the room paused between two looks at GitHub. */
  readonly paused: number[];
  readonly logged: string[];
  readonly databasePath: string;
  /** Reads the installations and every seat, as a round does. */
  read(): Promise<void>;
  grant(login?: string, organisation?: string): GrantKey;
  remove(by?: SlackPerson, grant?: GrantKey): Promise<Outcome | Denied>;
  undo(id: string, by?: SlackPerson): Promise<Outcome | Denied | undefined>;
  /** Looks once at what is open, as the ticker does. */
  resolve(): Promise<void>;
  /** Removes the seat, which must work, and gives the removal. */
  removed(grant?: GrantKey): Promise<Removal>;
  /** Methods of the requests that change seats, in order of arrival. */
  changes(): string[];
  /** What GitHub shows: the last day, `staying` or `none`. */
  shown(login?: string): string;
  removals(login?: string): Promise<Removal[]>;
  /** The newest audit entries as `action: outcome`, newest first. */
  audited(limit?: number): Promise<string[]>;
}

export interface RoomOptions {
  readonly company?: Company;
  readonly policy?: Partial<RemovalDeps['policy']>;
  readonly timing?: Partial<Timing>;
  /** Puts something in place of parts of the door to the memory. */
  readonly store?: (store: Store) => Store;
  readonly deps?: Partial<RemovalDeps>;
}

/** Two idle seats, and one in use, in one organisation. */
export function aCompany(): Company {
  const company = new Company({ now: () => NOW });
  company.addOrganisation({ login: ACME });
  company.grant(ACME, RHEA, { at: daysAgo(200) });
  company.grant(ACME, 'tomas-lind', { at: daysAgo(150) });
  company.grant(ACME, 'jun-park', { at: daysAgo(300) });
  company.useCopilot('jun-park', daysAgo(1));
  return company;
}

export async function aRoom(options: RoomOptions = {}): Promise<Room> {
  const clock = { now: NOW };
  const now = () => clock.now;
  const company = options.company ?? aCompany();
  const local = await startLocalGitHub({ company, now });
  const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-removal-'));
  const databasePath = join(folder, 'seatkeeper.db');
  const real = await openStore(databasePath);
  onTestFinished(async () => {
    await local.close();
    await real.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const store = options.store?.(real) ?? real;
  const logged: string[] = [];
  const paused: number[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });
  const time = new PatientTime();
  const github = createGitHub({
    apiUrl: local.url,
    appId: local.appId,
    privateKey: local.privateKey,
    log,
    now,
    timing: { elapsed: time.elapsed, sleep: time.sleep, deadlineMs: 15_000, ...options.timing },
  });
  const deps: RemovalDeps = {
    github,
    store,
    policy: { dormantAfterDays: 30, mode: 'on', refreshMinutes: 30, ...options.policy },
    prices: { business: 1900, enterprise: 3900 },
    currency: 'USD',
    identify: async () => 'manager',
    now,
    log,
    pause: async (ms) => {
      paused.push(ms);
    },
    stopping: NEVER_STOPPING,
    inHand: new Set(),
    ...options.deps,
  };

  async function read(): Promise<void> {
    await real.organisations.saveInstallations(await github.listInstallations(), now());
    for (const record of await real.organisations.list()) {
      if (record.state !== 'active') continue;
      const { organisation, installationId } = record;
      const asked = { organisationId: organisation.id, login: organisation.login, installationId };
      await readOrganisation({ ...deps, store: real }, asked, new AbortController().signal);
    }
  }
  function grant(login = RHEA, organisation = ACME): GrantKey {
    return {
      organisationId: company.organisation(organisation).id,
      personId: company.person(login).id,
      grantedAt: Date.parse(company.seat(organisation, login).row.created_at),
    };
  }
  const room: Room = {
    company,
    local,
    store: real,
    deps,
    clock,
    paused,
    logged,
    databasePath,
    read,
    grant,
    remove: (by = MAYA, of = grant()) => removeSeat(deps, of, by),
    undo: (id, by = MAYA) => undoRemoval(deps, id, by),
    resolve: () => resolveOpenRemovals(deps),
    async removed(of = grant()) {
      const outcome = await removeSeat(deps, of, MAYA);
      expect(outcome).toMatchObject({ kind: 'removed' });
      if (outcome.kind !== 'removed') throw new Error('unreachable');
      return outcome.removal;
    },
    changes: () =>
      local.requests
        .filter(({ path }) => path.endsWith('/selected_users'))
        .map(({ method }) => method),
    shown: (login = RHEA) => shownOf(company, login),
    removals: (login = RHEA) => real.removals.listForPerson(company.person(login).id),
    async audited(limit = 3) {
      const rows = await real.audit.list({ limit });
      return rows.map(({ action, outcome }) => `${action}: ${outcome}`);
    },
  };
  await read();
  return room;
}

function shownOf(company: Company, login: string): string {
  try {
    return company.seat(ACME, login).row.pending_cancellation_date ?? 'staying';
  } catch {
    return 'none';
  }
}

/** The kind of an outcome and why, in one line. */
export function kindOf(outcome: Outcome | Denied | undefined): string {
  if (outcome === undefined) return 'unknown';
  return 'why' in outcome ? `${outcome.kind}: ${outcome.why.kind}` : outcome.kind;
}
