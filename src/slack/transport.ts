/**
 * How deliveries from Slack arrive: over a socket or over HTTP, from the same listeners.
 *
 * The socket is kept open by our own loop. The SDK's own reconnecting dies of an outage or a revoked
 * token with an unhandled rejection, and leaves a hole of five seconds at every refresh.
 */

import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  HTTPReceiver,
  type Receiver,
  type Logger as SlackLogger,
  SocketModeReceiver,
} from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Logger } from 'pino';
import type { SlackHttpMode, SlackSocketMode } from '../config.ts';

export interface Transport {
  readonly receiver: Receiver;
  /** Begins to receive. Throws only for what no waiting mends: a refused token, a taken port. */
  start(): Promise<void>;
  isConnected(): boolean;
  /** Receives nothing more. */
  stop(): Promise<void>;
}

export interface TransportDeps {
  readonly apiUrl: string;
  readonly logger: SlackLogger;
  readonly log: Logger;
}

/** Codes after which asking again with the same token is of no use. */
const HOPELESS = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'user_removed_from_team',
  'team_disabled',
  'missing_scope',
]);

/** Slack's word for a token that will never work, or undefined when the failure may pass. */
export function hopelessCode(error: unknown): string | undefined {
  if (!(error instanceof WebAPIPlatformError)) return undefined;
  return HOPELESS.has(error.data.error) ? error.data.error : undefined;
}

const HELLO_WITHIN_MS = 20_000;
const WAIT_AT_MOST_MS = 30_000;

export function createSocketTransport(mode: SlackSocketMode, deps: TransportDeps): Transport {
  const { log } = deps;
  const receiver = new SocketModeReceiver({
    appToken: mode.appToken,
    logger: deps.logger,
    autoReconnectEnabled: false,
    installerOptions: {
      // An object of its own: the SDK writes its retries into whatever it is given.
      clientOptions: { slackApiUrl: deps.apiUrl, timeout: 10_000, retryConfig: { retries: 0 } },
    },
  });
  const stopping = new AbortController();
  let connected = false;
  let loop: Promise<void> | undefined;

  async function keepConnected(onFirst: (error?: unknown) => void): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        await holdSession(receiver, () => {
          failures = 0;
          connected = true;
          log.info({ event: 'slack-connected' }, 'Slack is connected');
          onFirst();
        });
        log.info({ event: 'slack-dropped' }, 'Slack closed the connection; connecting again');
      } catch (error) {
        failures += 1;
        await disconnectQuietly(receiver);
        if (hopelessCode(error) !== undefined) onFirst(error);
        log.warn({ event: 'slack-unreachable', failures, err: error }, 'Slack cannot be reached');
      } finally {
        connected = false;
      }
      await sleep(waitAfter(failures), undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
    }
  }

  return {
    receiver,
    isConnected: () => connected,
    start: () =>
      // An outage is waited out in the background; only a hopeless token ends the start.
      new Promise((resolve, reject) => {
        loop = keepConnected((error) => (error === undefined ? resolve() : reject(error)));
      }),
    async stop() {
      stopping.abort();
      await disconnectQuietly(receiver);
      await withinMs(loop ?? Promise.resolve(), 3000).catch(() => undefined);
    },
  };
}

/** A dropped connection is taken up again at once; failures wait longer and longer, 30 s at most. */
export function waitAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(WAIT_AT_MOST_MS, 500 * 2 ** Math.min(failures, 6));
}

/** One session: connects, calls `onHello`, and resolves when the socket drops. */
async function holdSession(receiver: SocketModeReceiver, onHello: () => void): Promise<void> {
  let drop: () => void = () => undefined;
  const dropped = new Promise<void>((resolve) => {
    drop = resolve;
  });
  receiver.client.once('disconnected', drop);
  try {
    await withinMs(receiver.client.start(), HELLO_WITHIN_MS);
    onHello();
    await dropped;
  } finally {
    receiver.client.removeListener('disconnected', drop);
  }
}

async function disconnectQuietly(receiver: SocketModeReceiver): Promise<void> {
  await withinMs(receiver.client.disconnect(), 2000).catch(() => undefined);
}

export function createHttpTransport(mode: SlackHttpMode, deps: TransportDeps): Transport {
  const receiver = new HTTPReceiver({
    signingSecret: mode.signingSecret,
    port: mode.port,
    endpoints: '/slack/events',
    logger: deps.logger,
    customPropertiesExtractor: (request) => ({
      signature: request.headers['x-slack-signature'],
      timestamp: request.headers['x-slack-request-timestamp'],
    }),
  });
  let server: Pick<Server, 'closeIdleConnections' | 'closeAllConnections'> | undefined;
  return {
    receiver,
    isConnected: () => server !== undefined,
    async start() {
      server = await receiver.start(mode.port);
    },
    async stop() {
      const closing = server;
      server = undefined;
      closing?.closeIdleConnections();
      await withinMs(receiver.stop(), 6000).catch(() => closing?.closeAllConnections());
    },
  };
}

async function withinMs<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from Slack within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
