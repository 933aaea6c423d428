/** Everything stored about oneself, whole: as a file, or in messages where files may not be sent. */
import type { PersonExport } from '../../store/store.ts';
import { bold, mrkdwn, plural } from '../text.ts';
import { createMessage, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';

/** As JSON with one record a line, so that what is cut into messages is cut between records. */
export function formatStored(stored: PersonExport): string {
  const entries = Object.entries(stored).filter(([, value]) => value !== undefined);
  const lines = entries.map(([key, value]) => `${JSON.stringify(key)}: ${formatValue(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

function formatValue(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((record) => JSON.stringify(record)).join(',\n')}\n]`;
}

/** The direct message with the file. */
export function renderOwnFile(context: ViewContext): Message {
  return createMessage(
    [
      section(
        mrkdwn`*Here is everything that is stored about you,* as it is stored. Days are what counts here; times of day stand in it because GitHub gave them. To have it erased, ask whoever runs Seatkeeper.`,
      ),
    ],
    context,
  );
}

/** Where the button was clicked. */
export function renderOwnFileSent(context: ViewContext): Message {
  return createMessage(
    [section(mrkdwn`*Sent.* It is in your direct messages with Seatkeeper.`)],
    context,
  );
}

const PART_LENGTH = 2900;
/** Slack lets a message a second through, so these take a minute; more would be no help to anybody. */
const MOST_PARTS = 60;

/** The same in messages, in the order to send them; what does not fit is named in the last one. */
export function renderOwnText(content: string, context: ViewContext): Message[] {
  const parts = splitLines(content);
  const sent = parts.slice(0, MOST_PARTS);
  const what = parts.length === sent.length ? 'everything that is' : 'the first of what is';
  const intro = createMessage(
    [
      section(
        mrkdwn`${bold(`Here is ${what} stored about you,`)} as it is stored, in ${plural(parts.length, 'part')}, because Seatkeeper may not send files here. To have it erased, ask whoever runs Seatkeeper.`,
      ),
    ],
    context,
  );
  const messages = [intro, ...sent.map((part, index) => renderPart(part, index, parts.length))];
  return parts.length === sent.length ? messages : [...messages, renderRest(parts.length, context)];
}

function renderPart(part: string, index: number, total: number): Message {
  return {
    text: `What is stored about you, part ${index + 1} of ${total}`,
    blocks: [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: part }] }],
      },
    ],
  };
}

function renderRest(total: number, context: ViewContext): Message {
  const missing = total - MOST_PARTS;
  return createMessage(
    [
      section(
        mrkdwn`*The last ${plural(missing, 'part')} of ${total} ${missing === 1 ? 'is' : 'are'} not here,* because that is too much for messages. For all of it in one file, ask whoever runs Seatkeeper, or whoever manages the Slack app: with the permission “files:write” the same button sends it.`,
      ),
    ],
    context,
  );
}

/** Cut at the ends of lines, and inside a line only where it is longer than a part. */
function splitLines(content: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const line of content.trimEnd().split('\n').flatMap(cutLine)) {
    if (part !== '' && part.length + 1 + line.length > PART_LENGTH) {
      parts.push(part);
      part = line;
    } else {
      part = part === '' ? line : `${part}\n${line}`;
    }
  }
  return [...parts, part];
}

function cutLine(line: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  // By character, so that none is cut in half.
  for (const character of line) {
    if (piece.length + character.length > PART_LENGTH) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}
