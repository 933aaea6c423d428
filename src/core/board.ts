/** All seats judged at once: what lists, totals and the digest are made from. */
import { type DormancyPolicy, judge, type State, type Verdict } from './dormancy.ts';
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
  const judged: { seat: Seat; outlook: OrganisationOutlook; verdict: Verdict }[] = [];
  for (const seat of seats) {
    const outlook = outlooks.get(seat.organisation.id);
    if (outlook === undefined || outlook.trust.kind === 'unread') continue;
    judged.push({ seat, outlook, verdict: judge(seat, listed, outlook.trust.asOf) });
  }
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
    countUp(staying, seat.organisation.id);
  }
  return staying;
}

function countUp(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
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

/** The organisations whose data may be concluded from. */
export function listGood({ organisations }: Pick<Board, 'organisations'>): Organisation[] {
  return organisations
    .filter(({ trust }) => trust.kind === 'good')
    .map(({ organisation }) => organisation);
}

/** Totals over the organisations whose data is good; the others are named instead. */
export function summarise(board: Board, prices: Prices): Summary {
  const good = new Set(listGood(board).map(({ id }) => id));
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
  // One pass: a company may have a hundred thousand seats, and nothing else is done meanwhile.
  const offered = new Map<number, number>();
  let neverUsed = 0;
  let throughTeams = 0;
  for (const row of rows) {
    byState[row.verdict.state] += 1;
    if (row.verdict.state !== 'dormant') continue;
    if (isWithoutUse(row)) neverUsed += 1;
    if (isThroughTeam(row)) throughTeams += 1;
    if (row.obstacle === undefined) countUp(offered, row.seat.organisation.id);
  }
  return {
    total: rows.length,
    byState,
    neverUsed,
    cost: monthlyCost(rows, prices),
    costAtRest: costAtRest(withoutSeatElsewhere(rows, board.rows, good), prices),
    removable: countRemovable(offered, board),
    throughTeams,
    leftOut: board.organisations.filter(({ trust }) => trust.kind !== 'good'),
  };
}

/** Somebody who keeps a seat where the data is not good goes on costing, so nothing of theirs rests. */
function withoutSeatElsewhere(
  rows: readonly BoardRow[],
  all: readonly BoardRow[],
  good: ReadonlySet<number>,
): readonly BoardRow[] {
  const elsewhere = new Set<number>();
  for (const { seat } of all) {
    if (seat.kind === 'nobody' || seat.pendingCancellation !== undefined) continue;
    if (!good.has(seat.organisation.id)) elsewhere.add(seat.person.id);
  }
  if (elsewhere.size === 0) return rows;
  return rows.filter(({ seat }) => seat.kind === 'nobody' || !elsewhere.has(seat.person.id));
}

/**
 * The last seat of an organisation stays, so where all are idle one fewer can go than has a button.
 * `offered`: how many dormant seats of each have one.
 */
function countRemovable(
  offered: ReadonlyMap<number, number>,
  { rows, organisations }: Board,
): number {
  const staying = countStaying(rows);
  let removable = 0;
  for (const { organisation, removalsUnderWay } of organisations) {
    const spare = (staying.get(organisation.id) ?? 0) - removalsUnderWay - 1;
    removable += Math.max(0, Math.min(offered.get(organisation.id) ?? 0, spare));
  }
  return removable;
}

/** The same board with the rows of these people alone, for what is said about a few of them. */
export function narrowTo<B extends Board>(board: B, personIds: Iterable<number>): B {
  const people = new Set(personIds);
  const rows = board.rows.filter(({ seat }) => seat.kind === 'held' && people.has(seat.person.id));
  return { ...board, rows };
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
  const found: Sortable[] = [];
  for (const row of board.rows) {
    if (row.verdict.state === wanted && isIdle(row) && fits(row, query)) found.push(sortable(row));
  }
  return found.toSorted(byLongestIdle).map(({ row }) => row);
}

function fits(row: IdleRow, { neverUsed, organisationId, teamSlug }: DormantQuery): boolean {
  return (
    (!neverUsed || isWithoutUse(row)) &&
    (organisationId === undefined || row.seat.organisation.id === organisationId) &&
    (teamSlug === undefined || row.seat.team?.slug === teamSlug)
  );
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

/** With what it is sorted by, made once and not at every comparison. */
interface Sortable {
  readonly row: IdleRow;
  readonly idleSince: Instant;
  readonly organisation: string;
  readonly login: string;
}

/** Logins without case and without the machine's locale, so that lists are the same everywhere. */
function sortable(row: IdleRow): Sortable {
  const { seat, verdict } = row;
  const organisation = seat.organisation.login.toLowerCase();
  const login = seat.person.login.toLowerCase();
  return { row, idleSince: verdict.idleSince, organisation, login };
}

function byLongestIdle(one: Sortable, other: Sortable): number {
  return (
    one.idleSince - other.idleSince ||
    compareText(one.organisation, other.organisation) ||
    compareText(one.login, other.login) ||
    one.row.seat.person.id - other.row.seat.person.id
  );
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
