/** The week before the demo begins, lived through with the real bot: what it said then stands in Slack. */
import { ACTION } from '../../src/slack/refs.ts';
import { cycleStart, nextCycleDay } from '../github/seat-list.ts';
import type { LocalSlack } from '../slack/server.ts';
import type { DemoCompany } from './company.ts';
import { DAY_MS } from './habits.ts';
import type { TimeMachine } from './passing.ts';
import { EU } from './roster.ts';

export interface LastWeek {
  readonly time: TimeMachine;
  readonly demo: DemoCompany;
  readonly slack: LocalSlack;
  /** When the demo begins. */
  readonly start: number;
}

/** Last week's digest arrives; somebody's seat is cancelled on GitHub, and Maya removes one herself. */
export async function liveLastWeek({ time, demo, slack, start }: LastWeek): Promise<void> {
  const digestAt = await time.nextDigestAt();
  if (digestAt === undefined) throw new Error('the demo has lost its digest');
  await time.passUntil(digestAt);
  const moment = chooseMoment(digestAt, start);
  // Before the bot reads GitHub at that moment, and ending with the cycle that runs then.
  demo.company.seat(EU, 'lena-vogt').row.pending_cancellation_date = nextCycleDay(moment);
  await time.passUntil(moment, 8 * DAY_MS);
  await removeAsMaya(slack, 'hugo-perrin');
  await time.passUntil(start, 8 * DAY_MS);
}

/** Three days ago, or later: after the digest, and in this billing cycle, with whose end a cancelled seat ends. */
function chooseMoment(digestAt: number, start: number): number {
  const between = (from: number) => from + Math.floor((start - from) / 2);
  return Math.max(start - 3 * DAY_MS, between(digestAt), between(cycleStart(start)));
}

async function removeAsMaya(slack: LocalSlack, login: string): Promise<void> {
  const { interactions, workspace } = slack;
  const user = 'maya';
  await interactions.slash({ user, channel: 'copilot-seats', text: `user ${login}` });
  const answer = await slack.waitForEphemeral(user, ({ text }) => text.includes(login));
  await interactions.click({ user, message: answer, actionId: ACTION.removeSeat });
  await slack.waitForMessage(({ text }) => text.includes(login));
  workspace.forgetEphemerals(user);
}
