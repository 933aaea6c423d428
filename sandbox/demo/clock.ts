/** The demo's clock: every rule of the bot and both stand-ins go by it. */
export interface DemoClock {
  /** UTC milliseconds. */
  now(): number;
  moveTo(at: number): void;
  /** From now on it runs with real time. */
  run(): void;
}

/** A clock that stands at `at` until it is moved or set running. */
export function createDemoClock(at: number): DemoClock {
  let shown = at;
  let runsSince: number | undefined;
  return {
    now: () => (runsSince === undefined ? shown : shown + Date.now() - runsSince),
    moveTo(to) {
      shown = to;
      if (runsSince !== undefined) runsSince = Date.now();
    },
    run() {
      runsSince = Date.now();
    },
  };
}
