import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ChangeStream } from './changes.ts';
import type { Attempt, Outcome, Transport } from './deliveries.ts';
import { isObject, type JsonObject, objectAt, parseJson, stringAt } from './json.ts';

const mostSockets = 10;

interface Pending {
  readonly sentAt: number;
  readonly settle: (outcome: Outcome) => void;
}

/** Socket Mode: tickets for one connection each, hello, envelopes and their acknowledgements. */
export class SocketHub implements Transport {
  readonly #appId: string;
  readonly #changes: ChangeStream;
  readonly #isRefusing: () => boolean;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #open = new Set<WebSocket>();
  readonly #pending = new Map<string, Pending>();
  #turn = 0;

  constructor(appId: string, changes: ChangeStream, isRefusing: () => boolean) {
    this.#appId = appId;
    this.#changes = changes;
    this.#isRefusing = isRefusing;
  }

  get connections(): number {
    return this.#open.size;
  }

  /** The path of a new connection, good for one use. */
  newPath(): string {
    const ticket = crypto.randomUUID();
    this.#tickets.add(ticket);
    return `/link/?ticket=${ticket}&app_id=${this.#appId}`;
  }

  /** The `upgrade` handler of the HTTP server. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://local').searchParams.get('ticket') ?? '';
    if (this.#isRefusing() || !this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => this.#greet(client));
  }

  async send(attempt: Attempt, deadlineMs: number): Promise<Outcome> {
    const sockets = [...this.#open];
    // Slack picks one of the connections; which one is not promised.
    const client = sockets[this.#turn++ % Math.max(1, sockets.length)];
    if (client === undefined) return { kind: 'not connected' };
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#pending.delete(attempt.envelopeId);
        resolve({ kind: 'timed out' });
      }, deadlineMs);
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        this.#pending.delete(attempt.envelopeId);
        resolve(outcome);
      };
      this.#pending.set(attempt.envelopeId, { sentAt: performance.now(), settle });
      client.send(JSON.stringify(envelope(attempt)));
    });
  }

  /** Asks every connection to come anew, as Slack does every few hours. */
  refresh(): void {
    for (const client of this.#open) {
      client.send(
        JSON.stringify({
          type: 'disconnect',
          reason: 'refresh_requested',
          debug_info: { host: 'local-slack' },
        }),
      );
    }
  }

  /** Cuts every connection without a word. */
  drop(): void {
    for (const client of this.#open) client.terminate();
  }

  close(): void {
    for (const pending of this.#pending.values()) pending.settle({ kind: 'not connected' });
    this.drop();
    this.#server.close();
  }

  #greet(client: WebSocket): void {
    if (this.#open.size >= mostSockets) {
      client.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      client.close();
      return;
    }
    this.#open.add(client);
    client.on('message', (data: Buffer) => this.#receive(data.toString()));
    client.on('error', () => client.terminate());
    client.on('close', () => {
      this.#open.delete(client);
      this.#changes.emit({ kind: 'connection', open: this.#open.size });
    });
    client.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#open.size,
        debug_info: { host: 'local-slack', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#appId },
      }),
    );
    this.#changes.emit({ kind: 'connection', open: this.#open.size });
  }

  #receive(text: string): void {
    const message = parseJson(text);
    if (!isObject(message)) return;
    const pending = this.#pending.get(stringAt(message, 'envelope_id') ?? '');
    const body = objectAt(message, 'payload');
    pending?.settle({
      kind: 'acked',
      ms: performance.now() - pending.sentAt,
      // Bolt answers `{"payload":{}}` where a listener acknowledged with nothing.
      body: body === undefined || Object.keys(body).length === 0 ? undefined : body,
    });
  }
}

function envelope(attempt: Attempt): JsonObject {
  const wire: JsonObject = {
    envelope_id: attempt.envelopeId,
    type: attempt.kind,
    accepts_response_payload: attempt.kind !== 'events_api',
    payload: attempt.body,
  };
  if (attempt.kind !== 'events_api') return wire;
  return { ...wire, retry_attempt: attempt.retry, retry_reason: attempt.retryReason ?? '' };
}
