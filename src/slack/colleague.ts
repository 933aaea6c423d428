/**
 * The one message to a colleague whose seat a manager took back or gave back, where Slack account and
 * login are linked. Written down before it is sent: after a crash in between it is not sent again, and
 * the manager gets the sentence to pass on instead.
 */
import type { SlackPerson } from '../core/seat.ts';
import { within } from '../lib/within.ts';
import { isRelease } from '../removal/holder.ts';
import type { Removal } from '../store/store.ts';
import { sendDirectMessage } from './answer.ts';
import type { Linking } from './linking.ts';
import { contextFor, type ListenerDeps } from './listeners/listener-deps.ts';
import { renderForColleague } from './views/own-outcome.ts';

export interface ColleagueDeps
  extends Pick<ListenerDeps, 'config' | 'people' | 'store' | 'clients' | 'now' | 'log'> {
  readonly linking: Pick<Linking, 'findColleague'>;
  /** How long, in real time, the manager's own message waits for whose Slack account it is. */
  readonly lookMs?: number;
}

const LOOK_MS = 5000;

/** Tells the colleague once; answers with the Slack id of who was told, or undefined. Never throws. */
export type TellColleague = (removalId: string) => Promise<string | undefined>;

const REMEMBERED = 500;

export function createColleagueTeller(deps: ColleagueDeps): TellColleague {
  // Whoever asks again in this process, such as a retry of the manager's message, is told the same.
  const told = new Map<string, Promise<string | undefined>>();
  return async (removalId) => {
    const removal = await deps.store.removals.find(removalId);
    const of = removal && whatHappened(removal);
    if (removal === undefined || of === undefined) return undefined;
    const key = `${removalId} ${of}`;
    const telling = told.get(key) ?? tell(deps, removal, of);
    if (!told.has(key)) told.set(key, telling);
    if (told.size > REMEMBERED) for (const [oldest] of [...told].slice(0, 1)) told.delete(oldest);
    return telling;
  };
}

function whatHappened(removal: Removal): 'removed' | 'undone' | undefined {
  if (removal.mode !== 'on') return undefined;
  if (removal.state === 'removed') return isRelease(removal) ? undefined : 'removed';
  return removal.state === 'undone' && removal.undo !== undefined ? 'undone' : undefined;
}

async function tell(
  deps: ColleagueDeps,
  removal: Removal,
  of: 'removed' | 'undone',
): Promise<string | undefined> {
  const { store, linking, now, log, lookMs = LOOK_MS } = deps;
  try {
    // Nobody needs to hear of the end of what they never heard of.
    const knows = isRelease(removal) || (await store.links.hasTold(removal.id, 'removed'));
    if (of === 'undone' && !knows) return undefined;
    const looking = linking.findColleague(removal.person.id, removal.by.teamId);
    const link = await within(looking, lookMs);
    const actor = of === 'removed' ? removal.by : removal.undo?.by;
    if (link === undefined || isSame(link.slack, actor)) return undefined;
    if (!(await store.links.claimTelling(removal, { of, to: link.slack }, now()))) return undefined;
    const { userId } = link.slack;
    await sendDirectMessage(
      deps,
      userId,
      renderForColleague(removal, of, contextFor(deps, 'member', userId)),
    );
    return userId;
  } catch (error) {
    log.warn(
      { event: 'colleague-untold', removal: removal.id, err: error },
      'a colleague could not be told; the manager gets the sentence to pass on',
    );
    return undefined;
  }
}

function isSame(one: SlackPerson, other: SlackPerson | undefined): boolean {
  return one.userId === other?.userId && one.teamId === other.teamId;
}
