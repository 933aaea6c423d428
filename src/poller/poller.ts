/**
 * Reads every organisation on the wall clock. Each organisation has its own read under way or none,
 * so a slow or failing one delays nobody else, and no read overlaps itself.
 */

import { isRoundDue, nextRoundAt } from '../core/schedule.ts';
import type { Instant } from '../core/seat.ts';
import type { Listing } from '../core/trust.ts';
import { type Asked, GitHubError } from '../github/github.ts';
import { createLongLived } from '../lib/stopping.ts';
import type { OrganisationRecord } from '../store/store.ts';
import { type ReadingDeps, readOrganisation, recordFailure } from './read-organisation.ts';
import { createUsageReading, type UsageReading } from './read-usage.ts';

export interface PollerDeps extends ReadingDeps {
  readonly refreshMinutes: number;
  /** Called after every read of an organisation, with what is then remembered of it. */
  readonly onRead: (record: OrganisationRecord) => Promise<void>;
  /** Called once a round has ended, well or badly. */
  readonly onRound: () => void;
}

export interface Poller {
  /** Starts a round when one is due. Returns at once; the round goes on by itself. */
  look(): Promise<void>;
  /** Reads everything now, or joins the round that is under way. Resolves when it has ended. */
  readNow(): Promise<void>;
  /** When the round under way began; undefined between rounds. */
  underWaySince(): Instant | undefined;
  /** True once a first round has ended, well or badly. */
  hasEndedARound(): boolean;
  /** How the last question after the installations of the App went, since the start. */
  listing(): Listing;
  nextRoundAt(): Instant;
  /** Breaks off what is under way and waits for it; pages already remembered stay. */
  stop(): Promise<void>;
}

export function createPoller(deps: PollerDeps): Poller {
  const stopping = createLongLived();
  const reading = new Map<number, Promise<void>>();
  const usage = createUsageReading(deps, stopping.signal);
  let round: Promise<void> | undefined;
  let lastStartedAt: Instant | undefined;
  let ended = false;
  let listing: Listing = { kind: 'unasked' };

  function readUnlessUnderWay(record: OrganisationRecord): Promise<void> {
    const id = record.organisation.id;
    const underWay = reading.get(id);
    if (underWay !== undefined) return underWay;
    const read = readOne({ deps, usage, signal: stopping.signal }, record)
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        deps.log.error({ event: 'read-broke', organisation: id, err: error }, 'a read broke off');
      })
      .finally(() => reading.delete(id));
    reading.set(id, read);
    return read;
  }

  async function readEverything(): Promise<void> {
    const startedMs = performance.now();
    try {
      listing = await refreshInstallations(deps, stopping.signal);
      if (!isTurnedAway(listing)) await readActive(deps, readUnlessUnderWay);
    } catch (error) {
      if (stopping.signal.aborted) return;
      deps.log.error({ event: 'round-broke', err: error }, 'a round of reading broke off');
    }
    ended = true;
    const tookMs = Math.round(performance.now() - startedMs);
    deps.log.info({ event: 'round-ended', tookMs }, 'a round of reading ended');
    deps.onRound();
  }

  function startRound(): Promise<void> {
    lastStartedAt = deps.now();
    const started = readEverything().finally(() => {
      if (round === started) round = undefined;
    });
    round = started;
    return started;
  }

  return {
    async look() {
      if (stopping.signal.aborted) return;
      if (isRoundDue(lastStartedAt, deps.now(), deps.refreshMinutes)) void startRound();
    },
    readNow: () => round ?? startRound(),
    underWaySince: () => (round === undefined ? undefined : lastStartedAt),
    hasEndedARound: () => ended,
    listing: () => listing,
    nextRoundAt: () => nextRoundAt(deps.now(), deps.refreshMinutes),
    async stop() {
      stopping.abort();
      await round;
      await Promise.all(reading.values());
    },
  };
}

interface Reading {
  readonly deps: PollerDeps;
  readonly usage: UsageReading;
  readonly signal: AbortSignal;
}

async function readOne(
  { deps, usage, signal }: Reading,
  record: OrganisationRecord,
): Promise<void> {
  const asked = askedOf(record);
  if (record.kind === 'enterprise') return usage.readIfDue({ ...asked, kind: 'enterprise' });
  const outcome = await readOrganisation(deps, asked, signal);
  if (signal.aborted) return;
  await reportRead(deps, asked.organisationId);
  if (outcome.kind !== 'failed') await usage.readIfDue({ ...asked, kind: 'organisation' });
}

/** A round ends with its organisations: an enterprise's report can be large, and is only a second witness. */
async function readActive(
  { store }: PollerDeps,
  read: (record: OrganisationRecord) => Promise<void>,
): Promise<void> {
  const records = await store.organisations.list();
  for (const record of records) {
    if (record.kind === 'enterprise' && record.state === 'active') void read(record);
  }
  await Promise.all(records.filter(isReadable).map(read));
}

function isReadable(record: OrganisationRecord): boolean {
  return record.kind === 'organisation' && record.state === 'active';
}

export function askedOf(record: OrganisationRecord): Asked {
  return {
    organisationId: record.organisation.id,
    login: record.organisation.login,
    installationId: record.installationId,
  };
}

/**
 * Asks which installations there are. When GitHub does not say, the known ones are read all the same:
 * the list failing is not their failing, unless the App itself is turned away.
 */
async function refreshInstallations(deps: PollerDeps, signal: AbortSignal): Promise<Listing> {
  const { github, store, now, log } = deps;
  try {
    await store.organisations.saveInstallations(await github.listInstallations(signal), now());
    return { kind: 'listed' };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    log.warn(
      { event: 'installations-unread', failure: error.failure.kind, status: error.status },
      'the installations of the GitHub App could not be listed',
    );
    const listing = { kind: 'failed', failure: error.failure } as const;
    if (!isTurnedAway(listing)) return listing;
    for (const { organisation } of (await store.organisations.list()).filter(isReadable)) {
      await recordFailure(deps, organisation.id, error.failure);
      await reportRead(deps, organisation.id);
    }
    return listing;
  }
}

function isTurnedAway(listing: Listing): boolean {
  return listing.kind === 'failed' && listing.failure.kind === 'credentials';
}

async function reportRead(deps: PollerDeps, organisationId: number): Promise<void> {
  const after = await deps.store.organisations.find(organisationId);
  if (after !== undefined) await deps.onRead(after);
}
