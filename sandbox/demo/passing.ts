/** Lets time pass in the demo: people go on with their work, and the bot keeps up with the clock. */
import { roundSlot } from '../../src/core/schedule.ts';
import type { BotWatch } from './bot-watch.ts';
import type { DemoClock } from './clock.ts';
import type { DemoCompany } from './company.ts';
import { DAY_MS } from './habits.ts';

export interface TimeMachine {
  /**
   * Moves the clock to `to`, a day or `stepMs` at a time, and halts whenever a digest is due; resolves
   * when the bot has done there what was to be done. Throws when the bot does not read GitHub.
   */
  passUntil(to: number, stepMs?: number): Promise<void>;
  /** Lets the people catch up with a clock that runs by itself. */
  catchUp(): void;
  /** When a weekly digest is due next; undefined while none is set up, or all are paused. */
  nextDigestAt(): Promise<number | undefined>;
}

export interface TimeMachineOptions {
  readonly clock: DemoClock;
  readonly demo: DemoCompany;
  readonly bot: BotWatch;
  readonly refreshMinutes: number;
  /** When a weekly digest is due next, as the bot knows it. */
  readonly nextDigestAt: () => Promise<number | undefined>;
}

const ROUND_PATIENCE_MS = 90_000;
/** Its channel may be in trouble, and then none comes. */
const DIGEST_PATIENCE_MS = 4000;

export function createTimeMachine(options: TimeMachineOptions): TimeMachine {
  const { clock, demo, bot, refreshMinutes, nextDigestAt } = options;
  let lived = clock.now();
  let last: Promise<unknown> = Promise.resolve();

  function catchUp(to = clock.now()): void {
    if (to <= lived) return;
    demo.live({ from: lived, to });
    lived = to;
  }

  async function step(to: number, isDigestDue: boolean): Promise<void> {
    const before = clock.now();
    if (to <= before) return;
    const sinceMs = performance.now();
    catchUp(to);
    clock.moveTo(to);
    if (roundSlot(before, refreshMinutes) !== roundSlot(to, refreshMinutes)) {
      const hasRead = await bot.ended('round-ended', sinceMs, ROUND_PATIENCE_MS);
      if (!hasRead) throw new Error('The bot has not finished reading GitHub.');
    }
    if (isDigestDue) await bot.ended('digest-posted', sinceMs, DIGEST_PATIENCE_MS);
  }

  async function pass(to: number, stepMs: number): Promise<void> {
    while (clock.now() < to) {
      const now = clock.now();
      const digestAt = (await nextDigestAt()) ?? Number.POSITIVE_INFINITY;
      const next = Math.min(now + stepMs, digestAt, to);
      await step(next, next === digestAt);
    }
  }
  return {
    passUntil(to, stepMs = DAY_MS) {
      const passing = last.then(() => pass(to, stepMs));
      last = passing.catch(() => undefined);
      return passing;
    },
    catchUp: () => catchUp(),
    nextDigestAt,
  };
}
