/** Reads a whole seat list, page after page, and says whether it may be believed to be whole. */
import type { HeldSeatReading, SeatReading } from '../core/seat.ts';
import type { ReadFailure } from '../core/trust.ts';
import { askInstallation, type Desk, expectParsed, pathPiece } from './desk.ts';
import { asGitHubError, SEATS_PERMISSION } from './errors.ts';
import type { Asked, SeatListEnd, SeatPage } from './github.ts';
import { type Answer, DeadlineError, withDeadline } from './request.ts';
import { withNotFoundExplained } from './seats.ts';
import { parseJson, parseSeat, seatPage } from './shapes.ts';

const PER_PAGE = 100;
/** 300,000 seats: no company has as many, so a list that goes on is going in circles. */
const MOST_PAGES = 3000;

interface RawPage {
  readonly totalSeats: number;
  readonly rows: readonly unknown[];
  readonly hasNext: boolean;
}

/** What a reading has come to so far. */
interface Progress {
  pages: number;
  rows: number;
  promised: number | undefined;
  /** The first reason not to believe the list to be whole. Reading goes on: presence is believed. */
  doubt: ReadFailure | undefined;
  /** Every row with a holder, and the page it stood on. */
  readonly seen: Map<string, number>;
}

/** See `GitHub.readSeats`. Throws only what `onPage` throws, and the caller's own reason to give up. */
export async function readSeatList(
  desk: Desk,
  asked: Asked,
  onPage: (page: SeatPage) => Promise<void>,
  signal?: AbortSignal,
): Promise<SeatListEnd> {
  const progress: Progress = {
    pages: 0,
    rows: 0,
    promised: undefined,
    doubt: undefined,
    seen: new Map(),
  };
  return withDeadline(desk.timing.readDeadlineMs, signal, async (inner) => {
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const asking = withNotFoundExplained(desk, asked, { lane: 'round', signal: inner }, () =>
        askPage(desk, { asked, page, signal: inner }),
      );
      const raw = await asking.catch((error: unknown) => {
        signal?.throwIfAborted();
        return sortPageFailure(error);
      });
      if ('kind' in raw) return endOf(progress, raw);
      const seats = take(progress, raw);
      if (seats.length > 0) await onPage({ seats });
      if (isLast(progress, raw, seats)) return endOf(progress, undefined);
    }
    return endOf(progress, doubt('The list of seats has no end.'));
  });
}

function askPage(
  desk: Desk,
  { asked, page, signal }: { asked: Asked; page: number; signal: AbortSignal },
): Promise<RawPage> {
  const path = `/orgs/${pathPiece(asked.login)}/copilot/billing/seats`;
  const question = {
    // Our own page numbers: a token sent to an address out of an answer could end up anywhere.
    path: `${path}?per_page=${PER_PAGE}&page=${page}`,
    needs: SEATS_PERMISSION,
    parse: parsePage,
  };
  return askInstallation(desk, asked, question, signal);
}

function parsePage(answer: Answer): RawPage {
  const frame = expectParsed(answer, seatPage.safeParse(parseJson(answer.text)));
  // Only a hint that there is more; the address in it is never used.
  const hasNext = /rel="?next\b/iu.test(answer.headers.get('link') ?? '');
  return { totalSeats: frame.total_seats, rows: frame.seats, hasNext };
}

function sortPageFailure(error: unknown): ReadFailure {
  if (error instanceof DeadlineError) {
    return { kind: 'outage', detail: 'Reading the seats took too long and was stopped.' };
  }
  return asGitHubError(error).failure;
}

function doubt(detail: string): ReadFailure {
  return { kind: 'incomplete', detail };
}

/** Adds a page to the progress; answers with the seats on it that can be read. */
function take(progress: Progress, page: RawPage): SeatReading[] {
  progress.pages += 1;
  progress.rows += page.rows.length;
  progress.promised ??= page.totalSeats;
  if (progress.promised !== page.totalSeats) {
    progress.doubt ??= doubt('The number of seats changed while they were being read.');
  }
  const seats = page.rows.map(parseSeat).filter((seat) => seat !== undefined);
  const unread = page.rows.length - seats.length;
  if (unread > 0) {
    progress.doubt ??= doubt(`${unread} of the seats on page ${progress.pages} cannot be read.`);
  }
  for (const seat of seats) {
    if (isRepeated(progress, seat)) {
      // The list moved under the reading: another seat may have slipped past between two pages.
      progress.doubt ??= doubt('A seat came on two pages, so another may be missing.');
    }
  }
  return seats;
}

function keyOf(seat: HeldSeatReading): string {
  return `${seat.person.id} ${seat.grantedAt} ${seat.team?.slug ?? ''}`;
}

function isRepeated({ seen, pages }: Progress, seat: SeatReading): boolean {
  if (seat.kind === 'nobody') return false;
  const key = keyOf(seat);
  const before = seen.get(key);
  seen.set(key, before ?? pages);
  return before !== undefined && before !== pages;
}

/** An empty page, or all that was promised and no word of more, or nothing but what came before. */
function isLast(progress: Progress, page: RawPage, seats: readonly SeatReading[]): boolean {
  const { promised = 0, rows, seen, pages } = progress;
  if (page.rows.length === 0) return true;
  if (rows < promised) return false;
  if (!page.hasNext) return true;
  const news = seats.some((seat) => seat.kind === 'held' && seen.get(keyOf(seat)) === pages);
  return rows > promised && !news;
}

function endOf(progress: Progress, failure: ReadFailure | undefined): SeatListEnd {
  const { pages, rows, promised = 0 } = progress;
  if (failure !== undefined) return { kind: pages > 0 ? 'incomplete' : 'failed', failure, pages };
  const miscount =
    rows === promised ? undefined : doubt(`GitHub promised ${promised} seats and listed ${rows}.`);
  const why = progress.doubt ?? miscount;
  if (why !== undefined) return { kind: 'incomplete', failure: why, pages };
  return { kind: 'complete', totalSeats: promised, pages };
}
