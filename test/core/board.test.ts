import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Board,
  type BoardPolicy,
  type DormantQuery,
  type IdleRow,
  isIdle,
  isThroughTeam,
  judgeBoard,
  listIdle,
  type OrganisationOutlook,
  summarise,
} from '../../src/core/board.ts';
import { DAY_MS, type HeldSeat, HOUR_MS, type Instant, type Seat } from '../../src/core/seat.ts';
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

const POLICY: BoardPolicy = { dormantAfterDays: 30, mode: 'on' };
const PRICES = { business: 1_900, enterprise: 3_900 };

const LABS = anOrganisation('acme-labs');
const EU = anOrganisation('acme-eu');

const EVERYTHING: DormantQuery = {
  days: undefined,
  neverUsed: false,
  unclear: false,
  organisationId: undefined,
  teamSlug: undefined,
};

function seatOf(login: string, overrides: Partial<Omit<HeldSeat, 'kind'>> = {}): HeldSeat {
  return aSeat({ person: aPerson(login), ...overrides });
}

function usedAt(at: Instant): Partial<HeldSeat> {
  return { lastUse: aSignOfUse(at) };
}

function boardOf(
  seats: readonly Seat[],
  outlooks: readonly OrganisationOutlook[] = [anOutlook()],
  policy: BoardPolicy = POLICY,
): Board {
  return judgeBoard(seats, outlooks, policy, NOW);
}

function list(board: Board, query: Partial<DormantQuery> = {}): string[] {
  return listIdle(board, { ...EVERYTHING, ...query }).map(({ seat }) => seat.person.login);
}

function statesOf(board: Board): Record<string, string> {
  return Object.fromEntries(
    board.rows.map(({ seat, verdict }) => [
      seat.kind === 'held' ? seat.person.login : 'nobody',
      verdict.state,
    ]),
  );
}

/** The kind of each held seat's obstacle, by login. */
function obstaclesOf(board: Board): Record<string, string | undefined> {
  return Object.fromEntries(
    board.rows
      .filter(isIdle)
      .map(({ seat, obstacle }: IdleRow) => [seat.person.login, obstacle?.kind]),
  );
}

describe('a company with every kind of seat', () => {
  const yesterday = aSignOfUse(daysAgo(1), { organisationId: EU.id });
  const seats: Seat[] = [
    seatOf('ivy', usedAt(daysAgo(30) - 1)),
    aNobodySeat(),
    seatOf('Bob', usedAt(daysAgo(45))),
    seatOf('lea', { pendingCancellation: '2026-12-01' }),
    seatOf('ada', { ...usedAt(daysAgo(1)), team: aTeam('platform') }),
    seatOf('sam', usedAt(daysAgo(55))),
    seatOf('abe', usedAt(daysAgo(30))),
    seatOf('una', { lastUse: yesterday }),
    seatOf('kim', { kept: aKept(daysAgo(-7)) }),
    seatOf('kay', { kept: aKept(undefined) }),
    seatOf('ken', { kept: aKept(NOW) }),
    seatOf('ned', { lastUse: undefined, grantedAt: daysAgo(30) }),
    seatOf('uma', { lastSignInAt: daysAgo(1) }),
    seatOf('nia', { lastUse: undefined, grantedAt: daysAgo(193), plan: 'enterprise' }),
    seatOf('ugo', { lastUse: undefined, lastSignInAt: daysAgo(30) }),
    seatOf('una', { lastUse: yesterday, organisation: EU }),
    seatOf('zed', { ...usedAt(daysAgo(45)), organisation: EU }),
    seatOf('amy', usedAt(daysAgo(45))),
    aNobodySeat({ pendingCancellation: '2026-12-01' }),
    seatOf('tom', { ...usedAt(daysAgo(77)), organisation: EU, team: aTeam('platform') }),
    seatOf('oda', { lastUse: undefined, grantedAt: daysAgo(700), watchedSince: daysAgo(49) }),
  ];
  let board: Board;
  beforeAll(() => {
    board = boardOf(seats, [anOutlook(), anOutlook({ organisation: EU })]);
  });

  it('lists exactly the dormant, longest idle first, ties by organisation and login', () => {
    expect(list(board)).toEqual(['oda', 'nia', 'tom', 'ken', 'sam', 'zed', 'amy', 'Bob', 'ivy']);
  });

  it('lists the unclear apart', () => {
    expect(list(board, { unclear: true })).toEqual(['ugo', 'uma']);
  });

  it('keeps every seat, each with its state', () => {
    expect(board.rows.map(({ seat }) => seat)).toEqual(seats);
    expect(statesOf(board)).toMatchObject({
      nobody: 'nobody',
      lea: 'leaving',
      ada: 'active',
      abe: 'active',
      una: 'active',
      kim: 'kept',
      kay: 'kept',
      ned: 'new',
      uma: 'unclear',
      ugo: 'unclear',
    });
  });

  it('says of every idle seat what stands in the way of removing it', () => {
    expect(obstaclesOf(board)).toEqual({
      oda: undefined,
      nia: undefined,
      tom: 'through-team',
      ken: undefined,
      sam: undefined,
      zed: undefined,
      amy: undefined,
      Bob: undefined,
      ivy: 'too-early',
      uma: undefined,
      ugo: undefined,
    });
  });

  it('adds up', () => {
    expect(summarise(board, PRICES)).toEqual({
      total: 21,
      byState: { nobody: 2, leaving: 1, active: 4, kept: 2, new: 1, unclear: 2, dormant: 9 },
      neverUsed: 2,
      // 18 people and 2 seats of nobody's for 19 each, and 20 more for nia's plan.
      cost: 40_000,
      costAtRest: 19_100,
      removable: 7,
      throughTeams: 1,
      leftOut: [],
    });
  });

  it.each([
    { what: 'one organisation', query: { organisationId: EU.id }, logins: ['tom', 'zed'] },
    { what: 'the never used', query: { neverUsed: true }, logins: ['oda', 'nia'] },
    { what: 'a team', query: { teamSlug: 'platform' }, logins: ['tom'] },
    { what: 'another team', query: { teamSlug: 'data' }, logins: [] },
    {
      what: 'a team in another organisation',
      query: { teamSlug: 'platform', organisationId: LABS.id },
      logins: [],
    },
    {
      what: 'the never used in an organisation without any',
      query: { neverUsed: true, organisationId: EU.id },
      logins: [],
    },
    {
      what: 'the unclear never used',
      query: { unclear: true, neverUsed: true },
      logins: ['ugo'],
    },
    {
      what: 'the unclear of an organisation without any',
      query: { unclear: true, organisationId: EU.id },
      logins: [],
    },
    { what: 'an unknown organisation', query: { organisationId: 1 }, logins: [] },
  ])('lists $what', ({ query, logins }) => {
    expect(list(board, query)).toEqual(logins);
  });

  it('knows whose seat is idle, and whose comes through a team', () => {
    const loginsOf = (rows: Board['rows']): (string | undefined)[] =>
      rows.map(({ seat }) => (seat.kind === 'held' ? seat.person.login : undefined));
    const idle = new Set([...list(board), ...list(board, { unclear: true })]);
    expect(new Set(loginsOf(board.rows.filter(isIdle)))).toEqual(idle);
    expect(loginsOf(board.rows.filter(isThroughTeam))).toEqual(['ada', 'tom']);
  });
});

describe('ties', () => {
  it('are broken by organisation before login, both without case', () => {
    const named = (login: string, organisation: string): HeldSeat =>
      seatOf(login, { organisation: anOrganisation(organisation) });
    const seats = [
      named('Dora', 'Beta'),
      named('carl', 'Beta'),
      named('Zoe', 'alpha'),
      named('abby', 'Beta'),
      named('yan', 'alpha'),
    ];
    const outlooks = ['Beta', 'alpha'].map((login) =>
      anOutlook({ organisation: anOrganisation(login) }),
    );
    expect(list(boardOf(seats, outlooks))).toEqual(['yan', 'Zoe', 'abby', 'carl', 'Dora']);
  });

  it('of one login are broken by the person’s id', () => {
    const seats = [30, 10, 20].map((id) => aSeat({ person: aPerson('rhea-osei', id) }));
    const rows = listIdle(boardOf(seats), EVERYTHING);
    expect(rows.map(({ seat }) => seat.person.id)).toEqual([10, 20, 30]);
  });

  it('are ties to the millisecond only, though both are idle for 45 days', () => {
    const seats = [seatOf('amy', usedAt(daysAgo(45))), seatOf('bob', usedAt(daysAgo(45) - 1))];
    expect(list(boardOf(seats))).toEqual(['bob', 'amy']);
  });
});

describe('a threshold above 90 days', () => {
  const half: BoardPolicy = { dormantAfterDays: 180, mode: 'on' };
  const old = { lastUse: undefined, grantedAt: daysAgo(700) };

  it('leaves those unclear whom nobody has watched for long enough', () => {
    const seats = [
      seatOf('short', { ...old, watchedSince: daysAgo(90) + 1 }),
      seatOf('enough', { ...old, watchedSince: daysAgo(90) }),
      seatOf('used', usedAt(daysAgo(60))),
    ];
    const board = boardOf(seats, [anOutlook()], half);
    expect(list(board)).toEqual(['enough']);
    expect(list(board, { unclear: true })).toEqual(['short']);
    expect(obstaclesOf(board)).toEqual({ enough: undefined, short: 'short-record' });
    expect(statesOf(board)).toMatchObject({ used: 'active' });
  });
});

describe('an organisation with bad data', () => {
  const readAt = NOW - 5 * HOUR_MS;
  const bad: { trust: Trust; asOf: Instant }[] = [
    { trust: { kind: 'stale', asOf: readAt, failure: undefined }, asOf: readAt },
    { trust: { kind: 'frozen', asOf: daysAgo(7), readAt }, asOf: daysAgo(7) },
  ];

  it.each(bad)(
    'that is $trust.kind is judged as of its last good data: nobody newly becomes dormant',
    ({ trust, asOf }) => {
      const seats = [
        seatOf('idle', usedAt(daysAgo(30, asOf) - 1)),
        seatOf('used', usedAt(daysAgo(30, asOf))),
        seatOf('given', { lastUse: undefined, grantedAt: daysAgo(30, asOf) }),
        seatOf('kept', { kept: aKept(asOf + 1) }),
        seatOf('asked', { lastSignInAt: daysAgo(30, asOf) }),
      ];
      const board = boardOf(seats, [anOutlook({ trust })]);
      expect(statesOf(board)).toEqual({
        idle: 'dormant',
        used: 'active',
        given: 'new',
        kept: 'kept',
        asked: 'unclear',
      });
      expect(statesOf(boardOf(seats))).toEqual({
        idle: 'dormant',
        used: 'dormant',
        given: 'dormant',
        kept: 'dormant',
        asked: 'dormant',
      });
    },
  );

  it.each(bad)('that is $trust.kind believes a use that came to light since', ({ trust }) => {
    const board = boardOf([seatOf('back', usedAt(NOW))], [anOutlook({ trust })]);
    expect(statesOf(board)).toEqual({ back: 'active' });
  });

  it.each(bad)('that is $trust.kind offers no removal', ({ trust }) => {
    expect(boardOf([aSeat()], [anOutlook({ trust })]).rows).toMatchObject([
      { verdict: { state: 'dormant' }, obstacle: { kind: 'bad-data', trust } },
    ]);
  });

  it.each(bad)('that is $trust.kind is listed, but left out of the totals by name', ({ trust }) => {
    const europe = anOutlook({ organisation: EU, trust });
    const seats = [
      seatOf('ada'),
      seatOf('bo'),
      seatOf('tom', { organisation: EU, team: aTeam() }),
      seatOf('zed', { organisation: EU, lastUse: undefined }),
      aNobodySeat({ organisation: EU }),
    ];
    const board = boardOf(seats, [europe, anOutlook()]);
    expect(list(board)).toEqual(['zed', 'tom', 'ada', 'bo']);
    expect(summarise(board, PRICES)).toMatchObject({
      total: 2,
      byState: { dormant: 2, nobody: 0 },
      neverUsed: 0,
      cost: 3_800,
      costAtRest: 3_800,
      removable: 1,
      throughTeams: 0,
      leftOut: [europe],
    });
  });

  it('that was never read is left out of rows and totals, and named', () => {
    const unread = anOutlook({ organisation: EU, trust: { kind: 'unread', failure: undefined } });
    const board = boardOf(
      [seatOf('ada'), seatOf('zed', { organisation: EU })],
      [anOutlook(), unread],
    );
    expect(Object.keys(statesOf(board))).toEqual(['ada']);
    expect(summarise(board, PRICES)).toMatchObject({ total: 1, leftOut: [unread] });
  });

  it('that nobody knows of is left out', () => {
    expect(boardOf([seatOf('zed', { organisation: EU })]).rows).toEqual([]);
  });
});

describe('what the board knows of the way to a removal', () => {
  it('is the use that stands in it', () => {
    expect(boardOf([aSeat(usedAt(daysAgo(2)))]).rows[0]?.obstacle).toEqual({
      kind: 'used',
      at: daysAgo(2),
    });
  });

  it('is the team that gives the seat', () => {
    const team = aTeam('data');
    expect(boardOf([seatOf('ada', { team }), seatOf('bo')]).rows[0]?.obstacle).toEqual({
      kind: 'through-team',
      team,
    });
  });

  it.each([
    { kind: 'removals-off', policy: { mode: 'off' } as const, outlook: {} },
    { kind: 'app-may-only-read', policy: {}, outlook: { appMayWrite: false } },
    {
      kind: 'not-assigned-individually',
      policy: {},
      outlook: { seatManagement: 'assign_all' } as const,
    },
    { kind: undefined, policy: { mode: 'dry-run' } as const, outlook: {} },
  ])('is $kind', ({ kind, policy, outlook }) => {
    const seats = [seatOf('ada'), seatOf('bo')];
    const board = boardOf(seats, [anOutlook(outlook)], { ...POLICY, ...policy });
    expect(obstaclesOf(board)).toEqual({ ada: kind, bo: kind });
  });

  it('is the day of lag, counted to the present', () => {
    const seat = seatOf('ada', usedAt(daysAgo(31)));
    const others = [seatOf('bo')];
    const at = (now: Instant): Board =>
      judgeBoard(
        [seat, ...others],
        [anOutlook({ trust: { kind: 'good', asOf: now } })],
        POLICY,
        now,
      );
    expect(obstaclesOf(at(NOW))).toMatchObject({ ada: 'too-early' });
    expect(obstaclesOf(at(NOW + 1))).toMatchObject({ ada: undefined });
    expect(at(NOW).rows[0]?.obstacle).toEqual({ kind: 'too-early', possibleAt: NOW });
    expect(at(NOW - DAY_MS).rows[0]?.verdict.state).toBe('active');
  });

  it.each([
    { others: 1, underWay: 0, kind: undefined },
    { others: 0, underWay: 0, kind: 'last-seat' },
    { others: 1, underWay: 1, kind: 'last-seat' },
    { others: 2, underWay: 1, kind: undefined },
    { others: 2, underWay: 2, kind: 'last-seat' },
  ])(
    'with $others more seats and $underWay removals under way is $kind',
    ({ others, underWay, kind }) => {
      const more = ['bo', 'cleo'].slice(0, others).map((login) => seatOf(login, usedAt(NOW)));
      const board = boardOf([seatOf('ada'), ...more], [anOutlook({ removalsUnderWay: underWay })]);
      expect(obstaclesOf(board)).toEqual({ ada: kind });
    },
  );

  it('counts neither leaving seats nor those of another organisation as staying', () => {
    const seats = [
      seatOf('ada'),
      seatOf('lea', { pendingCancellation: '2026-12-01' }),
      seatOf('zed', { organisation: EU }),
      seatOf('zoe', { organisation: EU }),
    ];
    const board = boardOf(seats, [anOutlook(), anOutlook({ organisation: EU })]);
    expect(obstaclesOf(board)).toEqual({ ada: 'last-seat', zed: undefined, zoe: undefined });
  });
});
