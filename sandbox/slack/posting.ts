import { type Backend, noteProblem } from './backend.ts';
import { type Finding, validateMessage } from './block-kit.ts';
import type { Channel, Message } from './conversations.ts';
import { isObject, type JsonObject, objectAt, objectsIn, stringAt } from './json.ts';
import { Refusal, refuseWith } from './refusal.ts';
import { withDefaults } from './stored-blocks.ts';

/** What the app wants to say, as far as it was given: blocks not yet looked at. */
export interface Content {
  readonly text: unknown;
  readonly blocks: unknown;
}

/** Content Slack has accepted. */
export interface AcceptedContent {
  readonly text: string;
  readonly blocks: JsonObject[];
}

/** Slack cuts a longer text off; here it is refused, so that nobody loses the end of a message unawares. */
const longestText = 40_000;

/** Slack refuses a picture that it does not hold, or has not looked at yet. */
function pictureFindings(backend: Backend, blocks: unknown, pointer: string): Finding[] {
  return objectsIn(blocks).flatMap((block, index) => {
    const here = `${pointer}/${index}`;
    const places = [block, objectAt(block, 'accessory')];
    const files = places
      .map((place) => objectAt(place, 'slack_file'))
      .filter((file) => file !== undefined);
    return files
      .map((file) => backend.workspace.files.get(stringAt(file, 'id') ?? ''))
      .filter((file) => file === undefined || !file.completed || file.pollsUntilReady > 0)
      .map(() => ({
        pointer: `${here}/slack_file`,
        code: 'bad_file',
        message: 'invalid slack file',
      }));
  });
}

/** Judges content as Slack does and fills in its defaults. Throws a Refusal. */
export function acceptContent(backend: Backend, content: Content): AcceptedContent {
  const text = typeof content.text === 'string' ? content.text : '';
  const hasBlocks = Array.isArray(content.blocks) && content.blocks.length > 0;
  if (content.blocks !== undefined && !Array.isArray(content.blocks)) {
    throw new Refusal('invalid_blocks_format');
  }
  if (text === '' && !hasBlocks) throw new Refusal('no_text');
  if (text.length > longestText) throw new Refusal('msg_too_long');
  const findings = [
    ...validateMessage({ text, ...(hasBlocks ? { blocks: content.blocks } : {}) }),
    ...pictureFindings(backend, content.blocks, '/blocks'),
  ];
  if (findings.length > 0) throw refuseWith('invalid_blocks', findings);
  const { workspace } = backend;
  const blocks = withDefaults(content.blocks, (label) => workspace.newId('b', label));
  return { text, blocks };
}

/** Posts as the app. The caller has made sure that it may. */
export function postAsApp(
  backend: Backend,
  channel: Channel,
  content: AcceptedContent,
  more: {
    readonly ephemeralFor?: string;
    readonly threadTs?: string | undefined;
    readonly metadata?: JsonObject;
    readonly fileIds?: readonly string[];
  } = {},
): Message {
  const { workspace } = backend;
  return workspace.post({
    channel: channel.id,
    user: workspace.bot.id,
    botId: workspace.bot.botId,
    appId: workspace.appId,
    text: content.text,
    blocks: content.blocks,
    metadata: more.metadata,
    threadTs: more.threadTs,
    fileIds: more.fileIds ?? [],
    ephemeralFor: more.ephemeralFor,
  });
}

/** The message in an acknowledgement of a slash command: for the caller alone unless it says `in_channel`. */
export function postAckMessage(
  backend: Backend,
  where: { user: string; channel: string; label: string },
  body: JsonObject,
): void {
  const channel = backend.workspace.channels.get(where.channel);
  if (channel === undefined) return;
  try {
    const accepted = acceptContent(backend, { text: body['text'], blocks: body['blocks'] });
    const inChannel = body['response_type'] === 'in_channel';
    postAsApp(backend, channel, accepted, inChannel ? {} : { ephemeralFor: where.user });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    noteRefusal(backend, `ack of ${where.label}`, error);
  }
}

export function noteRefusal(backend: Backend, where: string, refusal: Refusal): void {
  const metadata = refusal.extra['response_metadata'];
  const messages = isObject(metadata) ? metadata['messages'] : undefined;
  const needed = stringAt(refusal.extra, 'needed');
  const details = Array.isArray(messages) ? messages.map(String) : [];
  if (needed !== undefined) details.push(`needed: ${needed}`);
  noteProblem(backend, { where, error: refusal.code, details });
}
