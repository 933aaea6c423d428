import { describe, expect, it } from 'vitest';
import {
  daysBetween,
  idleSince,
  isKept,
  judge,
  recordStart,
  type Verdict,
} from '../../src/core/dormancy.ts';
import { DAY_MS, type HeldSeat, type Instant, type Seat } from '../../src/core/seat.ts';
import {
  aKept,
  aNobodySeat,
  anOrganisation,
  aSeat,
  aSignOfUse,
  daysAgo,
  NOW,
} from '../support/seats.ts';

/** The state in one word, with what tells two kinds of one state apart. */
function inWords(verdict: Verdict): string {
  switch (verdict.state) {
    case 'unclear':
      return `unclear: ${verdict.why}`;
    case 'dormant':
      return `dormant: ${verdict.reason.kind}`;
    case 'nobody':
    case 'leaving':
    case 'active':
    case 'kept':
    case 'new':
      return verdict.state;
  }
}

function judged(seat: Seat, dormantAfterDays = 30, now: Instant = NOW): string {
  return inWords(judge(seat, { dormantAfterDays }, now));
}

function unused(overrides: Partial<Omit<HeldSeat, 'kind'>> = {}): HeldSeat {
  return aSeat({ lastUse: undefined, ...overrides });
}

describe('the first state that fits', () => {
  const everything = {
    pendingCancellation: '2026-12-01',
    lastUse: aSignOfUse(daysAgo(1)),
    kept: aKept(undefined),
    grantedAt: daysAgo(2),
    lastSignInAt: daysAgo(1),
    watchedSince: NOW,
  };
  const leftToLast = { ...everything, pendingCancellation: undefined };
  const withoutUse = { ...leftToLast, lastUse: undefined };
  const withoutKept = { ...withoutUse, kept: undefined };
  const withoutGrant = { ...withoutKept, grantedAt: daysAgo(500) };
  const withoutSignIn = { ...withoutGrant, lastSignInAt: undefined };

  it.each([
    {
      state: 'nobody',
      over: 'a pending cancellation',
      seat: aNobodySeat({ pendingCancellation: '2026-12-01' }),
    },
    { state: 'leaving', over: 'use', seat: aSeat(everything) },
    { state: 'active', over: 'an exemption', seat: aSeat(leftToLast) },
    { state: 'kept', over: 'a young grant', seat: aSeat(withoutUse) },
    { state: 'new', over: 'a sign-in', seat: aSeat(withoutKept) },
    { state: 'unclear: signed-in', over: 'a short record', seat: aSeat(withoutGrant) },
    { state: 'unclear: short-record', over: 'idleness', seat: aSeat(withoutSignIn) },
    {
      state: 'dormant: no-record',
      over: 'nothing else',
      seat: aSeat({ ...withoutSignIn, watchedSince: daysAgo(300) }),
    },
  ])('is $state over $over', ({ seat, state }) => {
    expect(judged(seat, 365)).toBe(state);
  });
});

describe('use', () => {
  it.each([1, 30, 90, 91, 365])('keeps a seat active for exactly %i days, not longer', (days) => {
    const seat = (at: Instant): HeldSeat =>
      aSeat({ lastUse: aSignOfUse(at), grantedAt: daysAgo(900), watchedSince: daysAgo(900) });
    expect(judged(seat(daysAgo(days) + 1), days)).toBe('active');
    expect(judged(seat(daysAgo(days)), days)).toBe('active');
    expect(judged(seat(daysAgo(days) - 1), days)).toBe('dormant: stopped');
  });

  it.each([
    { what: 'now', at: NOW },
    { what: 'a millisecond from now', at: NOW + 1 },
    { what: 'next week, by a clock that is wrong', at: daysAgo(-7) },
  ])('is believed when it is dated $what', ({ at }) => {
    expect(judged(aSeat({ lastUse: aSignOfUse(at) }))).toBe('active');
  });

  it.each([
    {
      what: 'the seat list of another organisation',
      sign: { organisationId: anOrganisation('acme-eu').id },
    },
    { what: 'a usage report', sign: { source: 'usage-report' as const } },
    { what: 'a source that names no editor', sign: { editor: undefined } },
    { what: 'code review alone', sign: { editor: 'copilot_pr_review' } },
  ])('counts from $what', ({ sign }) => {
    expect(judged(aSeat({ lastUse: aSignOfUse(daysAgo(30), sign) }))).toBe('active');
    expect(judged(aSeat({ lastUse: aSignOfUse(daysAgo(31), sign) }))).toBe('dormant: stopped');
  });

  it('is remembered past the 90 days after which GitHub says nothing', () => {
    const seat = aSeat({ grantedAt: daysAgo(390), lastUse: aSignOfUse(daysAgo(150)) });
    expect(judge(seat, { dormantAfterDays: 30 }, NOW)).toEqual({
      state: 'dormant',
      idleSince: daysAgo(150),
      idleDays: 150,
      reason: { kind: 'stopped', lastUse: seat.lastUse, daysAgo: 150 },
    });
    expect(judged(seat, 180)).toBe('active');
  });

  it('of an earlier grant says nothing bad about a seat given anew', () => {
    const seat = aSeat({ grantedAt: daysAgo(3), lastUse: aSignOfUse(daysAgo(70)) });
    expect(judged(seat)).toBe('new');
  });

  it('of an earlier grant is told of a seat given anew and left idle since', () => {
    const seat = aSeat({ grantedAt: daysAgo(40), lastUse: aSignOfUse(daysAgo(70)) });
    expect(judge(seat, { dormantAfterDays: 30 }, NOW)).toEqual({
      state: 'dormant',
      idleSince: daysAgo(40),
      idleDays: 40,
      reason: { kind: 'stopped', lastUse: seat.lastUse, daysAgo: 70 },
    });
  });
});

describe('a grant', () => {
  it.each([1, 30, 90, 91, 365])('is new for exactly %i days, not longer', (days) => {
    const seat = (grantedAt: Instant): HeldSeat =>
      unused({ grantedAt, watchedSince: daysAgo(900) });
    expect(judged(seat(daysAgo(days) + 1), days)).toBe('new');
    expect(judged(seat(daysAgo(days)), days)).toBe('new');
    expect(judged(seat(daysAgo(days) - 1), days)).toBe('dormant: never-used');
  });

  it('dated in the future is new', () => {
    expect(judged(unused({ grantedAt: daysAgo(-2) }))).toBe('new');
  });

  it('that was used once, long before the threshold, has stopped', () => {
    const seat = aSeat({ grantedAt: daysAgo(100), lastUse: aSignOfUse(daysAgo(99)) });
    expect(judge(seat, { dormantAfterDays: 30 }, NOW)).toMatchObject({
      idleSince: daysAgo(99),
      idleDays: 99,
      reason: { kind: 'stopped', daysAgo: 99 },
    });
  });
});

describe('an exemption', () => {
  it.each([
    { what: 'for always', until: undefined, state: 'kept' },
    { what: 'that ends in a millisecond', until: NOW + 1, state: 'kept' },
    { what: 'that ends exactly now', until: NOW, state: 'dormant: stopped' },
    { what: 'that ended a millisecond ago', until: NOW - 1, state: 'dormant: stopped' },
  ])('$what leaves an idle seat $state', ({ until, state }) => {
    expect(judged(aSeat({ kept: aKept(until) }))).toBe(state);
  });

  it('is shown as it was made', () => {
    const kept = aKept(daysAgo(-10), { reason: 'quarter-end' });
    expect(judge(aSeat({ kept }), { dormantAfterDays: 30 }, NOW)).toEqual({ state: 'kept', kept });
  });

  it('that ended leaves a young grant new', () => {
    expect(judged(unused({ grantedAt: daysAgo(2), kept: aKept(NOW) }))).toBe('new');
  });

  it.each([
    { kept: undefined, holds: false },
    { kept: aKept(undefined), holds: true },
    { kept: aKept(NOW + 1), holds: true },
    { kept: aKept(NOW), holds: false },
  ])('holds or not: $holds', ({ kept, holds }) => {
    expect(isKept(kept, NOW)).toBe(holds);
  });
});

describe('a cancellation', () => {
  it.each(['2026-12-01', '2026-11-18', '2026-11-17', '2020-01-01'])(
    'that takes effect on %s is leaving, for as long as GitHub lists the seat',
    (lastDay) => {
      expect(judge(aSeat({ pendingCancellation: lastDay }), { dormantAfterDays: 30 }, NOW)).toEqual(
        { state: 'leaving', lastDay },
      );
    },
  );
});

describe('a seat without an assignee', () => {
  it.each([
    { what: 'an old one', seat: aNobodySeat() },
    { what: 'a young one', seat: aNobodySeat({ grantedAt: NOW }) },
    { what: 'one without a date', seat: aNobodySeat({ grantedAt: undefined }) },
  ])('is nobody’s: $what', ({ seat }) => {
    expect(judge(seat, { dormantAfterDays: 30 }, NOW)).toEqual({ state: 'nobody' });
  });
});

describe('a sign-in without use', () => {
  it.each([1, 30, 90, 91, 365])('leaves it unclear for exactly %i days, not longer', (days) => {
    const seat = (lastSignInAt: Instant): HeldSeat =>
      unused({ lastSignInAt, grantedAt: daysAgo(900), watchedSince: daysAgo(500) });
    expect(judged(seat(daysAgo(days) + 1), days)).toBe('unclear: signed-in');
    expect(judged(seat(daysAgo(days)), days)).toBe('unclear: signed-in');
    expect(judged(seat(daysAgo(days) - 1), days)).toBe('dormant: no-record');
  });

  it('is no use: the seat stays idle since its last use', () => {
    const seat = aSeat({ lastSignInAt: daysAgo(1) });
    expect(judge(seat, { dormantAfterDays: 30 }, NOW)).toEqual({
      state: 'unclear',
      why: 'signed-in',
      idleSince: daysAgo(60),
      idleDays: 60,
      reason: { kind: 'stopped', lastUse: seat.lastUse, daysAgo: 60 },
    });
  });

  it('dated in the future leaves it unclear', () => {
    expect(judged(unused({ lastSignInAt: daysAgo(-1) }))).toBe('unclear: signed-in');
  });
});

describe('a seat without any use on record', () => {
  it('is called never used only where the record reaches back to the grant', () => {
    const seat = (grantedAt: Instant): HeldSeat => unused({ grantedAt, watchedSince: daysAgo(49) });
    expect(recordStart(seat(NOW))).toBe(daysAgo(139));
    expect(judged(seat(daysAgo(139) + 1))).toBe('dormant: never-used');
    expect(judged(seat(daysAgo(139)))).toBe('dormant: never-used');
    expect(judged(seat(daysAgo(139) - 1))).toBe('dormant: no-record');
  });

  it('says since when it was granted and that it was never used', () => {
    const seat = unused({ grantedAt: daysAgo(193) });
    expect(judge(seat, { dormantAfterDays: 30 }, NOW)).toEqual({
      state: 'dormant',
      idleSince: daysAgo(193),
      idleDays: 193,
      reason: { kind: 'never-used' },
    });
  });

  it.each([
    { watched: 0, recordDays: 90 },
    { watched: 49, recordDays: 139 },
  ])(
    'says that nothing is on record for $recordDays days after $watched of watching',
    ({ watched, recordDays }) => {
      const seat = unused({ grantedAt: daysAgo(700), watchedSince: daysAgo(watched) });
      expect(judge(seat, { dormantAfterDays: 30 }, NOW)).toEqual({
        state: 'dormant',
        idleSince: daysAgo(700),
        idleDays: 700,
        reason: { kind: 'no-record', recordDays },
      });
    },
  );

  it.each([1, 30, 90])('is dormant at %i days on the very first read', (days) => {
    expect(judged(unused({ grantedAt: daysAgo(700), watchedSince: NOW }), days)).toBe(
      'dormant: no-record',
    );
  });

  it.each([
    { days: 91, watched: 1 },
    { days: 180, watched: 90 },
    { days: 365, watched: 275 },
  ])('is unclear at $days days until it was watched for $watched', ({ days, watched }) => {
    const seat = (watchedSince: Instant): HeldSeat =>
      unused({ grantedAt: daysAgo(900), watchedSince });
    expect(judged(seat(daysAgo(watched) + 1), days)).toBe('unclear: short-record');
    expect(judged(seat(daysAgo(watched)), days)).toBe('dormant: no-record');
  });

  it('tells with a short record how far it reaches', () => {
    const seat = unused({ grantedAt: daysAgo(700), watchedSince: daysAgo(10) });
    expect(judge(seat, { dormantAfterDays: 180 }, NOW)).toEqual({
      state: 'unclear',
      why: 'short-record',
      idleSince: daysAgo(700),
      idleDays: 700,
      reason: { kind: 'no-record', recordDays: 100 },
    });
  });

  it('is judged by its grant alone when that is younger than the record, however high the threshold', () => {
    const seat = unused({ grantedAt: daysAgo(95), watchedSince: daysAgo(10) });
    expect(judged(seat, 94)).toBe('dormant: never-used');
    expect(judged(seat, 95)).toBe('new');
  });
});

describe('idleSince', () => {
  it.each([
    { what: 'the grant without use', grantedAt: daysAgo(9), use: undefined, since: daysAgo(9) },
    { what: 'the use after the grant', grantedAt: daysAgo(9), use: daysAgo(3), since: daysAgo(3) },
    { what: 'the grant after the use', grantedAt: daysAgo(9), use: daysAgo(30), since: daysAgo(9) },
    { what: 'a grant before 1970', grantedAt: -DAY_MS, use: undefined, since: -DAY_MS },
  ])('is $what', ({ grantedAt, use, since }) => {
    const lastUse = use === undefined ? undefined : aSignOfUse(use);
    expect(idleSince(aSeat({ grantedAt, lastUse }))).toBe(since);
  });
});

describe('daysBetween', () => {
  it.each([
    { ms: -DAY_MS, days: 0 },
    { ms: -1, days: 0 },
    { ms: 0, days: 0 },
    { ms: DAY_MS - 1, days: 0 },
    { ms: DAY_MS, days: 1 },
    { ms: 2 * DAY_MS - 1, days: 1 },
    { ms: 30 * DAY_MS + 1, days: 30 },
  ])('counts $days whole days in $ms ms', ({ ms, days }) => {
    expect(daysBetween(NOW, NOW + ms)).toBe(days);
  });
});
