/** What is wrong with an organisation's data: since when, why, and what mends it. */
import type { types } from '@slack/bolt';
import { listGood, type OrganisationOutlook } from '../../core/board.ts';
import { nextRoundAt } from '../../core/schedule.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../core/seat.ts';
import type { FailureKind, Listing, ReadFailure, Trust } from '../../core/trust.ts';
import type { OrganisationRecord } from '../../store/store.ts';
import {
  bold,
  capitalise,
  code,
  formatWhen,
  join,
  list,
  type Mrkdwn,
  mrkdwn,
  name,
  plain,
  plural,
} from '../text.ts';
import { note, section } from './blocks.ts';
import type { Picture, ViewContext } from './context.ts';
import { formatPersonDay } from './words.ts';

const DETAIL_LENGTH = 200;
const MOST_WARNINGS = 5;
const SEATS_PERMISSION = 'GitHub Copilot Business';

/** What it takes to read a usage report, as a part of a sentence. */
export function describeReportNeeds(isEnterprise: boolean): string {
  const permission = isEnterprise ? 'Enterprise Copilot metrics' : 'Organization Copilot metrics';
  return `the App needs the permission “${permission}” (read), and the enterprise the policy “Copilot usage metrics”`;
}

interface FailureWords {
  readonly why: string;
  readonly mend: string;
}

const FAILURES: Record<FailureKind, FailureWords> = {
  permission: {
    why: 'GitHub does not let Seatkeeper read its seats',
    mend: 'An owner of the organisation can allow it where the GitHub App is installed.',
  },
  credentials: {
    why: 'GitHub does not accept the key of the GitHub App',
    mend: 'Whoever runs Seatkeeper can check GITHUB_APP_ID and GITHUB_PRIVATE_KEY.',
  },
  suspended: {
    why: 'the GitHub App is suspended there',
    mend: 'An owner of the organisation can resume it in the settings under GitHub Apps.',
  },
  gone: {
    why: 'GitHub no longer knows the organisation under this name, or the App is not installed there',
    mend: 'An owner of the organisation can install the GitHub App again.',
  },
  'not-enabled': {
    why: 'Copilot is not set up in this organisation',
    mend: 'Nothing needs to be done unless it should be.',
  },
  limit: {
    why: 'GitHub asks for a pause, because its limit of questions is reached',
    mend: 'This ends by itself.',
  },
  outage: { why: 'GitHub did not answer', mend: 'This mostly ends by itself.' },
  unreadable: {
    why: 'GitHub answered in a way that Seatkeeper does not understand',
    mend: 'If it lasts, whoever runs Seatkeeper can look for a newer version of it.',
  },
  incomplete: {
    why: 'GitHub did not give the whole list of seats',
    mend: 'This mostly ends by itself.',
  },
};

/** Why a read failed, as a part of a sentence. */
export function describeFailure({ kind, permission, detail }: ReadFailure): string {
  const { why } = FAILURES[kind];
  if (kind === 'permission') return `${why}: the App needs the permission “${nameOf(permission)}”`;
  return kind === 'unreadable' || kind === 'incomplete'
    ? `${why} (${plain(detail, DETAIL_LENGTH)})`
    : why;
}

function nameOf(permission: string | undefined): string {
  return plain(permission ?? SEATS_PERMISSION, 80);
}

/** What somebody can do about it, as a sentence. */
export function describeMending({ kind }: ReadFailure): string {
  return FAILURES[kind].mend;
}

/** Why nothing new is concluded, as a part of a sentence about the organisation. */
export function describeTrust(trust: Trust, now: Instant): string {
  switch (trust.kind) {
    case 'good':
      return 'is up to date';
    case 'unread':
      return 'has not been read well yet';
    case 'stale':
      return `has given nothing to rely on for ${describeAge(now - trust.asOf)}`;
    case 'frozen':
      return `shows no new activity of anybody since ${formatPersonDay(trust.asOf, now)}, though GitHub answers`;
  }
}

/** A span in one unit: `45 minutes`, `5 hours`, `3 days`. */
function describeAge(ms: number): string {
  if (ms < 2 * HOUR_MS) return plural(Math.max(1, Math.floor(ms / MINUTE_MS)), 'minute');
  if (ms < 2 * DAY_MS) return plural(Math.floor(ms / HOUR_MS), 'hour');
  return plural(Math.floor(ms / DAY_MS), 'day');
}

/** When GitHub is asked next: the next round, or later where GitHub asked for a pause. */
function nextTryAt(failure: ReadFailure | undefined, context: ViewContext): Instant {
  const slot = nextRoundAt(context.now, context.refreshMinutes);
  const retryAt = failure?.retryAt ?? slot;
  return retryAt <= slot ? slot : nextRoundAt(retryAt - 1, context.refreshMinutes);
}

/** Reading for the first time has begun and nothing has gone wrong. */
export function isFirstRead({ trust }: OrganisationOutlook): boolean {
  return trust.kind === 'unread' && trust.failure === undefined;
}

export function failureOf(trust: Trust): ReadFailure | undefined {
  return trust.kind === 'stale' || trust.kind === 'unread' ? trust.failure : undefined;
}

/** One organisation's trouble, with its consequences; `records` know when it was last read. */
export function describeTrouble(
  { organisation, trust }: OrganisationOutlook,
  records: readonly OrganisationRecord[],
  context: ViewContext,
): Mrkdwn {
  const failure = failureOf(trust);
  const record = records.find((one) => one.organisation.id === organisation.id);
  const readAt = record?.history.lastGoodReadAt;
  const login = name(organisation.login);
  const what =
    trust.kind === 'stale' && readAt !== undefined
      ? `was last read ${describeAge(context.now - readAt)} ago`
      : describeTrust(trust, context.now);
  const headline = bold(mrkdwn`${login} ${what}.`);
  const why = failure && `${capitalise(describeFailure(failure))}. ${describeMending(failure)}`;
  const frozen =
    trust.kind === 'frozen'
      ? 'GitHub’s figures seem to stand still; this mostly ends by itself.'
      : undefined;
  const consequence =
    trust.kind === 'unread'
      ? mrkdwn`Nothing can be said about its seats yet.`
      : mrkdwn`People may have used Copilot since, so Remove seat is off for ${login} and its seats are not in the totals.`;
  return join([
    headline,
    why,
    frozen,
    consequence,
    mrkdwn`Next try ${formatWhen(nextTryAt(failure, context), context.now)}.`,
  ]);
}

/** Everything that is wrong with the data behind an answer, for the top of it. */
export function renderWarnings(picture: Picture, context: ViewContext): types.KnownBlock[] {
  const { organisations } = picture;
  if (organisations.length === 0) return [section(describeNowhere(picture, context))];
  const first = organisations.filter(isFirstRead);
  const troubled = organisations.filter(
    (outlook) => outlook.trust.kind !== 'good' && !isFirstRead(outlook),
  );
  const shown = troubled.slice(0, MOST_WARNINGS);
  const blocks: types.KnownBlock[] = shown.map((outlook) =>
    section(describeTrouble(outlook, picture.records, context)),
  );
  if (troubled.length > shown.length) {
    const more = plural(troubled.length - shown.length, 'more organisation');
    blocks.push(note(mrkdwn`${more} cannot be read well: ${code(`${context.command} status`)}`));
  }
  if (first.length > 0) {
    const names = list(first.map(({ organisation }) => name(organisation.login)));
    blocks.push(
      section(
        mrkdwn`Reading GitHub for the first time: ${names}. That can take some minutes; then ask again.`,
      ),
    );
  }
  return blocks;
}

/** Instead of an answer, where there is no organisation to tell of. */
export function describeNowhere(
  { records, listing }: Pick<Picture, 'records' | 'listing'>,
  context: ViewContext,
): Mrkdwn {
  const unlisted = describeUnlisted(listing, context);
  if (unlisted !== undefined) return unlisted;
  if (records.length > 0) {
    return mrkdwn`*No organisation to read.* What is wrong, and how to mend it: ${code(`${context.command} status`)}`;
  }
  return listing.kind === 'unasked'
    ? mrkdwn`*Reading GitHub for the first time.* That can take some minutes; then ask again.`
    : mrkdwn`*No organisation yet.* The GitHub App is not installed anywhere. An owner of the organisation can install it; Seatkeeper then finds it by itself.`;
}

/** Why it is not known where the App is installed, and what mends it; undefined when it is known. */
export function describeUnlisted(listing: Listing, context: ViewContext): Mrkdwn | undefined {
  if (listing.kind !== 'failed') return undefined;
  const { failure } = listing;
  const next = formatWhen(nextTryAt(failure, context), context.now);
  return mrkdwn`*GitHub did not say where its App is installed:* ${describeFailure(failure)}. ${describeMending(failure)} Next try ${next}.`;
}

/** When GitHub was read, and how far that can be trusted; undefined before the first good read. */
export function describeReading(picture: Picture, now: Instant) {
  const good = new Set(listGood(picture).map(({ id }) => id));
  const readAt = oldestGoodRead(
    picture.records.filter(({ organisation }) => good.has(organisation.id)),
  );
  return readAt === undefined
    ? undefined
    : mrkdwn`Read ${formatWhen(readAt, now)}; GitHub may lag up to a day.`;
}

function oldestGoodRead(records: readonly OrganisationRecord[]): Instant | undefined {
  const times = records
    .map(({ history }) => history.lastGoodReadAt)
    .filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}
