/**
 * One slot on its way. Slack has no idempotency key, so a post is sent once; whether it arrived is
 * written down before anything else is done, and what is not known is looked up, never repeated blindly.
 *
 * A crash before `sending` leaves a claim that sent nothing. A crash after it leaves `sending`, which
 * ends by a look into the channel's history, or as `unknown` where that may not be read.
 */
import { isLate, isTooLate } from '../core/digest-schedule.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../core/seat.ts';
import { assembleDigest } from '../slack/views/digest.ts';
import type { DigestSchedule, DigestSlot, PauseReason, SkippedEnd } from '../store/digest-store.ts';
import { type ChannelKind, decideNames, readChannelKind } from './channel.ts';
import type { DigestDeps } from './digest-deps.ts';
import { lookUpPost, metadataOf } from './look-up.ts';
import { judgePostFailure } from './post-failure.ts';

/** What a slot's sending stands on besides the room's own ground. */
export interface SendDeps extends DigestDeps {
  /** Waits for this post's turn, and prepares it then: Slack takes about one a second. */
  readonly takeTurn: <T>(prepare: () => Promise<T>) => Promise<T>;
  /** Since when, in real time, an attempt has been missing from its channel's history. */
  readonly absentSince: Map<string, number>;
}

const LOOK_AGAIN_MS = 30_000;
const MOST_ATTEMPTS = 3;
/** Between two tries after a definite no: longer and longer, so that nothing is asked in a loop. */
const SHORTEST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 5 * MINUTE_MS;
/** How long Slack may go on saying no, in words that tell of nothing that passes. */
const REFUSED_FOR_MS = HOUR_MS;
/** How long Slack may leave it open who reads a channel, before the digest goes without names. */
const NAMES_WAIT_MS = 10 * MINUTE_MS;

/** Sends a claimed slot, unless what it was claimed for has passed. */
export async function sendSlot(
  deps: SendDeps,
  claimed: DigestSlot,
  knownKind?: ChannelKind,
): Promise<void> {
  const { now } = deps;
  const { digests } = deps.store;
  const schedule = await digests.findSchedule(claimed.scheduleId);
  const end = findEnd(claimed, schedule, now());
  if (end !== undefined) return digests.markSkipped(claimed.id, end, now());
  if (schedule === undefined) return;
  if (schedule.channelId !== claimed.channelId) {
    await digests.moveTo(claimed.id, schedule.channelId);
    return sendSlot(deps, { ...claimed, channelId: schedule.channelId });
  }
  const kind = knownKind ?? (await readChannelKind(deps, claimed.channelId));
  if (kind.kind === 'shared') return giveUpChannel(deps, claimed, 'shared');
  const hasNames = (await digests.listRows(claimed.id)).length > 0;
  const since = { since: claimed.claimedAt, now: now() };
  if (hasNames && isWorthWaiting(schedule, kind, since)) {
    return digests.postpone(claimed.id, Date.now() + SHORTEST_WAIT_MS);
  }
  if (decideNames(schedule.names, kind) !== 'shown') await digests.dropRows(claimed.id);

  const sending = await deps.takeTurn(() => {
    const late = claimed.week !== undefined && isLate(claimed.dueAt, now());
    return digests.markSending(claimed.id, late, now());
  });
  if (sending !== undefined) await post(deps, sending, 'all');
}

/** Why a claimed slot is not sent any more. */
function findEnd(
  { week, dueAt }: DigestSlot,
  schedule: DigestSchedule | undefined,
  now: Instant,
): SkippedEnd | undefined {
  if (schedule === undefined) return { detail: 'deleted', pause: undefined, untold: true };
  if (schedule.paused !== undefined && week !== undefined) {
    return { detail: 'paused', pause: undefined, untold: true };
  }
  return isTooLate(dueAt, now) ? { detail: 'not-taken', pause: undefined } : undefined;
}

/** Whether Slack may soon say who reads a channel, so that no digest loses its names to a hiccup. */
export function isWorthWaiting(
  { names }: Pick<DigestSchedule, 'names'>,
  kind: ChannelKind,
  { since, now }: { readonly since: Instant; readonly now: Instant },
): boolean {
  const isHiccup = kind.kind === 'unknown' && kind.mayPass;
  return names !== 'no' && isHiccup && Math.abs(now - since) < NAMES_WAIT_MS;
}

/** How much of the message is sent: Slack may refuse its chart, and in the end its blocks. */
type Extent = 'all' | 'without-chart' | 'words';

async function post(deps: SendDeps, slot: DigestSlot, extent: Extent): Promise<void> {
  const { store, clients, now, log } = deps;
  if (slot.frame === undefined) throw new Error(`the digest ${slot.id} has lost its content`);
  const rows = await store.digests.listRows(slot.id);
  const { text, blocks } = assembleDigest(
    slot.frame,
    rows.map(({ part }) => part),
    { ...labelOf(slot), withChart: extent === 'all' },
  );
  try {
    const { ts } = await clients.posting.chat.postMessage({
      channel: slot.channelId,
      text,
      ...(extent === 'words' ? {} : { blocks: [...blocks] }),
      metadata: metadataOf(slot),
      unfurl_links: false,
      unfurl_media: false,
    });
    if (ts === undefined) throw new Error('Slack took the message without saying where it stands');
    await store.digests.markPosted(slot.id, ts, now());
    log.info({ event: 'digest-posted', slot: slot.id, late: slot.late }, 'a digest was posted');
  } catch (error) {
    log.warn({ event: 'digest-unposted', slot: slot.id, err: error }, 'a digest was not confirmed');
    await settleFailure(deps, slot, { error, extent });
  }
}

/** The label stays the same in every later edit of the message. */
export function labelOf(slot: DigestSlot) {
  return {
    lateSince: slot.late ? slot.dueAt : undefined,
    isExtra: slot.week === undefined,
    now: slot.sendingAt ?? slot.claimedAt,
  };
}

async function settleFailure(
  deps: SendDeps,
  slot: DigestSlot,
  { error, extent }: { readonly error: unknown; readonly extent: Extent },
): Promise<void> {
  const { digests } = deps.store;
  const failure = judgePostFailure(error);
  switch (failure.kind) {
    case 'blocks':
      if (extent === 'words') return giveUp(deps, slot, 'refused');
      // A definite no: nothing stands there, so less of it may be sent at once.
      await deps.takeTurn(() =>
        extent === 'all' ? digests.dropChart(slot.id) : digests.dropRows(slot.id),
      );
      return post(deps, slot, extent === 'all' ? 'without-chart' : 'words');
    case 'channel':
      return giveUpChannel(deps, slot, failure.why);
    case 'not-posted':
      return digests.release(
        slot.id,
        Date.now() + Math.min(HOUR_MS, failure.retryAfterMs ?? waitFor(deps, slot)),
      );
    case 'refused':
      return deps.now() - slot.claimedAt > REFUSED_FOR_MS
        ? giveUp(deps, slot, `slack-said:${failure.code}`)
        : digests.release(slot.id, Date.now() + waitFor(deps, slot));
    case 'unknown':
      // It may still be on its way; the next look asks the channel's history first.
      return digests.postpone(slot.id, Date.now() + Math.min(1000, deps.certainAfterMs));
  }
}

function waitFor({ now }: DigestDeps, { claimedAt }: DigestSlot): number {
  const tried = now() - claimedAt;
  return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, tried / 2));
}

async function giveUp({ store, now }: DigestDeps, slot: DigestSlot, detail: string): Promise<void> {
  await store.digests.markSkipped(slot.id, { detail, pause: undefined }, now());
}

async function giveUpChannel(
  { store, now, log }: DigestDeps,
  slot: DigestSlot,
  why: PauseReason,
): Promise<void> {
  log.warn({ event: 'digest-paused', channel: slot.channelId, why }, 'a digest is paused');
  await store.digests.markSkipped(slot.id, { detail: why, pause: why }, now());
}

/**
 * Ends a slot whose sending nobody saw the end of. What the history does not show is looked for once
 * more after the time that a post could still need, and only then sent again.
 */
export async function resolveSending(deps: SendDeps, slot: DigestSlot): Promise<void> {
  const { now } = deps;
  const { digests } = deps.store;
  const found = await lookUpPost(deps, slot);
  switch (found.kind) {
    case 'found':
      return digests.markPosted(slot.id, found.ts, now());
    case 'forbidden':
      return digests.markUnknown(slot.id, 'no-history');
    case 'unclear':
      if (isTooLate(slot.sendingAt ?? slot.claimedAt, now())) {
        return digests.markUnknown(slot.id, 'no-answer');
      }
      return digests.postpone(slot.id, Date.now() + LOOK_AGAIN_MS);
    case 'absent':
      return settleAbsent(deps, slot);
  }
}

async function settleAbsent(
  { store: { digests }, absentSince, certainAfterMs }: SendDeps,
  slot: DigestSlot,
): Promise<void> {
  const attempt = `${slot.id}#${slot.attempts}`;
  const since = absentSince.get(attempt) ?? Date.now();
  absentSince.set(attempt, since);
  const certainAt = since + certainAfterMs;
  if (Date.now() < certainAt) return digests.postpone(slot.id, certainAt);
  absentSince.delete(attempt);
  if (slot.attempts >= MOST_ATTEMPTS) return digests.markUnknown(slot.id, 'never-seen');
  return digests.sendAgain(slot.id);
}
