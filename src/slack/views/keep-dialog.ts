/** The dialog behind **Keep…**, and what comes back from it. */
import type { types } from '@slack/bolt';
import { z } from 'zod';
import { DAY_MS, type Instant } from '../../core/seat.ts';
import { KEEP_DAYS, keepFor, parseKeepUntil, REASON_LENGTH } from '../keep-span.ts';
import { formatSeatRef, KEEP_DIALOG, ROOM, type SeatRef } from '../refs.ts';
import { dayOf, mrkdwn, name, plain } from '../text.ts';
import { plainText, section } from './blocks.ts';
import type { ViewContext } from './context.ts';

export interface KeepDialogView {
  readonly ref: SeatRef;
  readonly login: string;
}

const SPAN = 'keep-span';
const DATE = 'keep-date';
const REASON = 'keep-reason';
const LABEL_LENGTH = 75;
const HINT_LENGTH = 200;
const TITLE_LENGTH = 24;

const NO_SPAN = 'Please choose for how long.';

const SPANS = [
  { value: '30', label: 'For 30 days' },
  { value: '90', label: 'For 90 days' },
  { value: '180', label: 'For 180 days' },
  { value: 'date', label: 'Until the day chosen below' },
  { value: 'always', label: 'For good' },
] as const;

/** The seat travels in `private_metadata` (`parseSeatRef`). */
export function renderKeepDialog(
  { ref, login }: KeepDialogView,
  { now }: ViewContext,
): types.ModalView {
  const options = SPANS.map(({ value, label }) => ({
    text: plainText(label, LABEL_LENGTH),
    value,
  }));
  return {
    type: 'modal',
    callback_id: KEEP_DIALOG,
    private_metadata: formatSeatRef(ref, ROOM.metadata),
    title: plainText('Keep this seat', TITLE_LENGTH),
    submit: plainText('Keep', TITLE_LENGTH),
    close: plainText('Cancel', TITLE_LENGTH),
    blocks: [
      section(mrkdwn`${name(login)} is not listed as idle while kept, in any organisation.`),
      {
        type: 'input',
        block_id: SPAN,
        label: plainText('For how long', LABEL_LENGTH),
        element: {
          type: 'radio_buttons',
          action_id: SPAN,
          options,
          ...(options[0] !== undefined && { initial_option: options[0] }),
        },
      },
      {
        type: 'input',
        block_id: DATE,
        optional: true,
        label: plainText('Day', LABEL_LENGTH),
        hint: plainText(
          'Only for “Until the day chosen below”; that day is still kept.',
          HINT_LENGTH,
        ),
        element: {
          type: 'datepicker',
          action_id: DATE,
          initial_date: dayOf(now + KEEP_DAYS * DAY_MS),
        },
      },
      {
        type: 'input',
        block_id: REASON,
        optional: true,
        label: plainText('Reason', LABEL_LENGTH),
        hint: plainText(
          'Seat managers and viewers can read it. Please no details about anybody’s health; “on leave” is enough.',
          HINT_LENGTH,
        ),
        element: { type: 'plain_text_input', action_id: REASON, max_length: REASON_LENGTH },
      },
    ],
  };
}

export type KeepSubmission =
  | {
      readonly kind: 'keep';
      /** Undefined means always. */
      readonly until: Instant | undefined;
      readonly reason: string | undefined;
    }
  /** For `ack({ response_action: 'errors', errors })`. */
  | { readonly kind: 'errors'; readonly errors: Record<string, string> };

const stateShape = z.object({
  values: z.object({
    [SPAN]: z.object({
      [SPAN]: z.object({ selected_option: z.object({ value: z.string() }).nullish() }),
    }),
    [DATE]: z.object({ [DATE]: z.object({ selected_date: z.string().nullish() }) }).optional(),
    [REASON]: z.object({ [REASON]: z.object({ value: z.string().nullish() }) }).optional(),
  }),
});

/** Reads `view.state` of a submission; what cannot be read asks for the span again. */
export function parseKeepSubmission(state: unknown, now: Instant): KeepSubmission {
  const parsed = stateShape.safeParse(state);
  if (!parsed.success) return askAgain(SPAN, NO_SPAN);
  const { values } = parsed.data;
  const span = values[SPAN][SPAN].selected_option?.value;
  const day = values[DATE]?.[DATE].selected_date ?? undefined;
  const reason = plain(values[REASON]?.[REASON].value ?? '', REASON_LENGTH);
  const end = span === 'date' ? parseDay(day, now) : parseSpan(span, now);
  return end.kind === 'errors' ? end : { ...end, reason: reason === '' ? undefined : reason };
}

function parseDay(day: string | undefined, now: Instant): KeepSubmission {
  if (day === undefined) return askAgain(DATE, 'Please choose a day.');
  const end = parseKeepUntil(day, now);
  return end.kind === 'problem'
    ? askAgain(DATE, end.problem)
    : { kind: 'keep', until: end.until, reason: undefined };
}

function parseSpan(span: string | undefined, now: Instant): KeepSubmission {
  if (span === 'always') return { kind: 'keep', until: undefined, reason: undefined };
  const known = SPANS.find(({ value }) => value === span);
  return known === undefined
    ? askAgain(SPAN, NO_SPAN)
    : { kind: 'keep', until: keepFor(Number(known.value), now), reason: undefined };
}

function askAgain(block: string, words: string): KeepSubmission {
  return { kind: 'errors', errors: { [block]: words } };
}
