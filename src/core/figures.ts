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
  /** A week apart without a gap, oldest first; the last one is now. */
  readonly points: readonly TrendPoint[];
  /** Organisations that are in none of the points, because their history is too short or has a gap. */
  readonly leftOut: readonly number[];
}

export const TREND_WEEKS = 12;
/** Under three weeks of history there is no trend to speak of. */
const FEWEST_WEEKS = 3;
/** For so long the last figures of an organisation stand for it, while it cannot be read. */
const STANDS_FOR_DAYS = 14;
/** The line goes as far back as organisations with so many of the seats were known. */
const MOST_OF_THE_SEATS = 0.9;

/**
 * The idle seats week by week, always over the same organisations, so that a newly connected one does
 * not look like a wave of idle seats: those that are good now and were known all the way. Undefined
 * under three weeks of history.
 */
export function computeTrend(
  history: readonly Figures[],
  current: readonly SeatFigures[],
  now: Instant,
): Trend | undefined {
  const byOrganisation = groupBy(history, ({ organisationId }) => organisationId);
  const lines = current.map((today) => drawLine(byOrganisation, today, now));
  const seats = sum(lines.map(({ total }) => total));
  for (let weeks = TREND_WEEKS; weeks >= FEWEST_WEEKS; weeks -= 1) {
    const lasting = lines.filter(({ back }) => back.length >= weeks);
    const isEnough = sum(lasting.map(({ total }) => total)) >= seats * MOST_OF_THE_SEATS;
    if (lasting.length === 0 || (!isEnough && weeks > FEWEST_WEEKS)) continue;
    const earlier = Array.from({ length: weeks }, (_, index) => weeks - index).map((ago) => ({
      day: dayOf(now - ago * 7 * DAY_MS),
      dormant: sum(lasting.map(({ back }) => back[ago - 1] ?? 0)),
    }));
    const today = { day: dayOf(now), dormant: sum(lasting.map(({ dormant }) => dormant)) };
    const kept = new Set(lasting.map(({ organisationId }) => organisationId));
    const leftOut = lines.filter(({ organisationId }) => !kept.has(organisationId));
    return {
      points: [...earlier, today],
      leftOut: leftOut.map(({ organisationId }) => organisationId),
    };
  }
  return undefined;
}

/** One organisation's idle seats, now and week by week back, as far as its figures go without a gap. */
interface Line {
  readonly organisationId: number;
  readonly total: number;
  readonly dormant: number;
  /** A week ago first. */
  readonly back: readonly number[];
}

function drawLine(
  byOrganisation: ReadonlyMap<number, readonly Figures[]>,
  { organisationId, byState }: SeatFigures,
  now: Instant,
): Line {
  const known = byOrganisation.get(organisationId) ?? [];
  const back: number[] = [];
  for (let weeks = 1; weeks <= TREND_WEEKS; weeks += 1) {
    const figures = figuresAt(known, now - weeks * 7 * DAY_MS);
    if (figures === undefined) break;
    back.push(figures.byState.dormant);
  }
  return { organisationId, total: sum(Object.values(byState)), dormant: byState.dormant, back };
}

/** The last figures as of that instant, unless they are too old to stand for it. */
function figuresAt(known: readonly Figures[], at: Instant): Figures | undefined {
  const [from, to] = [dayOf(at - STANDS_FOR_DAYS * DAY_MS), dayOf(at)];
  let last: Figures | undefined;
  for (const figures of known) {
    if (figures.day < from || figures.day > to) continue;
    if (last === undefined || figures.day > last.day) last = figures;
  }
  return last;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
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

function dayOf(at: Instant): Day {
  return new Date(at).toISOString().slice(0, 10);
}
