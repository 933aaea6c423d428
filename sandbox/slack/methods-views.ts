import type { Backend } from './backend.ts';
import { validateBlocks, validateMessage, validateView } from './block-kit.ts';
import { isObject, type JsonObject, stringAt } from './json.ts';
import { type Methods, required } from './method.ts';
import { missingArgument, Refusal, refuseWith } from './refusal.ts';
import { publishHome, pushModal, replaceContent, type View, viewOnWire } from './views.ts';

const deepestStack = 3;

/** The `view` argument, judged as Slack does. */
function acceptView(args: JsonObject, type: 'modal' | 'home'): JsonObject {
  const { view } = args;
  if (view === undefined) throw missingArgument('view');
  if (!isObject(view)) throw new Refusal('invalid_arguments');
  return judgeView(view, type);
}

/** Judges a view that came as an argument or in an acknowledgement. Throws a Refusal. */
function judgeView(view: JsonObject, type: 'modal' | 'home'): JsonObject {
  const findings = validateView(view);
  if (view['type'] !== type) {
    findings.push({ pointer: '/type', code: 'wrong_type', message: `must be a ${type}` });
  }
  if (findings.some((finding) => finding.code === 'view_too_large')) {
    throw new Refusal('view_too_large');
  }
  if (findings.length > 0) {
    const below = findings.map((each) => ({ ...each, pointer: `/view${each.pointer}` }));
    throw refuseWith('invalid_arguments', below);
  }
  return view;
}

function answer(backend: Backend, view: View): JsonObject {
  return { view: viewOnWire(backend.workspace, view) };
}

/** `external_id` is unique among all open views of the app. */
function mustBeNew(backend: Backend, content: JsonObject, except?: View): void {
  const external = stringAt(content, 'external_id') ?? '';
  const taken = external === '' ? undefined : backend.workspace.findView(external);
  if (taken !== undefined && taken !== except) throw new Refusal('duplicate_external_id');
}

function open(backend: Backend, args: JsonObject): JsonObject {
  const id = stringAt(args, 'trigger_id') ?? stringAt(args, 'interactivity_pointer') ?? '';
  const trigger = backend.triggers.check(id);
  const content = acceptView(args, 'modal');
  mustBeNew(backend, content);
  backend.triggers.use(id);
  const { user, channel } = trigger;
  return answer(backend, pushModal(backend.workspace, { user, channel, content }));
}

function push(backend: Backend, args: JsonObject): JsonObject {
  const id = stringAt(args, 'trigger_id') ?? '';
  const trigger = backend.triggers.check(id);
  const content = acceptView(args, 'modal');
  mustBeNew(backend, content);
  const { user } = trigger;
  const below = backend.workspace.modals.get(user)?.find((view) => view.id === trigger.view);
  if (below === undefined) {
    const message = 'the trigger does not come from an open modal';
    throw refuseWith('invalid_arguments', [{ pointer: '/trigger_id', message }]);
  }
  mustHaveRoom(backend, user);
  backend.triggers.use(id);
  return answer(backend, pushModal(backend.workspace, { user, below, content }));
}

function mustHaveRoom(backend: Backend, user: string): void {
  const height = backend.workspace.modals.get(user)?.length ?? 0;
  if (height >= deepestStack) throw new Refusal('push_limit_reached');
}

function update(backend: Backend, args: JsonObject): JsonObject {
  const id = stringAt(args, 'view_id') ?? stringAt(args, 'external_id') ?? '';
  const view = backend.workspace.findView(id);
  const content = acceptView(args, view?.type ?? 'modal');
  if (view === undefined) throw new Refusal('not_found');
  mustMatchHash(args, view);
  mustBeNew(backend, content, view);
  replaceContent(backend.workspace, view, content);
  return answer(backend, view);
}

function mustMatchHash(args: JsonObject, view: View | undefined): void {
  const hash = stringAt(args, 'hash');
  if (hash !== undefined && view !== undefined && hash !== view.hash) {
    throw new Refusal('hash_conflict');
  }
}

function publish(backend: Backend, args: JsonObject): JsonObject {
  const user = required(args, 'user_id');
  if (backend.manifest.features?.app_home?.home_tab_enabled !== true) {
    throw new Refusal('not_enabled');
  }
  const person = backend.workspace.people.get(user);
  if (person === undefined || person.kind === 'bot') throw new Refusal('user_not_found');
  const content = acceptView(args, 'home');
  mustMatchHash(args, backend.workspace.homes.get(user));
  return answer(backend, publishHome(backend.workspace, user, content));
}

/** https://docs.slack.dev/reference/methods/blocks.validate: exactly one of the three, no token. */
function validate(_backend: Backend, args: JsonObject): JsonObject {
  const { blocks, view, message } = args;
  const given = [blocks, view, message].filter((each) => each !== undefined);
  if (given.length !== 1) throw new Refusal('invalid_arguments');
  if (isObject(view)) return { errors: validateView(view) };
  if (isObject(message)) return { errors: validateMessage(message) };
  return { errors: validateBlocks(blocks, 'message') };
}

export const viewMethods: Methods = {
  'views.open': { run: open },
  'views.push': { run: push },
  'views.update': { run: update },
  'views.publish': { run: publish },
  'blocks.validate': { token: 'none', run: validate },
};

/** What a `response_action` other than `errors` does to the stack of dialogs. */
export function applyResponseAction(backend: Backend, view: View, ack: JsonObject): void {
  const { workspace } = backend;
  const next = ack['view'];
  const action = ack['response_action'];
  if (action === 'update' && isObject(next)) {
    replaceContent(workspace, view, judgeView(next, 'modal'));
  } else if (action === 'push' && isObject(next)) {
    const content = judgeView(next, 'modal');
    mustHaveRoom(backend, view.user);
    pushModal(workspace, { user: view.user, below: view, content });
  } else throw new Refusal('invalid_response_action');
}
