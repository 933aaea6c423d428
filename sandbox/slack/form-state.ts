import { type JsonObject, objectAt, objectsIn, stringAt, stringsIn } from './json.ts';

/** What the fields of a view hold: block id, then action id, then the entry as Slack words it. */
export type FormState = Record<string, Record<string, JsonObject>>;

/** For every element that holds a value: its field in the state, and where its first value comes from. */
const fields: Record<string, { field: string; initial: string; plain: boolean }> = {
  plain_text_input: { field: 'value', initial: 'initial_value', plain: true },
  email_text_input: { field: 'value', initial: 'initial_value', plain: true },
  url_text_input: { field: 'value', initial: 'initial_value', plain: true },
  number_input: { field: 'value', initial: 'initial_value', plain: true },
  datepicker: { field: 'selected_date', initial: 'initial_date', plain: true },
  timepicker: { field: 'selected_time', initial: 'initial_time', plain: true },
  users_select: { field: 'selected_user', initial: 'initial_user', plain: true },
  multi_users_select: { field: 'selected_users', initial: 'initial_users', plain: true },
  channels_select: { field: 'selected_channel', initial: 'initial_channel', plain: true },
  multi_channels_select: { field: 'selected_channels', initial: 'initial_channels', plain: true },
  conversations_select: {
    field: 'selected_conversation',
    initial: 'initial_conversation',
    plain: true,
  },
  multi_conversations_select: {
    field: 'selected_conversations',
    initial: 'initial_conversations',
    plain: true,
  },
  static_select: { field: 'selected_option', initial: 'initial_option', plain: false },
  radio_buttons: { field: 'selected_option', initial: 'initial_option', plain: false },
  external_select: { field: 'selected_option', initial: 'initial_option', plain: false },
  multi_static_select: { field: 'selected_options', initial: 'initial_options', plain: false },
  multi_external_select: { field: 'selected_options', initial: 'initial_options', plain: false },
  checkboxes: { field: 'selected_options', initial: 'initial_options', plain: false },
  datetimepicker: { field: 'selected_date_time', initial: 'initial_date_time', plain: true },
  rich_text_input: { field: 'rich_text_value', initial: 'initial_value', plain: true },
  file_input: { field: 'files', initial: 'initial_files', plain: true },
};

/** An element with the block it stands in. */
export interface Placed {
  readonly block: JsonObject;
  readonly element: JsonObject;
}

/** Every interactive element of a list of blocks, wherever in a block it stands, containers included. */
export function elementsIn(blocks: unknown): Placed[] {
  return objectsIn(blocks).flatMap((block) => {
    const single = [objectAt(block, 'accessory'), objectAt(block, 'element')];
    const inside = [
      ...single.filter((each) => each !== undefined),
      ...objectsIn(block['elements']),
    ];
    const own = inside
      .filter((element) => 'action_id' in element)
      .map((element) => ({ block, element }));
    return [...own, ...elementsIn(block['child_blocks'])];
  });
}

export function holdsValue(element: JsonObject): boolean {
  return fields[stringAt(element, 'type') ?? ''] !== undefined;
}

/** The options an element offers, those in groups included. */
export function optionsOf(element: JsonObject): JsonObject[] {
  const grouped = objectsIn(element['option_groups']).flatMap((group) =>
    objectsIn(group['options']),
  );
  return [...objectsIn(element['options']), ...grouped];
}

/** One of the element's options by its value or its label; throws where it offers no such option. */
function chooseOption(element: JsonObject, wanted: string): JsonObject {
  const options = optionsOf(element);
  const found =
    options.find((option) => option['value'] === wanted) ??
    options.find((option) => stringAt(objectAt(option, 'text'), 'text') === wanted);
  if (found !== undefined) return found;
  const offered = options.map((option) => stringAt(option, 'value')).join(', ');
  throw new Error(`there is no option "${wanted}" in the menu, only: ${offered}`);
}

/** What choosing `chosen` leaves in an element: the fields Slack adds in actions and states. */
export function entryFor(element: JsonObject, chosen: string | readonly string[]): JsonObject {
  const type = stringAt(element, 'type') ?? '';
  if (type === 'overflow') return { selected_option: chooseOption(element, String(chosen)) };
  const known = fields[type];
  if (known === undefined) return {};
  const many = known.field.endsWith('s');
  const list = typeof chosen === 'string' ? [chosen] : [...chosen];
  const values = known.plain ? list : list.map((wanted) => chooseOption(element, wanted));
  const value = many ? values : (values[0] ?? null);
  return { [known.field]: value === '' ? null : value };
}

function initialEntry(element: JsonObject, channel: string | undefined): JsonObject {
  const type = stringAt(element, 'type') ?? '';
  const known = fields[type];
  if (known === undefined) return {};
  const many = known.field.endsWith('s');
  const current = element['default_to_current_conversation'] === true ? channel : undefined;
  const given = element[known.initial] ?? (many && current !== undefined ? [current] : current);
  return { [known.field]: given ?? (many ? [] : null) };
}

/**
 * The state of a view's fields. A field that was there before, under the same block id and action id, keeps what the
 * person put into it; `channel` is where the person came from.
 */
export function formState(blocks: unknown, before: FormState, channel?: string): FormState {
  const state: FormState = {};
  for (const { block, element } of elementsIn(blocks)) {
    if (!holdsValue(element)) continue;
    const type = stringAt(element, 'type') ?? '';
    const blockId = stringAt(block, 'block_id') ?? '';
    const actionId = stringAt(element, 'action_id') ?? '';
    const kept = before[blockId]?.[actionId];
    state[blockId] ??= {};
    state[blockId][actionId] =
      kept?.['type'] === type ? kept : { type, ...initialEntry(element, channel) };
  }
  return state;
}

/** Whether an entry of the state holds nothing: what Slack counts as a missing answer. */
export function isBlank(entry: JsonObject | undefined): boolean {
  if (entry === undefined) return true;
  const field = fields[stringAt(entry, 'type') ?? '']?.field ?? 'value';
  const value = entry[field];
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** The text or the ids an entry holds, for checks on their length. */
export function textOf(entry: JsonObject | undefined): string {
  return stringAt(entry, 'value') ?? stringsIn(entry?.['value']).join(',');
}
