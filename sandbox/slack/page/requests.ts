import type { IncomingMessage, ServerResponse } from 'node:http';

const most = 1_000_000;

/** A page elsewhere may point a name of its own at this machine, so only our names are ours. */
function isOurName(host: string, port: number | undefined): boolean {
  const [, name, given] = /^(127\.0\.0\.1|localhost):(\d+)$/.exec(host) ?? [];
  return name !== undefined && Number(given) === port;
}

/** Why a request is turned away, in words; `undefined` where it may pass. */
export function reasonToRefuse(request: IncomingMessage): string | undefined {
  const { host = '', origin = `http://${host}` } = request.headers;
  if (!isOurName(host, request.socket.localPort)) {
    return 'This page answers to 127.0.0.1 and localhost only.';
  }
  if (origin !== `http://${host}`) return 'This page takes no requests from other pages.';
  return request.method === 'GET' ? undefined : reasonToRefuseDeed(request);
}

/** What changes something must also come from the page itself and be JSON, which no form can send. */
function reasonToRefuseDeed({ headers }: IncomingMessage): string | undefined {
  const site = headers['sec-fetch-site'] ?? 'same-origin';
  if (site !== 'same-origin') return 'This page takes no requests from other pages.';
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  return isJson ? undefined : 'This page takes JSON only.';
}

export const safeHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...safeHeaders, 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

export function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { ...safeHeaders, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** The body as text; `undefined` when it is longer than anything the page sends. */
export async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > most) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}
