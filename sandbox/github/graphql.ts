/** `POST /graphql`, as far as it tells which e-mail addresses GitHub vouches for. */
import type { Organisation, Permissions } from './accounts.ts';
import { covers } from './keys.ts';
import { type Call, failure, type Reply } from './reply.ts';
import type { Person } from './seat-list.ts';
import type { World } from './world.ts';

interface Caller {
  readonly organisation: Organisation | undefined;
  readonly permissions: Permissions;
}

interface Paging {
  readonly first: number;
  readonly after: number;
}

/** GraphQL answers 200 also where it refuses; the reason stands in `errors`. */
export function answerGraphql(world: World, call: Call): Reply {
  const token = world.keys.checkToken(call.headers.authorization);
  if (token.kind === 'refused') return token.reply;
  if (token.kind === 'app') return failure(403, 'Resource not accessible by integration');
  const asked = readAsked(call.text);
  if (asked === undefined) return failure(400, 'Problems parsing JSON');
  const { query, variables } = asked;
  const first = Number(variables['first']);
  if (!(first >= 1 && first <= 100)) return refuse('EXCESSIVE_PAGINATION', 'between 1 and 100');
  const paging = { first, after: Number(variables['after'] ?? 0) };
  const organisation = world.company.findOrganisation(String(variables['org']));
  if (organisation === undefined) {
    return refuse('NOT_FOUND', 'Could not resolve to an Organization.');
  }
  const { account, permissions } = token;
  const caller = { organisation: account === organisation ? organisation : undefined, permissions };
  if (query.includes('membersWithRole')) return answerMembers(caller, paging);
  if (query.includes('samlIdentityProvider')) return answerSaml(caller, paging);
  return refuse('undefinedField', 'This stand-in does not know that field.');
}

function readAsked(
  text: string,
): { query: string; variables: Record<string, unknown> } | undefined {
  try {
    const { query, variables = {} } = JSON.parse(text) as {
      query?: unknown;
      variables?: Record<string, unknown>;
    };
    return typeof query === 'string' ? { query, variables } : undefined;
  } catch {
    return undefined;
  }
}

function refuse(type: string, message: string): Reply {
  return { status: 200, body: { data: { organization: null }, errors: [{ type, message }] } };
}

function forbid(): Reply {
  return refuse('FORBIDDEN', 'Resource not accessible by integration');
}

function answerMembers({ organisation, permissions }: Caller, paging: Paging): Reply {
  if (organisation === undefined || !covers(permissions['members'], 'read')) return forbid();
  const nodes = [...organisation.members].map((person) => ({
    databaseId: person.id,
    organizationVerifiedDomainEmails: person.verifiedEmails ?? [],
  }));
  return reply({ membersWithRole: page(nodes, paging) });
}

/** Who may see the provider is not published; here it takes the same right as the members do. */
function answerSaml({ organisation, permissions }: Caller, paging: Paging): Reply {
  if (organisation === undefined || !covers(permissions['members'], 'read')) return forbid();
  const named = [...organisation.members].filter(hasSamlName);
  if (named.length === 0) return reply({ samlIdentityProvider: null });
  const nodes = named.map(({ id, samlName }) => ({
    user: { databaseId: id },
    samlIdentity: { nameId: samlName, emails: [] },
  }));
  return reply({ samlIdentityProvider: { externalIdentities: page(nodes, paging) } });
}

function hasSamlName(person: Person): boolean {
  return person.samlName !== undefined;
}

function reply(organization: Record<string, unknown>): Reply {
  return { status: 200, body: { data: { organization } } };
}

function page(nodes: readonly unknown[], { first, after }: Paging) {
  const end = after + first;
  return {
    pageInfo: { hasNextPage: end < nodes.length, endCursor: String(Math.min(end, nodes.length)) },
    nodes: nodes.slice(after, end),
  };
}
