import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type BoardPolicy,
  type DormantQuery,
  isIdle,
  judgeBoard,
  listIdle,
  type OrganisationOutlook,
  summarise,
} from '../../src/core/board.ts';
import { DAY_MS, type Seat } from '../../src/core/seat.ts';
import { NOW } from '../support/seats.ts';
import { anyInstant, anyOutlooks, anyPrices, anySeats, anyThreshold } from './arbitraries.ts';

const anyPolicy: fc.Arbitrary<BoardPolicy> = fc.record({
  dormantAfterDays: anyThreshold,
  mode: fc.constantFrom('on' as const, 'dry-run' as const, 'off' as const),
});

const DORMANT: DormantQuery = {
  days: undefined,
  neverUsed: false,
  unclear: false,
  organisationId: undefined,
  teamSlug: undefined,
};

function goodIds(outlooks: readonly OrganisationOutlook[]): Set<number> {
  const good = outlooks.filter(({ trust }) => trust.kind === 'good');
  return new Set(good.map(({ organisation }) => organisation.id));
}

it('counts every seat of the organisations with good data once, and no other', () => {
  fc.assert(
    fc.property(anySeats, anyOutlooks, anyPolicy, anyPrices, (seats, outlooks, policy, prices) => {
      const summary = summarise(judgeBoard(seats, outlooks, policy, NOW), prices);
      const good = goodIds(outlooks);
      const counted = seats.filter(({ organisation }) => good.has(organisation.id));
      const states = Object.values(summary.byState);
      expect(summary.total).toBe(counted.length);
      expect(states.reduce((sum, count) => sum + count, 0)).toBe(counted.length);
      expect(good.size + summary.leftOut.length).toBe(outlooks.length);
      expect(summary.neverUsed).toBeLessThanOrEqual(summary.byState.dormant);
      expect(summary.removable + summary.throughTeams).toBeLessThanOrEqual(summary.byState.dormant);
      expect(summary.costAtRest).toBeLessThanOrEqual(summary.cost);
    }),
  );
});

it('gives each seat one row, unless its organisation was never read', () => {
  fc.assert(
    fc.property(anySeats, anyOutlooks, anyPolicy, (seats, outlooks, policy) => {
      const read = outlooks.filter(({ trust }) => trust.kind !== 'unread');
      const ids = new Set(read.map(({ organisation }) => organisation.id));
      const { rows } = judgeBoard(seats, outlooks, policy, NOW);
      expect(rows.map(({ seat }) => seat)).toEqual(
        seats.filter(({ organisation }) => ids.has(organisation.id)),
      );
    }),
  );
});

it('never lets the order of the seats matter', () => {
  const shuffled = anySeats.chain((seats) =>
    fc.tuple(
      fc.constant(seats),
      fc.shuffledSubarray<Seat>(seats, { minLength: seats.length, maxLength: seats.length }),
    ),
  );
  fc.assert(
    fc.property(
      shuffled,
      anyOutlooks,
      anyPolicy,
      anyPrices,
      ([seats, others], outlooks, policy, prices) => {
        const board = judgeBoard(seats, outlooks, policy, NOW);
        const other = judgeBoard(others, outlooks, policy, NOW);
        expect(listIdle(other, DORMANT)).toEqual(listIdle(board, DORMANT));
        expect(summarise(other, prices)).toEqual(summarise(board, prices));
      },
    ),
  );
});

it('lists every idle seat once, dormant or unclear, longest idle first', () => {
  fc.assert(
    fc.property(anySeats, anyOutlooks, anyPolicy, (seats, outlooks, policy) => {
      const board = judgeBoard(seats, outlooks, policy, NOW);
      const dormant = listIdle(board, DORMANT);
      const unclear = listIdle(board, { ...DORMANT, unclear: true });
      expect(new Set([...dormant, ...unclear])).toEqual(new Set(board.rows.filter(isIdle)));
      for (const rows of [dormant, unclear]) {
        const since = rows.map(({ verdict }) => verdict.idleSince);
        expect(since).toEqual(since.toSorted((one, other) => one - other));
      }
    }),
  );
});

it('concludes from bad data what it concluded when the data was last good', () => {
  fc.assert(
    fc.property(anySeats, anyOutlooks, anyPolicy, anyInstant, (seats, outlooks, policy, asOf) => {
      const withTrust = (trust: OrganisationOutlook['trust']): OrganisationOutlook[] =>
        outlooks.map((outlook) => ({ ...outlook, trust }));
      const then = judgeBoard(seats, withTrust({ kind: 'good', asOf }), policy, asOf);
      const stale = { kind: 'stale' as const, asOf, failure: undefined };
      const now = judgeBoard(seats, withTrust(stale), policy, NOW);
      expect(now.rows.map(({ verdict }) => verdict)).toEqual(
        then.rows.map(({ verdict }) => verdict),
      );
      expect(now.rows.filter(({ obstacle }) => obstacle === undefined)).toEqual([]);
    }),
  );
});

it('never offers to remove a seat that must stay', () => {
  fc.assert(
    fc.property(anySeats, anyOutlooks, anyPolicy, (seats, outlooks, policy) => {
      const board = judgeBoard(seats, outlooks, policy, NOW);
      const offered = board.rows.filter(({ obstacle }) => obstacle === undefined);
      const longest = NOW - (policy.dormantAfterDays + 1) * DAY_MS;
      for (const { seat } of offered) {
        const outlook = outlooks.find(
          ({ organisation }) => organisation.id === seat.organisation.id,
        );
        expect(policy.mode).not.toBe('off');
        expect(outlook).toMatchObject({
          trust: { kind: 'good' },
          appMayWrite: true,
          seatManagement: 'assign_selected',
        });
        expect(seat).toMatchObject({
          kind: 'held',
          pendingCancellation: undefined,
          team: undefined,
        });
        const staying = seats.filter(
          (other) =>
            other.organisation.id === seat.organisation.id &&
            other.pendingCancellation === undefined,
        );
        expect(staying.length - (outlook?.removalsUnderWay ?? 0)).toBeGreaterThan(1);
        if (seat.kind !== 'held') continue;
        expect(seat.grantedAt).toBeLessThan(longest);
        expect(seat.lastUse?.at ?? -Infinity).toBeLessThan(longest);
        expect(seat.kept === undefined || (seat.kept.until ?? Infinity) <= NOW).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
