/** What may come, for property tests: instants crowd around the thresholds, where mistakes live. */
import * as fc from 'fast-check';
import type { OrganisationOutlook } from '../../src/core/board.ts';
import type { Prices } from '../../src/core/money.ts';
import {
  DAY_MS,
  type HeldSeat,
  type Instant,
  type NobodySeat,
  type Seat,
} from '../../src/core/seat.ts';
import type { Trust } from '../../src/core/trust.ts';
import {
  aKept,
  aNobodySeat,
  anOrganisation,
  anOutlook,
  aPerson,
  aSeat,
  aSignOfUse,
  aTeam,
  daysAgo,
  NOW,
} from '../support/seats.ts';

const EDGES = [0, 1, 29, 30, 31, 89, 90, 91, 180, 364, 365, 366];

export const anyThreshold = fc.oneof(
  fc.constantFrom(1, 30, 90, 91, 365),
  fc.integer({ min: 1, max: 365 }),
);

/** Mostly the past two years, a millisecond beside a whole number of days as often as not. */
export const anyInstant: fc.Arbitrary<Instant> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...EDGES), fc.constantFrom(-1, 0, 1))
    .map(([days, offset]) => daysAgo(days) + offset),
  fc.integer({ min: -40 * DAY_MS, max: 800 * DAY_MS }).map((age) => NOW - age),
);

const anyOrganisation = fc
  .constantFrom('acme-labs', 'acme-eu', 'Zenith', 'acme-ops')
  .map((login) => anOrganisation(login));

const anyPerson = fc
  .constantFrom('ada', 'Bo', 'cleo', 'Dag', 'eva', 'finn', 'gus', 'Hal', 'ida')
  .map((login) => aPerson(login));

/** Absent as often as not: the rarest verdicts need several things to be absent at once. */
function maybe<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof(fc.constant(undefined), arbitrary);
}

export const anySignOfUse = fc
  .record({
    at: anyInstant,
    source: fc.constantFrom('seat' as const, 'usage-report' as const),
    organisation: anyOrganisation,
    editor: maybe(fc.constantFrom('vscode/1.104.0', 'JetBrains-PC/251', '/', 'copilot_pr_review')),
  })
  .map(({ at, source, organisation, editor }) =>
    aSignOfUse(at, { source, organisationId: organisation.id, editor }),
  );

const anyPlan = fc.constantFrom('business' as const, 'enterprise' as const, 'unknown' as const);

export const anyHeldSeat: fc.Arbitrary<HeldSeat> = fc
  .record({
    organisation: anyOrganisation,
    person: anyPerson,
    grantedAt: anyInstant,
    plan: anyPlan,
    team: maybe(fc.constantFrom(aTeam('platform'), aTeam('data'))),
    pendingCancellation: fc.oneof(
      { arbitrary: fc.constant(undefined), weight: 7 },
      { arbitrary: fc.constantFrom('2026-12-01', '2026-11-01'), weight: 1 },
    ),
    lastUse: maybe(anySignOfUse),
    lastSignInAt: maybe(anyInstant),
    kept: maybe(maybe(anyInstant).map((until) => aKept(until))),
    watchedSince: fc.integer({ min: 0, max: 500 * DAY_MS }).map((age) => NOW - age),
  })
  .map((parts) => aSeat(parts));

/** A held seat that is neither leaving nor kept, so that use and time alone decide. */
export const anyPlainSeat: fc.Arbitrary<HeldSeat> = anyHeldSeat.map((seat) => ({
  ...seat,
  pendingCancellation: undefined,
  kept: undefined,
}));

const anyNobodySeat: fc.Arbitrary<NobodySeat> = fc
  .record({
    organisation: anyOrganisation,
    plan: anyPlan,
    grantedAt: maybe(anyInstant),
    pendingCancellation: maybe(fc.constant('2026-12-01')),
  })
  .map((parts) => aNobodySeat(parts));

/** Any seat; one in five or so is nobody's. */
export const anySeat: fc.Arbitrary<Seat> = fc.oneof(
  { arbitrary: anyHeldSeat, weight: 4 },
  { arbitrary: anyNobodySeat, weight: 1 },
);

/** A company's seats: at most one grant a person and organisation, as GitHub lists them. */
export const anySeats: fc.Arbitrary<Seat[]> = fc
  .tuple(
    fc.uniqueArray(anyHeldSeat, {
      maxLength: 20,
      size: 'max',
      selector: ({ organisation, person }) => `${organisation.login}/${person.login}`,
    }),
    fc.array(anyNobodySeat, { maxLength: 4 }),
  )
  .map(([held, nobody]) => [...held, ...nobody]);

const anyTrust: fc.Arbitrary<Trust> = fc.oneof(
  { arbitrary: fc.constant<Trust>({ kind: 'good', asOf: NOW }), weight: 4 },
  fc.constant<Trust>({ kind: 'unread', failure: undefined }),
  anyInstant.map((asOf): Trust => ({ kind: 'stale', asOf, failure: undefined })),
  anyInstant.map((asOf): Trust => ({ kind: 'frozen', asOf, readAt: NOW })),
);

function mostly<Usual, Rare>(usual: Usual, rare: Rare): fc.Arbitrary<Usual | Rare> {
  return fc.oneof(
    { arbitrary: fc.constant(usual), weight: 4 },
    { arbitrary: fc.constant(rare), weight: 1 },
  );
}

/** Outlooks of some of the organisations that seats may belong to. */
export const anyOutlooks: fc.Arbitrary<OrganisationOutlook[]> = fc.uniqueArray(
  fc
    .record({
      organisation: anyOrganisation,
      trust: anyTrust,
      appMayWrite: mostly(true, false),
      seatManagement: mostly('assign_selected' as const, 'assign_all' as const),
      removalsUnderWay: fc.integer({ min: 0, max: 2 }),
    })
    .map((parts) => anOutlook(parts)),
  { selector: ({ organisation }) => organisation.id, size: 'max', maxLength: 4 },
);

export const anyPrices: fc.Arbitrary<Prices> = fc.record({
  business: fc.integer({ min: 0, max: 20_000 }),
  enterprise: fc.integer({ min: 0, max: 20_000 }),
});
