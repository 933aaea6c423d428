import { answerGraphql } from './graphql.ts';
import { covers, type Keys } from './keys.ts';
import { type Call, failure, notFound, type Reply } from './reply.ts';
import { ROUTES } from './routes.ts';
import type { AccountRoute, Asked, Route, World } from './world.ts';

/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const API_VERSIONS = ['2022-11-28', '2026-03-10'];

/** GitHub's answer to one request: the checks that come before any route, the route's own, the route. */
export async function answerCall(world: World, call: Call): Promise<Reply> {
  const problem = problemOf(call);
  if (problem !== undefined) return problem;
  if (call.method === 'POST' && call.path === '/graphql') return answerGraphql(world, call);
  const path = namedPath(world, call.path);
  for (const route of ROUTES) {
    const params = route.method === call.method ? paramsOf(route, path) : undefined;
    if (params === undefined) continue;
    const body = bodyOf(call);
    if (body === undefined) return failure(400, 'Problems parsing JSON');
    return answerRoute(world, route, { call, params, body });
  }
  return notFound();
}

/** The version of the API that answers, for `X-GitHub-Api-Version-Selected`. */
export function apiVersion(call: Call): string {
  const asked = call.headers['x-github-api-version'];
  return typeof asked === 'string' && API_VERSIONS.includes(asked) ? asked : '2022-11-28';
}

function problemOf(call: Call): Reply | undefined {
  if (call.headers['user-agent'] === undefined) {
    return failure(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header',
    );
  }
  const version = call.headers['x-github-api-version'];
  if (version !== undefined && apiVersion(call) !== version) {
    return failure(400, `The API version '${String(version)}' is not supported.`);
  }
  if (!isDecodable(call.path)) return failure(400, 'Bad Request');
  const type = call.headers['content-type'] ?? '';
  if (call.text !== '' && !/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    return failure(400, "The request body must be sent as 'application/json'.");
  }
  return undefined;
}

async function answerRoute(world: World, route: Route, asked: Asked): Promise<Reply> {
  const { authorization } = asked.call.headers;
  if (route.auth === 'app') {
    const caller = await world.keys.checkApp(authorization);
    return caller.kind === 'refused' ? caller.reply : route.answer(world, asked);
  }
  const caller = world.keys.checkToken(authorization);
  if (route.auth === 'installation') return answerAccount(world, route, asked, caller);
  return caller.kind === 'refused' ? caller.reply : route.answer(world, asked);
}

function answerAccount(
  world: World,
  route: AccountRoute,
  asked: Asked,
  caller: ReturnType<Keys['checkToken']>,
): Reply {
  if (caller.kind === 'refused') return caller.reply;
  const { org, enterprise } = asked.params;
  const account =
    org === undefined
      ? world.company.accounts.find(
          (each) =>
            each.kind === 'enterprise' && each.slug.toLowerCase() === enterprise?.toLowerCase(),
        )
      : world.company.findOrganisation(org);
  if (account === undefined || caller.kind === 'app') return notFound();
  const accepts = Object.entries(route.accepts);
  const header = {
    'x-accepted-github-permissions': accepts.map(([name, level]) => `${name}=${level}`).join('; '),
  };
  const allowed = accepts.some(([name, level]) => covers(caller.permissions[name], level));
  if (account !== caller.account || !allowed) {
    return failure(403, 'Resource not accessible by integration', header);
  }
  const reply = route.answer(world, asked, account);
  return { ...reply, headers: { ...header, ...reply.headers } };
}

/** `/organizations/{id}/…` of GitHub's own links is `/orgs/{login}/…`. */
function namedPath(world: World, path: string): string {
  const match = /^\/organizations\/(\d+)(\/.*)$/.exec(path);
  const found = world.company.organisations().find(({ id }) => id === Number(match?.[1]));
  return found === undefined ? path : `/orgs/${encodeURIComponent(found.login)}${match?.[2] ?? ''}`;
}

function paramsOf(route: Route, path: string): Record<string, string> | undefined {
  const wanted = route.path.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = decodeURIComponent(given[index] ?? '');
    if (part.startsWith(':')) params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
}

function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

function bodyOf({ text }: Call): Record<string, unknown> | undefined {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
