/** Follows the bot by its log, so that whoever lets time pass can wait for what it does. */
import { createLog, type Logger } from '../../src/operate/logs.ts';

/** A round of reading has ended; a digest has been posted. */
type BotEvent = 'round-ended' | 'digest-posted';

export interface BotWatch {
  readonly log: Logger;
  /**
   * Resolves to whether something has ended within `patienceMs` that began after `sinceMs` (of
   * `performance.now()`); at once where it has already.
   */
  ended(event: BotEvent, sinceMs: number, patienceMs: number): Promise<boolean>;
}

const EVENTS: readonly BotEvent[] = ['round-ended', 'digest-posted'];

/** A log that takes every line to `onLine` and knows what has ended. */
export function watchBot(secrets: readonly string[], onLine: (line: string) => void): BotWatch {
  const lastBeganMs = new Map<BotEvent, number>();
  const waiting = new Set<() => void>();

  function read(line: string): void {
    onLine(line);
    const event = EVENTS.find((each) => line.includes(`"event":"${each}"`));
    if (event === undefined) return;
    const { tookMs = 0 } = JSON.parse(line) as { tookMs?: number };
    lastBeganMs.set(event, performance.now() - tookMs);
    for (const look of waiting) look();
  }

  function ended(event: BotEvent, sinceMs: number, patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => finish(false), patienceMs);
      function finish(has: boolean): void {
        clearTimeout(timer);
        waiting.delete(look);
        resolve(has);
      }
      function look(): void {
        if ((lastBeganMs.get(event) ?? Number.NEGATIVE_INFINITY) >= sinceMs) finish(true);
      }
      waiting.add(look);
      look();
    });
  }
  return { log: createLog({ level: 'info', secrets, write: read }), ended };
}
