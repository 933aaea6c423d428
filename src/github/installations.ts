/** What the App asks as itself: who it is and where it is installed. */
import { z } from 'zod';
import type { ReadFailure } from '../core/trust.ts';
import type { InstallationReading } from '../store/store.ts';
import { type Caller, type Desk, patienceOf, persist } from './desk.ts';
import { SEATS_PERMISSION } from './errors.ts';
import { type AppDescription, type Asked, GitHubError } from './github.ts';
import { app, installation } from './shapes.ts';
import { sortAppFailure } from './tokens.ts';

const PER_PAGE = 100;
const MOST_PAGES = 200;

export async function describeApp(desk: Desk, signal?: AbortSignal): Promise<AppDescription> {
  const { data } = await askAsApp(
    desk,
    { route: 'GET /app', shape: app },
    { lane: 'round', signal },
  );
  return { slug: data.slug ?? data.name, name: data.name, permissions: data.permissions };
}

/**
 * Every installation. One that cannot be read fails the whole list: whatever is missing from it would
 * be taken for removed.
 */
export async function listInstallations(
  desk: Desk,
  signal?: AbortSignal,
): Promise<InstallationReading[]> {
  const rows = await listRows(desk, { lane: 'round', signal });
  return rows.map(readInstallation).filter((reading) => reading !== undefined);
}

type Row = z.infer<typeof installation>;

async function listRows(desk: Desk, caller: Caller): Promise<Row[]> {
  // A map, because an installation made meanwhile pushes another one onto the next page.
  const found = new Map<number, Row>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const question = { route: `GET /app/installations`, page, shape: z.array(installation) };
    const { data, hasNext } = await askAsApp(desk, question, caller);
    for (const row of data) found.set(row.id, row);
    if (data.length === 0 || !(hasNext || data.length === PER_PAGE)) return [...found.values()];
  }
  throw new GitHubError({
    kind: 'unreadable',
    detail: 'GitHub’s list of installations is endless.',
  });
}

/** Undefined for the installation of an account that exists no more. */
function readInstallation(row: Row): InstallationReading | undefined {
  const account = row.account ?? undefined;
  const name = account?.login ?? account?.slug ?? undefined;
  if (account === undefined || name === undefined) return undefined;
  return {
    installationId: row.id,
    account: { id: account.id, name },
    kind: readKind(row),
    suspended: row.suspended_at !== null && row.suspended_at !== undefined,
    appMayWrite: SEAT_PERMISSIONS.some((key) => row.permissions[key] === 'write'),
  };
}

/** GitHub accepts either: https://docs.github.com/en/rest/copilot/copilot-user-management */
const SEAT_PERMISSIONS = ['organization_copilot_seat_management', 'organization_administration'];

function readKind(row: Row): InstallationReading['kind'] {
  const type = row.target_type ?? row.account?.type;
  if (type === 'User') return 'user';
  if (type === 'Enterprise' || typeof row.account?.login !== 'string') return 'enterprise';
  return 'organisation';
}

/**
 * What a 404 of an organisation means: GitHub says the same of an organisation that is gone, of one
 * without Copilot, and to an App that may not look. The list of installations tells them apart.
 */
export async function explainNotFound(
  desk: Desk,
  asked: Asked,
  caller: Caller,
): Promise<GitHubError> {
  const row = (await listRows(desk, caller)).find((one) => one.id === asked.installationId);
  const found = row === undefined ? undefined : readInstallation(row);
  return new GitHubError(explain(asked, row, found), { status: 404 });
}

function explain(
  asked: Asked,
  row: Row | undefined,
  found: InstallationReading | undefined,
): ReadFailure {
  if (row === undefined || found === undefined || found.account.id !== asked.organisationId) {
    return { kind: 'gone', detail: 'The App is no longer installed in this organisation.' };
  }
  if (found.suspended) {
    return { kind: 'suspended', detail: 'The installation of the App has been suspended.' };
  }
  if (found.account.name.toLowerCase() !== asked.login.toLowerCase()) {
    return { kind: 'gone', detail: 'The organisation has a new name; the next round will use it.' };
  }
  if (SEAT_PERMISSIONS.some((key) => row.permissions[key] !== undefined)) {
    return { kind: 'not-enabled', detail: 'GitHub Copilot is not enabled in this organisation.' };
  }
  return {
    kind: 'permission',
    detail: `The App needs the permission “${SEATS_PERMISSION}” and does not have it here.`,
    permission: SEATS_PERMISSION,
  };
}

interface AppQuestion<S extends z.ZodType> {
  readonly route: string;
  readonly page?: number;
  readonly shape: S;
}

/** Asks through Octokit, which corrects for a clock that differs from GitHub's. Throws `GitHubError`. */
async function askAsApp<S extends z.ZodType>(
  desk: Desk,
  { route, page, shape }: AppQuestion<S>,
  { lane, signal }: Caller,
): Promise<{ data: z.infer<S>; hasNext: boolean }> {
  const gate = desk.gates('app');
  const patience = patienceOf(lane, desk.timing);
  return persist(desk, { gate, patience, signal }, () =>
    gate.inTurn(
      lane,
      async () => {
        await gate.pass(patience.waitMs, signal);
        const response = await request(desk, { route, page }, signal);
        const parsed = shape.safeParse(response.data);
        if (!parsed.success) {
          const detail = 'GitHub described the App in a form that Seatkeeper cannot read.';
          throw new GitHubError({ kind: 'unreadable', detail }, { status: response.status });
        }
        // Only a hint that there is more; the address in it is never used.
        return { data: parsed.data, hasNext: /rel="?next/iu.test(response.headers.link ?? '') };
      },
      signal,
    ),
  );
}

async function request(
  desk: Desk,
  { route, page }: { readonly route: string; readonly page: number | undefined },
  signal?: AbortSignal,
) {
  const paging = page === undefined ? {} : { per_page: PER_PAGE, page };
  try {
    return await desk.app.octokit.request(route, {
      ...paging,
      ...(signal && { request: { signal } }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw sortAppFailure(error, (answer) => {
      const gate = desk.gates('app');
      gate.note(answer);
      return gate.retryAt();
    });
  }
}
