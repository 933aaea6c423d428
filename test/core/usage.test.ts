import { describe, expect, it, test } from 'vitest';
import {
  ageOf,
  chooseReports,
  discloseUsage,
  earliestDayTold,
  isWeekday,
  reportDays,
  summariseDays,
  type UsageSums,
} from '../../src/core/usage.ts';

const NOW = Date.parse('2026-11-21T14:32:00Z');
const DAYS = reportDays('2026-11-19');

function sums(people: number, editors: Readonly<Record<string, number>>): UsageSums {
  const ways = Object.entries(editors).map(([name, count]) => ({
    kind: 'editor' as const,
    name,
    people: count,
  }));
  return { people, days: [], ways };
}

function editorsOf(whole: UsageSums, part?: UsageSums) {
  const editors = discloseUsage(whole, DAYS, part)?.ways.editor;
  const shown = editors?.shown.map(({ name, people }) => [name, people] as const);
  return { shown: Object.fromEntries(shown ?? []), hasOthers: editors?.hasOthers };
}

describe('by editor, of all organisations', () => {
  test.each<[string, UsageSums, Readonly<Record<string, unknown>>, boolean]>([
    ['five are shown, four are not', sums(30, { a: 5, b: 4, c: 20 }), { a: 5, c: 20 }, true],
    ['all is “nearly all”', sums(12, { a: 12 }), { a: 'nearly-all' }, false],
    ['all but two is too', sums(12, { a: 10, b: 2 }), { a: 'nearly-all' }, true],
    ['all but five is a number', sums(12, { a: 7, b: 5 }), { a: 7, b: 5 }, false],
    ['twenty less ten less seven would be three', sums(20, { a: 10, b: 7, c: 3 }), { a: 10 }, true],
    ['so would it after more', sums(18, { a: 5, b: 5, c: 5, d: 3 }), { a: 5, b: 5 }, true],
    ['people of several hide nobody', sums(20, { a: 12, b: 10, c: 3 }), { a: 12, b: 10 }, true],
    ['none is none', sums(9, {}), {}, false],
    ['few are others', sums(9, { a: 4, b: 4 }), {}, true],
  ])('%s', (_, whole, shown, hasOthers) => {
    expect(editorsOf(whole)).toEqual({ shown, hasOthers });
  });

  it('eight are shown, those that most people used, most first', () => {
    const names = Array.from({ length: 12 }, (_, n) => [`e${n}`, 10 + n] as const);
    const figures = discloseUsage(sums(100, Object.fromEntries(names)), DAYS);
    const shown = figures?.ways.editor.shown.map(({ people }) => people);
    expect(shown).toEqual([21, 20, 19, 18, 17, 16, 15, 14]);
    expect(figures?.ways.editor.hasOthers).toBe(true);
  });
});

describe('by editor, of one organisation among several', () => {
  test.each<[string, number, number, unknown]>([
    ['is rounded down to a step of five', 30, 14, 10],
    ['is shown where nobody is outside', 14, 14, 10],
    ['is hidden where one is outside', 15, 14, undefined],
    ['is hidden where four are outside', 18, 14, undefined],
    ['is shown where five are outside', 19, 14, 10],
    ['is hidden below five', 30, 4, undefined],
  ])('%s', (_, whole, part, shown) => {
    const outside = sums(60, { a: whole });
    expect(editorsOf(outside, sums(30, { a: part })).shown).toEqual(
      shown === undefined ? {} : { a: shown },
    );
  });

  it('nothing is shown where fewer than five people are in it, or outside it', () => {
    expect(discloseUsage(sums(30, {}), DAYS, sums(4, {}))).toBeUndefined();
    expect(discloseUsage(sums(30, {}), DAYS, sums(26, {}))).toBeUndefined();
    expect(discloseUsage(sums(30, {}), DAYS, sums(25, {}))).toBeDefined();
  });

  it('the order within a step tells nothing', () => {
    const part = sums(30, { zeta: 14, alpha: 11 });
    expect(discloseUsage(sums(60, { zeta: 30, alpha: 30 }), DAYS, part)?.ways.editor.shown).toEqual(
      [
        { name: 'alpha', people: 10 },
        { name: 'zeta', people: 10 },
      ],
    );
  });
});

describe('days', () => {
  it('are 28 in a row, with a number from five people on', () => {
    const days = [
      { day: '2026-11-19', people: 5 },
      { day: '2026-11-18', people: 4 },
      { day: '2026-10-22', people: 9 },
    ];
    const figures = discloseUsage({ people: 9, days, ways: [] }, DAYS);
    expect(figures?.days).toHaveLength(28);
    expect(figures?.days[0]).toEqual({ day: '2026-10-23', people: undefined });
    expect(figures?.days.slice(-2)).toEqual([
      { day: '2026-11-18', people: undefined },
      { day: '2026-11-19', people: 5 },
    ]);
  });

  it('hold twenty from Monday to Friday, on whichever day they begin', () => {
    for (const lastDay of DAYS.slice(-7)) {
      expect(reportDays(lastDay).filter(isWeekday)).toHaveLength(20);
    }
  });

  const figure = (...people: (number | undefined)[]) =>
    people.map((each, index) => ({ day: DAYS[index] ?? '', people: each }));

  test.each([
    ['the median', figure(7, 9, 8), [8, 9, 0]],
    ['the lower of two in the middle', figure(7, 10, 8, 9), [8, 10, 0]],
    [
      'nothing to tell where most days are hidden',
      figure(7, undefined, undefined),
      [undefined, 7, 2],
    ],
    ['nothing to tell where there is no day', figure(), [undefined, undefined, 0]],
  ])('usually have %s', (_, days, expected) => {
    const { usual, most, daysWithFew } = summariseDays(days);
    expect([usual, most?.people, daysWithFew]).toEqual(expected);
  });
});

describe('reports', () => {
  const ending = (...days: string[]) => days.map((lastDay) => ({ lastDay }));

  it('are put together up to the day that all of them cover', () => {
    const reports = ending('2026-11-19', '2026-11-16', '2026-11-18');
    expect(chooseReports(reports, NOW)).toEqual({ chosen: reports, lastDay: '2026-11-16' });
  });

  it('that stopped growing are left out of the others', () => {
    const choice = chooseReports(ending('2026-11-15', '2026-11-19'), NOW);
    expect(choice).toEqual({ chosen: ending('2026-11-19'), lastDay: '2026-11-19' });
  });

  it('are told of for two weeks after their end, and so are the days in them', () => {
    expect(chooseReports(ending('2026-11-07'), NOW)?.lastDay).toBe('2026-11-07');
    expect(chooseReports(ending('2026-11-06'), NOW)).toBeUndefined();
    expect(chooseReports([], NOW)).toBeUndefined();
    const [firstDay = ''] = reportDays('2026-11-07');
    expect(earliestDayTold(NOW) <= firstDay).toBe(true);
  });

  it('have an age in days, never below none', () => {
    expect(ageOf({ lastDay: '2026-11-19' }, NOW)).toBe(2);
    expect(ageOf({ lastDay: '2026-11-22' }, NOW)).toBe(0);
  });
});
