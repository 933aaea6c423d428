/** What changed from one digest to the next, over the organisations that were good both times. */
import type { Board, BoardRow } from './board.ts';
import type { GrantKey, Instant, Organisation } from './seat.ts';

/** What a digest remembers for the next one: which seats were dormant, and where that was known. */
export interface Snapshot {
  readonly at: Instant;
  /** Organisations whose data was good. */
  readonly organisationIds: readonly number[];
  readonly dormant: readonly GrantKey[];
}

/** Removals and undos of one organisation since the earlier snapshot. */
export interface Decisions {
  readonly organisationId: number;
  readonly removed: number;
  readonly undone: number;
}

export interface DigestChange {
  readonly since: Instant;
  readonly newlyDormant: number;
  /** Dormant then, in use now. */
  readonly cameBack: number;
  readonly removed: number;
  readonly undone: number;
  readonly newSeats: number;
  /** Good now, but not then, so that nothing can be compared there. */
  readonly leftOut: readonly Organisation[];
}

export function takeSnapshot(board: Board, at: Instant): Snapshot {
  const organisationIds = goodOnes(board).map(({ id }) => id);
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
  decisions: readonly Decisions[],
): DigestChange | undefined {
  const known = new Set(before.organisationIds);
  const good = goodOnes(board);
  const both = new Set(good.filter(({ id }) => known.has(id)).map(({ id }) => id));
  if (both.size === 0) return undefined;
  const wasDormant = new Set(before.dormant.map(keyOf));
  const change = { newlyDormant: 0, cameBack: 0, newSeats: 0 };
  for (const row of board.rows) {
    const grant = grantOf(row);
    if (grant === undefined || !both.has(grant.organisationId)) continue;
    const wasIdle = wasDormant.has(keyOf(grant));
    if (row.verdict.state === 'dormant' && !wasIdle) change.newlyDormant += 1;
    if (row.verdict.state === 'active' && wasIdle) change.cameBack += 1;
    if (grant.grantedAt > before.at) change.newSeats += 1;
  }
  const counted = decisions.filter(({ organisationId }) => both.has(organisationId));
  return {
    since: before.at,
    ...change,
    removed: counted.reduce((sum, { removed }) => sum + removed, 0),
    undone: counted.reduce((sum, { undone }) => sum + undone, 0),
    leftOut: good.filter(({ id }) => !both.has(id)),
  };
}

function goodOnes({ organisations }: Board): Organisation[] {
  return organisations
    .filter(({ trust }) => trust.kind === 'good')
    .map(({ organisation }) => organisation);
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
