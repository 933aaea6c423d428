/**
 * The digests at work: looks at the wall clock, takes up what is due, and carries on with what is open.
 * Each schedule has its own work under way or none, so a slow channel delays no other.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type DigestPlan, isTooLate, planDigest } from '../core/digest-schedule.ts';
import { HOUR_MS, type SlackPerson } from '../core/seat.ts';
import type { DigestSchedule, DigestSlot, SlotClaim } from '../store/digest-store.ts';
import { decideNames, readChannelKind } from './channel.ts';
import { composeDigest } from './compose.ts';
import type { DigestDeps } from './digest-deps.ts';
import { createFigureKeeper } from './figure-keeper.ts';
import { createNoticeTeller } from './notices.ts';
import { createFollower } from './refresh-posted.ts';
import { withRests } from './rest.ts';
import { isWorthWaiting, resolveSending, type SendDeps, sendSlot } from './send.ts';

export type SentNow =
  | { readonly kind: 'slot'; readonly slot: DigestSlot }
  /** Another one of this schedule is on its way. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'gone' };

export interface Digests {
  /** Starts what is due and carries on with what is open. Returns at once; the work goes on by itself. */
  look(): Promise<void>;
  /** Sends one beside the weekly one; resolves when its first try has ended. */
  sendNow(scheduleId: string, by: SlackPerson): Promise<SentNow>;
  /** Brings posted messages up to what has become of the seats in them. */
  refreshPosted(): Promise<void>;
  /** Begins nothing more, and waits for the posts that are on their way. */
  stop(): Promise<void>;
}

/** A digest reads GitHub first, but does not wait for ever: then its figures say from when they are. */
const READ_WITHIN_MS = 30_000;
export function createDigests(deps: DigestDeps): Digests {
  const stopping = new AbortController();
  const { signal } = stopping;
  const underWay = new Map<string, Promise<unknown>>();
  const desk: Desk = {
    ...deps,
    signal,
    takeTurn: createTurns(deps.postSpacingMs, signal),
    absentSince: new Map(),
  };
  const tell = withRests(createNoticeTeller(desk), 'digest-notices', deps.log);
  const keepFigures = createFigureKeeper(deps);
  const follower = createFollower(deps);

  /** `job` is a schedule, or what is done for all of them. Undefined when it is under way already. */
  function start<T>(job: string, work: () => Promise<T>): Promise<T> | undefined {
    if (underWay.has(job) || signal.aborted) return undefined;
    const working = work().finally(() => underWay.delete(job));
    underWay.set(job, working);
    return working;
  }

  function startAlone(job: string, work: () => Promise<void>): void {
    start(job, work)?.catch((error: unknown) => {
      if (signal.aborted) return;
      deps.log.error({ event: 'digest-broke', job, err: error }, 'a digest broke');
    });
  }

  return {
    async look() {
      await keepFigures();
      if (signal.aborted || deps.identity() === undefined) return;
      const open = await deps.store.digests.listOpen();
      const due = await listDue(deps);
      for (const id of new Set([...open.map(({ scheduleId }) => scheduleId), ...due])) {
        const slots = open.filter(({ scheduleId }) => scheduleId === id);
        startAlone(id, async () => {
          // One that waits must not keep the others of its schedule waiting.
          for (const slot of slots) await carryOn(desk, slot);
          await takeUp(desk, id);
        });
      }
      // Beside the look, so that a slow answer to one of these holds up no digest.
      startAlone('notices', tell);
      startAlone('edits', () => follower.follow());
    },
    async sendNow(scheduleId, by) {
      const working = start(scheduleId, () => sendExtra(desk, scheduleId, by));
      return (await working) ?? { kind: 'busy' };
    },
    refreshPosted: () => follower.followAll(),
    async stop() {
      stopping.abort();
      await Promise.allSettled(underWay.values());
      await follower.settle();
    },
  };
}

interface Desk extends SendDeps {
  readonly signal: AbortSignal;
}

/** Ids of the schedules for which something is to be done. */
async function listDue(deps: DigestDeps): Promise<string[]> {
  const due: string[] = [];
  for (const schedule of await deps.store.digests.listSchedules()) {
    try {
      if ((await planFor(deps, schedule)).kind !== 'nothing') due.push(schedule.id);
    } catch (error) {
      // A zone that this machine does not know any more, for example: the others go on.
      const job = schedule.id;
      deps.log.error({ event: 'digest-broke', job, err: error }, 'a digest cannot be planned');
    }
  }
  return due;
}

async function planFor(
  { store, now }: Pick<DigestDeps, 'store' | 'now'>,
  schedule: DigestSchedule,
): Promise<DigestPlan> {
  if (schedule.paused !== undefined) return { kind: 'nothing' };
  const taken = await store.digests.listTakenWeeks(schedule.id, now());
  return planDigest(schedule, (week) => taken.has(week), now());
}

/** From due to posted. The plan is made again after the reading, because a schedule may change meanwhile. */
async function takeUp(desk: Desk, scheduleId: string): Promise<void> {
  const { store, now } = desk;
  const first = await planById(desk, scheduleId);
  if (first?.plan.kind === 'missed') {
    return store.digests.skipMissed(scheduleId, first.plan.missed, now());
  }
  if (first?.plan.kind !== 'post') return;
  // Before the reading, which would be done over and over while Slack does not tell.
  const kind = await readChannelKind(desk, first.schedule.channelId);
  const since = { since: first.plan.turn.dueAt, now: now() };
  if (isWorthWaiting(first.schedule, kind, since)) return;
  await readGitHubFirst(desk);
  if (!desk.signal.aborted) await claimTurn(desk, scheduleId);
}

async function claimTurn(desk: Desk, scheduleId: string): Promise<void> {
  const planned = await planById(desk, scheduleId);
  if (planned?.plan.kind !== 'post') return;
  const { turn, missed } = planned.plan;
  const id = `${scheduleId}/${turn.week}`;
  await claimAndSend(desk, planned.schedule, { ...turn, id, askedBy: undefined, missed });
}

async function planById(
  desk: Desk,
  scheduleId: string,
): Promise<{ readonly schedule: DigestSchedule; readonly plan: DigestPlan } | undefined> {
  const schedule = await desk.store.digests.findSchedule(scheduleId);
  return schedule && { schedule, plan: await planFor(desk, schedule) };
}

async function sendExtra(desk: Desk, scheduleId: string, by: SlackPerson): Promise<SentNow> {
  await readGitHubFirst(desk);
  const schedule = await desk.store.digests.findSchedule(scheduleId);
  if (schedule === undefined || desk.signal.aborted) return { kind: 'gone' };
  const dueAt = desk.now();
  const slot = await claimAndSend(desk, schedule, {
    id: `${scheduleId}/now-${dueAt.toString(36)}-${Math.floor(Date.now()).toString(36)}`,
    week: undefined,
    dueAt,
    askedBy: by,
    missed: [],
  });
  return slot === undefined ? { kind: 'busy' } : { kind: 'slot', slot };
}

/** Freezes what will be said, and sends it. Undefined when somebody else took the turn up. */
async function claimAndSend(
  desk: Desk,
  schedule: DigestSchedule,
  turn: Pick<SlotClaim, 'id' | 'week' | 'dueAt' | 'askedBy' | 'missed'>,
): Promise<DigestSlot | undefined> {
  const { store } = desk;
  const kind = await readChannelKind(desk, schedule.channelId);
  // Nothing is taken up yet, so the next look comes back to it.
  const since = { since: turn.dueAt, now: desk.now() };
  if (turn.week !== undefined && isWorthWaiting(schedule, kind, since)) return undefined;
  const content = await composeDigest(desk, schedule, decideNames(schedule.names, kind));
  const { id: scheduleId, channelId } = schedule;
  const claim = { ...turn, ...content, scheduleId, channelId };
  const slot = await store.digests.claim(claim, content.snapshot.at);
  if (slot === undefined || desk.signal.aborted) return undefined;
  await sendSlot(desk, slot, kind);
  return store.digests.findSlot(slot.id);
}

async function carryOn(desk: Desk, { id }: DigestSlot): Promise<void> {
  const slot = await desk.store.digests.findSlot(id);
  const isOver = slot?.state === 'claimed' && isTooLate(slot.dueAt, desk.now());
  if (slot?.notBefore !== undefined && isAhead(slot.notBefore) && !isOver) return;
  if (slot?.state === 'claimed') await sendSlot(desk, slot);
  if (slot?.state === 'sending') await resolveSending(desk, slot);
}

/** Longer than anything waits: an instant further ahead was written by a clock that was set back since. */
const LONGEST_HOLD_MS = HOUR_MS;

function isAhead(notBefore: number): boolean {
  const leftMs = notBefore - Date.now();
  return leftMs > 0 && leftMs <= LONGEST_HOLD_MS;
}

async function readGitHubFirst({ readGitHub, signal, log }: Desk): Promise<void> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(READ_WITHIN_MS)]);
  const giveUp = new Promise<void>((resolve) => {
    patience.addEventListener('abort', () => resolve(), { once: true });
    if (patience.aborted) resolve();
  });
  const reading = readGitHub().catch((error: unknown) => {
    log.warn({ event: 'digest-unread', err: error }, 'GitHub could not be read for a digest');
  });
  await Promise.race([reading, giveUp]);
}

/** Lets one post through a second, in the order in which they come. */
function createTurns(spacingMs: number, signal: AbortSignal): SendDeps['takeTurn'] {
  let last: Promise<void> = Promise.resolve();
  return async (prepare) => {
    const before = last;
    let leave: () => void = () => undefined;
    last = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    try {
      signal.throwIfAborted();
      return await prepare();
    } finally {
      // The second counts from here, where the post sets out.
      sleep(spacingMs, undefined, { signal }).then(leave, leave);
    }
  };
}
