import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from './json.ts';

/**
 * What goes wrong with one request. `drop` applies it and loses the answer, `garble` applies it and answers 200 with
 * this instead; `refuse` loses the request itself.
 */
export type Fault =
  | { kind: 'error'; code: string; extra: JsonObject }
  | { kind: 'status'; status: number; headers: Record<string, string> }
  | { kind: 'delay'; ms: number }
  | { kind: 'hold'; gate: Promise<void>; reached: () => void }
  | { kind: 'drop' }
  | { kind: 'garble'; body: string }
  | { kind: 'refuse' };

/** A request that waits inside Slack, before anything is applied. */
export interface Hold {
  /** Settles when the first such request has arrived. */
  readonly reached: Promise<void>;
  release(): void;
}

interface Rule {
  readonly method: string;
  readonly fault: Fault;
  left: number;
}

/**
 * Trouble on demand. `method` is a Web API method, `response_url`, or `*` for every request; `times` is how often it
 * strikes (for ever unless said). The oldest matching trouble strikes first, one per request.
 */
export class Faults {
  #rules: Rule[] = [];
  /** While set, every new socket is refused at the door. */
  refuseConnections = false;

  /** Slack answers with status 200 and this error code. */
  error(method: string, code: string, times = Infinity, extra: JsonObject = {}): void {
    this.#add(method, { kind: 'error', code, extra }, times);
  }

  /** Slack answers 429 with a `Retry-After` in seconds. */
  rateLimit(method: string, retryAfterSeconds: number, times = 1): void {
    const headers = { 'retry-after': String(retryAfterSeconds) };
    this.#add(method, { kind: 'status', status: 429, headers }, times);
  }

  /** Slack's own trouble: a status such as 503 and a page of HTML. */
  status(method: string, status: number, times = Infinity): void {
    this.#add(method, { kind: 'status', status, headers: {} }, times);
  }

  delay(method: string, ms: number, times = Infinity): void {
    this.#add(method, { kind: 'delay', ms }, times);
  }

  /** Keeps requests waiting until released. */
  hold(method: string, times = 1): Hold {
    const gate = latch();
    const reached = latch();
    this.#add(method, { kind: 'hold', gate: gate.opened, reached: reached.open }, times);
    return { reached: reached.opened, release: gate.open };
  }

  /** The request takes effect, but the connection breaks before the answer. */
  dropAfterApplying(method: string, times = 1): void {
    this.#add(method, { kind: 'drop' }, times);
  }

  /** The request takes effect, and the answer is a 200 with this body, which need not be JSON. */
  garble(method: string, body: string, times = 1): void {
    this.#add(method, { kind: 'garble', body }, times);
  }

  /** The connection breaks and nothing took effect. */
  refuse(method: string, times = Infinity): void {
    this.#add(method, { kind: 'refuse' }, times);
  }

  clear(): void {
    this.#rules = [];
    this.refuseConnections = false;
  }

  /** The trouble that strikes this request, used up by asking. */
  take(method: string): Fault | undefined {
    const rule = this.#rules.find(
      (each) => each.left > 0 && (each.method === method || each.method === '*'),
    );
    if (rule === undefined) return undefined;
    rule.left -= 1;
    return rule.fault;
  }

  #add(method: string, fault: Fault, times: number): void {
    this.#rules.push({ method, fault, left: times });
  }
}

function latch(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** What goes back over HTTP; `undefined` breaks the connection instead. */
export type Answer =
  | { status: number; headers: Record<string, string>; body: JsonObject | string }
  | undefined;

interface Request {
  /** Does what was asked. */
  readonly apply: () => Answer;
  /** Told what was, or would have been, answered. */
  readonly settled: (answer: Answer) => void;
}

/** Answers a request as the trouble has it: instead of applying it, late, or into the void. */
export async function underFault(fault: Fault | undefined, request: Request): Promise<Answer> {
  const instead = insteadOf(fault);
  if (instead !== undefined) {
    request.settled(instead.answer);
    return instead.answer;
  }
  if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
  if (fault?.kind === 'hold') {
    fault.reached();
    await fault.gate;
  }
  const answer = request.apply();
  request.settled(answer);
  if (fault?.kind === 'drop') return undefined;
  return fault?.kind === 'garble' ? { status: 200, headers: {}, body: fault.body } : answer;
}

function insteadOf(fault: Fault | undefined): { answer: Answer } | undefined {
  if (fault?.kind === 'refuse') return { answer: undefined };
  if (fault?.kind === 'error') {
    const body = { ok: false, error: fault.code, ...fault.extra };
    return { answer: { status: 200, headers: {}, body } };
  }
  if (fault?.kind !== 'status') return undefined;
  const { status, headers } = fault;
  const body = status === 429 ? { ok: false, error: 'ratelimited' } : '<html>Slack is down</html>';
  return { answer: { status, headers, body } };
}
