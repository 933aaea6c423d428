/** Brings an RSA private key into the one shape OpenSSL reads, whatever a settings page did to it. */
import { createPrivateKey } from 'node:crypto';

export type PrivateKeyReading =
  | { readonly kind: 'key'; readonly pem: string }
  /** `locked`: needs a passphrase. */
  | { readonly kind: 'not-pem' | 'locked' | 'not-rsa' | 'damaged' };

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]+?)-----END \1-----/;

/**
 * Accepts PEM as it is, with `\n` written out, with CRLF, in quotes, flattened to spaces, and base64
 * of any of these. The answer never holds a part of a wrong key.
 */
export function readPrivateKey(text: string): PrivateKeyReading {
  const block = PEM.exec(unescape(text)) ?? PEM.exec(unescape(decodeBase64(text)));
  const [, label, body] = block ?? [];
  if (label === undefined || body === undefined) return { kind: 'not-pem' };
  if (label.includes('ENCRYPTED') || body.includes('Proc-Type')) return { kind: 'locked' };
  const pem = wrap(label, body.replaceAll(/\s/g, ''));
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? { kind: 'key', pem } : { kind: 'not-rsa' };
  } catch {
    // OpenSSL's own words ("DECODER routines::unsupported") help nobody.
    return { kind: 'damaged' };
  }
}

function unescape(text: string): string {
  return text.replaceAll(/\\+r/g, '').replaceAll(/\\+n/g, '\n').replaceAll('\r', '');
}

function decodeBase64(text: string): string {
  const packed = text.replaceAll(/[\s"']/g, '');
  return /^[A-Za-z0-9+/_-]+=*$/.test(packed) ? Buffer.from(packed, 'base64').toString('utf8') : '';
}

function wrap(label: string, body: string): string {
  const lines = body.match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
