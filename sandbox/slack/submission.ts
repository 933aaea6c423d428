import { type Backend, noteProblem } from './backend.ts';
import type { Delivery, Forgery } from './deliveries.ts';
import { elementsIn, entryFor, isBlank, textOf } from './form-state.ts';
import { isObject, type JsonObject, objectAt, stringAt } from './json.ts';
import { applyResponseAction } from './methods-views.ts';
import { noteRefusal } from './posting.ts';
import { Refusal } from './refusal.ts';
import { closeModal, type View, viewOnWire } from './views.ts';

export interface Submission {
  readonly user: string;
  readonly view: View;
  /** Block id (or action id) to what is put in: text, a date, an option's value or label, ids, or several. */
  readonly values?: Readonly<Record<string, string | readonly string[]>>;
  readonly override?: JsonObject;
  readonly forged?: Forgery;
}

function fillIn(view: View, values: Submission['values']): void {
  for (const [key, chosen] of Object.entries(values ?? {})) {
    const placed = elementsIn(view.content['blocks']).find(
      ({ block, element }) => block['block_id'] === key || element['action_id'] === key,
    );
    if (placed === undefined) throw new Error(`the dialog has no field ${key}`);
    const { block, element } = placed;
    const blockId = String(block['block_id']);
    const actionId = String(element['action_id']);
    view.state[blockId] ??= {};
    view.state[blockId][actionId] = { type: element['type'], ...entryFor(element, chosen) };
  }
}

/** What Slack's own client does not let through. */
function mustBeComplete(view: View): void {
  for (const { block, element } of elementsIn(view.content['blocks'])) {
    if (block['type'] !== 'input') continue;
    const label = stringAt(objectAt(block, 'label'), 'text') ?? '';
    const entry = view.state[String(block['block_id'])]?.[String(element['action_id'])];
    if (isBlank(entry)) {
      if (block['optional'] === true) continue;
      throw new Error(`Slack does not submit the dialog: "${label}" is required`);
    }
    const { length } = textOf(entry);
    const shortest = Number(element['min_length'] ?? 0);
    const longest = Number(element['max_length'] ?? 3000);
    if (length > 0 && (length < shortest || length > longest)) {
      throw new Error(
        `Slack does not submit the dialog: "${label}" takes ${shortest} to ${longest}`,
      );
    }
  }
}

/** The errors an acknowledgement puts under fields: Slack shows only those of input blocks that are there. */
function noteStrayErrors(backend: Backend, view: View, ack: JsonObject): void {
  const errors = ack['errors'];
  const inputs = elementsIn(view.content['blocks'])
    .filter(({ block }) => block['type'] === 'input')
    .map(({ block }) => block['block_id']);
  const stray = isObject(errors) ? Object.keys(errors).filter((id) => !inputs.includes(id)) : ['?'];
  if (stray.length === 0) return;
  const where = `ack of submit ${stringAt(view.content, 'callback_id') ?? ''}`;
  noteProblem(backend, { where, error: 'errors for blocks that are no inputs', details: stray });
}

function applyAck(backend: Backend, view: View, ack: JsonObject): void {
  const action = ack['response_action'];
  if (action === undefined) closeModal(backend.workspace, view);
  else if (action === 'clear') closeModal(backend.workspace, view, true);
  else if (action === 'errors') noteStrayErrors(backend, view, ack);
  else applyResponseAction(backend, view, ack);
}

/** Submits a modal: only the topmost one of a person can be. Errors leave it open. */
export async function submitModal(
  backend: Backend,
  submission: Submission,
  envelope: JsonObject,
): Promise<Delivery> {
  const { workspace } = backend;
  const { view } = submission;
  const top = workspace.modal(submission.user);
  if (top !== view) throw new Error(`that dialog is not on top for ${submission.user}`);
  if (!isObject(view.content['submit'])) throw new Error('the dialog has no submit button');
  fillIn(view, submission.values);
  mustBeComplete(view);
  const trigger = { user: view.user, channel: view.channel, view: view.id };
  const delivery = await backend.deliveries.deliver({
    kind: 'interactive',
    label: `submit ${stringAt(view.content, 'callback_id') ?? 'modal'}`,
    forged: submission.forged,
    body: {
      type: 'view_submission',
      ...envelope,
      trigger_id: backend.triggers.issue(trigger),
      view: viewOnWire(workspace, view),
      response_urls: [],
      ...submission.override,
    },
  });
  if (!delivery.acked) return delivery;
  try {
    applyAck(backend, view, delivery.ackBody ?? {});
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    noteRefusal(backend, `ack of ${delivery.label}`, error);
  }
  return delivery;
}
