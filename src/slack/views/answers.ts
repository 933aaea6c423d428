/** The short answers: help, hints, progress and apologies. */
import { DAY_MS, type Instant, type Organisation } from '../../core/seat.ts';
import type { ReadFailure } from '../../core/trust.ts';
import type { Command } from '../command.ts';
import { bold, code, dayOf, formatWhen, join, list, type Mrkdwn, mrkdwn, name } from '../text.ts';
import { createMessage, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { describeFailure, describeMending } from './trouble.ts';

const MOST_NAMES = 15;

export type Audience = 'manager' | 'viewer' | 'member';

/** `/copilot help`: only what exists, for what the reader may do. */
export function renderHelp(audience: Audience, context: ViewContext): Message {
  return createMessage([section(describeHelp(audience, context))], context);
}

function describeHelp(audience: Audience, { command, dormantAfterDays, now }: ViewContext): Mrkdwn {
  const line = (typed: string, does: string) =>
    mrkdwn`• ${code(typed === '' ? command : `${command} ${typed}`)}: ${does}`;
  const help = line('help', 'this list');
  if (audience === 'member') {
    return join(
      [
        mrkdwn`*Seatkeeper keeps GitHub Copilot seats in use.* For you it can do this:`,
        line('', 'your own seat, what happens next, and what is stored about you'),
        line('link rhea-osei', 'says which GitHub login is yours; a seat manager confirms it'),
        line('unlink', 'ends that'),
        help,
      ],
      '\n',
    );
  }
  const seeing = [
    line('', 'the seats in figures'),
    line(
      'dormant',
      `seats idle for more than ${dormantAfterDays} days, longest first; narrower with 90d, never, unclear, org:NAME, team:SLUG`,
    ),
    line('user rhea-osei', 'one person: every seat and its state'),
    line(
      'usage',
      'people a day, features, editors, languages and models in 28 days; also org:NAME',
    ),
  ];
  const acting = [
    line(
      `keep rhea-osei until ${inAQuarter(now)} on leave`,
      'takes a person off the list; also 30d, always',
    ),
    line('unkeep rhea-osei', 'ends that'),
    line('digest', 'which channels hear of this once a week, and when'),
  ];
  return join(
    [
      mrkdwn`*Seatkeeper keeps GitHub Copilot seats in use.* What it can do:`,
      ...seeing,
      ...(audience === 'manager' ? acting : []),
      line('export', 'all seats with state and reason, as a file by direct message'),
      line('me', 'your own seat, and what is stored about you'),
      line('link rhea-osei', 'says which GitHub login is yours; unlink ends that'),
      line('log', 'the last decisions, with Undo where it still works'),
      line('status', 'when GitHub was read, what failed, and what mends it'),
      line('refresh', 'reads GitHub now'),
      help,
    ],
    '\n',
  );
}

/** A day for examples: one that lies ahead whenever they are read. */
function inAQuarter(now: Instant): string {
  return dayOf(now + 90 * DAY_MS);
}

export function renderUnknownWord(
  { word, nearest }: Extract<Command, { kind: 'unknown' }>,
  audience: Audience,
  context: ViewContext,
): Message {
  const { command } = context;
  const did =
    nearest === undefined ? undefined : mrkdwn`Did you mean ${code(`${command} ${nearest}`)}?`;
  return createMessage(
    [
      section(join([mrkdwn`*“${word}” is no word I know.*`, did])),
      section(describeHelp(audience, context)),
    ],
    context,
  );
}

export function renderProblem(
  { problem, example }: Extract<Command, { kind: 'problem' }>,
  context: ViewContext,
): Message {
  return say(mrkdwn`${problem} For example: ${code(example)}`, context);
}

/** An organisation or team named in `dormant` that is not known. */
export function renderUnknownFilter(
  filter: {
    readonly kind: 'organisation' | 'team';
    readonly name: string;
    readonly known: readonly string[];
  },
  context: ViewContext,
): Message {
  const what = filter.kind === 'team' ? 'No seat comes through a team' : 'No organisation is';
  const known =
    filter.known.length === 0
      ? undefined
      : mrkdwn`Known: ${list(filter.known.map(name), MOST_NAMES)}.`;
  return say(join([mrkdwn`*${what} called “${name(filter.name)}”.*`, known]), context);
}

export type Doing =
  | 'remove'
  | 'undo'
  | 'list'
  | 'person'
  | 'keep'
  | 'release'
  | 'take-back'
  | 'own-data';

const DOINGS = {
  remove: 'asking GitHub once more, then removing the seat',
  undo: 'asking GitHub to give the seat back',
  list: 'going through the seats',
  person: 'looking this person up',
  keep: 'writing it down',
  release: 'asking GitHub once more, then giving your seat back',
  'take-back': 'asking GitHub to give you the seat back',
  'own-data': 'putting together what is stored about you',
} as const satisfies Record<Doing, string>;

/** Working on it: followed by the result. */
export function renderProgress(doing: Doing, context: ViewContext): Message {
  return say(mrkdwn`Working on it: ${DOINGS[doing]}.`, context);
}

/** Something went wrong on our side; the reference finds it in the log. */
export function renderFailure(reference: string, context: ViewContext): Message {
  return say(
    mrkdwn`*Something went wrong here.* It is not certain that it was done; ${code(`${context.command} log`)} says what was. Please try again, and if it stays, give whoever runs Seatkeeper this reference: ${code(reference)}`,
    context,
  );
}

/** A button whose reference cannot be read, or whose seat is not known any more. */
export function renderStaleButton(context: ViewContext): Message {
  return say(
    mrkdwn`*This button is out of date, so nothing was changed.* The present list: ${code(`${context.command} dormant`)}`,
    context,
  );
}

export type RefreshAnswer =
  | { readonly kind: 'started' | 'running' }
  | { readonly kind: 'too-soon'; readonly possibleAt: Instant }
  | {
      readonly kind: 'done';
      readonly read: readonly Organisation[];
      readonly failed: readonly {
        readonly organisation: Organisation;
        readonly failure: ReadFailure;
      }[];
    };

const MOST_FAILURES = 10;

export function renderRefresh(answer: RefreshAnswer, context: ViewContext): Message {
  switch (answer.kind) {
    case 'started':
      return say(mrkdwn`Working on it: reading GitHub now. The result follows.`, context);
    case 'running':
      return say(mrkdwn`GitHub is being read just now. Please ask again in a minute.`, context);
    case 'too-soon':
      return say(
        mrkdwn`GitHub was read just now, and that works once in 5 minutes: again ${formatWhen(answer.possibleAt, context.now)}.`,
        context,
      );
    case 'done':
      return renderRefreshDone(answer, context);
  }
}

function renderRefreshDone(
  { read, failed }: Extract<RefreshAnswer, { kind: 'done' }>,
  context: ViewContext,
): Message {
  const names = list(
    read.map(({ login }) => name(login)),
    MOST_NAMES,
  );
  const good = mrkdwn`*Read just now:* ${names}. GitHub itself may lag up to a day.`;
  const nothing = mrkdwn`*There was nothing to read.* What is connected: ${code(`${context.command} status`)}`;
  const failures = failed
    .slice(0, MOST_FAILURES)
    .map(({ organisation, failure }) =>
      section(
        mrkdwn`${bold(mrkdwn`${name(organisation.login)} could not be read:`)} ${describeFailure(failure)}. ${describeMending(failure)}`,
      ),
    );
  const more =
    failed.length > MOST_FAILURES
      ? [section(mrkdwn`More could not be read: ${code(`${context.command} status`)}`)]
      : [];
  const head =
    read.length === 0 && failed.length > 0 ? [] : [section(read.length === 0 ? nothing : good)];
  return createMessage([...head, ...failures, ...more], context);
}

function say(text: Mrkdwn, context: ViewContext): Message {
  return createMessage([section(text)], context);
}
