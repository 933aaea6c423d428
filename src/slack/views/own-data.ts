/** Everything stored about oneself, in short; the whole goes out as a file. */
import type { types } from '@slack/bolt';
import { z } from 'zod';
import { WAY_KINDS } from '../../core/usage.ts';
import type { PersonExport } from '../../store/store.ts';
import { OWN_ACTION } from '../own-refs.ts';
import { formatDay, join, list, type Mrkdwn, mrkdwn, name, plural } from '../text.ts';
import { actions, button, section } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { nameWay } from './usage-words.ts';

const MOST_DAYS = 10;
const MOST_GRANTS = 5;
const MOST_WAYS = 12;

const many = z.array(z.unknown()).default([]);

/** The part of the export that the summary speaks of. Without a link there is nothing about a person. */
const storedShape = z.object({
  logins: z.array(z.object({ login: z.string(), replacedAt: z.string().optional() })).default([]),
  grants: z
    .array(
      z.object({
        organisation: z.string(),
        grantedAt: z.string(),
        endedAt: z.string().optional(),
      }),
    )
    .default([]),
  signsOfUse: z.array(z.object({ day: z.string() })).optional(),
  signIns: z.array(z.object({ at: z.string() })).optional(),
  waysOfUse: z.array(z.object({ kind: z.enum(WAY_KINDS), name: z.string() })).default([]),
  kept: z.object({ until: z.string().optional(), reason: z.string().optional() }).optional(),
  removals: z.array(z.unknown()).optional(),
  decisions: many,
  ownLink: z.unknown(),
  doneByOneself: many,
  digestsSetUp: many,
});

type Stored = z.infer<typeof storedShape>;

/** A readable summary, with the button that sends the whole. */
export function renderOwnData(
  exported: PersonExport | undefined,
  { now }: ViewContext,
): types.KnownBlock[] {
  const stored = storedShape.safeParse(exported).data;
  if (stored === undefined) return [];
  const lines = [
    mrkdwn`*What is stored about you*`,
    describeLogins(stored),
    ...describeGrants(stored, now),
    describeDays(
      'Days with a sign of use',
      stored.signsOfUse?.map(({ day }) => day),
      now,
    ),
    describeDays(
      'Days with a sign-in to Copilot',
      stored.signIns?.map(({ at }) => at),
      now,
    ),
    describeWays(stored),
    describeKept(stored, now),
    describeRecords(stored),
    describeAccount(stored),
  ];
  return [
    section(join(lines, '\n')),
    ...actions([
      button({
        action: OWN_ACTION.ownData,
        label: 'Send me all of it',
        value: 'all',
        describes: 'Send me all of it: everything that is stored about me',
      }),
    ]),
  ];
}

function describeLogins({ logins }: Stored): Mrkdwn | undefined {
  const names = logins.map(({ login }) => name(login));
  return names.length === 0 ? undefined : mrkdwn`• GitHub logins: ${list(names, MOST_GRANTS)}`;
}

function describeGrants({ grants }: Stored, now: number): Mrkdwn[] {
  const newest = grants.toReversed().slice(0, MOST_GRANTS);
  const lines = newest.map(
    ({ organisation, grantedAt, endedAt }) =>
      mrkdwn`• Seat in ${name(organisation)}: given on ${formatDay(grantedAt, now)}${endedAt === undefined ? '' : `, ended on or before ${formatDay(endedAt, now)}`}`,
  );
  const more = grants.length - newest.length;
  return more > 0 ? [...lines, mrkdwn`• and ${plural(more, 'earlier seat')}`] : lines;
}

/** Newest first, each once. */
function daysOf(instants: readonly string[]): string[] {
  return [...new Set(instants.map((at) => at.slice(0, 10)))].toSorted().toReversed();
}

function describeDays(
  what: string,
  instants: readonly string[] | undefined,
  now: number,
): Mrkdwn | undefined {
  if (instants === undefined) return undefined;
  const days = daysOf(instants);
  if (days.length === 0) return mrkdwn`• ${what}: none on record`;
  const shown = days.slice(0, MOST_DAYS).map((day) => formatDay(day, now));
  const more = days.length - shown.length;
  return mrkdwn`• ${what}: ${list(shown, MOST_DAYS)}${more > 0 ? `, and ${plural(more, 'earlier day')}` : ''}`;
}

/** Kept for a few weeks, so that the sums of the usage report can count people. */
function describeWays({ waysOfUse }: Stored): Mrkdwn | undefined {
  const names = new Set(waysOfUse.map(({ kind, name: way }) => nameWay(kind, way)));
  if (names.size === 0) return undefined;
  return mrkdwn`• Of the last weeks, from GitHub’s usage report: ${list([...names], MOST_WAYS)}`;
}

function describeKept({ kept }: Stored, now: number): Mrkdwn | undefined {
  if (kept === undefined) return undefined;
  const until = kept.until === undefined ? 'for good' : `until ${formatDay(kept.until, now)}`;
  const reason = kept.reason === undefined ? '' : `; reason: ${kept.reason}`;
  const isOver = kept.until !== undefined && Date.parse(kept.until) <= now;
  return mrkdwn`• The seat ${isOver ? 'was' : 'is'} kept ${until}${reason}`;
}

function describeRecords({ removals, decisions }: Stored): Mrkdwn | undefined {
  if (removals === undefined) return undefined;
  const taken =
    removals.length === 0
      ? 'No removal of a seat'
      : plural(removals.length, 'removal of a seat', 'removals of a seat');
  return mrkdwn`• ${taken}, ${plural(decisions.length, 'entry', 'entries')} about you in the log of decisions`;
}

/** What is stored of the Slack account, apart from the seats. */
function describeAccount({ ownLink, doneByOneself, digestsSetUp }: Stored): Mrkdwn | undefined {
  const parts = [
    ownLink === undefined ? undefined : 'your wish to be linked to a GitHub login',
    doneByOneself.length === 0
      ? undefined
      : `${plural(doneByOneself.length, 'entry', 'entries')} in the log of what you did here`,
    digestsSetUp.length === 0
      ? undefined
      : plural(digestsSetUp.length, 'digest that you set up', 'digests that you set up'),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : mrkdwn`• Of your Slack account: ${list(parts)}`;
}
