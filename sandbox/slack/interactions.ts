import { type Backend, noteProblem } from './backend.ts';
import {
  actionFor,
  type Click,
  findElement,
  mustBeIn,
  type Overrides,
  placeInMessage,
  placeInView,
} from './clicks.ts';
import type { Delivery } from './deliveries.ts';
import { type JsonObject, stringAt } from './json.ts';
import type { Person } from './people.ts';
import { postAckMessage } from './posting.ts';
import { newResponseUrl } from './response-url.ts';
import { type Submission, submitModal } from './submission.ts';
import { closeModal, type View, viewOnWire } from './views.ts';

export interface Slash extends Overrides {
  /** Id or name, as everywhere below. */
  readonly user: string;
  /** Id or name of a channel; the person's direct message with the app unless said. */
  readonly channel?: string;
  /** What follows the command. */
  readonly text?: string;
  /** The manifest's first command unless said. */
  readonly command?: string;
}

/** What people do in Slack; each resolves once the app has acknowledged, or failed to. */
export class Interactions {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Types a slash command. Throws where the manifest has no such command. */
  async slash(slash: Slash): Promise<Delivery> {
    const backend = this.#backend;
    const { workspace } = backend;
    const person = workspace.person(slash.user);
    const channel =
      slash.channel === undefined
        ? workspace.directMessage(person.id)
        : workspace.channel(slash.channel);
    const commands = backend.manifest.features?.slash_commands ?? [];
    const name = slash.command ?? commands[0]?.command ?? '';
    const command = commands.find((each) => each.command === name);
    if (command === undefined) throw new Error(`${name} is not a valid command`);
    mustBeIn(channel, person);
    const text = slash.text ?? '';
    const body: JsonObject = {
      token: backend.credentials.verificationToken,
      team_id: person.teamId,
      team_domain: workspace.team.domain,
      channel_id: channel.id,
      channel_name: { public: channel.name, private: 'privategroup', im: 'directmessage' }[
        channel.kind
      ],
      user_id: person.id,
      user_name: person.name,
      command: name,
      text: command.should_escape === true ? this.#escape(text) : text,
      api_app_id: workspace.appId,
      is_enterprise_install: 'false',
      response_url: newResponseUrl(backend, 'commands', {
        user: person.id,
        channel: channel.id,
        original: undefined,
      }),
      trigger_id: backend.triggers.issue({ user: person.id, channel: channel.id }),
      ...slash.override,
    };
    const label = `${name} ${text}`.trim();
    const { forged } = slash;
    const delivery = await backend.deliveries.deliver({
      kind: 'slash_commands',
      label,
      body,
      forged,
    });
    const place = { user: person.id, channel: channel.id, label };
    if (delivery.ackBody !== undefined) postAckMessage(backend, place, delivery.ackBody);
    return delivery;
  }

  /** Uses an element of a message, a Home or a modal. Throws where the person does not see it. */
  async click(click: Click): Promise<Delivery> {
    const backend = this.#backend;
    this.#mustBeInteractive();
    const person = backend.workspace.person(click.user);
    const place =
      click.view === undefined
        ? placeInMessage(backend, click, person)
        : placeInView(backend, click, person);
    const { block, element } = findElement(place.blocks, click);
    const { body, triggerView } = place;
    const action = actionFor(block, element, click);
    const trigger = { user: person.id, channel: place.channel, view: triggerView };
    return backend.deliveries.deliver({
      kind: 'interactive',
      label: `click ${click.actionId}`,
      forged: click.forged,
      body: {
        type: 'block_actions',
        ...this.#envelope(person),
        trigger_id: backend.triggers.issue(trigger),
        ...body(block, element, action),
        actions: [{ ...action, action_ts: backend.workspace.newTs() }],
        ...click.override,
      },
    });
  }

  /** Fills in a modal and submits it; the stack changes as the acknowledgement says. */
  async submit(submission: Submission): Promise<Delivery> {
    this.#mustBeInteractive();
    const person = this.#backend.workspace.person(submission.user);
    return submitModal(this.#backend, submission, this.#envelope(person));
  }

  /** Closes a modal with its cross; the app hears of it where the view asked for it. */
  async close(request: { user: string; view: View; all?: boolean }): Promise<Delivery | undefined> {
    const { workspace, deliveries } = this.#backend;
    const { view } = request;
    const person = workspace.person(request.user);
    closeModal(workspace, view, request.all ?? false);
    if (view.content['notify_on_close'] !== true) return undefined;
    const wire = viewOnWire(workspace, view);
    return deliveries.deliver({
      kind: 'interactive',
      label: `close ${stringAt(view.content, 'callback_id') ?? 'modal'}`,
      body: {
        type: 'view_closed',
        ...this.#envelope(person),
        view: wire,
        is_cleared: request.all ?? false,
      },
    });
  }

  /** Opens the app's Home (or its Messages tab, which fires the same event). */
  async openHome(user: string, tab: 'home' | 'messages' = 'home'): Promise<Delivery> {
    const { workspace } = this.#backend;
    const person = workspace.person(user);
    const view = workspace.homes.get(person.id);
    const event: JsonObject = {
      type: 'app_home_opened',
      user: person.id,
      channel: workspace.directMessage(person.id).id,
      tab,
      event_ts: workspace.newTs(),
    };
    if (view !== undefined) event['view'] = viewOnWire(workspace, view);
    return this.event(event);
  }

  /** Sends an event. Throws where the manifest does not subscribe to its type. */
  async event(event: JsonObject, more: Overrides = {}): Promise<Delivery> {
    const { workspace, manifest, credentials, deliveries } = this.#backend;
    const type = stringAt(event, 'type') ?? '';
    const subscribed = manifest.settings?.event_subscriptions?.bot_events ?? [];
    if (!subscribed.includes(type)) throw new Error(`the manifest does not subscribe to ${type}`);
    return deliveries.deliver({
      kind: 'events_api',
      label: `event ${type}`,
      forged: more.forged,
      body: {
        token: credentials.verificationToken,
        team_id: workspace.team.id,
        api_app_id: workspace.appId,
        event,
        type: 'event_callback',
        event_id: workspace.newId('Ev', type),
        event_time: Math.floor(workspace.now() / 1000),
        authorizations: [
          {
            enterprise_id: null,
            team_id: workspace.team.id,
            user_id: workspace.bot.id,
            is_bot: true,
            is_enterprise_install: false,
          },
        ],
        is_ext_shared_channel: false,
        ...more.override,
      },
    });
  }

  /** Sends the same thing once more, as a retry: duplicates are a fact of life. */
  async redeliver(delivery: Delivery, reason = 'timeout'): Promise<Delivery> {
    await this.#backend.deliveries.redeliver(delivery, reason);
    return delivery;
  }

  #mustBeInteractive(): void {
    if (this.#backend.manifest.settings?.interactivity?.is_enabled === true) return;
    noteProblem(this.#backend, { where: 'manifest', error: 'interactivity is off', details: [] });
    throw new Error('this app is not configured to handle interactive responses');
  }

  #envelope(person: Person): JsonObject {
    const { workspace, credentials } = this.#backend;
    const { id, domain } = workspace.team;
    return {
      user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
      api_app_id: workspace.appId,
      token: credentials.verificationToken,
      team: { id, domain },
      enterprise: null,
      is_enterprise_install: false,
    };
  }

  /** Slack turns names into ids where the command asks for it. */
  #escape(text: string): string {
    const { people, channels } = this.#backend.workspace;
    return text
      .replaceAll(/(?<![\w<])@([\w.-]+)/g, (whole, name: string) => {
        const found = [...people.values()].find((person) => person.name === name);
        return found === undefined ? whole : `<@${found.id}|${found.name}>`;
      })
      .replaceAll(/(?<![\w<])#([\w-]+)/g, (whole, name: string) => {
        const found = [...channels.values()].find((channel) => channel.name === name);
        return found === undefined ? whole : `<#${found.id}|${found.name}>`;
      });
  }
}
