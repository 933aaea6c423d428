import { createChangeStream } from './changes.ts';
import type { Channel, ChannelSeed, Message, SlackFile } from './conversations.ts';
import type { JsonObject } from './json.ts';
import type { GroupSeed, Person, PersonSeed, Team, UserGroup } from './people.ts';
import type { View } from './views.ts';

export interface WorkspaceSeed {
  readonly people?: readonly PersonSeed[];
  readonly groups?: readonly GroupSeed[];
  readonly channels?: readonly ChannelSeed[];
}

/** Who and what is there unless a test says otherwise. */
const ordinary: Required<WorkspaceSeed> = {
  people: [
    { name: 'maya', realName: 'Maya Lindqvist', tz: 'Europe/Stockholm' },
    { name: 'victor', realName: 'Victor Adeyemi', tz: 'America/New_York' },
    { name: 'mel', realName: 'Mel Okafor', tz: 'Asia/Kolkata' },
    { name: 'ada', realName: 'Ada Brandt', kind: 'admin' },
    { name: 'gus', realName: 'Gus Ferrara', kind: 'guest' },
    { name: 'una', realName: 'Una Kovac', kind: 'single-channel guest' },
    { name: 'buildbot', realName: 'Build Bot', kind: 'bot' },
    { name: 'dan', realName: 'Dan Moreau', kind: 'deleted' },
    { name: 'sam', realName: 'Sam Porter', kind: 'stranger' },
  ],
  groups: [{ handle: 'seat-managers', name: 'Seat managers', users: ['maya'] }],
  channels: [
    { name: 'general', members: 'everyone' },
    { name: 'seats', members: 'everyone' },
    { name: 'seat-office', kind: 'private', members: ['maya', 'victor'] },
    { name: 'board', kind: 'private', members: ['ada', 'maya'], bot: false },
    { name: 'lounge', members: 'everyone', bot: false },
    { name: 'old-news', members: ['maya'], archived: true },
    { name: 'partners', members: ['maya', 'sam'], externallyShared: true },
  ],
};

function team(id: string, name: string, domain: string): Team {
  return { id, name, domain, url: `https://${domain}.slack.com/` };
}

/**
 * Everything a workspace holds. Ids follow from names and order alone, so that they are the same in every run.
 * All changes go through the methods (or end with `changes.emit`), so that a page can follow them.
 */
export class Workspace {
  readonly team = team('T0HOME001', 'Acme', 'acme');
  readonly foreignTeam = team('T0OTHER01', 'Partner Ltd', 'partner');
  readonly appId = 'A0SEATS001';
  readonly people = new Map<string, Person>();
  readonly groups = new Map<string, UserGroup>();
  readonly channels = new Map<string, Channel>();
  readonly messages: Message[] = [];
  readonly ephemerals: Message[] = [];
  /** The published Home of each person who has one, by user id. */
  readonly homes = new Map<string, View>();
  /** The open dialogs of each person, the topmost last, by user id. */
  readonly modals = new Map<string, View[]>();
  readonly files = new Map<string, SlackFile>();
  readonly changes = createChangeStream();
  /** The app's own bot user. */
  readonly bot: Person;
  /** The clock of messages; tokens, triggers and signatures keep to real time. */
  now: () => number = () => Date.now();
  #sequence = 0;
  #lastTs = 0;

  constructor(seed: WorkspaceSeed = {}) {
    this.bot = this.addPerson({ name: 'seatkeeper', realName: 'Seatkeeper', kind: 'bot' });
    for (const person of seed.people ?? ordinary.people) this.addPerson(person);
    const ownCast = seed.people !== undefined;
    for (const group of seed.groups ?? (ownCast ? [] : ordinary.groups)) {
      this.addGroup(group);
    }
    const general: ChannelSeed[] = [{ name: 'general', members: 'everyone' }];
    for (const channel of seed.channels ?? (ownCast ? general : ordinary.channels)) {
      this.addChannel(channel);
    }
  }

  /** A new id of Slack's shape, such as `U0MAYA0003`. */
  newId(prefix: string, label: string): string {
    this.#sequence += 1;
    const readable = label.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
    return `${prefix}0${readable.slice(0, 6)}${String(this.#sequence).padStart(4, '0')}`;
  }

  /** A new message timestamp: unique and rising, also where the clock stands still or goes back. */
  newTs(): string {
    this.#lastTs = Math.max(this.#lastTs + 1, Math.floor(this.now() * 1000));
    return `${Math.floor(this.#lastTs / 1e6)}.${String(this.#lastTs % 1e6).padStart(6, '0')}`;
  }

  addPerson(seed: PersonSeed): Person {
    const kind = seed.kind ?? 'member';
    const domain = kind === 'stranger' ? this.foreignTeam.domain : this.team.domain;
    const person: Person = {
      id: this.newId('U', seed.name),
      teamId: kind === 'stranger' ? this.foreignTeam.id : this.team.id,
      name: seed.name,
      realName: seed.realName ?? seed.name,
      email: kind === 'bot' ? undefined : (seed.email ?? `${seed.name}@${domain}.example`),
      tz: seed.tz ?? 'Etc/UTC',
      locale: 'en-US',
      kind,
      botId: kind === 'bot' ? this.newId('B', seed.name) : undefined,
    };
    this.people.set(person.id, person);
    this.changes.emit({ kind: 'people changed' });
    return person;
  }

  addGroup(seed: GroupSeed): UserGroup {
    const group: UserGroup = {
      id: this.newId('S', seed.handle),
      handle: seed.handle,
      name: seed.name ?? seed.handle,
      users: seed.users.map((name) => this.person(name).id),
      disabled: seed.disabled ?? false,
    };
    this.groups.set(group.id, group);
    this.changes.emit({ kind: 'groups changed' });
    return group;
  }

  addChannel(seed: ChannelSeed): Channel {
    const full = ['member', 'admin', 'owner'];
    const members =
      seed.members === 'everyone'
        ? [...this.people.values()].filter((person) => full.includes(person.kind))
        : seed.members.map((name) => this.person(name));
    const channel: Channel = {
      id: this.newId('C', seed.name),
      name: seed.name,
      kind: seed.kind ?? 'public',
      archived: seed.archived ?? false,
      externallyShared: seed.externallyShared ?? false,
      members: new Set(members.map((person) => person.id)),
      user: undefined,
    };
    if (seed.bot ?? true) channel.members.add(this.bot.id);
    this.channels.set(channel.id, channel);
    this.changes.emit({ kind: 'channels changed' });
    return channel;
  }

  /** A person by id or name; throws where there is none. */
  person(idOrName: string): Person {
    const named = [...this.people.values()].find((person) => person.name === idOrName);
    const found = this.people.get(idOrName) ?? named;
    if (found === undefined) throw new Error(`nobody called ${idOrName} is in the workspace`);
    return found;
  }

  /** A channel by id or name (with or without `#`); throws where there is none. */
  channel(idOrName: string): Channel {
    const name = idOrName.replace(/^#/, '');
    const named = [...this.channels.values()].find((channel) => channel.name === name);
    const found = this.channels.get(idOrName) ?? (name === '' ? undefined : named);
    if (found === undefined) throw new Error(`no channel ${idOrName} is in the workspace`);
    return found;
  }

  /** A user group by id or handle; throws where there is none. */
  group(idOrHandle: string): UserGroup {
    const named = [...this.groups.values()].find((group) => group.handle === idOrHandle);
    const found = this.groups.get(idOrHandle) ?? named;
    if (found === undefined) throw new Error(`no group ${idOrHandle} is in the workspace`);
    return found;
  }

  /** The direct message between the app and a person, opened where there was none. */
  directMessage(user: string): Channel {
    const known = [...this.channels.values()].find((channel) => channel.user === user);
    if (known !== undefined) return known;
    const person = this.person(user);
    const channel: Channel = {
      id: this.newId('D', person.name),
      name: '',
      kind: 'im',
      archived: false,
      externallyShared: false,
      members: new Set([person.id, this.bot.id]),
      user: person.id,
    };
    this.channels.set(channel.id, channel);
    this.changes.emit({ kind: 'channels changed' });
    return channel;
  }

  /** Adds a message, or an ephemeral one where `ephemeralFor` is set. */
  post(message: Omit<Message, 'ts' | 'edited'>): Message {
    const posted: Message = { ...message, ts: this.newTs(), edited: undefined };
    const { ts, ephemeralFor, channel } = posted;
    if (ephemeralFor === undefined) {
      this.messages.push(posted);
      this.changes.emit({ kind: 'message posted', channel, ts });
    } else {
      this.ephemerals.push(posted);
      this.changes.emit({ kind: 'ephemeral posted', user: ephemeralFor, ts });
    }
    return posted;
  }

  /** Changes a message in place, keeping its timestamp. */
  edit(message: Message, content: { text: string; blocks: JsonObject[] }): void {
    message.text = content.text;
    message.blocks = content.blocks;
    const { ts, ephemeralFor, channel } = message;
    if (ephemeralFor === undefined) {
      message.edited = { user: message.user, ts: this.newTs() };
      this.changes.emit({ kind: 'message edited', channel, ts });
    } else this.changes.emit({ kind: 'ephemeral edited', user: ephemeralFor, ts });
  }

  remove(message: Message): void {
    const { ts, ephemeralFor, channel } = message;
    const list = ephemeralFor === undefined ? this.messages : this.ephemerals;
    const index = list.indexOf(message);
    if (index === -1) return;
    list.splice(index, 1);
    if (ephemeralFor === undefined) this.changes.emit({ kind: 'message deleted', channel, ts });
    else this.changes.emit({ kind: 'ephemeral deleted', user: ephemeralFor, ts });
  }

  /** Reloading Slack loses every message that only this person saw. */
  forgetEphemerals(user: string): void {
    const { id } = this.person(user);
    for (const message of this.ephemerals.filter((each) => each.ephemeralFor === id)) {
      this.remove(message);
    }
  }

  findMessage(channel: string, ts: string): Message | undefined {
    return this.messages.find((each) => each.channel === channel && each.ts === ts);
  }

  findEphemeral(user: string, ts: string): Message | undefined {
    return this.ephemerals.find((each) => each.ephemeralFor === user && each.ts === ts);
  }

  messagesIn(channel: string): Message[] {
    const { id } = this.channel(channel);
    return this.messages.filter((message) => message.channel === id);
  }

  ephemeralsOf(user: string): Message[] {
    const { id } = this.person(user);
    return this.ephemerals.filter((message) => message.ephemeralFor === id);
  }

  findView(id: string): View | undefined {
    const views = [...this.homes.values(), ...[...this.modals.values()].flat()];
    return views.find((view) => view.id === id || view.content['external_id'] === id);
  }

  home(user: string): View | undefined {
    return this.homes.get(this.person(user).id);
  }

  /** The dialog on top for a person. */
  modal(user: string): View | undefined {
    return this.modals.get(this.person(user).id)?.at(-1);
  }
}
