/**
 * Which e-mail addresses GitHub vouches for: evidence that a login is a certain colleague's. Public
 * profile addresses are no evidence, because people write into them what they like.
 * https://docs.github.com/en/enterprise-cloud@latest/graphql/reference/objects#user (organizationVerifiedDomainEmails)
 */
import { z } from 'zod';
import { askInstallation, brief, type Desk, expectParsed } from './desk.ts';
import { type Asked, GitHubError, type VerifiedEmails } from './github.ts';
import type { Answer } from './request.ts';
import { githubId, parseJson } from './shapes.ts';

const MEMBERS_PERMISSION = 'Members';
const PER_PAGE = 100;
/** 1,000 pages of 100: far beyond any organisation, and an end to a cursor that never ends. */
const MOST_PAGES = 1000;

const MEMBERS = `query($org: String!, $first: Int!, $after: String) {
  organization(login: $org) {
    membersWithRole(first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { databaseId organizationVerifiedDomainEmails(login: $org) }
    }
  }
}`;

const SAML = `query($org: String!, $first: Int!, $after: String) {
  organization(login: $org) {
    samlIdentityProvider {
      externalIdentities(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { user { databaseId } samlIdentity { nameId emails { value } } }
      }
    }
  }
}`;

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
const text = z.unknown().transform((value) => (typeof value === 'string' ? value : ''));

const member = z.object({
  databaseId: githubId,
  organizationVerifiedDomainEmails: z.array(text).nullish(),
});

const identity = z.object({
  user: z.object({ databaseId: githubId }),
  samlIdentity: z.object({
    nameId: text,
    emails: z.array(z.object({ value: text })).nullish(),
  }),
});

/** A row that GitHub left out, or that lacks its person, is nobody's evidence. */
function rowsOf<T extends z.ZodType>(row: T) {
  return z.object({ pageInfo, nodes: z.array(z.union([row, z.unknown().transform(skip)])) });
}

function skip(): undefined {
  return undefined;
}

const membersShape = z.object({
  organization: z.object({ membersWithRole: rowsOf(member) }),
});
const samlShape = z.object({
  organization: z.object({
    samlIdentityProvider: z.object({ externalIdentities: rowsOf(identity) }).nullish(),
  }),
});

interface Page {
  readonly rows: readonly VerifiedEmails[];
  readonly hasNext: boolean;
  readonly after: string | undefined;
}

interface Kind {
  readonly query: string;
  readonly read: (data: unknown) => Page | undefined;
}

const BY_DOMAIN: Kind = { query: MEMBERS, read: readMembers };
const BY_SAML: Kind = { query: SAML, read: readSaml };

/**
 * See `GitHub.readVerifiedEmails`. One of the two sources is enough where the other may not be read; one
 * that fails in any other way fails both, because half a list proves that nobody else has an address as
 * little as none does.
 */
export async function readVerifiedEmails(
  desk: Desk,
  asked: Asked,
  signal?: AbortSignal,
): Promise<VerifiedEmails[]> {
  const rows: VerifiedEmails[] = [];
  const refusals: GitHubError[] = [];
  for (const kind of [BY_DOMAIN, BY_SAML]) {
    try {
      rows.push(...(await readKind(desk, asked, { kind, signal })));
    } catch (error) {
      if (!(error instanceof GitHubError) || error.failure.kind !== 'permission') throw error;
      refusals.push(error);
    }
  }
  const [first, second] = refusals;
  if (first !== undefined && second !== undefined) throw first;
  return mergeByPerson(rows);
}

function mergeByPerson(rows: readonly VerifiedEmails[]): VerifiedEmails[] {
  const found = new Map<number, Set<string>>();
  for (const { personId, emails } of rows) {
    const known = found.get(personId) ?? new Set();
    for (const email of emails) known.add(email);
    if (known.size > 0) found.set(personId, known);
  }
  return [...found].map(([personId, emails]) => ({ personId, emails: [...emails] }));
}

interface Reading {
  readonly kind: Kind;
  readonly signal: AbortSignal | undefined;
}

/** The whole of one source, or a `GitHubError`. */
async function readKind(desk: Desk, asked: Asked, reading: Reading): Promise<VerifiedEmails[]> {
  const rows: VerifiedEmails[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await readPage(desk, asked, { ...reading, after });
    rows.push(...read.rows);
    if (!read.hasNext) return rows;
    // A cursor that stands still would be asked for ever.
    if (read.after === undefined || read.after === after) break;
    after = read.after;
  }
  const detail = 'GitHub’s list of addresses does not come to an end.';
  throw new GitHubError({ kind: 'unreadable', detail });
}

async function readPage(
  desk: Desk,
  asked: Asked,
  { kind, after, signal }: Reading & { readonly after: string | undefined },
): Promise<Page> {
  const variables = { org: asked.login, first: PER_PAGE, after: after ?? null };
  return askInstallation(
    desk,
    asked,
    {
      path: '/graphql',
      body: JSON.stringify({ query: kind.query, variables }),
      needs: MEMBERS_PERMISSION,
      // Somebody waits for it, and without an answer there is simply no link yet.
      patience: brief(desk.timing),
      lane: 'addresses',
      parse: (answer) => parsePage(answer, kind),
    },
    signal,
  );
}

const answerShape = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ type: text })).optional(),
});

/** GraphQL answers 200 whatever happened; beside what went wrong stands what it could say: a part. */
function parsePage(answer: Answer, { read }: Kind): Page {
  const { data, errors = [] } = expectParsed(answer, answerShape.safeParse(parseJson(answer.text)));
  const page = errors.length === 0 ? read(data) : undefined;
  if (page !== undefined) return page;
  throw sortErrors(errors.map(({ type }) => type));
}

function sortErrors(types: readonly string[]): GitHubError {
  if (types.some((type) => type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES')) {
    const detail = `The App needs the permission “${MEMBERS_PERMISSION}” and does not have it here.`;
    return new GitHubError({ kind: 'permission', detail, permission: MEMBERS_PERMISSION });
  }
  if (types.includes('RATE_LIMITED')) {
    const detail = 'GitHub asks to be asked less often.';
    return new GitHubError({ kind: 'limit', detail, retryAt: undefined });
  }
  if (types.includes('NOT_FOUND')) {
    return new GitHubError({ kind: 'gone', detail: 'GitHub shows no such organisation.' });
  }
  const detail = 'GitHub answered in a form that Seatkeeper cannot read.';
  return new GitHubError({ kind: 'unreadable', detail });
}

function readMembers(data: unknown): Page | undefined {
  const parsed = membersShape.safeParse(data).data?.organization.membersWithRole;
  if (parsed === undefined) return undefined;
  const rows = parsed.nodes.flatMap((node) => {
    if (node === undefined) return [];
    const emails = (node.organizationVerifiedDomainEmails ?? []).flatMap(readEmail);
    return [{ personId: node.databaseId, emails }];
  });
  return { rows, ...readPosition(parsed.pageInfo) };
}

function readSaml(data: unknown): Page | undefined {
  const parsed = samlShape.safeParse(data).data?.organization;
  if (parsed === undefined) return undefined;
  const identities = parsed.samlIdentityProvider?.externalIdentities;
  // No SAML here, which is no failure.
  if (identities === undefined) return { rows: [], hasNext: false, after: undefined };
  const rows = identities.nodes.flatMap((node) => {
    if (node === undefined) return [];
    const { nameId, emails } = node.samlIdentity;
    const named = [nameId, ...(emails ?? []).map(({ value }) => value)];
    return [{ personId: node.user.databaseId, emails: named.flatMap(readEmail) }];
  });
  return { rows, ...readPosition(identities.pageInfo) };
}

function readPosition({ hasNextPage, endCursor }: z.infer<typeof pageInfo>) {
  return { hasNext: hasNextPage, after: endCursor ?? undefined };
}

/** A SAML name may be anything; only what is shaped like an address is one. */
function readEmail(value: string): string[] {
  const email = value.trim().toLowerCase();
  return /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/u.test(email) && email.length <= 254 ? [email] : [];
}
