/** What is known of a person's past: signs of use, removals, an exemption. */
import type { types } from '@slack/bolt';
import type { BoardRow } from '../../core/board.ts';
import type { Kept } from '../../core/seat.ts';
import type { PersonRecord, Removal, SignalRecord } from '../../store/store.ts';
import { ACTION } from '../refs.ts';
import {
  code,
  dayOf,
  formatDay,
  formatNumber,
  join,
  type Mrkdwn,
  mention,
  mrkdwn,
  name,
  plural,
} from '../text.ts';
import { actions, button, note, section } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { undoButton } from './outcome.ts';
import { describeKeptEnd, formatPersonDay, nameEditor } from './words.ts';

/** So many lines fit into a section, whatever the names in them. */
const SIGNALS_PER_PAGE = 12;
const MOST_REMOVALS = 5;

export interface Past {
  readonly record: PersonRecord;
  /** Newest first. */
  readonly removals: readonly Removal[];
  readonly kept: Kept | undefined;
  /** Ids of the removals that Undo can still take back. */
  readonly undoable: ReadonlySet<string>;
}

export function describeKept(kept: Kept, { now }: ViewContext): Mrkdwn {
  const reason = kept.reason === undefined ? undefined : mrkdwn`Reason: ${kept.reason}`;
  return join([
    mrkdwn`kept ${describeKeptEnd(kept, now)}, as ${mention(kept.by.userId)} decided on ${formatPersonDay(kept.madeAt, now)}.`,
    reason,
  ]);
}

export interface Signs {
  /** All of them, newest first. */
  readonly signals: readonly SignalRecord[];
  /** From 0; what lies beyond the last one is the last one. */
  readonly signalPage: number;
}

const SOURCES = {
  seat: 'list of seats',
  'usage-report': 'usage report',
  'sign-in': 'list of seats',
} as const satisfies Record<SignalRecord['source'], string>;

/**
 * Every sign of use with its day, page by page; only for somebody whose seat is idle or unclear.
 * `refTo` is what the button to another page carries.
 */
export function renderSignals(
  { signals, signalPage }: Signs,
  refTo: (signalPage: number) => string,
  { now }: ViewContext,
): types.KnownBlock[] {
  if (signals.length === 0) return [section(mrkdwn`*Signs of use:* none on record.`)];
  const lastPage = Math.ceil(signals.length / SIGNALS_PER_PAGE) - 1;
  const page = Math.min(signalPage, lastPage);
  const from = page * SIGNALS_PER_PAGE;
  const lines = signals.slice(from, from + SIGNALS_PER_PAGE).map((signal) => {
    const editor = nameEditor(signal.editor);
    const where = editor === undefined ? '' : ` in ${editor}`;
    const what = signal.source === 'sign-in' ? 'signed in to Copilot' : `used${where}`;
    return mrkdwn`• ${formatPersonDay(signal.at, now)}: ${what} (${SOURCES[signal.source]}, ${name(signal.organisation.login)})`;
  });
  const which =
    lastPage === 0
      ? ''
      : ` (${from + 1}–${from + lines.length} of ${formatNumber(signals.length)})`;
  const turn = (label: string, wanted: number) =>
    actions([button({ action: ACTION.personPage, label, value: refTo(wanted) })]);
  return [
    section(join([mrkdwn`*Signs of use, latest first*${which}`, ...lines], '\n')),
    // In a block each: one block must not hold an action id twice.
    ...(page > 0 ? turn('Later signs', page - 1) : []),
    ...(page < lastPage ? turn('Earlier signs', page + 1) : []),
  ];
}

/** What was done before: for seats that are idle, leaving or gone, and an exemption that stands. */
export function renderPast(
  { removals, kept, undoable, record }: Past,
  rows: readonly BoardRow[],
  context: ViewContext,
): types.KnownBlock[] {
  const inUse = rows.length > 0 && rows.every(({ verdict }) => verdict.state === 'active');
  const past = inUse ? removals.filter(({ id }) => undoable.has(id)) : removals;
  const blocks: types.KnownBlock[] = past
    .slice(0, MOST_REMOVALS)
    .map((removal) =>
      section(
        describePastRemoval(removal, context),
        undoable.has(removal.id) ? undoButton(removal, context, undefined) : undefined,
      ),
    );
  if (past.length > MOST_REMOVALS) {
    const more = plural(past.length - MOST_REMOVALS, 'earlier decision');
    blocks.push(
      note(mrkdwn`${more} not shown here; all of them: ${code(`${context.command} log`)}`),
    );
  }
  const stillShown = rows.some(({ verdict }) => verdict.state === 'kept');
  if (kept !== undefined && !stillShown && !inUse) {
    blocks.push(
      note(mrkdwn`Exemption of ${name(record.person.login)}: ${describeKept(kept, context)}`),
    );
  }
  return blocks;
}

const REMOVAL_STATES = {
  claimed: 'is being removed',
  sent: 'is being removed',
  removed: 'was removed',
  refused: 'was not removed, because GitHub said no',
  failed: 'was not removed',
  rehearsed: 'was not removed, only rehearsed',
  'undo-sent': 'is being given back',
  undone: 'was removed and given back',
} as const satisfies Record<Removal['state'], string>;

function describePastRemoval(removal: Removal, { now }: ViewContext): Mrkdwn {
  const { lastDay, state } = removal;
  const end =
    state !== 'removed' || lastDay === undefined
      ? ''
      : `; it ${dayOf(now) < lastDay ? 'ends' : 'ended'} on ${formatDay(lastDay, now)}`;
  return mrkdwn`${formatPersonDay(removal.claimedAt, now)}: the seat in ${name(removal.organisation.login)} ${REMOVAL_STATES[state]}${end}. Decided by ${mention(removal.by.userId)}.`;
}
