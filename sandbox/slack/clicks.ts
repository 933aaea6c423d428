import type { Backend } from './backend.ts';
import { type Channel, type Message, messageOnWire } from './conversations.ts';
import type { Forgery } from './deliveries.ts';
import { elementsIn, entryFor, holdsValue, type Placed } from './form-state.ts';
import { type JsonObject, stringAt } from './json.ts';
import type { Person } from './people.ts';
import { newResponseUrl } from './response-url.ts';
import { type View, viewOnWire } from './views.ts';

/** For hostile or foreign deliveries: fields laid over the body, and another signature (HTTP mode). */
export interface Overrides {
  readonly override?: JsonObject;
  readonly forged?: Forgery;
}

export interface Click extends Overrides {
  readonly user: string;
  /** A message or an ephemeral one, as found in the workspace; or `view`. */
  readonly message?: Message;
  /** A Home or an open modal. */
  readonly view?: View;
  readonly actionId: string;
  readonly blockId?: string;
  /** Which of several buttons with the same action id; for pickers and inputs: what is chosen. */
  readonly value?: string;
  /** For menus: the value or the label of the option (or several). */
  readonly selectedOption?: string | readonly string[];
  /** Clicks what the given message shows even if the stored one has changed: a client that lags behind. */
  readonly stale?: boolean;
}

export function placeInMessage(backend: Backend, click: Click, person: Person): ClickPlace {
  const { workspace } = backend;
  const { message } = click;
  if (message === undefined) throw new Error('a click needs a message or a view');
  const isEphemeral = message.ephemeralFor !== undefined;
  const stored = isEphemeral
    ? workspace.findEphemeral(person.id, message.ts)
    : workspace.findMessage(message.channel, message.ts);
  if (stored === undefined && click.stale !== true) {
    throw new Error(`${person.name} does not see that message (any more)`);
  }
  const channel = workspace.channel(message.channel);
  mustBeIn(channel, person);
  const seen = click.stale === true || stored === undefined ? message : stored;
  const container = {
    type: 'message',
    message_ts: message.ts,
    channel_id: channel.id,
    is_ephemeral: isEphemeral,
  };
  const named = { public: channel.name, private: 'privategroup', im: 'directmessage' };
  return {
    blocks: seen.blocks,
    channel: channel.id,
    triggerView: undefined,
    body: (block, element, action) => ({
      container,
      channel: { id: channel.id, name: named[channel.kind] },
      // Slack promises no content for a message that only one person saw.
      ...(isEphemeral ? {} : { message: messageOnWire(seen, workspace.team) }),
      state: { values: stateOfMessage(block, element, action) },
      response_url: newResponseUrl(backend, 'actions', {
        user: person.id,
        channel: channel.id,
        original: stored ?? message,
      }),
    }),
  };
}

export function placeInView(backend: Backend, click: Click, person: Person): ClickPlace {
  const { workspace } = backend;
  const { view } = click;
  if (view === undefined) throw new Error('a click needs a message or a view');
  if (view.user !== person.id || workspace.findView(view.id) === undefined) {
    throw new Error(`${person.name} does not see that view (any more)`);
  }
  return {
    blocks: view.content['blocks'],
    channel: undefined,
    triggerView: view.type === 'modal' ? view.id : undefined,
    body: (block, element, action) => {
      const entry = view.state[stringAt(block, 'block_id') ?? ''];
      const actionId = stringAt(element, 'action_id') ?? '';
      if (entry?.[actionId] !== undefined) {
        const { type } = entry[actionId];
        entry[actionId] = { type, ...chosenIn(action) };
      }
      return {
        container: { type: 'view', view_id: view.id },
        view: viewOnWire(workspace, view),
      };
    },
  };
}

interface ClickPlace {
  readonly blocks: unknown;
  readonly channel: string | undefined;
  readonly triggerView: string | undefined;
  readonly body: (block: JsonObject, element: JsonObject, action: JsonObject) => JsonObject;
}

export function mustBeIn(channel: Channel, person: Person): void {
  const mayLook = channel.kind === 'public' && person.kind !== 'stranger';
  if (!mayLook && !channel.members.has(person.id)) {
    throw new Error(`${person.name} is not in ${channel.name === '' ? channel.id : channel.name}`);
  }
}

export function findElement(blocks: unknown, click: Click): Placed {
  const fitting = elementsIn(blocks).filter(
    ({ block, element }) =>
      element['action_id'] === click.actionId &&
      (click.blockId === undefined || block['block_id'] === click.blockId) &&
      (click.value === undefined ||
        element['type'] !== 'button' ||
        element['value'] === click.value),
  );
  const [first] = fitting;
  if (first === undefined) {
    const there = elementsIn(blocks).map(({ element }) => element['action_id']);
    throw new Error(`there is no ${click.actionId} to click, only: ${there.join(', ')}`);
  }
  if (fitting.length > 1) {
    throw new Error(`${click.actionId} is there ${fitting.length} times: name its block or value`);
  }
  return first;
}

export function actionFor(block: JsonObject, element: JsonObject, click: Click): JsonObject {
  const type = stringAt(element, 'type') ?? '';
  const chosen = click.selectedOption ?? (type === 'button' ? undefined : click.value);
  const action: JsonObject = {
    type,
    action_id: element['action_id'],
    block_id: block['block_id'],
  };
  for (const key of ['text', 'value', 'style', 'placeholder', 'confirm']) {
    if (element[key] !== undefined) action[key] = element[key];
  }
  if (chosen !== undefined) return { ...action, ...entryFor(element, chosen) };
  if (type !== 'button') throw new Error(`${click.actionId} is a ${type}: say what to choose`);
  return action;
}

/** Only what was chosen, without what identifies the element. */
function chosenIn(action: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(action).filter(([key]) => key.startsWith('selected_') || key === 'value'),
  );
}

function stateOfMessage(block: JsonObject, element: JsonObject, action: JsonObject): JsonObject {
  if (!holdsValue(element)) return {};
  const entry = { type: element['type'], ...chosenIn(action) };
  return { [String(block['block_id'])]: { [String(element['action_id'])]: entry } };
}
