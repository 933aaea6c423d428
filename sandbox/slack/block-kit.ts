/**
 * Would Slack take it? Pure functions over messages and views as they would be sent, with Slack's limits from
 * https://docs.slack.dev/reference/block-kit; where sources disagree, the smaller value counts. An empty list means
 * yes; every finding points (JSON pointer) to what is wrong.
 */
import { anyBlock, type Surface, surfacesOf } from './block-kit-blocks.ts';
import {
  all,
  type Check,
  type Finding,
  flag,
  oneOf,
  rule,
  shape,
  text,
} from './block-kit-checks.ts';
import { plainText } from './block-kit-objects.ts';
import { elementsIn } from './form-state.ts';
import { isObject, type JsonObject, objectAt, objectsIn } from './json.ts';

export type { Surface } from './block-kit-blocks.ts';
export type { Finding } from './block-kit-checks.ts';

const mostBlocks: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

/** Every block with its place, those inside containers included. */
function placed(blocks: unknown, at: string): { block: JsonObject; at: string }[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block: unknown, index) => {
    if (!isObject(block)) return [];
    const here = `${at}/${index}`;
    return [{ block, at: here }, ...placed(block['child_blocks'], `${here}/child_blocks`)];
  });
}

function surfaceFindings(blocks: unknown, at: string, surface: Surface): Finding[] {
  return placed(blocks, at).flatMap(({ block, at: pointer }) => {
    const type = String(block['type']);
    const isFileInput = objectAt(block, 'element')?.['type'] === 'file_input';
    const isElsewhere = surfacesOf[type]?.includes(surface) === false;
    if (!isElsewhere && !(isFileInput && surface !== 'modal')) return [];
    const what = isFileInput ? 'file_input' : type;
    const message = `${what} is not supported in a ${surface}`;
    return [{ pointer, code: 'not_on_surface', message }];
  });
}

function duplicates(
  ids: readonly { id: unknown; pointer: string }[],
  what: 'block_id' | 'action_id',
): Finding[] {
  const seen = new Set<unknown>();
  return ids.flatMap(({ id: each, pointer }) => {
    if (each === undefined) return [];
    if (!seen.has(each)) {
      seen.add(each);
      return [];
    }
    const message = `${what} ${JSON.stringify(each)} already exists`;
    return [{ pointer: `${pointer}/${what}`, code: `duplicate_${what}`, message }];
  });
}

function identityFindings(blocks: unknown, at: string): Finding[] {
  const everyBlock = placed(blocks, at);
  const blockIds = everyBlock.map(({ block, at: pointer }) => ({ id: block['block_id'], pointer }));
  const actions = everyBlock.flatMap(({ block, at: pointer }) => {
    const elements = objectsIn(block['elements']);
    const ids = elements.map((element, index) => ({
      id: element['action_id'],
      pointer: `${pointer}/elements/${index}`,
    }));
    return duplicates(ids, 'action_id');
  });
  return [...duplicates(blockIds, 'block_id'), ...actions];
}

/** Limits on how often something may stand in one payload. */
function countFindings(blocks: unknown, at: string): Finding[] {
  const everyBlock = placed(blocks, at).map(({ block }) => block);
  const count = (...types: string[]) =>
    everyBlock.filter((block) => types.includes(String(block['type']))).length;
  const findings: Finding[] = [];
  if (count('table', 'data_table') > 1) {
    findings.push({ pointer: at, code: 'too_many', message: 'only_one_table_allowed' });
  }
  if (count('data_visualization') > 2) {
    const message = 'no more than 2 data_visualization blocks allowed';
    findings.push({ pointer: at, code: 'too_many', message });
  }
  const markdown = everyBlock.filter((block) => block['type'] === 'markdown');
  const letters = markdown.reduce((sum, block) => sum + String(block['text']).length, 0);
  if (markdown.length > 1 && letters > 12_000) {
    const message = 'no more than 12000 characters in all markdown blocks';
    findings.push({ pointer: at, code: 'too_long', message });
  }
  const focused = elementsIn(blocks).filter(({ element }) => element['focus_on_load'] === true);
  if (focused.length > 1) {
    const message = 'only one element may set focus_on_load';
    findings.push({ pointer: at, code: 'too_many', message });
  }
  return findings;
}

/** Judges a list of blocks for the surface it is meant for. */
export function validateBlocks(blocks: unknown, surface: Surface, at = '/blocks'): Finding[] {
  const findings: Finding[] = [];
  if (!Array.isArray(blocks)) {
    return [{ pointer: at, code: 'wrong_type', message: 'must be an array' }];
  }
  const most = mostBlocks[surface];
  if (blocks.length > most) {
    findings.push({ pointer: at, code: 'too_many', message: `no more than ${most} items allowed` });
  }
  for (const [index, block] of blocks.entries()) anyBlock(block, `${at}/${index}`, findings);
  return [
    ...findings,
    ...surfaceFindings(blocks, at, surface),
    ...identityFindings(blocks, at),
    ...countFindings(blocks, at),
  ];
}

/** Slack cuts a message's text off here. */
const longestText = 40_000;

/** Judges a message: text, blocks or both. With blocks the text is what notifications and screen readers get. */
export function validateMessage(message: { text?: unknown; blocks?: unknown }): Finding[] {
  const findings: Finding[] = [];
  const blocks = message.blocks;
  const hasBlocks = Array.isArray(blocks) && blocks.length > 0;
  if (message.text !== undefined) text(longestText, 0)(message.text, '/text', findings);
  if ((message.text === undefined || message.text === '') && !hasBlocks) {
    findings.push({
      pointer: '/text',
      code: 'no_text',
      message: 'there is neither text nor blocks',
    });
  }
  return blocks === undefined ? findings : [...findings, ...validateBlocks(blocks, 'message')];
}

/** Blocks are judged apart, with the surface in mind. */
const anything: Check = () => undefined;

const common = {
  'private_metadata?': text(3000, 0),
  'callback_id?': text(255, 0),
  'external_id?': text(255, 0),
  blocks: anything,
};

const inputsNeedSubmit = rule((view) => {
  const hasInput = objectsIn(view['blocks']).some((block) => block['type'] === 'input');
  return hasInput && view['submit'] === undefined
    ? { field: 'submit', code: 'missing_field', message: 'a modal with inputs needs submit' }
    : undefined;
});

const modal = all(
  shape({
    ...common,
    type: oneOf('modal'),
    title: plainText(24),
    'submit?': plainText(24),
    'close?': plainText(24),
    'clear_on_close?': flag,
    'notify_on_close?': flag,
  }),
  inputsNeedSubmit,
);

const home = shape({ ...common, type: oneOf('home') });

const mostBytes = 250_000;

/** Judges a modal or a Home. */
export function validateView(view: object): Finding[] {
  const given: JsonObject = { ...view };
  const { type } = given;
  if (type !== 'modal' && type !== 'home') {
    return [{ pointer: '/type', code: 'invalid_value', message: 'must be one of modal, home' }];
  }
  const findings: Finding[] = [];
  if (Buffer.byteLength(JSON.stringify(given)) > mostBytes) {
    findings.push({ pointer: '', code: 'view_too_large', message: 'must be less than 250 KB' });
  }
  (type === 'modal' ? modal : home)(given, '', findings);
  return [...findings, ...validateBlocks(given['blocks'], type)];
}
