/** Lets time pass in the demo: people go on with their work, and the bot keeps up with the clock. */
import { nextOccurrence, type WeeklyTime } from '../../src/core/digest-schedule.ts';
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
  /** When the weekly digest of the settings is due next. */
  nextDigestAt(): number;
}

export interface TimeMachineOptions {
  readonly clock: DemoClock;
  readonly demo: DemoCompany;
  readonly bot: BotWatch;
  readonly refreshMinutes: number;
  readonly digestTime: WeeklyTime;
}

const ROUND_PATIENCE_MS = 90_000;
/** Somebody may have paused the digest, and then none comes. */
const DIGEST_PATIENCE_MS = 4000;

export function createTimeMachine(options: TimeMachineOptions): TimeMachine {
  const { clock, demo, bot, refreshMinutes, digestTime } = options;
  let lived = clock.now();
  let last: Promise<unknown> = Promise.resolve();

  const nextDigestAt = (after = clock.now()) => nextOccurrence(digestTime, after).dueAt;

  function catchUp(to = clock.now()): void {
    if (to <= lived) return;
    demo.live({ from: lived, to });
    lived = to;
  }

  async function step(to: number): Promise<void> {
    const before = clock.now();
    if (to <= before) return;
    const sinceMs = performance.now();
    const isDigestDue = nextDigestAt(before) === to;
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
      await step(Math.min(now + stepMs, nextDigestAt(now), to));
    }
  }
  return {
    passUntil(to, stepMs = DAY_MS) {
      const passing = last.then(() => pass(to, stepMs));
      last = passing.catch(() => undefined);
      return passing;
    },
    catchUp: () => catchUp(),
    nextDigestAt: () => nextDigestAt(),
  };
}
