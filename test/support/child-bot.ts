/**
 * The whole product in a process of its own, to be killed at any instant. Settings come from the
 * environment; the parent sets the clock and hears of every event in the log.
 */
import { pino } from 'pino';
import { startSeatkeeper } from '../../src/app.ts';
import { parseConfig } from '../../src/config.ts';

const clock = { now: Number(process.env['CHILD_NOW']) };
process.on('message', (message: { now: number }) => {
  clock.now = message.now;
});
// Whoever started it is gone, so nobody will ever stop it.
process.on('disconnect', () => process.exit(2));

const log = pino(
  { level: 'info' },
  {
    write(line: string) {
      const { event, level } = JSON.parse(line) as { event?: string; level: number };
      if (process.connected) process.send?.({ event, level, line });
    },
  },
);

const certainAfterMs = process.env['CHILD_CERTAIN_AFTER_MS'];
const seatkeeper = await startSeatkeeper(parseConfig(process.env), {
  now: () => clock.now,
  log,
  lookEveryMs: 40,
  ...(certainAfterMs === undefined ? {} : { certainAfterMs: Number(certainAfterMs) }),
});
process.once('SIGTERM', () => {
  void seatkeeper.stop().then(() => process.exit(0));
});
