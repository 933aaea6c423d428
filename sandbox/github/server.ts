/**
 * A GitHub on this machine: the REST API as far as Copilot seats reach, over real HTTP.
 *
 *     const company = new Company();
 *     company.addOrganisation({ login: 'acme-labs' });
 *     company.grant('acme-labs', 'rhea-osei', { at: Date.parse('2026-05-12') });
 *     const github = await startLocalGitHub({ company });
 *     const app = new App({ appId: github.appId, privateKey: github.privateKey,
 *       Octokit: Octokit.defaults({ baseUrl: github.url }) });
 *     company.useCopilot('rhea-osei');
 *     github.faults.add({ path: SEATS, page: 2 }, serverError());
 *     await github.close();
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Company } from './company.ts';
import { Faults } from './faults.ts';
import { answerCall, apiVersion } from './gate.ts';
import { appKey, Keys } from './keys.ts';
import { RateLimit } from './rate-limit.ts';
import type { Call, Reply } from './reply.ts';
import { ReportFiles } from './report-files.ts';
import { deliver, readCall } from './wire.ts';
import type { World } from './world.ts';

export interface LocalGitHubOptions {
  readonly company: Company;
  readonly appId?: string;
  /** Replaces the company's clock. Keys, tokens and signed links keep to real time. */
  readonly now?: () => number;
  readonly port?: number;
  /** Requests an hour for each installation. */
  readonly hourlyLimit?: number;
}

/** A request as it arrived, without its credential. */
interface RecordedRequest {
  readonly host: 'api' | 'reports';
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The body as JSON where it is that, else as text; undefined where there was none. */
  readonly body: unknown;
  readonly auth: 'none' | 'app' | 'installation' | 'unknown';
  readonly headers: Readonly<Record<string, string>>;
  /** Real time of arrival, UTC ms. */
  readonly at: number;
  /** The status that was sent; undefined while none was. */
  status: number | undefined;
}

export interface LocalGitHub {
  readonly url: string;
  /** The origin of the signed report links. */
  readonly reportsUrl: string;
  readonly appId: string;
  readonly privateKey: string;
  readonly company: Company;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  /** Makes every token handed out so far worthless. */
  revokeTokens(): void;
  close(): Promise<void>;
}

/** Starts a GitHub for this company on a free port (or `port`) of 127.0.0.1. */
export async function startLocalGitHub(options: LocalGitHubOptions): Promise<LocalGitHub> {
  const { company } = options;
  if (options.now !== undefined) company.now = options.now;
  const appId = options.appId ?? '424242';
  const keys = new Keys(company, appId);
  const origin = { api: '', reports: '' };
  const files = new ReportFiles(() => origin.reports);
  const world: World = { appId, company, keys, files, url: () => origin.api };
  const limit = new RateLimit(company, keys, options.hourlyLimit ?? 15_000);
  const requests: RecordedRequest[] = [];
  const faults = new Faults();

  function serve(host: Call['host'], respond: (call: Call) => Promise<Reply>): Server {
    return createServer((request, response) => {
      void (async () => {
        const call = await readCall(request, host);
        const recorded = record(call, keys);
        requests.push(recorded);
        const fault = faults.take(call);
        const headers = () => headersOf(call, company, limit.headers(call));
        recorded.status = await deliver({
          call,
          response,
          fault,
          headers,
          respond: (other = call) => respond(other),
        });
      })().catch((error: unknown) => {
        // A client that hung up is no news; anything else is a mistake in this stand-in and must show.
        if (response.destroyed) return;
        if (!response.headersSent) response.writeHead(500);
        response.end(String(error));
      });
    });
  }

  const api = serve('api', async (call) => limit.refusal(call) ?? (await answerCall(world, call)));
  const reports = serve('reports', async (call) => files.answer(call));
  origin.api = await listen(api, options.port ?? 0);
  origin.reports = await listen(reports, 0);
  return {
    url: origin.api,
    reportsUrl: origin.reports,
    appId,
    privateKey: appKey().privateKey,
    company,
    requests,
    faults,
    revokeTokens: () => keys.revokeTokens(),
    close: async () => {
      faults.clear();
      await Promise.all([shut(api), shut(reports)]);
    },
  };
}

function record(call: Call, keys: Keys): RecordedRequest {
  const { authorization, ...rest } = call.headers;
  const headers = Object.entries(rest).map(([name, value]) => [name, String(value)]);
  return {
    host: call.host,
    method: call.method,
    path: call.path,
    query: Object.fromEntries(call.query),
    body: parsed(call.text),
    auth: keys.kindOf(authorization),
    headers: Object.fromEntries(headers) as Record<string, string>,
    at: Date.now(),
    status: undefined,
  };
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function headersOf(
  call: Call,
  company: Company,
  limits: Record<string, string>,
): Record<string, string> {
  const date = new Date(company.now()).toUTCString();
  if (call.host === 'reports') return { date };
  return {
    date,
    server: 'github.com',
    'x-github-request-id':
      `${randomBytes(2).toString('hex')}:${randomBytes(6).toString('hex')}`.toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': apiVersion(call),
    ...limits,
  };
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function shut(server: Server): Promise<void> {
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  server.closeAllConnections();
  await closed;
}
