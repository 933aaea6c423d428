/**
 * GitHub's limits, kept for each installation by itself. The waits are lengths of real time, measured on
 * a clock that nobody sets; `now` is only used to tell people when a wait ends.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
import type { Instant } from '../core/seat.ts';
import type { FailureKind } from '../core/trust.ts';
import { GitHubError, type Lane } from './github.ts';
import { type Answer, unlessAborted } from './request.ts';
import { parseJson, refusal } from './shapes.ts';

/** The client's measures of real time; every length in milliseconds. */
export interface Timing {
  /** One question, from the first byte sent to the last byte read. */
  readonly deadlineMs: number;
  /** The same where somebody who clicked is waiting. */
  readonly clickDeadlineMs: number;
  /** A whole seat list or report. */
  readonly readDeadlineMs: number;
  /** Before the second attempt; twice as much before the third. */
  readonly retryDelayMs: number;
  /** Between two changes of one installation. */
  readonly changeSpacingMs: number;
  /** The longest wait that a read sits out instead of ending. */
  readonly patienceMs: number;
  /** Real time since some fixed moment. */
  readonly elapsed: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface Gate {
  /** Takes from an answer what it says about limits. */
  note(answer: Answer): void;
  /** How long nothing may be sent; 0 when the gate is open. */
  leftMs(): number;
  /** When the wait ends, for people; undefined when the gate is open. */
  retryAt(): Instant | undefined;
  /** Sits out a wait of at most `patienceMs`; throws the limit as a `GitHubError` when it is longer. */
  pass(patienceMs: number, signal?: AbortSignal): Promise<void>;
  /** One at a time in a lane, in the order of asking. The signal ends the queueing; what runs ends by itself. */
  inTurn<T>(lane: Lane, run: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Holds a change until the last one is far enough behind. */
  spaceChange(signal?: AbortSignal): Promise<void>;
  noteChange(): void;
}

export type Gates = (key: number | 'app') => Gate;

export function createGates(now: () => Instant, timing: Timing): Gates {
  const gates = new Map<number | 'app', Gate>();
  return (key) => {
    const found = gates.get(key) ?? createGate(now, timing);
    gates.set(key, found);
    return found;
  };
}

function createGate(now: () => Instant, timing: Timing): Gate {
  const { elapsed, sleep } = timing;
  let closedUntil = 0;
  let closedBy: FailureKind = 'limit';
  let strikes = 0;
  let changeAllowedAt = 0;
  const last: Record<Lane, Promise<void>> = {
    click: Promise.resolve(),
    round: Promise.resolve(),
    addresses: Promise.resolve(),
  };

  function leftMs(): number {
    return Math.max(0, closedUntil - elapsed());
  }
  function retryAt(): Instant | undefined {
    const left = leftMs();
    return left === 0 ? undefined : now() + left;
  }
  return {
    leftMs,
    retryAt,
    note(answer) {
      const wait = readWait(answer, strikes);
      if (isLimit(answer)) strikes += 1;
      else if (answer.status < 400) strikes = 0;
      if (wait === undefined || elapsed() + wait <= closedUntil) return;
      closedUntil = elapsed() + wait;
      closedBy = answer.status >= 500 ? 'outage' : 'limit';
    },
    async pass(patienceMs, signal) {
      // A wait that grew while it was sat out is looked at again: one more answer may have come.
      for (let left = leftMs(); left > 0; left = leftMs()) {
        if (left > patienceMs) {
          const detail = `GitHub asks to be left alone for ${describeWait(left)}.`;
          throw new GitHubError({ kind: closedBy, detail, retryAt: retryAt() });
        }
        await sleep(left, signal);
      }
    },
    async inTurn(lane, run, signal) {
      const before = last[lane];
      let leave: () => void = () => undefined;
      last[lane] = new Promise((resolve) => {
        leave = resolve;
      });
      try {
        await unlessAborted(before, signal);
        return await run();
      } finally {
        // Whoever gives up in the queue leaves no gap: the next still waits for those before.
        void before.then(leave);
      }
    },
    async spaceChange(signal) {
      const left = changeAllowedAt - elapsed();
      if (left > 0) await sleep(left, signal);
    },
    noteChange() {
      changeAllowedAt = elapsed() + timing.changeSpacingMs;
    },
  };
}

const NOT_A_LIMIT = /not accessible by (?:integration|personal)|suspended|must (?:be|have)/iu;
const LIMIT_WORDS = /rate limit|abuse detection|too many requests/iu;

/** A limit in any of its forms; a 403 that names a permission is none, whatever its headers count. */
export function isLimit(answer: Answer): boolean {
  if (answer.status === 429) return true;
  if (answer.status !== 403) return false;
  const said = refusal.safeParse(parseJson(answer.text)).data?.message ?? answer.text;
  if (LIMIT_WORDS.test(said)) return true;
  if (NOT_A_LIMIT.test(said)) return false;
  return answer.headers.has('retry-after') || isUsedUp(answer);
}

function isUsedUp(answer: Answer): boolean {
  return answer.headers.get('x-ratelimit-remaining')?.trim() === '0';
}

/** GitHub: "wait for at least one minute", and longer each time, where the answer names no wait. */
const UNNAMED_WAIT_MS = 60_000;
const LONGEST_UNNAMED_WAIT_MS = 3_600_000;
/** GitHub's own limits last an hour at most; no broken clock may silence Seatkeeper for good. */
const LONGEST_WAIT_MS = 24 * 3_600_000;
const SHORTEST_WAIT_MS = 1000;

/** How long an answer asks for silence, in milliseconds; undefined when it does not. */
export function readWait(answer: Answer, strikes: number): number | undefined {
  const limited = isLimit(answer);
  const named = [
    answer.status >= 400 ? readRetryAfter(answer) : undefined,
    limited || answer.status < 400 ? readReset(answer) : undefined,
  ].filter((wait) => wait !== undefined);
  if (named.length > 0) {
    const shortest = limited ? SHORTEST_WAIT_MS : 0;
    return Math.min(LONGEST_WAIT_MS, Math.max(shortest, ...named));
  }
  if (!limited) return undefined;
  return Math.min(LONGEST_UNNAMED_WAIT_MS, UNNAMED_WAIT_MS * 2 ** Math.min(strikes, 10));
}

function readRetryAfter(answer: Answer): number | undefined {
  const text = answer.headers.get('retry-after')?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+(?:\.\d+)?$/u.test(text)) return Number(text) * 1000;
  const at = /[a-z]{3}/iu.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at - serverTime(answer);
}

function readReset(answer: Answer): number | undefined {
  const reset = Number(answer.headers.get('x-ratelimit-reset')?.trim() ?? '');
  if (!isUsedUp(answer) || !Number.isFinite(reset) || reset <= 0) return undefined;
  return reset * 1000 - serverTime(answer);
}

/** GitHub's instants are read by GitHub's clock: ours may be wrong. */
function serverTime(answer: Answer): Instant {
  const date = Date.parse(answer.headers.get('date') ?? '');
  return Number.isNaN(date) ? Date.now() : date;
}

export function describeWait(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
