import { randomBytes } from 'node:crypto';
import type { Call, Reply } from './reply.ts';

/** How long a signed link works. GitHub does not say; real links are known to be short-lived. */
const LINK_LIFE_MS = 3_600_000;

interface ReportFile {
  readonly text: string;
  readonly signature: string;
  readonly expiresAt: number;
}

/** The blob store on another origin from which reports are downloaded by signed links, on real time. */
export class ReportFiles {
  readonly #files = new Map<string, ReportFile>();
  readonly #origin: () => string;

  constructor(origin: () => string) {
    this.#origin = origin;
  }

  /** Stores a text and returns the signed link to it. */
  publish(name: string, text: string): string {
    const path = `/reports/${randomBytes(8).toString('hex')}/${name}`;
    const expiresAt = Date.now() + LINK_LIFE_MS;
    const signature = randomBytes(24).toString('base64url');
    this.#files.set(path, { text, signature, expiresAt });
    const query = new URLSearchParams({
      se: new Date(expiresAt).toISOString(),
      sp: 'r',
      sig: signature,
    });
    return `${this.#origin()}${path}?${query.toString()}`;
  }

  /** The store's answer; it refuses whoever shows it a credential that is none of its business. */
  answer(call: Call): Reply {
    if (call.headers.authorization !== undefined) {
      return storeError(
        403,
        'AuthenticationFailed',
        'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
      );
    }
    const file = this.#files.get(call.path);
    if (file === undefined || call.method !== 'GET') {
      return storeError(404, 'BlobNotFound', 'The specified blob does not exist.');
    }
    if (call.query.get('sig') !== file.signature || file.expiresAt <= Date.now()) {
      return storeError(403, 'AuthenticationFailed', 'Signature did not match, or has expired.');
    }
    return {
      status: 200,
      headers: { 'content-type': 'application/octet-stream' },
      body: file.text,
    };
  }
}

function storeError(status: number, code: string, message: string): Reply {
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': code },
    body: `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
