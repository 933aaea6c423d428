/** `/copilot log`: the last decisions, refusals included. */
import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Outcome } from '../../removal/outcome.ts';
import type { AuditAction, AuditRecord } from '../../store/store.ts';
import { ACTION, formatLogPage, formatUndoRef, ROOM } from '../refs.ts';
import { bold, formatDate, join, type Mrkdwn, mention, mrkdwn, name, plain } from '../text.ts';
import { actions, button, createMessage, divider, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { renderOutcomeBlocks } from './outcome.ts';

export const LOG_PAGE = 10;
const REASON_LENGTH = 200;
const OUTCOME_LENGTH = 60;

export interface LogView {
  /** At most `LOG_PAGE`, newest first. */
  readonly entries: readonly AuditRecord[];
  readonly hasOlder: boolean;
  /** True when these are not the newest. */
  readonly hasNewer: boolean;
  /** Ids of the removals that Undo can still take back. */
  readonly undoable: ReadonlySet<string>;
  readonly notice?: Outcome | undefined;
}

export function renderLog(view: LogView, context: ViewContext): Message {
  const { entries, notice } = view;
  const entryBlocks = entries
    .slice(0, LOG_PAGE)
    .map((entry, index) => section(describeEntry(entry), findUndo(view, context, index)));
  return createMessage(
    [
      ...(notice === undefined
        ? []
        : [...renderOutcomeBlocks(notice, context, undefined), divider()]),
      section(
        entries.length === 0
          ? mrkdwn`*Nothing has been decided yet.* Removals, refusals and exemptions will be listed here.`
          : mrkdwn`*The last decisions, newest first*`,
      ),
      ...entryBlocks,
      ...renderFoot(view),
    ],
    context,
  );
}

const ACTIONS = {
  'removal-refused': 'did not remove the seat of',
  'removal-claimed': 'decided to remove the seat of',
  'removal-ended': 'ended the removal of',
  'undo-refused': 'did not undo the removal of',
  'undo-claimed': 'decided to undo the removal of',
  'undo-ended': 'ended the undo for',
  kept: 'kept the seat of',
  unkept: 'ended the exemption of',
  'refresh-asked': 'asked for a fresh read of GitHub.',
  'link-requested': 'asked to be linked to',
  'link-decided': 'decided on the link to',
  'link-ended': 'ended the link to',
  'colleague-told': 'wrote to the person with the seat,',
  'seats-exported': 'took a list of all seats as a file.',
  'person-erased': 'erased what was stored about',
} as const satisfies Record<AuditAction, string>;

/** The outcomes that the audit's short words do not explain by themselves. */
const OUTCOMES = new Map([
  ['removed', 'removed'],
  ['refused', 'GitHub said no'],
  ['failed', 'nothing was removed'],
  ['rehearsed', 'rehearsed only'],
  ['undone', 'the seat stays'],
  ['not undone', 'the seat still ends'],
  ['always', 'for good'],
  ['until', 'for a time'],
  ['used', 'used again'],
  ['too-early', 'too early'],
  ['too-late', 'too late'],
  ['last-seat', 'the last seat'],
  ['through-team', 'given through a team'],
  ['bad-data', 'the data was not good'],
  ['re-granted', 'given anew meanwhile'],
  ['left', 'no seat any more'],
  ['newer-sign', 'a newer sign of use'],
  ['already-removed', 'removed before'],
  ['not-written', 'it could not be written down'],
  ['came-to-nothing', 'nothing was changed'],
  ['not-asked', 'GitHub could not be asked'],
  ['refused-by-github', 'GitHub said no'],
  ['app-may-only-read', 'the App may only read'],
  ['not-assigned-individually', 'seats are not given one by one'],
  ['removals-off', 'removals are off'],
  ['changed-hands', 'the login changed hands'],
  ['holds-seat', 'holds a seat that stays'],
  ['short-record', 'the record is too short'],
  ['busy', 'another change was under way'],
]);

/** Outcomes that only repeat what was done. */
const SILENT = new Set(['claimed', 'started', 'ended', 'erased', 'requested']);

/** What an entry's details may hold; they are gone once a person has been erased. */
const detailShape = z.object({
  reason: z.string().optional(),
  detail: z.string().optional(),
  evidence: z.object({ reason: z.string() }).optional(),
});

function describeEntry({ at, by, action, person, organisation, outcome, detail }: AuditRecord) {
  const who = by === undefined ? 'Seatkeeper' : mention(by.userId);
  return join([
    mrkdwn`${formatDate(at)}: ${who} ${ACTIONS[action]}`,
    isWithoutSubject(action) ? undefined : describeSubject(person?.login, organisation?.login),
    SILENT.has(outcome)
      ? undefined
      : mrkdwn`Outcome: ${plain(OUTCOMES.get(outcome) ?? outcome, OUTCOME_LENGTH)}.`,
    describeDetail(detail),
  ]);
}

function isWithoutSubject(action: AuditAction): boolean {
  return action === 'refresh-asked' || action === 'seats-exported';
}

function describeDetail(detail: AuditRecord['detail']): Mrkdwn | undefined {
  const parsed = detailShape.safeParse(detail);
  const { reason, evidence, detail: words } = parsed.success ? parsed.data : {};
  const said = reason ?? evidence?.reason ?? words;
  return said === undefined || said === ''
    ? undefined
    : mrkdwn`Reason: ${plain(said, REASON_LENGTH)}`;
}

function describeSubject(login: string | undefined, organisation: string | undefined): Mrkdwn {
  const who = login === undefined ? mrkdwn`somebody` : bold(name(login));
  return organisation === undefined ? mrkdwn`${who}.` : mrkdwn`${who} in ${name(organisation)}.`;
}

/** **Undo** beside the newest entry of a removal that can still be taken back. */
function findUndo(
  { entries, undoable }: LogView,
  { mayAct }: ViewContext,
  index: number,
): types.Button | undefined {
  const removalId = entries[index]?.removalId;
  if (!mayAct || removalId === undefined || !undoable.has(removalId)) return undefined;
  if (entries.findIndex((entry) => entry.removalId === removalId) !== index) return undefined;
  return button({
    action: ACTION.undo,
    label: 'Undo',
    value: formatUndoRef({ removalId, list: undefined }, ROOM.value),
    describes: `Undo the removal of ${plain(entries[index]?.person?.login ?? 'this seat', 40)}`,
  });
}

/** In a block each, because two buttons of one block must not share an action id. */
function renderFoot({ entries, hasOlder, hasNewer }: LogView): types.KnownBlock[] {
  const first = entries.at(0);
  const last = entries.at(-1);
  const turn = (label: string, before: number | undefined) =>
    actions([button({ action: ACTION.logPage, label, value: formatLogPage(before) })]);
  return [
    // Numbers in the log have no gaps, so the page before this one ends where it would begin.
    ...(hasNewer && first !== undefined ? turn('Newer', first.seq + LOG_PAGE + 1) : []),
    ...(hasOlder && last !== undefined ? turn('Older', last.seq) : []),
    ...(hasNewer ? turn('Newest', undefined) : []),
  ];
}
