/**
 * The health door: whether the process lives, may be relied on, and how each organisation fares.
 * Says nothing of people, asks nobody outside.
 */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Instant } from '../core/seat.ts';
import type { FailureKind, Trust } from '../core/trust.ts';
import type { Tallies } from '../store/tally-store.ts';
import type { Logger } from './logs.ts';
import { writeMetrics } from './metrics.ts';

export interface OrganisationHealth {
  readonly id: number;
  readonly kind: 'organisation' | 'enterprise' | 'user';
  readonly state: 'active' | 'suspended' | 'removed';
  /** Undefined where there is nothing to read: enterprises, users, what is suspended or removed. */
  readonly trust: Trust['kind'] | undefined;
  readonly quarantined: boolean;
  readonly lastGoodReadAt: Instant | undefined;
  readonly lastFailureKind: FailureKind | undefined;
  readonly failedReads: number;
  readonly nextReadAt: Instant | undefined;
  /** Known to be held, nobody's too. */
  readonly seats: number;
}

/** What the running bot knows of itself. */
export interface HealthState {
  readonly version: string;
  readonly startedAt: Instant;
  readonly database: {
    readonly open: boolean;
    readonly writable: boolean;
    readonly bytes?: number | undefined;
    readonly walBytes?: number | undefined;
  };
  readonly slack: {
    readonly mode: 'socket' | 'http';
    /** Socket Mode: the socket is open. HTTP mode: listening, and Slack took the token. */
    readonly connected: boolean;
  };
  /** Well or badly. */
  readonly firstRoundEnded: boolean;
  readonly organisations: readonly OrganisationHealth[];
  readonly digests: {
    readonly going: number;
    readonly paused: number;
    readonly nextDueAt: Instant | undefined;
  };
  /** Since the start of the process. */
  readonly counts: Pick<Tallies, 'reads' | 'removals'>;
}

export interface HealthOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly state: () => HealthState | Promise<HealthState>;
  readonly log: Logger;
  readonly now?: () => Instant;
}

export interface Health {
  readonly port: number;
  stop(): Promise<void>;
}

/** The port cannot be had. The message is for whoever starts Seatkeeper. */
export class HealthPortError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'HealthPortError';
  }
}

/** Opens the health door. Throws `HealthPortError`. */
export async function startHealth(options: HealthOptions): Promise<Health> {
  const { host, port, log } = options;
  const server = createServer(
    { requestTimeout: 5000, headersTimeout: 5000 },
    (request, response) => {
      answer(request.method ?? '', request.url ?? '', options).then(
        (reply) => send(response, request.method === 'HEAD', reply),
        (error: unknown) => {
          log.error({ err: error }, 'health question failed');
          send(response, false, { status: 500, body: 'The state cannot be told; see the log.\n' });
        },
      );
    },
  );
  server.maxConnections = 64;
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new HealthPortError(whyNotListening(error, host, port), error);
  }
  server.on('error', (error) => log.error({ err: error }, 'health door failed'));
  return { port: portOf(server), stop: () => stop(server) };
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly allow?: string;
}

const PATHS = new Set(['/livez', '/readyz', '/healthz', '/metrics']);

async function answer(method: string, url: string, options: HealthOptions): Promise<Reply> {
  const path = url.split('?', 1)[0] ?? '';
  if (!PATHS.has(path)) return { status: 404, body: 'Not found.\n' };
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, body: 'Only GET is answered.\n', allow: 'GET, HEAD' };
  }
  // That the loop turns is proven by answering. Nothing remote may count here: a supervisor that
  // restarts the bot because GitHub is down makes an outage of its own.
  if (path === '/livez') return { status: 200, body: 'alive\n' };
  const now = (options.now ?? Date.now)();
  const state = await options.state();
  if (path === '/readyz') return readiness(state);
  if (path === '/healthz') return json(200, describe(state, now));
  return { status: 200, body: writeMetrics(state), type: 'text/plain; version=0.0.4' };
}

function readiness(state: HealthState): Reply {
  const missing = findMissing(state);
  return json(missing.length === 0 ? 200 : 503, { ready: missing.length === 0, missing });
}

/** What keeps the bot from being relied on; empty when nothing does. */
function findMissing(state: HealthState): ('database' | 'slack' | 'first-round')[] {
  return [
    ...(state.database.open && state.database.writable ? [] : ['database' as const]),
    ...(state.slack.connected ? [] : ['slack' as const]),
    ...(state.firstRoundEnded ? [] : ['first-round' as const]),
  ];
}

function describe(state: HealthState, now: Instant): unknown {
  const { version, database, slack, firstRoundEnded, organisations, digests } = state;
  return {
    version,
    startedAt: isoTime(state.startedAt),
    missing: findMissing(state),
    database: { open: database.open, writable: database.writable, bytes: database.bytes },
    slack: { mode: slack.mode, connected: slack.connected },
    firstRoundEnded,
    digests: {
      going: digests.going,
      paused: digests.paused,
      nextDueAt: isoTime(digests.nextDueAt),
    },
    // Field by field: what the app may add to its own objects one day must not come out here.
    organisations: organisations.map((organisation) => ({
      id: organisation.id,
      kind: organisation.kind,
      state: organisation.state,
      data: organisation.trust,
      quarantined: organisation.quarantined,
      seats: organisation.seats,
      lastGoodReadAt: isoTime(organisation.lastGoodReadAt),
      lastGoodReadAgeSeconds: ageSeconds(organisation.lastGoodReadAt, now),
      lastFailure: organisation.lastFailureKind,
      failedReads: organisation.failedReads,
      nextReadAt: isoTime(organisation.nextReadAt),
    })),
  };
}

function isoTime(at: Instant | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

function ageSeconds(at: Instant | undefined, now: Instant): number | null {
  return at === undefined ? null : Math.max(0, Math.round((now - at) / 1000));
}

function json(status: number, value: unknown): Reply {
  return { status, body: `${JSON.stringify(value)}\n`, type: 'application/json' };
}

function send(response: ServerResponse, headOnly: boolean, reply: Reply): void {
  response.writeHead(reply.status, {
    'content-type': `${reply.type ?? 'text/plain'}; charset=utf-8`,
    'content-length': Buffer.byteLength(reply.body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    ...(reply.allow === undefined ? {} : { allow: reply.allow }),
  });
  response.end(headOnly ? undefined : reply.body);
}

function whyNotListening(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `HEALTH_PORT ${port} on ${host} is taken by another program, perhaps a second Seatkeeper. End that one, or set another HEALTH_PORT.`;
  }
  if (code === 'EACCES') {
    return `HEALTH_PORT ${port} may not be opened by this user. Set a HEALTH_PORT above 1023.`;
  }
  return `HEALTH_HOST ${host} is not an address of this machine. Set 127.0.0.1, or 0.0.0.0 for all addresses.`;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
