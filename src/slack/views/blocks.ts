/**
 * Block Kit, within its limits. https://docs.slack.dev/reference/block-kit
 * Foreign text goes in as `Mrkdwn`, which is escaped, or as plain text, which Slack does not parse.
 */
import type { types } from '@slack/bolt';
import { cutMarkup, escape, type Mrkdwn, mrkdwn, plain, textOf } from '../text.ts';
import type { Message, MessageBlock, ViewContext } from './context.ts';

const MOST_BLOCKS = 50;
const SECTION_LENGTH = 3000;
const CONTEXT_LENGTH = 2000;
const BUTTON_LENGTH = 75;
const CONFIRM_TITLE_LENGTH = 100;
const CONFIRM_LENGTH = 300;
const CONFIRM_BUTTON_LENGTH = 30;
const FALLBACK_LENGTH = 4000;

export function plainText(text: string, length: number): types.PlainTextElement {
  // Without emoji, because `:` may stand in a name.
  return { type: 'plain_text', text: plain(text, length), emoji: false };
}

/** `verbatim` keeps Slack from making links of addresses and channel names inside foreign text. */
function markup(text: Mrkdwn, length: number): types.MrkdwnElement {
  return { type: 'mrkdwn', text: cutMarkup(textOf(text), length), verbatim: true };
}

export function section(text: Mrkdwn, accessory?: types.Button): types.SectionBlock {
  const block: types.SectionBlock = { type: 'section', text: markup(text, SECTION_LENGTH) };
  return accessory === undefined ? block : { ...block, accessory };
}

/** Small print, one element. */
export function note(text: Mrkdwn): types.ContextBlock {
  return { type: 'context', elements: [markup(text, CONTEXT_LENGTH)] };
}

export function divider(): types.DividerBlock {
  return { type: 'divider' };
}

export function actions(
  elements: readonly types.ActionsBlockElement[],
  blockId?: string,
): types.ActionsBlock[] {
  if (elements.length === 0) return [];
  const block: types.ActionsBlock = { type: 'actions', elements: [...elements] };
  return [blockId === undefined ? block : { ...block, block_id: blockId }];
}

export interface ButtonWords {
  readonly action: string;
  readonly label: string;
  readonly value: string;
  /** For screen readers, where the label alone does not say whose seat it is. */
  readonly describes?: string | undefined;
  readonly style?: types.ColorScheme | undefined;
  readonly confirm?: types.ConfirmationDialog | undefined;
}

export function button(words: ButtonWords): types.Button {
  return {
    type: 'button',
    action_id: words.action,
    text: plainText(words.label, BUTTON_LENGTH),
    value: words.value,
    ...(words.describes !== undefined && {
      accessibility_label: plain(words.describes, BUTTON_LENGTH),
    }),
    ...(words.style !== undefined && { style: words.style }),
    ...(words.confirm !== undefined && { confirm: words.confirm }),
  };
}

/** A link; Slack sends its clicks too, and they must be acknowledged. */
export function linkButton(words: {
  readonly action: string;
  readonly label: string;
  readonly url: string;
}): types.Button {
  return {
    type: 'button',
    action_id: words.action,
    text: plainText(words.label, BUTTON_LENGTH),
    url: words.url,
  };
}

export function overflow(
  action: string,
  options: readonly { readonly label: string; readonly value: string }[],
): types.Overflow {
  return {
    type: 'overflow',
    action_id: action,
    options: options.map(({ label, value }) => ({
      text: plainText(label, BUTTON_LENGTH),
      value,
    })),
  };
}

export function confirm(words: {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly style?: types.ColorScheme | undefined;
}): types.ConfirmationDialog {
  return {
    title: plainText(words.title, CONFIRM_TITLE_LENGTH),
    text: plainText(words.text, CONFIRM_LENGTH),
    confirm: plainText(words.yes, CONFIRM_BUTTON_LENGTH),
    deny: plainText(words.no, CONFIRM_BUTTON_LENGTH),
    ...(words.style !== undefined && { style: words.style }),
  };
}

/** Whether a text fits into a confirmation without being cut. */
export function fitsConfirm(text: string): boolean {
  return plain(text, CONFIRM_LENGTH + 1).length <= CONFIRM_LENGTH;
}

/**
 * A message from its blocks. Its text is made from them, so that it says what they say; while no seat
 * manager is set, every message says so.
 */
export function createMessage(
  blocks: readonly MessageBlock[],
  { noManagersFor }: Pick<ViewContext, 'noManagersFor'>,
): Message {
  const hint =
    noManagersFor === undefined
      ? []
      : [
          note(
            mrkdwn`No seat manager is set yet, so nobody can act here. Your Slack id is ${noManagersFor}: whoever runs Seatkeeper can put it into SEAT_MANAGERS.`,
          ),
        ];
  const all = [...blocks.slice(0, MOST_BLOCKS - hint.length), ...hint];
  return { text: describeBlocks(all), blocks: all };
}

function describeBlocks(blocks: readonly MessageBlock[]): string {
  return cutMarkup(blocks.flatMap(readTexts).join('\n'), FALLBACK_LENGTH);
}

function readTexts(block: MessageBlock): string[] {
  if (block.type === 'section') return block.text === undefined ? [] : [readText(block.text)];
  if (block.type !== 'context') return [];
  return block.elements.flatMap((element) => (element.type === 'image' ? [] : [readText(element)]));
}

function readText({ type, text }: types.TextObject): string {
  return type === 'mrkdwn' ? text : textOf(escape(text));
}
