import type { Backend } from '../backend.ts';
import type { Channel, Message } from '../conversations.ts';
import type { Person, PersonKind } from '../people.ts';
import type { View } from '../views.ts';
import { type DemoControls, describeControls } from './controls.ts';
import { isPicture } from './files.ts';
import { listSent } from './sent.ts';
import type { ChannelCard, FileCard, MessageCard, PersonCard, Snapshot, ViewCard } from './wire.ts';

/** How much of a channel is shown; nobody scrolls further back in a demo. */
const mostMessages = 200;

/** Somebody who can be switched to, and what the page says about them. */
export interface CastMember {
  /** Id or name. */
  readonly user: string;
  readonly note: string;
}

/** All that a page needs to know of the local Slack. */
export interface PageWorld {
  readonly backend: Backend;
  readonly controls: DemoControls | undefined;
  readonly cast: readonly CastMember[] | undefined;
}

export interface Viewer {
  readonly person: Person;
  /** The last timestamp before the page was loaded. */
  readonly floor: string;
  readonly staleRoots: readonly string[];
}

const kindNotes: Record<PersonKind, string | undefined> = {
  member: 'member',
  admin: 'workspace admin',
  owner: 'workspace owner',
  guest: 'guest',
  'single-channel guest': 'single-channel guest',
  stranger: 'from another company',
  bot: undefined,
  deleted: undefined,
};

/** Who can be switched to: whoever starts the page says so, or else everybody who can sign in. */
export function listCast({ backend, cast }: PageWorld): { id: string; note: string }[] {
  const { workspace } = backend;
  if (cast !== undefined) {
    return cast.map(({ user, note }) => ({ id: workspace.person(user).id, note }));
  }
  return [...workspace.people.values()].flatMap((person) => {
    const note = kindNotes[person.kind];
    return note === undefined ? [] : [{ id: person.id, note }];
  });
}

export function currentTime({ backend, controls }: PageWorld): number {
  return controls?.now() ?? backend.workspace.now();
}

function describePerson(person: Person): PersonCard {
  const { id, name, realName, tz, locale, kind } = person;
  return { id, name, realName, tz, locale, isBot: kind === 'bot', isGone: kind === 'deleted' };
}

function describeChannel(channel: Channel, person: Person): ChannelCard {
  const { id, name, kind, externallyShared, members } = channel;
  const isOpen = members.has(person.id) && !channel.archived;
  return { id, name, kind, isShared: externallyShared, isOpen, memberCount: members.size };
}

/** The channels a person knows of: those they are in and, for full members, all public ones. */
function channelsFor({ backend }: PageWorld, person: Person): ChannelCard[] {
  const maySeePublic = ['member', 'admin', 'owner'].includes(person.kind);
  return [...backend.workspace.channels.values()]
    .filter(
      (channel) => channel.members.has(person.id) || (maySeePublic && channel.kind === 'public'),
    )
    .filter((channel) => !channel.archived)
    .map((channel) => describeChannel(channel, person));
}

export function describeMessage({ backend }: PageWorld, message: Message): MessageCard {
  const files = message.fileIds.flatMap((id): FileCard[] => {
    const file = backend.workspace.files.get(id);
    if (file === undefined) return [];
    const { name, title, length } = file;
    return [{ name, title, size: length, url: `/files/${id}`, isPicture: isPicture(name) }];
  });
  return {
    channel: message.channel,
    ts: message.ts,
    user: message.user,
    text: message.text,
    blocks: message.blocks,
    isEdited: message.edited !== undefined,
    isEphemeral: message.ephemeralFor !== undefined,
    isReply: message.threadTs !== undefined && message.threadTs !== message.ts,
    files,
  };
}

/** Whether a message is for this page: in a channel the person is in, and no ephemeral from before the load. */
export function isVisible({ backend }: PageWorld, viewer: Viewer, message: Message): boolean {
  const { person, floor } = viewer;
  if (message.ephemeralFor !== undefined) {
    return message.ephemeralFor === person.id && Number(message.ts) > Number(floor);
  }
  const channel = backend.workspace.channels.get(message.channel);
  return channel?.members.has(person.id) === true;
}

export function describeView(view: View | undefined): ViewCard | undefined {
  if (view === undefined) return undefined;
  const { id, rootId, hash, content, state } = view;
  return { id, rootId, hash, content, state };
}

export function describeModals({ backend }: PageWorld, viewer: Viewer): ViewCard[] {
  const stack = backend.workspace.modals.get(viewer.person.id) ?? [];
  return stack
    .filter((view) => !viewer.staleRoots.includes(view.rootId))
    .flatMap((view) => describeView(view) ?? []);
}

function messagesFor(world: PageWorld, viewer: Viewer): MessageCard[] {
  const { workspace } = world.backend;
  const perChannel = [...workspace.channels.keys()].map((id) =>
    workspace.messages
      .filter((message) => message.channel === id && isVisible(world, viewer, message))
      .slice(-mostMessages),
  );
  const own = workspace.ephemerals.filter((message) => isVisible(world, viewer, message));
  return [...perChannel.flat(), ...own].map((message) => describeMessage(world, message));
}

/** Whether the app can be reached. Over HTTP there is no line to look at: only a delivery can tell. */
export function isConnected({ manifest, sockets }: Backend): boolean {
  return manifest.settings?.socket_mode_enabled === false || sockets.connections > 0;
}

/** Everything a page shows to one person. */
export function takeSnapshot(world: PageWorld, viewer: Viewer): Snapshot {
  const { backend } = world;
  const { workspace, manifest } = backend;
  const home = manifest.features?.app_home;
  const { person } = viewer;
  workspace.directMessage(person.id);
  return {
    kind: 'snapshot',
    now: currentTime(world),
    floor: viewer.floor,
    staleRoots: viewer.staleRoots,
    team: { id: workspace.team.id, name: workspace.team.name },
    app: {
      name: workspace.bot.realName,
      user: workspace.bot.id,
      hasHome: home?.home_tab_enabled === true,
      takesMessages:
        home?.messages_tab_enabled === true && home.messages_tab_read_only_enabled !== true,
    },
    me: person.id,
    cast: listCast(world),
    people: [...workspace.people.values()].map(describePerson),
    groups: [...workspace.groups.values()].map(({ id, handle }) => ({ id, handle })),
    channels: channelsFor(world, person),
    commands: (manifest.features?.slash_commands ?? []).map((each) => ({
      command: each.command,
      description: each.description ?? '',
      usageHint: each.usage_hint ?? '',
    })),
    messages: messagesFor(world, viewer),
    home: describeView(workspace.homes.get(person.id)),
    modals: describeModals(world, viewer),
    sent: listSent(backend),
    isConnected: isConnected(backend),
    controls: describeControls(world.controls),
  };
}
