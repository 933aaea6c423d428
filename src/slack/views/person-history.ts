/** What is known of a person's past: signs of use, removals, an exemption. */
import type { types } from '@slack/bolt';
import type { BoardRow } from '../../core/board.ts';
import type { Kept } from '../../core/seat.ts';
import type { PersonRecord, Removal, SignalRecord } from '../../store/store.ts';
import { dayOf, formatDay, join, type Mrkdwn, mention, mrkdwn, name } from '../text.ts';
import { note, section } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { undoButton } from './outcome.ts';
import { describeKeptEnd, formatPersonDay, nameEditor } from './words.ts';

const MOST_SIGNALS = 12;
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

const SOURCES = {
  seat: 'list of seats',
  'usage-report': 'usage report',
  'sign-in': 'list of seats',
} as const satisfies Record<SignalRecord['source'], string>;

/** Every sign of use with its day; only for somebody whose seat is idle or unclear. */
export function renderSignals(
  signals: readonly SignalRecord[],
  { now }: ViewContext,
): types.KnownBlock[] {
  if (signals.length === 0) return [section(mrkdwn`*Signs of use:* none on record.`)];
  const lines = signals.slice(0, MOST_SIGNALS).map((signal) => {
    const editor = nameEditor(signal.editor);
    const where = editor === undefined ? '' : ` in ${editor}`;
    const what = signal.source === 'sign-in' ? 'signed in to Copilot' : `used${where}`;
    return mrkdwn`• ${formatPersonDay(signal.at, now)}: ${what} (${SOURCES[signal.source]}, ${name(signal.organisation.login)})`;
  });
  const more = signals.length - lines.length;
  return [
    section(
      join(
        [
          mrkdwn`*Signs of use, latest first*`,
          ...lines,
          more > 0 ? `and ${more} earlier` : undefined,
        ],
        '\n',
      ),
    ),
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
