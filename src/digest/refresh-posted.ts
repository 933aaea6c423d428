/**
 * Posted digests follow the truth: a seat that was removed, given back, kept or ended elsewhere shows so.
 * Compared anew at every look, so no crash and no way of removing a seat is ever missed.
 */
import { DAY_MS, HOUR_MS, type Instant } from '../core/seat.ts';
import { assembleDigest } from '../slack/views/digest.ts';
import { renderPostedRow, truthOf } from '../slack/views/digest-rows.ts';
import type { DigestSlot, FrozenPart, PostedRow } from '../store/digest-store.ts';
import { decideNames, readChannelKind } from './channel.ts';
import type { DigestDeps } from './digest-deps.ts';
import { judgePostFailure, mayPass } from './post-failure.ts';
import { withRests } from './rest.ts';
import { labelOf } from './send.ts';

/** Most that becomes of seats becomes of those in the last digests; to compare all takes a while. */
const RECENT_MS = 90 * DAY_MS;
const LOOK_BACK_EVERY_MS = HOUR_MS;

export interface Follower {
  /** Follows the recent ones, and once an hour all of them. Never throws. */
  follow(): Promise<void>;
  /** Something has just been done, whatever digest it was done in. */
  followAll(): Promise<void>;
  settle(): Promise<void>;
}

/** One run at a time, so that an older state of a message never overtakes a newer one. */
export function createFollower(deps: DigestDeps): Follower {
  let lookedBackAtMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();
  const refresh = withRests(
    async () => {
      const startedMs = Date.now();
      const isWhole = startedMs - lookedBackAtMs >= LOOK_BACK_EVERY_MS;
      await refreshPosted(deps, isWhole ? 0 : deps.now() - RECENT_MS);
      if (isWhole) lookedBackAtMs = startedMs;
    },
    'digest-edits',
    deps.log,
  );
  function follow(): Promise<void> {
    running = running.then(refresh, refresh);
    return running;
  }
  return {
    follow,
    followAll() {
      lookedBackAtMs = Number.NEGATIVE_INFINITY;
      return follow();
    },
    settle: () => running,
  };
}

/**
 * Brings digests posted since then up to date. Throws what may pass, so that it is tried again later;
 * what stays wrong is given up.
 */
async function refreshPosted(deps: DigestDeps, since: Instant): Promise<void> {
  const at = deps.now();
  const rows = await deps.store.digests.listPostedRows(since);
  const stale = new Set(
    rows.filter((row) => truthOf(row, at) !== row.shown).map(({ slotId }) => slotId),
  );
  for (const slotId of stale) {
    const theirs = rows.filter((row) => row.slotId === slotId);
    try {
      await refreshOne(deps, slotId, theirs);
    } catch (error) {
      // A message that is gone or frozen by the workspace's rules stays so.
      if (mayPass(error)) throw error;
      deps.log.warn({ event: 'digest-unedited', slot: slotId, err: error }, 'a digest stays as is');
    }
    for (const row of theirs) {
      await deps.store.digests.markShown(slotId, row.position, truthOf(row, at));
    }
  }
}

async function refreshOne(
  deps: DigestDeps,
  slotId: string,
  rows: readonly PostedRow[],
): Promise<void> {
  const { digests } = deps.store;
  const slot = await digests.findSlot(slotId);
  if (slot?.ts === undefined || slot.frame === undefined) return;
  const names = await mayName(deps, slot);
  if (names === 'unknown') return;
  const parts = names === 'left-out' ? [] : await renderNow(deps, rows);
  try {
    await edit(deps, slot, parts, true);
  } catch (error) {
    if (judgePostFailure(error).kind !== 'blocks') throw error;
    await edit(deps, slot, parts, false);
    await digests.dropChart(slotId);
  }
  if (names === 'left-out') await digests.dropRows(slotId);
}

/** An edit writes names anew, and the channel may have opened since. Throws while Slack does not answer. */
async function mayName(
  deps: DigestDeps,
  { channelId, scheduleId }: DigestSlot,
): Promise<ReturnType<typeof decideNames>> {
  const kind = await readChannelKind(deps, channelId);
  if (kind.kind === 'unknown' && kind.mayPass) throw new Error('Slack did not tell of the channel');
  const schedule = await deps.store.digests.findSchedule(scheduleId);
  // Of a digest that was deleted meanwhile nobody knows the wish any more.
  return decideNames(schedule?.names ?? 'auto', kind);
}

async function renderNow(deps: DigestDeps, rows: readonly PostedRow[]): Promise<FrozenPart[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const frozen = await deps.store.digests.listRows(first.slotId);
  const parts: FrozenPart[] = [];
  for (const row of rows) {
    const part = frozen[row.position]?.part;
    const { removalId } = row;
    const removal = removalId === undefined ? undefined : await deps.store.removals.find(removalId);
    if (part !== undefined) parts.push(renderPostedRow(row, part, removal, deps.context()));
  }
  return parts;
}

async function edit(
  { clients }: DigestDeps,
  slot: DigestSlot,
  parts: readonly FrozenPart[],
  withChart: boolean,
): Promise<void> {
  const { channelId: channel, ts, frame } = slot;
  if (ts === undefined || frame === undefined) return;
  const { text, blocks } = assembleDigest(frame, parts, { ...labelOf(slot), withChart });
  await clients.asking.chat.update({ channel, ts, text, blocks: [...blocks] });
}
