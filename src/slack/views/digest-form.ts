/** The dialog in which one digest is set up or changed, and what comes back from it. */
import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { DigestNames, DigestSchedule, DigestWish } from '../../store/digest-store.ts';
import { formatWish } from '../../store/digest-wish.ts';
import { DIGEST_FORM, formatDigestForm } from '../refs.ts';
import { findTimeZone } from '../time-zones.ts';
import { plainText } from './blocks.ts';
import { formatClock, NAMES_WORDS, WEEKDAYS } from './digest-words.ts';

export const CHANNEL = 'digest-channel';
const WEEKDAY = 'digest-weekday';
const TIME = 'digest-time';
const ZONE = 'digest-zone';
const NAMES = 'digest-names';
const LABEL_LENGTH = 75;
const HINT_LENGTH = 300;
const TITLE_LENGTH = 24;
const ZONE_LENGTH = 60;

export interface DigestFormView {
  /** For a new one, the id that it will have. */
  readonly scheduleId: string;
  /** Undefined for a new one. */
  readonly schedule: DigestSchedule | undefined;
  /** Where the person who fills it in lives, by Slack. */
  readonly timeZone: string;
  /** The page of the list behind it. */
  readonly page: number;
}

const NAMES_CHOICES = ['auto', 'yes', 'no'] as const satisfies readonly DigestNames[];

export function renderDigestForm(form: DigestFormView): types.ModalView {
  const { scheduleId, schedule, timeZone, page } = form;
  const seen = schedule && formatWish(schedule);
  const { weekday, hour, minute, names } = schedule ?? MONDAY_AT_NINE;
  return {
    type: 'modal',
    callback_id: DIGEST_FORM,
    private_metadata: formatDigestForm({ scheduleId, seen, page }),
    title: plainText(schedule === undefined ? 'Add a digest' : 'Change this digest', TITLE_LENGTH),
    submit: plainText('Save', TITLE_LENGTH),
    close: plainText('Cancel', TITLE_LENGTH),
    blocks: [
      input(CHANNEL, 'Channel', channelSelect(schedule?.channelId), INVITE),
      input(WEEKDAY, 'Day', weekdaySelect(weekday)),
      input(TIME, 'Time', {
        type: 'timepicker',
        action_id: TIME,
        initial_time: formatClock(hour, minute),
      }),
      input(
        ZONE,
        'Time zone',
        {
          type: 'plain_text_input',
          action_id: ZONE,
          max_length: ZONE_LENGTH,
          initial_value: schedule?.timeZone ?? timeZone,
        },
        'A city, such as Berlin, or a place in its region, such as America/New_York.',
      ),
      input(NAMES, 'Show people by name', namesButtons(names), NAMES_HINT),
    ],
  };
}

const MONDAY_AT_NINE = { weekday: 1, hour: 9, minute: 0, names: 'auto' } as const;
const INVITE = 'Seatkeeper has to be in it: /invite @Seatkeeper';
const NAMES_HINT =
  'These are colleagues. Without names, a button shows the list to seat managers and viewers alone. To show names, Seatkeeper has to see what kind of channel it is: the Slack scopes channels:read and groups:read.';

function input(
  block: string,
  label: string,
  element: types.InputBlock['element'],
  hint?: string,
): types.InputBlock {
  return {
    type: 'input',
    block_id: block,
    label: plainText(label, LABEL_LENGTH),
    element,
    ...(hint !== undefined && { hint: plainText(hint, HINT_LENGTH) }),
  };
}

function channelSelect(channelId: string | undefined): types.ConversationsSelect {
  return {
    type: 'conversations_select',
    action_id: CHANNEL,
    filter: {
      include: ['public', 'private'],
      exclude_external_shared_channels: true,
      exclude_bot_users: true,
    },
    ...(channelId !== undefined && { initial_conversation: channelId }),
  };
}

function weekdaySelect(weekday: number): types.StaticSelect {
  const options = WEEKDAYS.map((day, index) => ({
    text: plainText(day, LABEL_LENGTH),
    value: String(index + 1),
  }));
  const initial = options[weekday - 1];
  return {
    type: 'static_select',
    action_id: WEEKDAY,
    options,
    ...(initial !== undefined && { initial_option: initial }),
  };
}

function namesButtons(names: DigestNames): types.RadioButtons {
  const options = NAMES_CHOICES.map((choice) => ({
    text: plainText(NAMES_WORDS[choice], LABEL_LENGTH),
    value: choice,
  }));
  const initial = options.find(({ value }) => value === names);
  return {
    type: 'radio_buttons',
    action_id: NAMES,
    options,
    ...(initial !== undefined && { initial_option: initial }),
  };
}

export type DigestSubmission =
  | { readonly kind: 'wish'; readonly wish: DigestWish }
  /** For `ack({ response_action: 'errors', errors })`. */
  | { readonly kind: 'errors'; readonly errors: Record<string, string> };

const NO_CHANNEL = 'Please choose a channel.';
const NO_DAY = 'Please choose a day.';
const NO_TIME = 'Please choose a time.';
const NO_NAMES = 'Please choose one.';

const weekdayShape = z
  .object({ value: z.string().regex(/^[1-7]$/, NO_DAY) }, NO_DAY)
  .transform(({ value }) => Number(value));

const timeShape = z
  .string(NO_TIME)
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, NO_TIME)
  .transform((time) => ({ hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)) }));

const zoneShape = z
  .string()
  .nullish()
  .transform((typed, context) => {
    const zone = findTimeZone(typed ?? '');
    if (zone.kind === 'zone') return zone.timeZone;
    context.addIssue(zone.problem);
    return z.NEVER;
  });

/** Each field stands under its block's id, so that a problem is shown where it is. */
const stateShape = z.object({
  values: z.object({
    [CHANNEL]: z.object({
      [CHANNEL]: z.object({
        selected_conversation: z.string(NO_CHANNEL).regex(/^[CG][A-Z0-9]+$/, NO_CHANNEL),
      }),
    }),
    [WEEKDAY]: z.object({ [WEEKDAY]: z.object({ selected_option: weekdayShape }) }),
    [TIME]: z.object({ [TIME]: z.object({ selected_time: timeShape }) }),
    [ZONE]: z.object({ [ZONE]: z.object({ value: zoneShape }) }),
    [NAMES]: z.object({
      [NAMES]: z.object({
        selected_option: z.object({ value: z.enum(NAMES_CHOICES, NO_NAMES) }, NO_NAMES),
      }),
    }),
  }),
});

const BLOCKS = [CHANNEL, WEEKDAY, TIME, ZONE, NAMES] as const;

/** Reads `view.state` of a submission. Whatever cannot be read is asked for again, all at once. */
export function parseDigestSubmission(state: unknown): DigestSubmission {
  const parsed = stateShape.safeParse(state);
  if (!parsed.success) return { kind: 'errors', errors: describeIssues(parsed.error) };
  const { values } = parsed.data;
  return {
    kind: 'wish',
    wish: {
      channelId: values[CHANNEL][CHANNEL].selected_conversation,
      weekday: values[WEEKDAY][WEEKDAY].selected_option,
      ...values[TIME][TIME].selected_time,
      timeZone: values[ZONE][ZONE].value,
      names: values[NAMES][NAMES].selected_option.value,
    },
  };
}

/** What stands under no field of ours is said under the first. */
function describeIssues({ issues }: z.ZodError): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of issues) {
    const block = BLOCKS.find((name) => name === path[1]);
    if (block === undefined) errors[CHANNEL] ??= 'Please fill this in again.';
    else errors[block] ??= message;
  }
  return errors;
}
