/** `/copilot refresh`: reads GitHub now, at most once in five minutes, and says how it went. */
import { type Instant, MINUTE_MS } from '../../core/seat.ts';
import type { Identity } from '../guard.ts';
import { type RefreshAnswer, renderRefresh } from '../views/answers.ts';
import { contextFor, type ListenerDeps, type Reader } from './listener-deps.ts';

/** Lets one refresh through every five minutes. */
export interface RefreshGate {
  /** Undefined when it may go now, which is then noted; else the instant from which on it may. */
  tryEnter(now: Instant): Instant | undefined;
}

const APART_MS = 5 * MINUTE_MS;

export function createRefreshGate(): RefreshGate {
  let lastAt: Instant | undefined;
  return {
    tryEnter(now) {
      // A clock that was set back must not lock the gate.
      if (lastAt !== undefined && now >= lastAt && now < lastAt + APART_MS)
        return lastAt + APART_MS;
      lastAt = now;
      return undefined;
    },
  };
}

export async function answerRefresh(
  deps: ListenerDeps & { readonly identity: () => Identity; readonly refreshGate: RefreshGate },
  { answer, role, userId }: Reader,
): Promise<void> {
  const say = (reply: RefreshAnswer) =>
    answer.add(renderRefresh(reply, contextFor(deps, role, userId)));
  const possibleAt = deps.refreshGate.tryEnter(deps.now());
  if (possibleAt !== undefined) return say({ kind: 'too-soon', possibleAt });
  await deps.store.audit.append(
    {
      action: 'refresh-asked',
      by: { teamId: deps.identity().teamId, userId },
      organisation: undefined,
      person: undefined,
      removalId: undefined,
      outcome: 'started',
      detail: {},
    },
    deps.now(),
  );
  await say({ kind: 'started' });
  const startedAt = deps.refresh.underWaySince() ?? deps.now();
  await deps.refresh.readNow();
  return say(await describeReads(deps, startedAt));
}

async function describeReads({ store }: ListenerDeps, since: Instant): Promise<RefreshAnswer> {
  const records = (await store.organisations.list()).filter(
    ({ kind, state }) => kind === 'organisation' && state === 'active',
  );
  const read = records.filter(({ history }) => (history.lastGoodReadAt ?? -1) >= since);
  const failed = records.flatMap(({ organisation, history }) =>
    (history.lastGoodReadAt ?? -1) < since && history.lastFailure !== undefined
      ? [{ organisation, failure: history.lastFailure }]
      : [],
  );
  return { kind: 'done', read: read.map(({ organisation }) => organisation), failed };
}
