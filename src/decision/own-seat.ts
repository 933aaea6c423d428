/** What somebody may see and do about the own seats. */
import type { BoardRow } from '../core/board.ts';
import { findReleaseObstacle, type Obstacle, type RemovalMode } from '../core/removal.ts';
import type { HeldSeat } from '../core/seat.ts';
import type { Picture } from './picture.ts';

export interface OwnSeat extends BoardRow {
  readonly seat: HeldSeat;
  /** What stands in the way of giving it back; undefined when it may be offered. */
  readonly releaseObstacle: Obstacle | undefined;
}

/** The seats of one person, by organisation. */
export function listOwnSeats(picture: Picture, personId: number, mode: RemovalMode): OwnSeat[] {
  return picture.rows
    .flatMap((row) => {
      const { seat } = row;
      if (seat.kind !== 'held' || seat.person.id !== personId) return [];
      return [{ ...row, seat, releaseObstacle: findObstacle(picture, row, { seat, mode }) }];
    })
    .toSorted((one, other) => one.seat.organisation.id - other.seat.organisation.id);
}

function findObstacle(
  { rows, organisations }: Picture,
  { verdict }: BoardRow,
  { seat, mode }: { readonly seat: HeldSeat; readonly mode: RemovalMode },
): Obstacle | undefined {
  const { id } = seat.organisation;
  const outlook = organisations.find(({ organisation }) => organisation.id === id);
  if (outlook === undefined) return { kind: 'nobody' };
  const staying = rows.filter(
    (row) =>
      row.seat.kind === 'held' &&
      row.seat.organisation.id === id &&
      row.seat.pendingCancellation === undefined,
  ).length;
  return findReleaseObstacle(verdict, {
    ...outlook,
    mode,
    team: seat.team,
    seatsStaying: staying - outlook.removalsUnderWay,
    lastUseAt: seat.lastUse?.at,
  });
}
