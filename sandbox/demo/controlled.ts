/** What the controls act upon, and how they say what time it is. */
import { DateTime } from 'luxon';
import type { Company } from '../github/company.ts';
import type { LocalGitHub } from '../github/server.ts';
import type { LocalSlack } from '../slack/server.ts';
import type { DemoClock } from './clock.ts';
import type { TimeMachine } from './passing.ts';

export interface ControlledWorld {
  readonly clock: DemoClock;
  readonly company: Company;
  readonly github: LocalGitHub;
  readonly slack: LocalSlack;
  readonly time: TimeMachine;
}

/** An instant as the notes say it: `Monday 23 November, 14:32 UTC`. */
export function sayWhen(at: number): string {
  return DateTime.fromMillis(at, { zone: 'utc' }).toFormat("cccc d LLLL, HH:mm 'UTC'");
}
