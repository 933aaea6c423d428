/** GitHub's door, built. Asks nothing until it is asked. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Instant } from '../core/seat.ts';
import { NEVER_STOPPING } from '../lib/stopping.ts';
import { changeSeat } from './change.ts';
import type { Desk } from './desk.ts';
import type { GitHub } from './github.ts';
import { readVerifiedEmails } from './identities.ts';
import { describeApp, listInstallations } from './installations.ts';
import { createGates, type Timing } from './limits.ts';
import { readSeatList } from './seat-list.ts';
import { readLogin, readSeat, readSettings } from './seats.ts';
import { createApp, createTokens } from './tokens.ts';
import { readUsageDays } from './usage-report.ts';

export interface GitHubOptions {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly appId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly log: Pick<Logger, 'debug' | 'warn'>;
  /** Tells people when a wait ends; never measures one. */
  readonly now?: () => Instant;
  readonly timing?: Partial<Timing>;
}

const TIMING: Timing = {
  deadlineMs: 30_000,
  clickDeadlineMs: 10_000,
  readDeadlineMs: 15 * 60_000,
  retryDelayMs: 1000,
  changeSpacingMs: 1000,
  patienceMs: 60_000,
  elapsed: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  },
};

export function createGitHub(options: GitHubOptions): GitHub {
  const { apiUrl, log, now = Date.now } = options;
  const timing: Timing = { ...TIMING, ...options.timing };
  const gates = createGates(now, timing);
  const app = createApp({ ...options, deadlineMs: timing.deadlineMs });
  const tokens = createTokens(app, gates);
  const desk: Desk = { apiUrl, app, log, now, timing, gates, tokens };
  return {
    describeApp: (signal) => describeApp(desk, signal),
    listInstallations: (signal) => listInstallations(desk, signal),
    readSettings: (asked, signal, lane = 'round') => readSettings(desk, asked, { lane, signal }),
    readSeats: (asked, onPage, signal) => readSeatList(desk, asked, onPage, signal),
    readSeat: (asked, login, signal) => readSeat(desk, asked, login, signal),
    readLogin: (asked, personId, { signal, lane = 'click' }) =>
      readLogin(desk, asked, personId, { signal, lane }),
    removeSeat: (asked, login, stopping = NEVER_STOPPING) =>
      changeSeat(desk, asked, { kind: 'remove', login, stopping }),
    restoreSeat: (asked, login, stopping = NEVER_STOPPING) =>
      changeSeat(desk, asked, { kind: 'restore', login, stopping }),
    readUsageDays: (asked, onBatch, signal) => readUsageDays(desk, asked, onBatch, signal),
    readVerifiedEmails: (asked, signal) => readVerifiedEmails(desk, asked, signal),
  };
}
