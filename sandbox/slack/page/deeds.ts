import { z } from 'zod';
import type { Backend } from '../backend.ts';
import type { Message } from '../conversations.ts';
import type { Delivery } from '../deliveries.ts';
import { elementsIn, entryFor } from '../form-state.ts';
import { Interactions } from '../interactions.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Person } from '../people.ts';
import type { View } from '../views.ts';
import { runControl } from './controls.ts';
import { listCast, type PageWorld } from './snapshot.ts';
import type { Deed, DeedAnswer, Typed } from './wire.ts';

const chosen = z.union([z.string(), z.array(z.string())]);
const typed = z.record(z.string(), z.record(z.string(), chosen));
const who = { as: z.string() };

/** What a page may send; anything else is a mistake in the page. */
const deed: z.ZodType<Deed> = z.discriminatedUnion('kind', [
  z.object({
    ...who,
    kind: z.literal('slash'),
    channel: z.string(),
    command: z.string(),
    text: z.string(),
  }),
  z.object({
    ...who,
    kind: z.literal('say'),
    channel: z.string(),
    text: z.string().min(1).max(12_000),
  }),
  z.object({
    ...who,
    kind: z.literal('click'),
    message: z.object({ channel: z.string(), ts: z.string() }).optional(),
    view: z.string().optional(),
    blockId: z.string(),
    actionId: z.string(),
    value: z.string().optional(),
    chosen: chosen.optional(),
    typed: typed.optional(),
  }),
  z.object({ ...who, kind: z.literal('submit'), view: z.string(), typed }),
  z.object({ ...who, kind: z.literal('close'), view: z.string(), all: z.boolean() }),
  z.object({ ...who, kind: z.literal('home'), tab: z.enum(['home', 'messages']) }),
  z.object({
    ...who,
    kind: z.literal('control'),
    id: z.string(),
    values: z.record(z.string(), z.string()),
  }),
]);

type Of<Kind extends Deed['kind']> = Extract<Deed, { kind: Kind }>;

function errorsIn(ack: JsonObject | undefined): Record<string, string> | undefined {
  const errors = ack?.['response_action'] === 'errors' ? ack['errors'] : undefined;
  if (!isObject(errors)) return undefined;
  return Object.fromEntries(Object.entries(errors).map(([id, words]) => [id, String(words)]));
}

function answerWith(delivery: Delivery): DeedAnswer {
  if (delivery.acked) return { ok: true, outcome: 'acked', errors: errorsIn(delivery.ackBody) };
  const late = delivery.outcome?.kind === 'timed out';
  return { ok: true, outcome: late ? 'operation_timeout' : 'dispatch_failed' };
}

function findView(backend: Backend, id: string): View {
  const view = backend.workspace.findView(id);
  if (view === undefined) throw new Error('This view is not open any more.');
  return view;
}

/**
 * Puts into a view what was typed so far. Slack sends it with every click in the view, not only with the submission.
 */
function fillIn(view: View, values: Typed | undefined): void {
  for (const { block, element } of elementsIn(view.content['blocks'])) {
    const blockId = String(block['block_id']);
    const actionId = String(element['action_id']);
    const put = values?.[blockId]?.[actionId];
    if (put === undefined) continue;
    view.state[blockId] ??= {};
    view.state[blockId][actionId] = { type: element['type'], ...entryFor(element, put) };
  }
}

function findMessage({ workspace }: Backend, person: Person, given: Of<'click'>): Message {
  const { channel = '', ts = '' } = given.message ?? {};
  const message = workspace.findMessage(channel, ts) ?? workspace.findEphemeral(person.id, ts);
  if (message === undefined) throw new Error('This message is not there any more.');
  return message;
}

async function click(world: PageWorld, person: Person, given: Of<'click'>): Promise<DeedAnswer> {
  const { backend } = world;
  const view = given.view === undefined ? undefined : findView(backend, given.view);
  if (view !== undefined) fillIn(view, given.typed);
  return answerWith(
    await new Interactions(backend).click({
      user: person.id,
      actionId: given.actionId,
      blockId: given.blockId,
      ...(view === undefined ? { message: findMessage(backend, person, given) } : { view }),
      ...(given.value === undefined ? {} : { value: given.value }),
      ...(given.chosen === undefined ? {} : { selectedOption: given.chosen }),
    }),
  );
}

async function submit(world: PageWorld, person: Person, given: Of<'submit'>): Promise<DeedAnswer> {
  const view = findView(world.backend, given.view);
  fillIn(view, given.typed);
  return answerWith(await new Interactions(world.backend).submit({ user: person.id, view }));
}

/** Slack stores what people type escaped, with the people and channels they name as ids. */
function asMrkdwn({ workspace }: Backend, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped
    .replaceAll(/(?<![\w@])@([\w.-]*\w)/g, (whole, name: string) => {
      const found = [...workspace.people.values()].find((person) => person.name === name);
      return found === undefined ? whole : `<@${found.id}>`;
    })
    .replaceAll(/(?<![\w#])#([\w-]*\w)/g, (whole, name: string) => {
      const found = [...workspace.channels.values()].find((channel) => channel.name === name);
      return found === undefined ? whole : `<#${found.id}>`;
    });
}

function say(world: PageWorld, person: Person, given: Of<'say'>): DeedAnswer {
  const { backend } = world;
  const channel = backend.workspace.channel(given.channel);
  if (!channel.members.has(person.id)) throw new Error(`${person.name} is not in this channel.`);
  backend.workspace.post({
    channel: channel.id,
    user: person.id,
    botId: undefined,
    appId: undefined,
    text: asMrkdwn(backend, given.text),
    blocks: [],
    metadata: undefined,
    threadTs: undefined,
    fileIds: [],
    ephemeralFor: undefined,
  });
  return { ok: true };
}

async function openHome(world: PageWorld, person: Person, given: Of<'home'>): Promise<DeedAnswer> {
  const { backend } = world;
  const subscribed = backend.manifest.settings?.event_subscriptions?.bot_events ?? [];
  // An app that did not ask for the event is simply not told, as in Slack.
  if (!subscribed.includes('app_home_opened')) return { ok: true };
  return answerWith(await new Interactions(backend).openHome(person.id, given.tab));
}

async function perform(world: PageWorld, person: Person, given: Deed): Promise<DeedAnswer> {
  const interactions = new Interactions(world.backend);
  switch (given.kind) {
    case 'slash': {
      const { channel, command, text } = given;
      return answerWith(await interactions.slash({ user: person.id, channel, command, text }));
    }
    case 'say':
      return say(world, person, given);
    case 'click':
      return click(world, person, given);
    case 'submit':
      return submit(world, person, given);
    case 'close': {
      const view = findView(world.backend, given.view);
      await interactions.close({ user: person.id, view, all: given.all });
      return { ok: true };
    }
    case 'home':
      return openHome(world, person, given);
    case 'control':
      return { ok: true, note: await runControl(world.controls, given.id, given.values) };
  }
}

/** Does what a page asks for, in somebody's name. What cannot be done is an answer, in a sentence. */
export async function doDeed(world: PageWorld, body: unknown): Promise<DeedAnswer> {
  const parsed = deed.safeParse(body);
  if (!parsed.success) return { ok: false, error: 'The page asked for something unknown.' };
  const known = listCast(world).some(({ id }) => id === parsed.data.as);
  const person = world.backend.workspace.people.get(parsed.data.as);
  if (!known || person === undefined) return { ok: false, error: 'Nobody here goes by that name.' };
  try {
    return await perform(world, person, parsed.data);
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}
