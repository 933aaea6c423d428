/** Asks Slack what the doctor wants to know. Posts nothing and connects to nothing. */
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import type { Config, SlackGroup } from '../../config.ts';
import type { Logger } from '../logs.ts';
import { asSlackLogger } from '../logs.ts';

/** Slack's own code, such as `invalid_auth`; `unreachable` where no answer came. */
export interface SlackFailure {
  readonly kind: 'failed';
  readonly code: string;
}

export interface Identity {
  readonly kind: 'identity';
  readonly team: string;
  readonly teamId: string;
  readonly bot: string;
  /** The app the bot token belongs to, where Slack says so. */
  readonly appId: string | undefined;
  /** What the token may do; undefined where Slack does not say. */
  readonly scopes: readonly string[] | undefined;
}

export interface PersonFact {
  readonly kind: 'person';
  readonly name: string;
  readonly standing: 'member' | 'guest' | 'bot' | 'deactivated' | 'outsider';
}

export interface GroupFact {
  readonly kind: 'group';
  readonly members: number;
}

export interface ChannelFact {
  readonly kind: 'channel';
  readonly name: string;
  readonly archived: boolean;
  readonly botIsIn: boolean;
  readonly sharedWithOthers: boolean;
}

export interface SlackFacts {
  readonly identity: Identity | SlackFailure;
  /** Whether the app token opens a socket; undefined in HTTP mode. */
  readonly socket: { readonly kind: 'opens' } | SlackFailure | undefined;
  readonly people: ReadonlyMap<string, PersonFact | SlackFailure>;
  /** Only those that could be asked about with the scopes there are. */
  readonly groups: ReadonlyMap<string, GroupFact | SlackFailure>;
  readonly channels: ReadonlyMap<string, ChannelFact | SlackFailure>;
}

const TIMEOUT_MS = 10_000;

export async function readSlackFacts(config: Config, log: Logger): Promise<SlackFacts> {
  const { botToken, mode, apiUrl } = config.slack;
  const options: WebClientOptions = {
    slackApiUrl: apiUrl,
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: asSlackLogger(log),
  };
  const client = new WebClient(botToken, options);
  const identity = await readIdentity(client);
  const socket = mode.kind === 'socket' ? await trySocket(mode.appToken, options) : undefined;
  if (identity.kind === 'failed') {
    return { identity, socket, people: new Map(), groups: new Map(), channels: new Map() };
  }
  const may = (scope: string): boolean => identity.scopes?.includes(scope) ?? true;
  const groupIds = may('usergroups:read') ? userGroupIdsOf(config) : [];
  const channelIds = may('channels:read') || may('groups:read') ? channelIdsOf(config) : [];
  return {
    identity,
    socket,
    people: await readEach(peopleIdsOf(config), (id) => readPerson(client, id, identity.teamId)),
    groups: await readEach(groupIds, (id) => readGroup(client, id)),
    channels: await readEach(channelIds, (id) => readChannel(client, id)),
  };
}

/** The people named anywhere in the settings. */
export function peopleIdsOf({ managers, viewers, seatContact }: Config): string[] {
  const contact = seatContact !== undefined && isPersonId(seatContact) ? [seatContact] : [];
  return [...new Set([...managers.userIds, ...viewers.userIds, ...contact])];
}

export function userGroupIdsOf({ managers, viewers }: Config): string[] {
  return [...new Set([managers, viewers].flatMap((group: SlackGroup) => group.userGroupIds))];
}

export function channelIdsOf({ seatContact, alertChannel, digest }: Config): string[] {
  const named = [seatContact, alertChannel, digest?.channelId].filter((id) => id !== undefined);
  return [...new Set(named.filter((id) => !isPersonId(id)))];
}

export function isPersonId(id: string): boolean {
  return /^[UW]/.test(id);
}

async function readEach<T>(
  ids: readonly string[],
  read: (id: string) => Promise<T>,
): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  // One after the other: Slack allows about fifty of these a minute.
  for (const id of ids) found.set(id, await read(id));
  return found;
}

async function ask<T>(question: Promise<T>): Promise<T | SlackFailure> {
  try {
    return await question;
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return { kind: 'failed', code };
  }
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof WebAPIPlatformError) return error.data.error;
  if (error instanceof WebAPIRateLimitedError) return 'ratelimited';
  if (error instanceof WebAPIHTTPError) return `http_${error.statusCode}`;
  return error instanceof WebAPIRequestError ? 'unreachable' : undefined;
}

async function readIdentity(client: WebClient): Promise<Identity | SlackFailure> {
  return ask(
    (async () => {
      const tested = await client.auth.test();
      const { team = '', team_id: teamId = '', user = '', bot_id: bot } = tested;
      const scopes = tested.response_metadata?.scopes;
      return {
        kind: 'identity',
        team,
        teamId,
        bot: user,
        scopes,
        appId: await readAppId(client, bot),
      };
    })(),
  );
}

/** Needs `users:read`, and is a nicety: without an answer the two tokens are not compared. */
async function readAppId(client: WebClient, bot: string | undefined): Promise<string | undefined> {
  if (bot === undefined) return undefined;
  const answer = await ask(client.bots.info({ bot }));
  return 'bot' in answer ? answer.bot?.app_id : undefined;
}

/** The answer holds the address of a socket, which is left unused and expires. */
async function trySocket(
  appToken: string,
  options: WebClientOptions,
): Promise<{ kind: 'opens' } | SlackFailure> {
  const opened = new WebClient(appToken, options).apps.connections.open({});
  return ask(opened.then(() => ({ kind: 'opens' as const })));
}

async function readPerson(
  client: WebClient,
  id: string,
  teamId: string,
): Promise<PersonFact | SlackFailure> {
  const answer = await ask(client.users.info({ user: id }));
  if (!('user' in answer) || answer.user === undefined) {
    return 'kind' in answer ? answer : { kind: 'failed', code: 'user_not_found' };
  }
  const { user } = answer;
  return {
    kind: 'person',
    name: user.real_name ?? user.profile?.real_name ?? user.name ?? id,
    standing: standingOf(user, teamId),
  };
}

type SlackUser = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

function standingOf(user: SlackUser, teamId: string): PersonFact['standing'] {
  const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])].filter(
    (id) => id !== undefined,
  );
  if (user.is_stranger === true || (teams.length > 0 && !teams.includes(teamId))) return 'outsider';
  if (user.deleted === true) return 'deactivated';
  if (user.is_bot === true) return 'bot';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
}

async function readGroup(client: WebClient, id: string): Promise<GroupFact | SlackFailure> {
  const answer = await ask(client.usergroups.users.list({ usergroup: id }));
  return 'kind' in answer ? answer : { kind: 'group', members: answer.users?.length ?? 0 };
}

async function readChannel(client: WebClient, id: string): Promise<ChannelFact | SlackFailure> {
  const answer = await ask(client.conversations.info({ channel: id }));
  if ('kind' in answer) return answer;
  const channel = answer.channel ?? {};
  return {
    kind: 'channel',
    name: channel.name ?? id,
    archived: channel.is_archived === true,
    botIsIn: channel.is_member === true,
    sharedWithOthers: channel.is_ext_shared === true || channel.is_pending_ext_shared === true,
  };
}
