/** Looks at something again and again, never two looks at once, until it is stopped. */

export interface Ticker {
  /** Resolves when a look that is under way has ended; no further one begins. */
  stop(): Promise<void>;
}

export interface TickerOptions {
  readonly everyMs: number;
  readonly look: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Looks once at once, then every `everyMs`; a look that takes longer makes the next ones wait. */
export function startTicker({ everyMs, look, onError }: TickerOptions): Ticker {
  let underWay: Promise<void> | undefined;
  function tick(): void {
    underWay ??= look()
      .catch(onError)
      .finally(() => {
        underWay = undefined;
      });
  }
  tick();
  const timer = setInterval(tick, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}
