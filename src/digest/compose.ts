/** What a digest says, from what is known at this moment. */
import { setImmediate } from 'node:timers/promises';
import { compareWith, type DigestChange, takeSnapshot } from '../core/digest-change.ts';
import { computeTrend, figuresOf, TREND_WEEKS } from '../core/figures.ts';
import { DAY_MS } from '../core/seat.ts';
import { loadPicture, type Picture } from '../decision/picture.ts';
import { loadSavings } from '../decision/savings.ts';
import { dayOf } from '../slack/text.ts';
import { type DigestView, renderDigest } from '../slack/views/digest.ts';
import type { DigestSchedule, SlotClaim } from '../store/digest-store.ts';
import type { DigestDeps } from './digest-deps.ts';

type Content = Pick<SlotClaim, 'frame' | 'rows' | 'snapshot'>;

export async function composeDigest(
  deps: DigestDeps,
  schedule: DigestSchedule,
  names: DigestView['names'],
): Promise<Content> {
  const { store, prices } = deps;
  // Before the look at the seats: what is decided meanwhile is news to the next digest.
  const at = deps.now();
  const picture = await loadPicture(deps);
  // Slack's three seconds have their turn between the long pieces of work.
  await setImmediate();
  const current = figuresOf(picture, prices);
  await store.figures.save(current, at);
  const history = await store.figures.list(dayOf(at - (TREND_WEEKS + 1) * 7 * DAY_MS));
  const view: DigestView = {
    picture,
    change: await findChange(deps, schedule, picture),
    trend: computeTrend(history, current, at),
    savings: await loadSavings(deps, picture),
    time: schedule,
    isPaused: schedule.paused !== undefined,
    isFromSettings: schedule.madeBy === undefined,
    names,
  };
  await setImmediate();
  return { ...renderDigest(view, deps.context()), snapshot: takeSnapshot(picture, at) };
}

async function findChange(
  { store }: DigestDeps,
  { id }: DigestSchedule,
  picture: Picture,
): Promise<DigestChange | undefined> {
  const before = await store.digests.findBaseline(id);
  if (before === undefined) return undefined;
  return compareWith(before, picture, await store.digests.listDecisions(before.at));
}
