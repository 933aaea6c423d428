import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { compactVerify } from 'jose';
import type { Account, Installation, Permissions } from './accounts.ts';
import type { Company } from './company.ts';
import { failure, type Reply } from './reply.ts';

/** Who is asking, or the answer for somebody who may not. */
export type Caller =
  | { readonly kind: 'app' }
  | {
      readonly kind: 'installation';
      readonly account: Account;
      readonly installation: Installation;
      readonly permissions: Permissions;
    }
  | { readonly kind: 'refused'; readonly reply: Reply };

interface IssuedToken {
  readonly installationId: number;
  readonly permissions: Permissions;
  readonly expiresAt: number;
}

const HOUR_MS = 3_600_000;

/** A JSON web token may live ten minutes: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
const LONGEST_JWT_SECONDS = 600;

const UNDECODABLE = 'A JSON web token could not be decoded';

let keyPair: { privateKey: string; publicKey: KeyObject } | undefined;

/** The App's key, made on first use and shared by every local GitHub of this process: RSA is slow to make. */
export function appKey(): { privateKey: string; publicKey: KeyObject } {
  if (keyPair === undefined) {
    const made = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const privateKey = made.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    keyPair = {
      privateKey,
      publicKey: createPublicKey(made.publicKey.export({ type: 'spki', format: 'pem' })),
    };
  }
  return keyPair;
}

/** Checks App keys and hands out installation tokens. Always on real time, whatever the company's clock says. */
export class Keys {
  readonly #company: Company;
  readonly #appId: string;
  readonly #tokens = new Map<string, IssuedToken>();

  constructor(company: Company, appId: string) {
    this.#company = company;
    this.#appId = appId;
  }

  /** The kind of a credential by its looks alone, for the record of requests. */
  kindOf(authorization: string | undefined): 'none' | 'app' | 'installation' | 'unknown' {
    if (authorization === undefined) return 'none';
    const value = credential(authorization);
    if (value?.split('.').length === 3) return 'app';
    return value?.startsWith('ghs_') === true ? 'installation' : 'unknown';
  }

  /** Whose limits a credential counts against. */
  subjectOf(authorization: string | undefined): string {
    const token = this.#tokens.get(credential(authorization ?? '') ?? '');
    return token === undefined ? 'the app' : `installation ID ${token.installationId}`;
  }

  async checkApp(authorization: string | undefined): Promise<Caller> {
    if (authorization === undefined) return refused(401, 'Requires authentication');
    const value = credential(authorization) ?? '';
    try {
      const { payload } = await compactVerify(value, appKey().publicKey, { algorithms: ['RS256'] });
      const claims = JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
      const problem = this.#problemOf(claims);
      return problem === undefined ? { kind: 'app' } : { kind: 'refused', reply: problem };
    } catch {
      return refused(401, UNDECODABLE);
    }
  }

  checkToken(authorization: string | undefined): Caller {
    if (authorization === undefined) return refused(401, 'Requires authentication');
    const token = this.#tokens.get(credential(authorization) ?? '');
    if (token === undefined || token.expiresAt <= Date.now())
      return refused(401, 'Bad credentials');
    const account = this.accountOf(token.installationId);
    // Uninstalling revokes every token at once.
    if (account?.installation === undefined) return refused(401, 'Bad credentials');
    const { installation } = account;
    if (installation.suspendedAt !== undefined) {
      return refused(403, 'This installation has been suspended');
    }
    const permissions = both(token.permissions, installation.permissions);
    return { kind: 'installation', account, installation, permissions };
  }

  accountOf(installationId: number): Account | undefined {
    return this.#company.accounts.find((each) => each.installation?.id === installationId);
  }

  /** A token for one hour, or GitHub's refusal. `wanted` narrows what it may do. */
  issue(installation: Installation, wanted: Permissions | undefined): Reply {
    if (installation.suspendedAt !== undefined) {
      return failure(403, 'This installation has been suspended');
    }
    const granted: Permissions = { metadata: 'read', ...installation.permissions };
    for (const [name, level] of Object.entries(wanted ?? {})) {
      if (!covers(granted[name], level)) {
        return failure(422, 'The permissions requested are not granted to this installation.');
      }
    }
    const permissions = wanted ?? granted;
    const token = `ghs_${randomBytes(27).toString('hex').slice(0, 36)}`;
    const expiresAt = Math.floor(Date.now() / 1000) * 1000 + HOUR_MS;
    this.#tokens.set(token, { installationId: installation.id, permissions, expiresAt });
    const expires = `${new Date(expiresAt).toISOString().slice(0, 19)}Z`;
    return {
      status: 201,
      body: { token, expires_at: expires, permissions, repository_selection: 'all' },
    };
  }

  /** Makes every token handed out so far worthless, as revoking them does. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  #problemOf(claims: { iss?: unknown; iat?: unknown; exp?: unknown }): Reply | undefined {
    const now = Math.floor(Date.now() / 1000);
    const { iss, iat, exp } = claims;
    if (typeof exp !== 'number' || exp <= now) {
      return failure(
        401,
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    }
    if (exp > now + LONGEST_JWT_SECONDS) {
      return failure(401, "'Expiration time' claim ('exp') is too far in the future");
    }
    if (typeof iat !== 'number' || iat > now) {
      return failure(
        401,
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      );
    }
    return String(iss) === this.#appId ? undefined : failure(404, 'Integration not found');
  }
}

export function covers(held: string | undefined, needed: string): boolean {
  return held === needed || held === 'write';
}

function both(one: Permissions, other: Permissions): Permissions {
  const shared: Permissions = {};
  for (const [name, level] of Object.entries(one)) {
    const now = other[name];
    if (now !== undefined) shared[name] = now === 'read' ? 'read' : level;
  }
  return shared;
}

function credential(authorization: string): string | undefined {
  return /^(?:bearer|token) +(\S+)$/i.exec(authorization)?.[1];
}

function refused(status: number, message: string): Caller {
  return { kind: 'refused', reply: failure(status, message) };
}
