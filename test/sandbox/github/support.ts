import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterEach } from 'vitest';
import { Company } from '../../../sandbox/github/company.ts';
import {
  type LocalGitHub,
  type LocalGitHubOptions,
  startLocalGitHub,
} from '../../../sandbox/github/server.ts';

export const DAY_MS = 86_400_000;
/** A Wednesday in the middle of a billing cycle. */
export const TODAY = Date.parse('2026-11-18T12:00:00Z');

const running: LocalGitHub[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

/** acme-labs with three people who hold seats, at noon of TODAY; closed after the test. */
export async function startAcme(
  options: Partial<Omit<LocalGitHubOptions, 'company'>> = {},
): Promise<{ company: Company; github: LocalGitHub }> {
  const company = new Company({ now: () => TODAY });
  company.addOrganisation({ login: 'acme-labs' });
  for (const login of ['ada', 'ben', 'cleo']) {
    company.grant('acme-labs', login, { at: TODAY - 200 * DAY_MS });
  }
  return { company, github: await start({ ...options, company }) };
}

export async function start(options: LocalGitHubOptions): Promise<LocalGitHub> {
  const github = await startLocalGitHub(options);
  running.push(github);
  return github;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface AskOptions {
  readonly auth?: string;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** One request with plain fetch. */
export async function ask(
  github: LocalGitHub,
  request: string,
  options: AskOptions = {},
): Promise<Answer> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const text = options.text ?? (options.json === undefined ? null : JSON.stringify(options.json));
  const response = await fetch(`${github.url}${path}`, {
    method,
    body: text,
    signal: options.signal ?? null,
    headers: {
      ...(text === null ? {} : { 'content-type': 'application/json' }),
      ...(options.auth === undefined ? {} : { authorization: `Bearer ${options.auth}` }),
      ...options.headers,
    },
  });
  const answer = await response.text();
  const isJson = answer.startsWith('{') || answer.startsWith('[');
  const body = (isJson ? JSON.parse(answer) : { answer }) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

/** A JSON web token of the App; `claims` in seconds from now. */
export async function appToken(
  github: LocalGitHub,
  claims: { iat?: number; exp?: number; iss?: string; key?: string } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(claims.iss ?? github.appId)
    .setIssuedAt(now + (claims.iat ?? -30))
    .setExpirationTime(now + (claims.exp ?? 500))
    .sign(createPrivateKey(claims.key ?? github.privateKey));
}

export function anotherKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A token of the installation on this account. */
export async function tokenFor(github: LocalGitHub, account = 'acme-labs'): Promise<string> {
  const { id } = github.company.installation(account);
  const auth = await appToken(github);
  const { body } = await ask(github, `POST /app/installations/${id}/access_tokens`, { auth });
  return String(body['token']);
}

/** The logins of one page of the seat list, `null` for seats of nobody. */
export function loginsOf({ body }: Answer): (string | null)[] {
  const seats = body['seats'] as { assignee: { login: string } | null }[];
  return seats.map(({ assignee }) => assignee?.login ?? null);
}
