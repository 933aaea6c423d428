/**
 * How a stop goes, in real time: what only asks or waits lets go at once; what has been sent gets a
 * grace to end and to be written down; after that nobody is waited for any more.
 */
import { setMaxListeners } from 'node:events';

export interface Stopping {
  /** Fires when the stop begins. */
  readonly begun: AbortSignal;
  /** Fires when the grace for what has been sent is over. */
  readonly over: AbortSignal;
}

export interface Stop extends Stopping {
  /** Begins the stop, once; later calls change nothing. */
  begin(): void;
  /** Waits for a part of the stop while the whole has time left; false when it ran out before. */
  waitFor(part: Promise<unknown>): Promise<boolean>;
}

/** The reason both signals carry: whoever was given up can tell a stop from a failure. */
export class StopError extends Error {
  constructor() {
    super('Seatkeeper is being stopped');
    this.name = 'StopError';
  }
}

/** For what is sent and read back once the grace is over: answers to people, and the file. */
const LAST_WORDS_MS = 5000;

/** A stop that `begin` or `asked` begins. */
export function createStop(graceMs: number, asked?: AbortSignal): Stop {
  const begun = createLongLived();
  const over = createLongLived();
  let endsAt = Number.POSITIVE_INFINITY;

  function begin(): void {
    if (begun.signal.aborted) return;
    endsAt = performance.now() + graceMs + LAST_WORDS_MS;
    begun.abort(new StopError());
    // Nobody stays up for this: without anything in hand the process ends before.
    setTimeout(() => over.abort(new StopError()), graceMs).unref();
  }
  asked?.addEventListener('abort', begin, { once: true });
  if (asked?.aborted === true) begin();
  return {
    begun: begun.signal,
    over: over.signal,
    begin,
    async waitFor(part) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(resolve, Math.max(0, endsAt - performance.now()), false);
      });
      try {
        return await Promise.race([part.then(() => true), late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** For what is never stopped, such as a command that ends by itself. */
export const NEVER_STOPPING: Stopping = {
  begun: createLongLived().signal,
  over: createLongLived().signal,
};

/**
 * For a signal that outlives what listens to it: as many listen as there are questions under way, which
 * Node would take for a leak from the eleventh on, and complain of on standard error.
 */
export function createLongLived(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
