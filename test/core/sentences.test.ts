/** Sentences of the product that were broken once, each held by the smallest case that broke it. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeBoard, summarise } from '../../src/core/board.ts';
import { judge } from '../../src/core/dormancy.ts';
import { HOUR_MS } from '../../src/core/seat.ts';
import { judgeTrust } from '../../src/core/trust.ts';
import {
  aNobodySeat,
  anOrganisation,
  anOutlook,
  aPerson,
  aReadHistory,
  aSeat,
  aSignOfUse,
  daysAgo,
  NOW,
} from '../support/seats.ts';
import { anyHeldSeat, anySignOfUse, anyThreshold } from './arbitraries.ts';

const EU = anOrganisation('acme-eu');
const PRICES = { business: 1_900, enterprise: 3_900 };

it('an old use in another organisation does not stand in for a record of this one', () => {
  const seat = aSeat({
    grantedAt: daysAgo(400),
    watchedSince: daysAgo(10),
    lastUse: aSignOfUse(daysAgo(300), { organisationId: EU.id }),
  });
  expect(judge(seat, { dormantAfterDays: 180 }, NOW)).toMatchObject({
    state: 'unclear',
    why: 'short-record',
  });
});

it('a use that is added later never makes a seat dormant, however short the record', () => {
  fc.assert(
    fc.property(anyHeldSeat, anySignOfUse, anyThreshold, (seat, sign, dormantAfterDays) => {
      fc.pre(sign.at >= (seat.lastUse?.at ?? sign.at));
      const before = judge(seat, { dormantAfterDays }, NOW).state;
      const after = judge({ ...seat, lastUse: sign }, { dormantAfterDays }, NOW).state;
      expect(after === 'dormant' && before !== 'dormant').toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

it('an organisation that was frozen when its reads began to fail is judged as of its last movement', () => {
  const history = aReadHistory({
    movedAt: daysAgo(14),
    goodReadsSinceMoved: 600,
    lastGoodReadAt: NOW - 3 * HOUR_MS,
  });
  expect(judgeTrust(history, { refreshMinutes: 30 }, NOW)).toMatchObject({ asOf: daysAgo(14) });
});

it('a seat of nobody’s does not keep a plan alive', () => {
  const board = judgeBoard(
    [aSeat(), aNobodySeat()],
    [anOutlook()],
    { dormantAfterDays: 30, mode: 'on' },
    NOW,
  );
  expect(board.rows[0]?.obstacle).toEqual({ kind: 'last-seat' });
});

it('a person who keeps a seat in an organisation with bad data does not rest', () => {
  const person = aPerson();
  const board = judgeBoard(
    [
      aSeat({ person }),
      aSeat({ person, organisation: EU, lastUse: undefined, grantedAt: daysAgo(3) }),
    ],
    [
      anOutlook(),
      anOutlook({
        organisation: EU,
        trust: { kind: 'stale', asOf: daysAgo(1), failure: undefined },
      }),
    ],
    { dormantAfterDays: 30, mode: 'on' },
    NOW,
  );
  expect(summarise(board, PRICES).costAtRest).toBe(0);
});

it('of an organisation’s last two seats, both idle, one can be removed', () => {
  const seats = [aSeat({ person: aPerson('ada') }), aSeat({ person: aPerson('bo') })];
  const board = judgeBoard(seats, [anOutlook()], { dormantAfterDays: 30, mode: 'on' }, NOW);
  expect(summarise(board, PRICES).removable).toBe(1);
});

it('a good read dated tomorrow, by a clock that was set back, does not stay good for a day', () => {
  const history = aReadHistory({
    lastGoodReadAt: daysAgo(-1),
    movedAt: daysAgo(-1),
    lastReadAt: NOW,
    lastFailure: { kind: 'outage', detail: 'GitHub answered 502' },
  });
  expect(judgeTrust(history, { refreshMinutes: 30 }, NOW).kind).toBe('stale');
});
