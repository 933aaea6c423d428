/** Every seat with its state and reason, as rows of a table. About seats in use no more than that. */
import type { BoardRow } from '../../core/board.ts';
import type { State } from '../../core/dormancy.ts';
import { findBilled, priceOf } from '../../core/money.ts';
import type { Seat } from '../../core/seat.ts';
import type { Trust } from '../../core/trust.ts';
import { dayOf, lastDayBefore, mrkdwn, plain, plural } from '../text.ts';
import { describeAsk } from './ask.ts';
import { createMessage, note, section } from './blocks.ts';
import type { Message, Picture, ViewContext } from './context.ts';
import { describeReading, renderWarnings } from './trouble.ts';
import { describeReason, STATE_WORDS } from './words.ts';

const HEADINGS = [
  'organisation',
  'login',
  'github id',
  'state',
  'reason',
  'idle days',
  'granted',
  'plan',
  'team',
  'last day',
  'kept until',
  // A sum of the column is what the seats cost: 0 beside the other seats of a person.
  'price a month (once a person)',
  'currency',
  'data as of (UTC)',
] as const;

const NAME_LENGTH = 200;

const TELLS_GRANT: ReadonlySet<State> = new Set(['dormant', 'unclear', 'new', 'nobody']);

/** About 20 ms of work. */
const PART_ROWS = 2000;

/** The heading and one row a seat, by organisation and login, in parts made as they are asked for. */
export function* planExport(picture: Picture, context: ViewContext): Generator<string[][]> {
  const asOf = new Map(
    picture.organisations.map((outlook) => {
      const { id } = outlook.organisation;
      const record = picture.records.find(({ organisation }) => organisation.id === id);
      return [id, formatAsOf(outlook.trust, record?.history.lastGoodReadAt)];
    }),
  );
  yield [[...HEADINGS]];
  const sorted = sortByName(picture.rows);
  const billed = findBilled(sorted, context.prices);
  for (let from = 0; from < sorted.length; from += PART_ROWS) {
    yield sorted.slice(from, from + PART_ROWS).map((row) => {
      const price = billed.has(row) ? priceOf(row.seat.plan, context.prices) : 0;
      return planRow(row, { asOf: asOf.get(row.seat.organisation.id) ?? '', price }, context);
    });
  }
}

interface Beside {
  readonly asOf: string;
  /** In hundredths of the currency. */
  readonly price: number;
}

function planRow(row: BoardRow, { asOf, price }: Beside, context: ViewContext): string[] {
  const { seat, verdict } = row;
  const held = seat.kind === 'held' ? seat : undefined;
  // Days are told about seats that lie idle, seem to, or were never used; the others may be in use.
  const granted = TELLS_GRANT.has(verdict.state) ? seat.grantedAt : undefined;
  return [
    plain(seat.organisation.login, NAME_LENGTH),
    held === undefined ? '' : plain(held.person.login, NAME_LENGTH),
    held === undefined ? '' : String(held.person.id),
    STATE_WORDS[verdict.state],
    ...describeIdle(row, context),
    granted === undefined ? '' : dayOf(granted),
    seat.plan === 'unknown' ? '' : seat.plan,
    held?.team === undefined ? '' : plain(held.team.name, NAME_LENGTH),
    seat.pendingCancellation ?? '',
    verdict.state === 'kept' ? formatKept(verdict.kept.until) : '',
    (price / 100).toFixed(2),
    context.currency,
    asOf,
  ];
}

/** Reason and idle days, which only idle and unclear seats have. */
function describeIdle({ seat, verdict }: BoardRow, { now }: ViewContext): [string, string] {
  const isIdle = verdict.state === 'dormant' || verdict.state === 'unclear';
  if (!isIdle || seat.kind !== 'held') return ['', ''];
  return [describeReason(seat, verdict, now), String(verdict.idleDays)];
}

function formatKept(until: number | undefined): string {
  return until === undefined ? 'always' : lastDayBefore(until);
}

function formatAsOf(trust: Trust, lastGoodReadAt: number | undefined): string {
  const at = trust.kind === 'good' || trust.kind === 'unread' ? lastGoodReadAt : trust.asOf;
  return at === undefined ? '' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

function sortByName(rows: readonly BoardRow[]): BoardRow[] {
  return rows
    .map((row) => ({ row, name: nameOf(row.seat) }))
    .toSorted((one, other) => compare(one.name, other.name))
    .map(({ row }) => row);
}

/** Seats of nobody's come last in their organisation. */
function nameOf(seat: Seat): string {
  const login = seat.kind === 'held' ? seat.person.login.toLowerCase() : '\uFFFF';
  return `${seat.organisation.login.toLowerCase()} ${login}`;
}

/** Without the machine's locale, so that the file is the same everywhere. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The direct message above the file. */
export function renderExport(seats: number, context: ViewContext): Message {
  return createMessage(
    [
      section(
        mrkdwn`*Here is the list of all ${plural(seats, 'seat')}* with state and reason, as a file for a spreadsheet. A person with several seats is priced once. Please treat it with care: it speaks of colleagues, and someone on leave looks just like someone who stopped.`,
      ),
    ],
    context,
  );
}

export type ExportAnswer = 'sent' | 'no-scope';

/** The answer where the command was typed. */
export function renderExportAnswer(answer: ExportAnswer, context: ViewContext): Message {
  switch (answer) {
    case 'sent':
      return createMessage(
        [section(mrkdwn`*Sent.* The file is in your direct messages with Seatkeeper.`)],
        context,
      );
    case 'no-scope':
      return createMessage(
        [
          section(
            mrkdwn`*Seatkeeper may not send files here yet,* so nothing was sent. Whoever manages the Slack app can add the permission “files:write” and install it again.`,
          ),
          note(mrkdwn`Questions: ${describeAsk(context)}.`),
        ],
        context,
      );
  }
}

/** Instead of a file, where no seat is known; the picture says why. */
export function renderNothingToExport(picture: Picture, context: ViewContext): Message {
  const reading = describeReading(picture, context.now);
  return createMessage(
    [
      section(mrkdwn`*There is no seat to list, so no file was made.*`),
      ...renderWarnings(picture, context),
      ...(reading === undefined ? [] : [note(reading)]),
    ],
    context,
  );
}
