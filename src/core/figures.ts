/** One organisation's day in figures, and how they went over weeks. Nothing about single people. */
import { type Board, summarise } from './board.ts';
import type { State } from './dormancy.ts';
import type { Prices } from './money.ts';
import { DAY_MS, type Day, type Instant } from './seat.ts';

/** What was known of one organisation at the last good read of a UTC day. */
export interface Figures {
  readonly organisationId: number;
  readonly day: Day;
  readonly byState: Readonly<Record<State, number>>;
  /** Monthly, in hundredths of the currency, as if the organisation stood alone. */
  readonly cost: number;
  readonly costAtRest: number;
  /** Removals that took effect on this day, and undone ones. */
  readonly removed: number;
  readonly undone: number;
}

export type SeatFigures = Omit<Figures, 'day' | 'removed' | 'undone'>;

/** The figures of every organisation whose data is good; the others keep the day they had. */
export function figuresOf(board: Board, prices: Prices): SeatFigures[] {
  const rowsOf = groupBy(board.rows, ({ seat }) => seat.organisation.id);
  return board.organisations
    .filter(({ trust }) => trust.kind === 'good')
    .map((outlook) => {
      const organisationId = outlook.organisation.id;
      const rows = rowsOf.get(organisationId) ?? [];
      const alone = summarise({ rows, organisations: [outlook] }, prices);
      const { byState, cost, costAtRest } = alone;
      return { organisationId, byState, cost, costAtRest };
    });
}

interface TrendPoint {
  readonly day: Day;
  readonly dormant: number;
}

export interface Trend {
  /** A week apart, oldest first; the last one is now. Weeks without figures are missing. */
  readonly points: readonly TrendPoint[];
  /** Organisations that are in none of the points, because their history is too short. */
  readonly leftOut: readonly number[];
}

export const TREND_WEEKS = 12;
/** Under three weeks of history there is no trend to speak of. */
const FEWEST_WEEKS_BACK = 3;

/**
 * The idle seats week by week, over the organisations that are good now and were known three weeks
 * ago: always the same ones, so that a newly connected one does not look like a wave of idle seats.
 * Undefined under three weeks of history.
 */
export function computeTrend(
  history: readonly Figures[],
  current: readonly SeatFigures[],
  now: Instant,
): Trend | undefined {
  const byOrganisation = groupBy(history, ({ organisationId }) => organisationId);
  const lasting = current.filter(({ organisationId }) => {
    const weeks = byOrganisation.get(organisationId) ?? [];
    return weeks.some(({ day }) => weeksBack(day, now) >= FEWEST_WEEKS_BACK);
  });
  if (lasting.length === 0) return undefined;
  const earlier = Array.from({ length: TREND_WEEKS }, (_, index) => TREND_WEEKS - index).flatMap(
    (back) => sumWeek(byOrganisation, lasting, { back, now }) ?? [],
  );
  const dormantNow = lasting.reduce((sum, { byState }) => sum + byState.dormant, 0);
  const points = [...earlier, { day: dayOf(now), dormant: dormantNow }];
  const kept = new Set(lasting.map(({ organisationId }) => organisationId));
  const leftOut = current
    .map(({ organisationId }) => organisationId)
    .filter((organisationId) => !kept.has(organisationId));
  // All that remains may lie too near: then there is a line of one point, which is no trend.
  return points.length < 2 ? undefined : { points, leftOut };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** The point of a week: its last day with figures of every organisation, or undefined. */
function sumWeek(
  byOrganisation: ReadonlyMap<number, readonly Figures[]>,
  lasting: readonly SeatFigures[],
  { back, now }: { readonly back: number; readonly now: Instant },
): TrendPoint | undefined {
  let dormant = 0;
  for (const { organisationId } of lasting) {
    const days = (byOrganisation.get(organisationId) ?? []).filter(
      ({ day }) => weeksBack(day, now) === back,
    );
    const last = days.toSorted((one, other) => (one.day < other.day ? 1 : -1))[0];
    if (last === undefined) return undefined;
    dormant += last.byState.dormant;
  }
  return { day: dayOf(now - back * 7 * DAY_MS), dormant };
}

/** Whole weeks from that day to today: 0 for the last seven days. */
function weeksBack(day: Day, now: Instant): number {
  const days = (Date.parse(dayOf(now)) - Date.parse(day)) / DAY_MS;
  return Math.floor(days / 7);
}

function dayOf(at: Instant): Day {
  return new Date(at).toISOString().slice(0, 10);
}
