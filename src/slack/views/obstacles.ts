/** What stands in the way of a removal or an undo, as sentences about one seat. */
import type { Obstacle, SeatManagement } from '../../core/removal.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../../core/seat.ts';
import type { ReadFailure } from '../../core/trust.ts';
import type {
  Hindrance,
  NotRemovedReason,
  NotUndoneReason,
  Subject,
} from '../../removal/outcome.ts';
import {
  dayOf,
  formatDay,
  formatReadTime,
  join,
  type Mrkdwn,
  mention,
  mrkdwn,
  name,
  plain,
} from '../text.ts';
import type { ViewContext } from './context.ts';
import { describeFailure, describeTrust } from './trouble.ts';
import { describeKeptEnd, formatPersonDay } from './words.ts';

const GENERAL = [
  'removals-off',
  'bad-data',
  'app-may-only-read',
  'not-assigned-individually',
] as const;

/** An obstacle that holds for a whole organisation or everywhere, said once and not in every row. */
export type GeneralObstacle = Extract<Obstacle, { kind: (typeof GENERAL)[number] }>;
export type SeatObstacle = Exclude<Obstacle, GeneralObstacle>;

export function isGeneral(why: { readonly kind: string }): why is GeneralObstacle {
  return GENERAL.some((kind) => kind === why.kind);
}

const SETTINGS = {
  assign_selected: 'gives seats one by one',
  assign_all: 'gives Copilot to all its members, so single seats cannot be removed',
  disabled: 'has Copilot switched off, so single seats cannot be removed',
  unconfigured: 'has not chosen who gets Copilot, so single seats cannot be removed',
  unknown: 'has not said yet whether its seats are given one by one',
} as const satisfies Record<SeatManagement, string>;

export function describeGeneralObstacle(
  obstacle: GeneralObstacle,
  organisation: Mrkdwn,
  { now }: Pick<ViewContext, 'now'>,
): Mrkdwn {
  switch (obstacle.kind) {
    case 'removals-off':
      return mrkdwn`Removing seats is switched off here (REMOVALS is off).`;
    case 'bad-data':
      return mrkdwn`${organisation} ${describeTrust(obstacle.trust, now)}, so nothing new is concluded there.`;
    case 'app-may-only-read':
      return mrkdwn`The GitHub App may only read in ${organisation}. To remove seats it needs the permission “GitHub Copilot Business” with read and write.`;
    case 'not-assigned-individually':
      return mrkdwn`${organisation} ${SETTINGS[obstacle.setting]}.`;
  }
}

export function describeSeatObstacle(
  obstacle: SeatObstacle,
  { person, organisation }: Subject,
  { now }: Pick<ViewContext, 'now'>,
): Mrkdwn {
  const login = name(person.login);
  switch (obstacle.kind) {
    case 'nobody':
      return mrkdwn`GitHub shows nobody on this seat.`;
    case 'leaving':
      return mrkdwn`The seat of ${login} is leaving already and ends on ${formatDay(obstacle.lastDay, now)}.`;
    case 'used':
      return mrkdwn`${login} ${describeUse(obstacle.at, now)}, so the seat stays.`;
    case 'kept':
      return mrkdwn`The seat of ${login} is kept ${describeKeptEnd(obstacle.kept, now)}, as ${mention(obstacle.kept.by.userId)} decided.`;
    case 'new':
      return mrkdwn`The seat of ${login} is new.`;
    case 'short-record':
      return mrkdwn`Nobody’s memory reaches back far enough to tell whether ${login} uses it.`;
    case 'through-team':
      return mrkdwn`The team ${name(obstacle.team.name)} gives this seat, so it changes there.`;
    case 'too-early':
      return mrkdwn`GitHub may lag by a day, so it can be removed from ${formatFrom(obstacle.possibleAt, now)} on.`;
    case 'last-seat':
      return mrkdwn`It is the last seat that stays in ${name(organisation.login)}: removing it would cancel Copilot there.`;
  }
}

/** More than the day of one's last use is nobody's business once the seat is in use. */
function describeUse(at: Instant | undefined, now: Instant): string {
  return at !== undefined && dayOf(at) === dayOf(now)
    ? 'used Copilot today'
    : 'has used Copilot within the time that counts';
}

/** The first whole day on which it is possible, so that the promise holds in the morning too. */
function formatFrom(possibleAt: Instant, now: Instant): string {
  return formatPersonDay(possibleAt + DAY_MS, now);
}

const HINDRANCES = [
  'busy',
  'not-asked',
  'stopping',
  'not-written',
  'refused-by-github',
  'came-to-nothing',
  'changed-hands',
] as const;

function isHindrance(why: { readonly kind: string }): why is Hindrance {
  return HINDRANCES.some((kind) => kind === why.kind);
}

/** Names the seat, because these are also told hours later and far from any list. */
function describeHindrance(
  why: Hindrance,
  { person, organisation }: Subject,
  { now }: Pick<ViewContext, 'now'>,
): Mrkdwn {
  const seat = mrkdwn`${name(person.login)} in ${name(organisation.login)}`;
  switch (why.kind) {
    case 'busy':
      return mrkdwn`Another change of a seat in ${name(organisation.login)} is under way; try again in a minute.`;
    case 'not-asked':
      return join([
        mrkdwn`${seat}: GitHub could not be asked how things stand: ${describeFailure(why.failure)}.`,
        describeNextTry(why.failure, now),
      ]);
    case 'stopping':
      return mrkdwn`${seat}: Seatkeeper is being stopped or restarted, so GitHub was not asked. Try again in a minute.`;
    case 'not-written':
      return mrkdwn`${seat}: The decision could not be written down, so GitHub was not asked to change anything. Whoever runs Seatkeeper can look at the disk and the log.`;
    case 'refused-by-github':
      return mrkdwn`${seat}: GitHub said no: ${plain(why.detail, 300).replace(/\.+$/, '')}.`;
    case 'came-to-nothing':
      return mrkdwn`${seat}: ${plain(why.detail, 400).replace(/\.+$/, '')}.`;
    case 'changed-hands':
      return mrkdwn`The login ${name(person.login)} belongs to somebody else by now.`;
  }
}

/** When it is worth trying again, where only waiting is needed. */
function describeNextTry({ kind, retryAt }: ReadFailure, now: Instant): Mrkdwn | undefined {
  if (kind !== 'limit' && kind !== 'outage') return undefined;
  if (retryAt === undefined) return mrkdwn`Try again in a few minutes.`;
  // Shown without seconds: the next whole minute is when the promise holds.
  const at = Math.ceil(retryAt / MINUTE_MS) * MINUTE_MS;
  return mrkdwn`Try again after ${formatReadTime(at, now)}.`;
}

/** Why a seat was not removed, as one or two sentences. */
export function describeNotRemoved(
  why: NotRemovedReason,
  subject: Subject,
  context: Pick<ViewContext, 'now'>,
): Mrkdwn {
  const login = name(subject.person.login);
  const organisation = name(subject.organisation.login);
  if (isHindrance(why)) return describeHindrance(why, subject, context);
  if (why.kind === 'left') return mrkdwn`${login} has no seat in ${organisation} any more.`;
  if (why.kind === 're-granted') {
    const day = formatPersonDay(why.grantedAt, context.now);
    return mrkdwn`${login} was given a new seat in ${organisation} on ${day}.`;
  }
  if (why.kind === 'newer-sign') {
    const did = why.sign === 'use' ? 'used Copilot' : 'signed in to Copilot';
    const day = formatPersonDay(why.at, context.now);
    return mrkdwn`GitHub now shows that ${login} ${did} on ${day}, which was not known before. Look at the seat once more, then decide again.`;
  }
  if (isGeneral(why)) return describeGeneralObstacle(why, organisation, context);
  return describeSeatObstacle(why, subject, context);
}

/** Why a removal was not taken back. */
export function describeNotUndone(
  why: NotUndoneReason,
  subject: Subject,
  context: Pick<ViewContext, 'now'>,
): Mrkdwn {
  const login = name(subject.person.login);
  const organisation = name(subject.organisation.login);
  if (isHindrance(why)) return describeHindrance(why, subject, context);
  switch (why.kind) {
    case 'too-late':
      return mrkdwn`The seat of ${login} in ${organisation} has ended, and GitHub takes no ended seat back. A new one can be given on GitHub.`;
    case 'already-undone':
      return mrkdwn`This removal was taken back before.`;
    case 'never-removed':
      return mrkdwn`The removal never took effect, so there is nothing to take back.`;
    case 'holds-seat':
      return mrkdwn`${login} holds a seat in ${organisation} that stays.`;
    case 'app-may-only-read':
      return mrkdwn`The GitHub App may only read in ${organisation} now.`;
  }
}
