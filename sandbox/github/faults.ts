import type { Call, Reply } from './reply.ts';

/** Which requests a fault is for. What is left out matches everything. */
export interface FaultMatch {
  readonly method?: string;
  /** Only requests about this organisation, by login. */
  readonly organisation?: string;
  /** The whole path as text (case does not matter), a pattern, or a predicate. */
  readonly path?: string | RegExp | ((path: string) => boolean);
  /** Only this page; a request without `page` asks for page 1. */
  readonly page?: number;
}

export type FaultAction =
  /** Answers this and applies nothing. Text goes out as it is. */
  | { readonly kind: 'answer'; readonly reply: Reply }
  /** Answers as GitHub would, altered on the way. */
  | { readonly kind: 'rewrite'; readonly rewrite: (reply: Reply, call: Call) => Reply }
  /** Answers as GitHub would have answered another request. */
  | { readonly kind: 'mistake'; readonly mistake: (call: Call) => Call }
  /** Resets the connection before the first byte; `applied` says whether the change was made. */
  | { readonly kind: 'drop'; readonly applied: boolean }
  /** Sends the headers and this many bytes of the body, then closes the connection. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** Sends nothing at all, or the headers and half the body, and then never goes on. */
  | { readonly kind: 'hang'; readonly at: 'headers' | 'body'; readonly applied: boolean }
  /** Waits for `release()`, before or after the request is carried out, and then goes on. */
  | {
      readonly kind: 'hold';
      readonly phase: 'before' | 'after';
      readonly next: FaultAction | undefined;
    }
  /** Applies nothing and answers that all of it was done. */
  | { readonly kind: 'pretend' };

/** A fault that waits for its requests. */
export class Fault {
  readonly action: FaultAction;
  /** How many requests it has met so far. */
  hits = 0;
  readonly released: Promise<void>;
  readonly #arrivals: (() => void)[] = [];
  #release: () => void = () => {};

  constructor(action: FaultAction) {
    this.action = action;
    this.released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  /** Lets go every request that is held back here, now and later. */
  release(): void {
    this.#release();
  }

  /** Resolves once the fault has met `count` requests. */
  async arrived(count = 1): Promise<void> {
    while (this.hits < count) {
      await new Promise<void>((resolve) => {
        this.#arrivals.push(resolve);
      });
    }
  }

  hit(): void {
    this.hits += 1;
    for (const tell of this.#arrivals.splice(0)) tell();
  }
}

interface Queued {
  readonly match: FaultMatch;
  readonly fault: Fault;
  left: number;
}

/** Faults in the order in which they were added; the first that matches takes the request. */
export class Faults {
  #queue: Queued[] = [];
  readonly #all: Fault[] = [];

  /** `times` requests (one unless said otherwise, `Infinity` until cleared) meet this fault. */
  add(match: FaultMatch, action: FaultAction, times = 1): Fault {
    const fault = new Fault(action);
    this.#all.push(fault);
    this.#queue.push({ match, fault, left: times });
    return fault;
  }

  /** Forgets every fault that waits, and lets go what is held back. */
  clear(): void {
    this.#queue = [];
    for (const fault of this.#all.splice(0)) fault.release();
  }

  /** The fault that this request meets, used up by one. */
  take(call: Call): Fault | undefined {
    const queued = this.#queue.find(({ match }) => matches(match, call));
    if (queued === undefined) return undefined;
    queued.left -= 1;
    if (queued.left <= 0) this.#queue = this.#queue.filter((each) => each !== queued);
    queued.fault.hit();
    return queued.fault;
  }
}

function matches(match: FaultMatch, call: Call): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== call.method) return false;
  if (match.page !== undefined && match.page !== Number(call.query.get('page') ?? 1)) return false;
  const { organisation, path } = match;
  if (organisation !== undefined && !isAbout(organisation, call)) return false;
  if (path === undefined) return true;
  if (typeof path === 'string') return path.toLowerCase() === call.path.toLowerCase();
  return path instanceof RegExp ? path.test(call.path) : path(call.path);
}

function isAbout(organisation: string, call: Call): boolean {
  return call.path.toLowerCase().startsWith(`/orgs/${organisation.toLowerCase()}/`);
}
