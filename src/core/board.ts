/** All seats judged at once: what lists, totals and the digest are made from. */
import { type DormancyPolicy, type Idle, judge, type State, type Verdict } from './dormancy.ts';
import { costAtRest, monthlyCost, type Prices } from './money.ts';
import { findObstacle, type Obstacle, type RemovalMode, type SeatManagement } from './removal.ts';
import type { HeldSeat, Instant, Organisation, Seat } from './seat.ts';
import type { Trust } from './trust.ts';

/** An organisation as the decision sees it. */
export interface OrganisationOutlook {
  readonly organisation: Organisation;
  readonly trust: Trust;
  readonly appMayWrite: boolean;
  readonly seatManagement: SeatManagement;
  readonly removalsUnderWay: number;
}

export interface BoardRow {
  readonly seat: Seat;
  readonly verdict: Verdict;
  /** What stands in the way of **Remove seat**; undefined when it may be offered. */
  readonly obstacle: Obstacle | undefined;
}

/** A row about somebody whose seat lies idle, or seems to. */
export interface IdleRow extends BoardRow {
  readonly seat: HeldSeat;
  readonly verdict: Extract<Verdict, { state: 'dormant' | 'unclear' }>;
}

export interface Board {
  readonly rows: readonly BoardRow[];
  readonly organisations: readonly OrganisationOutlook[];
}

export interface BoardPolicy extends DormancyPolicy {
  readonly mode: RemovalMode;
  /** A list may ask for a longer idleness; what may be removed is the policy's business all the same. */
  readonly listedAfterDays?: number | undefined;
}

/**
 * Judges every seat as of the instant up to which its organisation's data can be believed, so that
 * bad data makes nobody newly dormant. Seats of organisations never read well are left out.
 */
export function judgeBoard(
  seats: readonly Seat[],
  organisations: readonly OrganisationOutlook[],
  policy: BoardPolicy,
  now: Instant,
): Board {
  const outlooks = new Map(organisations.map((outlook) => [outlook.organisation.id, outlook]));
  const listed = { dormantAfterDays: policy.listedAfterDays ?? policy.dormantAfterDays };
  const judged = seats.flatMap((seat) => {
    const outlook = outlooks.get(seat.organisation.id);
    if (outlook === undefined || outlook.trust.kind === 'unread') return [];
    return [{ seat, outlook, verdict: judge(seat, listed, outlook.trust.asOf) }];
  });
  const staying = countStaying(judged);
  const rows = judged.map(({ seat, outlook, verdict }) => ({
    seat,
    verdict,
    obstacle: findObstacle(
      verdict,
      {
        mode: policy.mode,
        trust: outlook.trust,
        appMayWrite: outlook.appMayWrite,
        seatManagement: outlook.seatManagement,
        team: seat.kind === 'held' ? seat.team : undefined,
        seatsStaying: (staying.get(seat.organisation.id) ?? 0) - outlook.removalsUnderWay,
        lastUseAt: seat.kind === 'held' ? seat.lastUse?.at : undefined,
      },
      policy,
      now,
    ),
  }));
  return { rows, organisations };
}

/** Seats that people hold and that are not leaving: removing all of these cancels the plan. */
function countStaying(judged: readonly { readonly seat: Seat }[]): Map<number, number> {
  const staying = new Map<number, number>();
  for (const { seat } of judged) {
    if (seat.kind === 'nobody' || seat.pendingCancellation !== undefined) continue;
    staying.set(seat.organisation.id, (staying.get(seat.organisation.id) ?? 0) + 1);
  }
  return staying;
}

export interface Summary {
  readonly total: number;
  readonly byState: Readonly<Record<State, number>>;
  /** Dormant seats without any use on record, a part of `byState.dormant`. */
  readonly neverUsed: number;
  /** Monthly, in hundredths of the currency. */
  readonly cost: number;
  readonly costAtRest: number;
  readonly removable: number;
  readonly throughTeams: number;
  /** Organisations whose data is not good, and which are therefore not in the figures. */
  readonly leftOut: readonly OrganisationOutlook[];
}

/** Totals over the organisations whose data is good; the others are named instead. */
export function summarise(board: Board, prices: Prices): Summary {
  const good = new Set(
    board.organisations
      .filter(({ trust }) => trust.kind === 'good')
      .map(({ organisation }) => organisation.id),
  );
  const rows = board.rows.filter(({ seat }) => good.has(seat.organisation.id));
  const byState: Record<State, number> = {
    nobody: 0,
    leaving: 0,
    active: 0,
    kept: 0,
    new: 0,
    unclear: 0,
    dormant: 0,
  };
  for (const { verdict } of rows) byState[verdict.state] += 1;
  const dormant = rows.filter(({ verdict }) => verdict.state === 'dormant');
  return {
    total: rows.length,
    byState,
    neverUsed: dormant.filter(isWithoutUse).length,
    cost: monthlyCost(rows, prices),
    costAtRest: costAtRest(withoutSeatElsewhere(rows, board.rows, good), prices),
    removable: countRemovable(dormant, board),
    throughTeams: dormant.filter(isThroughTeam).length,
    leftOut: board.organisations.filter(({ trust }) => trust.kind !== 'good'),
  };
}

/** Somebody who keeps a seat where the data is not good goes on costing, so nothing of theirs rests. */
function withoutSeatElsewhere(
  rows: readonly BoardRow[],
  all: readonly BoardRow[],
  good: ReadonlySet<number>,
): BoardRow[] {
  const elsewhere = new Set(
    all.flatMap(({ seat }) =>
      seat.kind === 'held' &&
      seat.pendingCancellation === undefined &&
      !good.has(seat.organisation.id)
        ? [seat.person.id]
        : [],
    ),
  );
  return rows.filter(({ seat }) => seat.kind === 'nobody' || !elsewhere.has(seat.person.id));
}

/** The last seat of an organisation stays, so where all are idle one fewer can go than has a button. */
function countRemovable(dormant: readonly BoardRow[], { rows, organisations }: Board): number {
  const staying = countStaying(rows);
  let removable = 0;
  for (const { organisation, removalsUnderWay } of organisations) {
    const offered = dormant.filter(
      ({ seat, obstacle }) => seat.organisation.id === organisation.id && obstacle === undefined,
    ).length;
    const spare = (staying.get(organisation.id) ?? 0) - removalsUnderWay - 1;
    removable += Math.max(0, Math.min(offered, spare));
  }
  return removable;
}

/** What `/copilot dormant` was asked for. */
export interface DormantQuery {
  /** At least the policy's threshold; undefined means the policy's threshold. */
  readonly days: number | undefined;
  readonly neverUsed: boolean;
  readonly unclear: boolean;
  readonly organisationId: number | undefined;
  readonly teamSlug: string | undefined;
}

/**
 * The idle seats that fit the query, longest idle first; ties by organisation and login. The board must
 * have been judged by the query's days.
 */
export function listIdle(board: Board, query: DormantQuery): IdleRow[] {
  const wanted: State = query.unclear ? 'unclear' : 'dormant';
  return board.rows
    .filter(isIdle)
    .filter(
      (row) =>
        row.verdict.state === wanted &&
        (!query.neverUsed || isWithoutUse(row)) &&
        (query.organisationId === undefined || row.seat.organisation.id === query.organisationId) &&
        (query.teamSlug === undefined || row.seat.team?.slug === query.teamSlug),
    )
    .toSorted(byLongestIdle);
}

const ATTENTION: Readonly<Record<State, number>> = {
  dormant: 0,
  unclear: 1,
  leaving: 2,
  new: 3,
  kept: 4,
  active: 5,
  nobody: 6,
};

/** Sorts what needs a decision before what will change by itself, and that before what is well. */
export function byAttention(one: Pick<BoardRow, 'verdict'>, other: Pick<BoardRow, 'verdict'>) {
  return ATTENTION[one.verdict.state] - ATTENTION[other.verdict.state];
}

export function isIdle(row: BoardRow): row is IdleRow {
  return (
    row.seat.kind === 'held' && (row.verdict.state === 'dormant' || row.verdict.state === 'unclear')
  );
}

function isWithoutUse({ verdict }: BoardRow): boolean {
  return 'reason' in verdict && verdict.reason.kind !== 'stopped';
}

export function isThroughTeam({ seat }: BoardRow): boolean {
  return seat.kind === 'held' && seat.team !== undefined;
}

function byLongestIdle(one: IdleRow, other: IdleRow): number {
  return (
    idleOf(one).idleSince - idleOf(other).idleSince ||
    compareText(one.seat.organisation.login, other.seat.organisation.login) ||
    compareText(one.seat.person.login, other.seat.person.login) ||
    one.seat.person.id - other.seat.person.id
  );
}

function idleOf(row: IdleRow): Idle {
  return row.verdict;
}

/** Compares logins without case and without the machine's locale, so that lists are the same everywhere. */
function compareText(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
