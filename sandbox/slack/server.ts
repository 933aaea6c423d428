/**
 * A Slack on this machine, for tests and the demo: as strict as the real one, on 127.0.0.1 only.
 *
 *     const slack = await startLocalSlack({ manifest });
 *     // start the app with slack.apiUrl, slack.botToken, slack.appToken (or slack.signingSecret) …
 *     await slack.waitForConnection();
 *     const typed = await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'dormant' });
 *     expect(typed.ackMs).toBeLessThan(100);
 *     const list = await slack.waitForEphemeral('maya', (message) => message.text.includes('idle'));
 *     await slack.interactions.click({ user: 'maya', message: list, actionId: 'remove' });
 *     expect(slack.problems).toEqual([]); // nothing Slack would have refused
 *     await slack.close();
 *
 * People, channels and groups go by name or id; `workspace.person('maya').id` gives the id. The ordinary cast stands
 * in workspace.ts; `new Workspace({ people, groups, channels })` makes another.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Backend, noteProblem } from './backend.ts';
import { Deliveries, type Transport } from './deliveries.ts';
import { Faults } from './faults.ts';
import { createHttpTransport, verifyRequestUrl } from './http-delivery.ts';
import { answerRequest } from './http-door.ts';
import { Interactions } from './interactions.ts';
import { type AppManifest, grantedScopes } from './manifest.ts';
import { ResponseUrls } from './response-url.ts';
import { SocketHub } from './socket.ts';
import { Triggers } from './triggers.ts';
import { createWaits, type Waits } from './waits.ts';
import { Workspace } from './workspace.ts';

export interface LocalSlackOptions {
  readonly manifest: AppManifest;
  readonly workspace?: Workspace;
  /** Any free one unless said. */
  readonly port?: number;
  /** How things reach the app: its sockets, or signed POSTs to its request URL. */
  readonly mode?: 'socket' | { readonly requestUrl: string | (() => string) };
  /** The clock of messages, in milliseconds; tokens, triggers, signatures and deadlines keep to real time. */
  readonly now?: () => number;
  /** Which of the manifest's optional scopes the installer granted: all unless said. */
  readonly grantedOptionalScopes?: readonly string[];
  /** Slack gives an app three seconds. */
  readonly ackDeadlineMs?: number;
  /** When an unacknowledged event comes again, after each failure. */
  readonly eventRetryDelaysMs?: readonly number[];
  /** How long the waiting functions wait. */
  readonly waitMs?: number;
  /** For pages of the demo: answers a request that Slack does not know, and says whether it did. */
  readonly otherwise?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface LocalSlack extends Waits {
  /** Ends in `/api/`: the only thing an app needs to be told. */
  readonly apiUrl: string;
  readonly origin: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly appId: string;
  readonly teamId: string;
  readonly workspace: Workspace;
  readonly interactions: Interactions;
  readonly faults: Faults;
  readonly calls: Backend['calls'];
  readonly deliveries: Deliveries['list'];
  /** Every request of the app that Slack refused or would have refused, and every late acknowledgement. */
  readonly problems: Backend['problems'];
  /** `refresh()` asks the app to connect anew, `drop()` cuts every connection. */
  readonly sockets: Backend['sockets'];
  /** Parts for tests of the limits: expiring triggers and response URLs. */
  readonly backend: Backend;
  /** Removes the app from the workspace: its tokens are refused, and it hears of it. */
  uninstall(): Promise<void>;
  close(): Promise<void>;
}

const credentials = {
  botToken: 'xoxb-local-seatkeeper',
  appToken: 'xapp-local-seatkeeper',
  signingSecret: '0123456789abcdef0123456789abcdef',
  verificationToken: 'local-verification-token',
};

function createBackend(options: LocalSlackOptions): Backend {
  const { manifest } = options;
  const workspace = options.workspace ?? new Workspace();
  if (options.now !== undefined) workspace.now = options.now;
  workspace.bot.realName = manifest.features?.bot_user?.display_name ?? workspace.bot.realName;
  const faults = new Faults();
  const isRefusing = () => faults.refuseConnections;
  const sockets = new SocketHub(workspace.appId, workspace.changes, isRefusing);
  const mode = options.mode ?? 'socket';
  const transport = mode === 'socket' ? sockets : httpTransport(mode.requestUrl);
  const deliveries = new Deliveries(transport, {
    ackDeadlineMs: options.ackDeadlineMs ?? 3000,
    eventRetryDelaysMs: options.eventRetryDelaysMs ?? [100, 60_000, 300_000],
    changes: workspace.changes,
    onProblem: (problem) => noteProblem(backend, problem),
  });
  const backend: Backend = {
    manifest,
    scopes: grantedScopes(manifest, options.grantedOptionalScopes),
    workspace,
    credentials,
    triggers: new Triggers(),
    responseUrls: new ResponseUrls(),
    faults,
    sockets,
    deliveries,
    calls: [],
    problems: [],
    revoked: undefined,
    origin: '',
  };
  return backend;
}

function httpTransport(requestUrl: string | (() => string)): Transport {
  const url = typeof requestUrl === 'string' ? () => requestUrl : requestUrl;
  return createHttpTransport(url, credentials.signingSecret);
}

async function uninstall(backend: Backend, interactions: Interactions): Promise<void> {
  backend.revoked = 'account_inactive';
  const subscribed = backend.manifest.settings?.event_subscriptions?.bot_events ?? [];
  const { bot } = backend.workspace;
  const events = [
    { type: 'tokens_revoked', tokens: { oauth: [], bot: [bot.id] } },
    { type: 'app_uninstalled' },
  ];
  for (const event of events.filter(({ type }) => subscribed.includes(type))) {
    await interactions.event(event);
  }
}

/** Starts a Slack; in HTTP mode the app's request URL must answer by the time something is sent to it. */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const backend = createBackend(options);
  const { workspace } = backend;
  const server = createServer((request, response) => {
    void answerRequest(backend, { request, response, otherwise: options.otherwise });
  });
  server.on('upgrade', (request, socket, head) => backend.sockets.accept(request, socket, head));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  backend.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const interactions = new Interactions(backend);
  return {
    ...createWaits(backend, options.waitMs ?? 5000),
    apiUrl: `${backend.origin}/api/`,
    origin: backend.origin,
    botToken: credentials.botToken,
    appToken: credentials.appToken,
    signingSecret: credentials.signingSecret,
    appId: workspace.appId,
    teamId: workspace.team.id,
    workspace,
    interactions,
    faults: backend.faults,
    calls: backend.calls,
    deliveries: backend.deliveries.list,
    problems: backend.problems,
    sockets: backend.sockets,
    backend,
    uninstall: () => uninstall(backend, interactions),
    async close() {
      backend.deliveries.close();
      backend.sockets.close();
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

/** The handshake Slack makes with a request URL before it accepts it. */
export async function acceptsRequestUrl(requestUrl: string): Promise<boolean> {
  return verifyRequestUrl(requestUrl, credentials.signingSecret, credentials.verificationToken);
}
