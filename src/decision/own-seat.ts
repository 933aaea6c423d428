/** What somebody may see and do about the own seats. */
import type { BoardRow } from '../core/board.ts';
import { findReleaseObstacle, type Obstacle, type RemovalMode } from '../core/removal.ts';
import type { HeldSeat, Organisation } from '../core/seat.ts';
import type { Store } from '../store/store.ts';
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

/**
 * The other organisations through which a person keeps access, and goes on costing, when a seat in this
 * one ends; as last read. Those where the App is installed no more tell nothing.
 */
export async function listOtherOrganisations(
  { store }: { readonly store: Pick<Store, 'organisations' | 'people'> },
  { person, organisation }: Pick<HeldSeat, 'person' | 'organisation'>,
): Promise<Organisation[]> {
  const records = await store.organisations.list();
  const isRead = (id: number) =>
    records.some((record) => record.organisation.id === id && record.state !== 'removed');
  const grants = await store.people.listGrants(person.id);
  const others = grants
    .filter(({ endedAt, lastDay }) => endedAt === undefined && lastDay === undefined)
    .map((grant) => grant.organisation)
    .filter(({ id }) => id !== organisation.id && isRead(id));
  return [...new Map(others.map((other) => [other.id, other])).values()];
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
