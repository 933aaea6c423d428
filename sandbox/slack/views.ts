import { type FormState, formState } from './form-state.ts';
import { isObject, type JsonObject } from './json.ts';
import { withDefaults } from './stored-blocks.ts';
import type { Workspace } from './workspace.ts';

export interface View {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  /** The channel the dialog was opened from, for fields that default to it. */
  readonly channel: string | undefined;
  /** What the app sent: title, blocks, private_metadata, … */
  content: JsonObject;
  state: FormState;
  hash: string;
}

interface NewView {
  readonly type: 'modal' | 'home';
  readonly user: string;
  readonly content: JsonObject;
  readonly below?: View;
  readonly channel?: string | undefined;
}

function storedContent(content: JsonObject, newId: (label: string) => string): JsonObject {
  const blocks = withDefaults(content['blocks'], newId);
  return { ...content, blocks };
}

function newHash(workspace: Workspace): string {
  return `${Math.floor(workspace.now() / 1000)}.${workspace.newId('h', 'hash')}`;
}

function createView(workspace: Workspace, view: NewView): View {
  const id = workspace.newId('V', view.user.slice(2));
  const content = storedContent(view.content, (label) => workspace.newId('b', label));
  return {
    id,
    type: view.type,
    user: view.user,
    rootId: view.below?.rootId ?? id,
    previousId: view.below?.id,
    channel: view.channel ?? view.below?.channel,
    content,
    state: formState(content['blocks'], {}, view.channel),
    hash: newHash(workspace),
  };
}

/** Puts other content into a view that is open; fields with the same ids keep what was typed. */
export function replaceContent(workspace: Workspace, view: View, content: JsonObject): void {
  view.content = storedContent(content, (label) => workspace.newId('b', label));
  view.state = formState(view.content['blocks'], view.state, view.channel);
  view.hash = newHash(workspace);
  const kind = view.type === 'home' ? 'home published' : 'modal updated';
  workspace.changes.emit({ kind, user: view.user, view: view.id });
}

/** Publishes a Home: the first one makes the view, later ones change it and keep its id. */
export function publishHome(workspace: Workspace, user: string, content: JsonObject): View {
  const known = workspace.homes.get(user);
  if (known !== undefined) {
    replaceContent(workspace, known, content);
    return known;
  }
  const view = createView(workspace, { type: 'home', user, content });
  workspace.homes.set(user, view);
  workspace.changes.emit({ kind: 'home published', user, view: view.id });
  return view;
}

/** Puts a dialog on top of a person's stack; without `below` it is the only one. */
export function pushModal(workspace: Workspace, view: Omit<NewView, 'type'>): View {
  const opened = createView(workspace, { ...view, type: 'modal' });
  const stack = view.below === undefined ? [] : (workspace.modals.get(view.user) ?? []);
  workspace.modals.set(view.user, [...stack, opened]);
  workspace.changes.emit({ kind: 'modal opened', user: view.user, view: opened.id });
  return opened;
}

/** Closes one dialog, or with `all` the whole stack. */
export function closeModal(workspace: Workspace, view: View, all = false): void {
  const stack = workspace.modals.get(view.user) ?? [];
  workspace.modals.set(view.user, all ? [] : stack.filter((each) => each !== view));
  workspace.changes.emit({ kind: 'modal closed', user: view.user, view: view.id });
}

/** The view as Slack sends it in payloads and answers. */
export function viewOnWire(workspace: Workspace, view: View): JsonObject {
  const { content } = view;
  return {
    id: view.id,
    team_id: workspace.team.id,
    type: view.type,
    blocks: content['blocks'],
    private_metadata: content['private_metadata'] ?? '',
    callback_id: content['callback_id'] ?? '',
    state: { values: structuredClone(view.state) },
    hash: view.hash,
    title: isObject(content['title'])
      ? content['title']
      : { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: content['clear_on_close'] ?? false,
    notify_on_close: content['notify_on_close'] ?? false,
    close: content['close'] ?? null,
    submit: content['submit'] ?? null,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: workspace.appId,
    external_id: content['external_id'] ?? '',
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.bot.botId,
  };
}
