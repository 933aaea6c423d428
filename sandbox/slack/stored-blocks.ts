import { isObject, type JsonObject, objectsIn } from './json.ts';

/** Text objects come back from Slack with their defaults spelled out. */
function textWithDefaults(object: JsonObject): JsonObject {
  if (object['type'] === 'plain_text' && typeof object['text'] === 'string') {
    return { ...object, emoji: object['emoji'] ?? true };
  }
  if (object['type'] === 'mrkdwn' && typeof object['text'] === 'string') {
    return { ...object, verbatim: object['verbatim'] ?? false };
  }
  return object;
}

function deep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deep);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, deep(inner)] as const);
  return textWithDefaults(Object.fromEntries(entries));
}

const interactive = /button|select|overflow|picker|checkboxes|_input$/;

function withActionId(element: JsonObject, newId: (label: string) => string): JsonObject {
  const needsId = interactive.test(String(element['type'])) && element['action_id'] === undefined;
  return needsId ? { ...element, action_id: newId('act') } : element;
}

function storedBlock(block: JsonObject, newId: (label: string) => string): JsonObject {
  const stored: JsonObject = { ...block, block_id: block['block_id'] ?? newId('blk') };
  for (const key of ['accessory', 'element']) {
    const element = stored[key];
    if (isObject(element)) stored[key] = withActionId(element, newId);
  }
  if (block['type'] === 'actions') {
    stored['elements'] = objectsIn(block['elements']).map((each) => withActionId(each, newId));
  }
  if (Array.isArray(block['child_blocks'])) {
    stored['child_blocks'] = withDefaults(block['child_blocks'], newId);
  }
  return stored;
}

/** Blocks as Slack keeps them: every block and every element with an id, text objects with their defaults. */
export function withDefaults(blocks: unknown, newId: (label: string) => string): JsonObject[] {
  return objectsIn(blocks)
    .map((block) => deep(block) as JsonObject)
    .map((block) => storedBlock(block, newId));
}
