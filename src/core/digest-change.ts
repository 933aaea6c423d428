/** What changed from one digest to the next, over the organisations that were good both times. */
import { type Board, type BoardRow, listGood } from './board.ts';
import { DAY_MS, type GrantKey, type Instant, type Organisation } from './seat.ts';

/** What a digest remembers for the next one: which seats were dormant, and where that was known. */
export interface Snapshot {
  readonly at: Instant;
  /** Organisations whose data was good. */
  readonly organisationIds: readonly number[];
  readonly dormant: readonly GrantKey[];
}

/** A removal that took effect since the earlier snapshot and stands, or one that was undone since. */
export interface SeatDecision {
  readonly grant: GrantKey;
  readonly outcome: 'removed' | 'undone';
}

export interface DigestChange {
  readonly since: Instant;
  readonly newlyDormant: number;
  /** Dormant then, used since. */
  readonly cameBack: number;
  /** By Seatkeeper, whatever the seats were before. */
  readonly removed: number;
  readonly undone: number;
  /** What else became of seats that were dormant then, so that one headline leads to the next. */
  readonly kept: number;
  readonly unclear: number;
  /** Cancelled or gone on GitHub itself. */
  readonly endedElsewhere: number;
  /** In use or new by the rule as it is now, without any new use: the threshold was raised. */
  readonly uncounted: number;
  readonly newSeats: number;
  /** Good now, but not then, so that nothing can be compared there. */
  readonly leftOut: readonly Organisation[];
}

type Fate = 'cameBack' | 'kept' | 'unclear' | 'endedElsewhere' | 'uncounted';

/** How much later than it happened a use may come to be known: the usage report takes two days and more. */
const USE_LAG_MS = 3 * DAY_MS;

export function takeSnapshot(board: Board, at: Instant): Snapshot {
  const organisationIds = listGood(board).map(({ id }) => id);
  const good = new Set(organisationIds);
  const dormant = board.rows.flatMap((row) => {
    const grant = grantOf(row);
    return grant !== undefined && row.verdict.state === 'dormant' && good.has(grant.organisationId)
      ? [grant]
      : [];
  });
  return { at, organisationIds, dormant };
}

/** Compares the board with an earlier snapshot. Undefined when nothing was good both times. */
export function compareWith(
  before: Snapshot,
  board: Board,
  decisions: readonly SeatDecision[],
): DigestChange | undefined {
  const known = new Set(before.organisationIds);
  const good = listGood(board);
  const both = new Set(good.filter(({ id }) => known.has(id)).map(({ id }) => id));
  if (both.size === 0) return undefined;
  const isCompared = ({ organisationId }: GrantKey) => both.has(organisationId);
  const counted = decisions.filter(({ grant }) => isCompared(grant));
  const decided = new Set(counted.map(({ grant }) => keyOf(grant)));
  const fates = countFates(
    before.dormant.filter((grant) => isCompared(grant) && !decided.has(keyOf(grant))),
    board,
    before.at,
  );
  return {
    since: before.at,
    ...countNew(before, board, both),
    ...fates,
    removed: counted.filter(({ outcome }) => outcome === 'removed').length,
    undone: counted.filter(({ outcome }) => outcome === 'undone').length,
    leftOut: good.filter(({ id }) => !both.has(id)),
  };
}

function countNew(before: Snapshot, board: Board, both: ReadonlySet<number>) {
  const wasDormant = new Set(before.dormant.map(keyOf));
  const counts = { newlyDormant: 0, newSeats: 0 };
  for (const row of board.rows) {
    const grant = grantOf(row);
    if (grant === undefined || !both.has(grant.organisationId)) continue;
    const isDormant = row.verdict.state === 'dormant';
    if (isDormant && !wasDormant.has(keyOf(grant))) counts.newlyDormant += 1;
    if (grant.grantedAt > before.at) counts.newSeats += 1;
  }
  return counts;
}

/** What became of each of these, which were dormant at `since`; nothing of those that still are. */
function countFates(
  wereDormant: readonly GrantKey[],
  { rows }: Board,
  since: Instant,
): Record<Fate, number> {
  const rowOf = new Map<string, BoardRow>();
  for (const row of rows) {
    const grant = grantOf(row);
    if (grant !== undefined) rowOf.set(keyOf(grant), row);
  }
  const counts = { cameBack: 0, kept: 0, unclear: 0, endedElsewhere: 0, uncounted: 0 };
  for (const grant of wereDormant) {
    const fate = fateOf(rowOf.get(keyOf(grant)), since);
    if (fate !== undefined) counts[fate] += 1;
  }
  return counts;
}

function fateOf(row: BoardRow | undefined, since: Instant): Fate | undefined {
  switch (row?.verdict.state) {
    case undefined:
    case 'leaving':
      return 'endedElsewhere';
    case 'dormant':
      return undefined;
    case 'kept':
    case 'unclear':
      return row.verdict.state;
    case 'active': {
      const lastUse = row.seat.kind === 'held' ? row.seat.lastUse?.at : undefined;
      return lastUse !== undefined && lastUse > since - USE_LAG_MS ? 'cameBack' : 'uncounted';
    }
    case 'new':
    case 'nobody':
      return 'uncounted';
  }
}

function grantOf({ seat }: BoardRow): GrantKey | undefined {
  return seat.kind === 'nobody'
    ? undefined
    : {
        organisationId: seat.organisation.id,
        personId: seat.person.id,
        grantedAt: seat.grantedAt,
      };
}

function keyOf({ organisationId, personId, grantedAt }: GrantKey): string {
  return `${organisationId}.${personId}.${grantedAt}`;
}
