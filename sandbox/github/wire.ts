import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, FaultAction } from './faults.ts';
import type { Call, Reply } from './reply.ts';

/** One request on its way to an answer, with the fault it met. */
export interface Exchange {
  readonly call: Call;
  readonly response: ServerResponse;
  readonly fault: Fault | undefined;
  /** Carries this request out, or another in its place. */
  readonly respond: (call?: Call) => Promise<Reply>;
  /** Headers that every answer of this host has. */
  readonly headers: () => Record<string, string>;
}

/** Reads a request to its end. */
export async function readCall(request: IncomingMessage, host: Call['host']): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const address = new URL(request.url ?? '/', 'http://localhost');
  return {
    host,
    method: request.method ?? 'GET',
    path: address.pathname,
    query: address.searchParams,
    headers: request.headers,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

/** Answers, or fails to in the way the fault says. Resolves to the status, if one went out. */
export async function deliver(exchange: Exchange): Promise<number | undefined> {
  const { fault } = exchange;
  if (fault === undefined) return send(exchange, await exchange.respond());
  return act(exchange, fault, fault.action);
}

async function act(
  exchange: Exchange,
  fault: Fault,
  action: FaultAction,
): Promise<number | undefined> {
  switch (action.kind) {
    case 'answer':
      return send(exchange, action.reply);
    case 'rewrite':
      return send(exchange, action.rewrite(await exchange.respond(), exchange.call));
    case 'mistake':
      return send(exchange, await exchange.respond(action.mistake(exchange.call)));
    case 'pretend':
      return send(exchange, pretendedReply(exchange.call));
    case 'hold':
      return hold(exchange, fault, action);
    case 'drop':
      if (action.applied) await exchange.respond();
      exchange.response.socket?.resetAndDestroy();
      return undefined;
    case 'truncate':
      return sendPart(exchange, await exchange.respond(), action.bytes);
    case 'hang':
      return hang(exchange, action);
  }
}

async function hold(
  exchange: Exchange,
  fault: Fault,
  action: Extract<FaultAction, { kind: 'hold' }>,
): Promise<number | undefined> {
  const early = action.phase === 'after' ? await exchange.respond() : undefined;
  await fault.released;
  const held = early === undefined ? exchange : { ...exchange, respond: async () => early };
  return action.next === undefined
    ? send(held, await held.respond())
    : act(held, fault, action.next);
}

async function hang(
  exchange: Exchange,
  action: Extract<FaultAction, { kind: 'hang' }>,
): Promise<undefined> {
  const reply = action.applied || action.at === 'body' ? await exchange.respond() : undefined;
  if (reply === undefined || action.at === 'headers') return undefined;
  const body = bodyOf(reply);
  writeHead(exchange, reply, body);
  exchange.response.write(body.subarray(0, Math.floor(body.length / 2)));
  return undefined;
}

function send(exchange: Exchange, reply: Reply): number {
  const body = bodyOf(reply);
  writeHead(exchange, reply, body);
  exchange.response.end(body);
  return reply.status;
}

function sendPart(exchange: Exchange, reply: Reply, bytes: number): number {
  const { response } = exchange;
  const body = bodyOf(reply);
  writeHead(exchange, reply, body);
  response.flushHeaders();
  // An orderly close, so that the bytes sent so far do arrive; the promised length does the rest.
  response.write(body.subarray(0, bytes), () => response.socket?.destroySoon());
  return reply.status;
}

function writeHead({ response, headers }: Exchange, reply: Reply, body: Buffer): void {
  response.writeHead(reply.status, {
    ...headers(),
    'content-type': 'application/json; charset=utf-8',
    ...reply.headers,
    'content-length': String(body.length),
  });
}

function bodyOf({ body }: Reply): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** What GitHub answers to a change that was made in full. */
function pretendedReply(call: Call): Reply {
  const { selected_usernames: logins } = JSON.parse(call.text) as { selected_usernames: string[] };
  return call.method === 'POST'
    ? { status: 201, body: { seats_created: logins.length } }
    : { status: 200, body: { seats_cancelled: logins.length } };
}
