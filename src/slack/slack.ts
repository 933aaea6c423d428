/** Slack's room put together: one Bolt app, one transport, one identity. Builds all, starts nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { App, type AuthorizeResult } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { asSlackLogger } from '../operate/logs.ts';
import { type Identity, registerGuards } from './guard.ts';
import {
  createHttpTransport,
  createSocketTransport,
  hopelessCode,
  waitAfter,
} from './transport.ts';
import { createWebClients, type WebClients } from './web-clients.ts';

/** Slack will not have us, and no waiting mends that. The message is for the person who starts it. */
export class SlackStartError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'SlackStartError';
  }
}

/** The failure as what ends the start, or undefined when it may pass. */
function asStartError(error: unknown, name: string, mode: Config['slack']['mode']) {
  const code = hopelessCode(error);
  if (code !== undefined) {
    const text = `Slack refused ${name} (${code}). Nothing was started. Copy it anew from the app's settings page, then start again.`;
    return new SlackStartError(text, error);
  }
  const system = error instanceof Error && 'code' in error ? error.code : undefined;
  if (mode.kind !== 'http' || (system !== 'EADDRINUSE' && system !== 'EACCES')) return undefined;
  const why =
    system === 'EACCES' ? 'may not be opened by this user' : 'is taken by another program';
  const text = `PORT ${mode.port} ${why}, so Slack's requests could not arrive. Nothing was started. Set another PORT, and the request URLs of the Slack app to match.`;
  return new SlackStartError(text, error);
}

export interface Slack {
  readonly app: App;
  readonly clients: WebClients;
  /** Known once Slack has been reached. */
  identity(): Identity | undefined;
  isConnected(): boolean;
  /**
   * Asks Slack who we are until it answers; asked twice, it waits for the same answer. Throws
   * `SlackStartError` when Slack refuses the bot token.
   */
  meet(): Promise<void>;
  /**
   * Meets Slack, connects and keeps the connection. Resolves when connected; waits out outages for as long as they
   * last. Throws `SlackStartError` when Slack refuses a token, and in HTTP mode for a taken port.
   */
  start(): Promise<void>;
  /** Receives nothing more and waits for the listeners that are at work. */
  stop(): Promise<void>;
}

export function createSlack(settings: Config['slack'], log: Logger): Slack {
  const logger = asSlackLogger(log);
  const clients = createWebClients({
    apiUrl: settings.apiUrl,
    botToken: settings.botToken,
    logger,
  });
  const transportDeps = { apiUrl: settings.apiUrl, logger, log };
  const transport =
    settings.mode.kind === 'socket'
      ? createSocketTransport(settings.mode, transportDeps)
      : createHttpTransport(settings.mode, transportDeps);
  const stopping = new AbortController();
  let identity: Identity | undefined;
  let meeting: Promise<void> | undefined;

  function knownIdentity(): Identity {
    if (identity === undefined) throw new Error('a delivery came before Slack was reached');
    return identity;
  }

  async function askWhoWeAre(): Promise<void> {
    identity = await findIdentity({ clients, settings, log }, stopping.signal);
  }
  function meet(): Promise<void> {
    meeting ??= askWhoWeAre();
    return meeting;
  }

  const app = new App({
    receiver: transport.receiver,
    logger,
    convoStore: false,
    extendedErrorHandler: true,
    clientOptions: { slackApiUrl: settings.apiUrl, timeout: 10_000, retryConfig: { retries: 0 } },
    authorize: async () => authorizationOf(knownIdentity(), settings),
  });
  const guards = registerGuards(app, { identity: knownIdentity, log });

  return {
    app,
    clients,
    identity: () => identity,
    isConnected: () => identity !== undefined && transport.isConnected(),
    meet,
    async start() {
      await meet();
      if (identity === undefined || stopping.signal.aborted) return;
      try {
        await transport.start();
      } catch (error) {
        throw asStartError(error, 'SLACK_APP_TOKEN', settings.mode) ?? error;
      }
    },
    async stop() {
      stopping.abort();
      await transport.stop();
      await guards.drain();
    },
  };
}

function authorizationOf(
  { teamId, botId, botUserId }: Identity,
  { botToken }: Config['slack'],
): AuthorizeResult {
  return {
    teamId,
    botToken,
    ...(botId === undefined ? {} : { botId }),
    ...(botUserId === undefined ? {} : { botUserId }),
  };
}

interface Asking {
  readonly clients: WebClients;
  readonly settings: Config['slack'];
  readonly log: Logger;
}

/** Asks Slack who we are until it answers. Undefined when stopped before; throws for a refused token. */
async function findIdentity(
  { clients, settings, log }: Asking,
  signal: AbortSignal,
): Promise<Identity | undefined> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      return await askIdentity(clients, settings);
    } catch (error) {
      const hopeless = asStartError(error, 'SLACK_BOT_TOKEN', settings.mode);
      if (hopeless !== undefined) throw hopeless;
      log.warn({ event: 'slack-unreachable', failures, err: error }, 'Slack cannot be reached');
      await sleep(waitAfter(failures), undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

async function askIdentity(clients: WebClients, settings: Config['slack']): Promise<Identity> {
  const { team_id, bot_id, user_id } = await clients.asking.auth.test();
  if (team_id === undefined) throw new Error('auth.test named no workspace');
  return {
    teamId: team_id,
    appId: await findAppId(clients, bot_id, settings),
    botId: bot_id,
    botUserId: user_id,
  };
}

/** `bots.info` names the app; an app-level token carries its id too: `xapp-1-A…-…`. */
async function findAppId(
  clients: WebClients,
  botId: string | undefined,
  { mode }: Config['slack'],
): Promise<string | undefined> {
  const fromToken =
    mode.kind === 'socket' ? /^xapp-\d+-(A[A-Z0-9]+)-/.exec(mode.appToken)?.[1] : undefined;
  if (botId === undefined) return fromToken;
  try {
    return (await clients.asking.bots.info({ bot: botId })).bot?.app_id ?? fromToken;
  } catch {
    // Without it deliveries are still held to the workspace, and HTTP ones to the signature.
    return fromToken;
  }
}
