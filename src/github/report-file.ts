/** One file of a usage report: fetched without any token, read as a stream, row by row. */
import type { UsageDay } from '../store/usage-store.ts';
import { GitHubError } from './github.ts';
import { bytesOf, sortNetworkFailure, unlessAborted, withDeadline } from './request.ts';
import { parseJson } from './shapes.ts';
import { parseUsageRow } from './usage-row.ts';

export interface FileLimits {
  /** The longest silence. */
  readonly stallMs: number;
  /** The longest reading, the caller's own time left out. */
  readonly readDeadlineMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface Batch {
  readonly days: readonly UsageDay[];
  /** Rows that are well formed, with or without a sign of use. */
  readonly rows: number;
  /** Rows that are not rows of this report. */
  readonly oddRows: number;
}

const MOST_BYTES = 2 * 1024 ** 3;
/** A report can also come as one JSON array, which is one line. */
const LONGEST_LINE = 64 * 1024 ** 2;
const BATCH_ROWS = 1000;

/** Opens a link; undefined when the file is not there (yet). Throws `GitHubError`. */
export async function openReport(
  link: string,
  { stallMs, signal }: FileLimits,
): Promise<Response | undefined> {
  let response: Response;
  try {
    // The link is itself the key, on a host that is not GitHub's API: it gets no header of ours.
    response = await withDeadline(stallMs, signal, (inner) =>
      unlessAborted(fetch(link, { redirect: 'manual' }), inner),
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw sortNetworkFailure(error);
  }
  if (response.status === 200) return response;
  await response.body?.cancel();
  if (response.status === 404) return undefined;
  const detail = `The file of the usage report could not be fetched (HTTP ${response.status}).`;
  throw new GitHubError({ kind: 'outage', detail }, { status: response.status });
}

/** Reads a file's rows in batches. Throws `GitHubError` where it breaks off or is no report. */
export async function* readReport(response: Response, limits: FileLimits): AsyncGenerator<Batch> {
  const whole: string[] = [];
  let rows: unknown[] = [];
  let started = false;
  let brokenOff = false;
  for await (const line of readLines(response, limits)) {
    const value = parseJson(line);
    brokenOff = value === undefined;
    // A first line that is no JSON begins a document spread over lines, which can only be read whole.
    if (!started && (brokenOff || whole.length > 0)) {
      whole.push(line);
      continue;
    }
    started = true;
    rows.push(...(brokenOff ? [undefined] : rowsOf(value)));
    if (rows.length >= BATCH_ROWS) {
      yield* batchesOf(rows);
      rows = [];
    }
  }
  if (whole.length > 0) {
    const value = parseJson(whole.join('\n'));
    brokenOff = value === undefined;
    rows.push(...rowsOf(value));
  }
  yield* batchesOf(rows);
  if (brokenOff) throw notReadable('broke off or is no report');
}

/** The rows in a value: itself, its items, or the items of the lists in it. */
function rowsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return [];
  if ('user_id' in value) return [value];
  const lists = Object.values(value).filter((item) => Array.isArray(item));
  return lists.length > 0 ? lists.flat() : [value];
}

function* batchesOf(values: readonly unknown[]): Generator<Batch> {
  for (let start = 0; start < values.length; start += BATCH_ROWS) {
    const read = values.slice(start, start + BATCH_ROWS).map(parseUsageRow);
    const oddRows = read.filter((row) => row.kind === 'odd').length;
    const days = read.flatMap((row) => (row.kind === 'used' ? [row.day] : []));
    yield { days, rows: read.length - oddRows, oddRows };
  }
}

async function* readLines(response: Response, limits: FileLimits): AsyncGenerator<string> {
  let parts: string[] = [];
  let length = 0;
  for await (const text of readTexts(response, limits)) {
    const pieces = text.split('\n');
    const rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      const line = [...parts, piece].join('').trim();
      parts = [];
      length = 0;
      if (line !== '') yield line;
    }
    parts.push(rest);
    length += rest.length;
    if (length > LONGEST_LINE) throw notReadable('has a line beyond all size');
  }
  const line = parts.join('').trim();
  if (line !== '') yield line;
}

async function* readTexts(response: Response, limits: FileLimits): AsyncGenerator<string> {
  if (response.body === null) return;
  const { stallMs, readDeadlineMs, signal } = limits;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  let spentMs = 0;
  try {
    while (true) {
      const before = performance.now();
      const chunk = await withDeadline(stallMs, signal, (inner) =>
        unlessAborted(reader.read(), inner),
      );
      spentMs += performance.now() - before;
      if (chunk.done) break;
      const piece = bytesOf(chunk.value);
      bytes += piece.byteLength;
      if (bytes > MOST_BYTES) throw notReadable('is beyond all size');
      if (spentMs > readDeadlineMs) throw notReadable('took too long to come');
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof GitHubError ? error : sortNetworkFailure(error);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function notReadable(how: string): GitHubError {
  return new GitHubError({ kind: 'unreadable', detail: `A file of the usage report ${how}.` });
}
