/** The users report of an organisation or an enterprise: a question for its links, then files from another host. */
import { z } from 'zod';
import { DAY_MS, type Day } from '../core/seat.ts';
import type { UsageDay } from '../store/usage-store.ts';
import { askInstallation, type Desk, expectParsed, pathPiece } from './desk.ts';
import { REPORTS_PERMISSIONS } from './errors.ts';
import { type Asked, type GitHub, GitHubError, type ReportAsked } from './github.ts';
import { parseDay } from './instants.ts';
import { openReport, readReport } from './report-file.ts';
import type { Answer } from './request.ts';
import { parseJson } from './shapes.ts';

/** See `GitHub.readUsageDays`. Throws only `GitHubError`, what `onBatch` throws, and the caller's reason. */
export async function readUsageDays(
  desk: Desk,
  asked: ReportAsked,
  onBatch: (days: readonly UsageDay[]) => Promise<void>,
  signal?: AbortSignal,
): ReturnType<GitHub['readUsageDays']> {
  const { links, lastDay } = await readLinks(desk, asked, signal);
  let rows = 0;
  let newest: Day | undefined;
  let failure: GitHubError | undefined;
  async function takeBatch(days: readonly UsageDay[]): Promise<void> {
    for (const { day } of days) if (newest === undefined || day > newest) newest = day;
    await onBatch(days);
  }
  for (const link of links) {
    try {
      rows += await readFile(desk, asked, { link, onBatch: takeBatch, signal });
    } catch (error) {
      signal?.throwIfAborted();
      // A person's days are spread over the files: what the others tell is worth having in any case.
      if (!(error instanceof GitHubError)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  if (rows === 0) return { kind: 'no-report' };
  return { kind: 'read', lastDay: lastDay ?? newest ?? usualLastDay(desk) };
}

/** Reports end two days back. */
function usualLastDay({ now }: Desk): Day {
  return new Date(now() - 2 * DAY_MS).toISOString().slice(0, 10);
}

interface FileToRead {
  readonly link: string;
  readonly onBatch: (days: readonly UsageDay[]) => Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/** The number of well-formed rows. */
async function readFile(
  desk: Desk,
  { organisationId }: Asked,
  { link, onBatch, signal }: FileToRead,
): Promise<number> {
  const { deadlineMs: stallMs, readDeadlineMs } = desk.timing;
  const limits = { stallMs, readDeadlineMs, signal };
  if (!isSafeLink(link, desk.apiUrl)) {
    const detail = 'GitHub named an address for the usage report that is not safe to use.';
    throw new GitHubError({ kind: 'unreadable', detail });
  }
  const response = await openReport(link, limits);
  if (response === undefined) return 0;
  let rows = 0;
  let oddRows = 0;
  for await (const batch of readReport(response, limits)) {
    rows += batch.rows;
    oddRows += batch.oddRows;
    if (batch.days.length > 0) await onBatch(batch.days);
  }
  if (oddRows > 0) desk.log.warn({ organisationId, oddRows }, 'odd rows of a usage report skipped');
  return rows;
}

/** GitHub answers these while there is no report to give: gateway errors too, seen in the field. */
const NOT_READY = new Set([502, 503]);

interface Links {
  readonly links: readonly string[];
  readonly lastDay: Day | undefined;
}

const NO_LINKS: Links = { links: [], lastDay: undefined };

/** Where each kind of account stands in GitHub's paths. */
const PLACES = { organisation: 'orgs', enterprise: 'enterprises' } as const;

async function readLinks(desk: Desk, asked: ReportAsked, signal?: AbortSignal): Promise<Links> {
  const question = {
    path: `/${PLACES[asked.kind]}/${pathPiece(asked.login)}/copilot/metrics/reports/users-28-day/latest`,
    needs: REPORTS_PERMISSIONS[asked.kind],
    expects: [204, 404],
    parse: parseLinks,
  };
  try {
    return await askInstallation(desk, asked, question, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof GitHubError && NOT_READY.has(error.status ?? 0)) return NO_LINKS;
    throw error;
  }
}

const linksAnswer = z.object({
  download_links: z.array(z.string()).nullish(),
  report_end_day: z.unknown().optional(),
});

/** Not ready also comes as an empty body, as null, and as a bare string such as "No report available". */
function parseLinks(answer: Answer): Links {
  if (answer.status !== 200 || answer.text.trim() === '') return NO_LINKS;
  const body = parseJson(answer.text);
  if (body === null || typeof body === 'string') return NO_LINKS;
  const { download_links, report_end_day } = expectParsed(answer, linksAnswer.safeParse(body));
  const lastDay = typeof report_end_day === 'string' ? parseDay(report_end_day) : undefined;
  return { links: download_links ?? [], lastDay };
}

/** Encrypted, or on this machine when GitHub itself is. */
export function isSafeLink(link: string, apiUrl: string): boolean {
  if (!URL.canParse(link)) return false;
  const url = new URL(link);
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && isLoopback(url) && isLoopback(new URL(apiUrl));
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/u.test(hostname);
}
