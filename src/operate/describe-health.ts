/** What the running bot knows of itself, gathered for the health door. Asks nobody outside. */
import { stat } from 'node:fs/promises';
import type { Config } from '../config.ts';
import type { Instant } from '../core/seat.ts';
import { judgeTrust } from '../core/trust.ts';
import { findNextTurn } from '../digest/next-turn.ts';
import type { OrganisationRecord, Store } from '../store/store.ts';
import type { HealthState, OrganisationHealth } from './health.ts';

export interface HealthSources {
  readonly config: Config;
  readonly store: Store;
  readonly slack: { isConnected(): boolean };
  readonly poller: { hasEndedARound(): boolean; nextRoundAt(): Instant };
  readonly now: () => Instant;
  readonly version: string;
}

/** What is counted is counted from now on. */
export async function describeHealth(sources: HealthSources): Promise<() => Promise<HealthState>> {
  const { config, store, slack, poller, now, version } = sources;
  const startedAt = now();
  const mark = await store.tallies.mark();
  return async () => {
    const records = await store.organisations.list();
    const { seats, reads, removals } = await store.tallies.since(mark);
    return {
      version,
      startedAt,
      database: {
        open: true,
        writable: await store.isWritable(),
        bytes: await sizeOf(config.databasePath),
        walBytes: await sizeOf(`${config.databasePath}-wal`),
      },
      slack: { mode: config.slack.mode.kind, connected: slack.isConnected() },
      firstRoundEnded: poller.hasEndedARound(),
      organisations: records.map((record) => ({
        ...describeOrganisation(record, sources),
        seats: seats.get(record.organisation.id) ?? 0,
      })),
      digests: await describeDigests(store, now()),
      counts: { reads, removals },
    };
  };
}

function describeOrganisation(
  record: OrganisationRecord,
  { config, poller, now }: HealthSources,
): Omit<OrganisationHealth, 'seats'> {
  const { history } = record;
  const isRead = record.kind === 'organisation' && record.state === 'active';
  return {
    id: record.organisation.id,
    kind: record.kind,
    state: record.state,
    trust: isRead ? judgeTrust(history, config, now()).kind : undefined,
    quarantined: record.quarantined,
    lastGoodReadAt: history.lastGoodReadAt,
    lastFailureKind: history.lastFailure?.kind,
    failedReads: record.failedReads,
    nextReadAt: isRead ? poller.nextRoundAt() : undefined,
  };
}

async function describeDigests({ digests }: Store, now: Instant) {
  const schedules = await digests.listSchedules();
  const due = await Promise.all(schedules.map((each) => findNextTurn(digests, each, now)));
  const going = due.filter((dueAt) => dueAt !== undefined);
  return {
    going: going.length,
    paused: schedules.length - going.length,
    nextDueAt: going.length === 0 ? undefined : Math.min(...going),
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    // There is no write-ahead log between checkpoints.
    return undefined;
  }
}
