import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiCall, Backend } from './backend.ts';
import { type Answer, underFault } from './faults.ts';
import { type JsonObject, parseJson } from './json.ts';
import { receiveUpload } from './methods-files.ts';
import { respond } from './response-url.ts';
import { callMethod, finishCall } from './web-api.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly otherwise: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** Sends an answer, or breaks the connection where there is none. */
function send(response: ServerResponse, answer: Answer): void {
  if (answer === undefined) {
    response.destroy();
    return;
  }
  const isText = typeof answer.body === 'string';
  response.writeHead(answer.status, {
    'content-type': isText ? 'text/html' : 'application/json; charset=utf-8',
    ...answer.headers,
  });
  response.end(isText ? answer.body : JSON.stringify(answer.body));
}

async function answerApi(backend: Backend, exchange: Exchange, method: string): Promise<Answer> {
  const { request } = exchange;
  const { authorization } = request.headers;
  const contentType = request.headers['content-type'] ?? '';
  const text = String(await bodyOf(request));
  return callMethod(backend, method, { contentType, authorization, text });
}

async function answerResponseUrl(
  backend: Backend,
  exchange: Exchange,
  path: string,
): Promise<Answer> {
  const text = String(await bodyOf(exchange.request));
  const call: ApiCall = {
    method: 'response_url',
    args: (parseJson(text) ?? {}) as JsonObject,
    at: Date.now(),
    status: 200,
    answer: undefined,
  };
  backend.calls.push(call);
  return underFault(backend.faults.take('response_url'), {
    apply: () => respond(backend, path, text),
    settled: (answer) => finishCall(backend, call, answer),
  });
}

async function answerUpload(backend: Backend, exchange: Exchange, key: string): Promise<Answer> {
  const contentType = exchange.request.headers['content-type'] ?? '';
  const bytes = await bodyOf(exchange.request);
  const fits = await receiveUpload(backend, key, { contentType, bytes });
  const body = fits ? `OK - ${bytes.length}` : 'no such upload, or another length than promised';
  return { status: fits ? 200 : 400, headers: {}, body };
}

async function answerPath(backend: Backend, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const { pathname } = new URL(request.url ?? '/', 'http://local');
  const [, area, rest = ''] = /^\/(api|upload|commands|actions)\/(.+)$/.exec(pathname) ?? [];
  if (area === 'api') send(response, await answerApi(backend, exchange, rest));
  else if (area === 'upload') send(response, await answerUpload(backend, exchange, rest));
  else if (area !== undefined) send(response, await answerResponseUrl(backend, exchange, pathname));
  else if (exchange.otherwise?.(request, response) !== true) {
    send(response, { status: 404, headers: {}, body: 'not found' });
  }
}

/** Every HTTP request that reaches the local Slack. */
export async function answerRequest(backend: Backend, exchange: Exchange): Promise<void> {
  try {
    await answerPath(backend, exchange);
  } catch (error) {
    // A mistake in the stand-in itself: say so where the app's author will see it.
    const body = error instanceof Error ? `${error.stack}` : String(error);
    if (!exchange.response.headersSent) send(exchange.response, { status: 500, headers: {}, body });
  }
}
