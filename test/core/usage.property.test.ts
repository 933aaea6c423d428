import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Day } from '../../src/core/seat.ts';
import {
  discloseUsage,
  FEWEST_PEOPLE,
  reportDays,
  type UsageFigures,
  type UsageSums,
  WAY_KINDS,
  type WayKind,
} from '../../src/core/usage.ts';

const DAYS = reportDays('2026-11-19');
const NAMES = ['a', 'b', 'c', 'd'];

/** Somebody in a report: where they are reported, when they used Copilot, and how. */
interface User {
  readonly organisations: readonly number[];
  readonly days: readonly Day[];
  readonly ways: readonly string[];
}

const aUser = (overlap: boolean): fc.Arbitrary<User> =>
  fc.record({
    organisations: fc.subarray([1, 2, 3], { minLength: 1, maxLength: overlap ? 3 : 1 }),
    days: fc.subarray(DAYS.slice(-3), { minLength: 1 }),
    ways: fc.subarray(
      WAY_KINDS.slice(0, 2).flatMap((kind) => NAMES.map((name) => `${kind} ${name}`)),
      { maxLength: overlap ? 8 : 1 },
    ),
  });

/** Companies around the edge, where a person more or less decides; people of many ways and of one each. */
const aCompany = fc
  .boolean()
  .chain((overlap) => fc.array(aUser(overlap), { minLength: 0, maxLength: 26 }));

function sumsOf(users: readonly User[]): UsageSums {
  const count = (has: (user: User) => boolean) => users.filter(has).length;
  return {
    people: users.length,
    days: DAYS.map((day) => ({ day, people: count(({ days }) => days.includes(day)) })).filter(
      ({ people }) => people > 0,
    ),
    ways: waysOf(users).map(({ kind, name }) => ({ kind, name, people: count(goes(kind, name)) })),
  };
}

function waysOf(users: readonly User[]) {
  return WAY_KINDS.flatMap((kind) => NAMES.map((name) => ({ kind, name }))).filter(
    ({ kind, name }) => users.some(goes(kind, name)),
  );
}

function goes(kind: WayKind, name: string) {
  return ({ ways }: User) => ways.includes(`${kind} ${name}`);
}

function membersOf(users: readonly User[], organisation: number): User[] {
  return users.filter(({ organisations }) => organisations.includes(organisation));
}

/** Every number that stands in the figures, with the people it is about. */
function numbersIn({ days, ways }: UsageFigures, users: readonly User[]) {
  return [
    ...days.map(({ day, people }) => ({
      people,
      about: users.filter((user) => user.days.includes(day)),
    })),
    ...WAY_KINDS.flatMap((kind) =>
      ways[kind].shown.map(({ name, people }) => ({
        people: people === 'nearly-all' ? undefined : people,
        about: users.filter(goes(kind, name)),
      })),
    ),
  ].flatMap(({ people, about }) => (people === undefined ? [] : [{ people, about }]));
}

const isFew = (count: number) => count > 0 && count < FEWEST_PEOPLE;

describe('the figures of a usage report', () => {
  it('never show a sum over fewer than five people, of all or of one organisation', () => {
    fc.assert(
      fc.property(aCompany, (users) => {
        const parts = [1, 2, 3].map((id) => membersOf(users, id));
        for (const part of [undefined, ...parts]) {
          const figures = discloseUsage(sumsOf(users), DAYS, part && sumsOf(part));
          const isEnough = (part ?? users).length >= FEWEST_PEOPLE;
          expect(isEnough || figures === undefined).toBe(true);
          if (figures === undefined) continue;
          for (const { people, about } of numbersIn(figures, part ?? users)) {
            expect(about.length).toBeGreaterThanOrEqual(FEWEST_PEOPLE);
            expect(people).toBeGreaterThanOrEqual(FEWEST_PEOPLE);
            expect(people).toBe(part ? about.length - (about.length % 5) : about.length);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never leave one to four people when a number is taken from all people', () => {
    fc.assert(
      fc.property(aCompany, (users) => {
        const figures = discloseUsage(sumsOf(users), DAYS);
        if (figures === undefined) return;
        for (const kind of WAY_KINDS) {
          const { shown } = figures.ways[kind];
          const numbers = shown.flatMap(({ people }) => (people === 'nearly-all' ? [] : [people]));
          for (const people of numbers) {
            expect(users.length - people).toBeGreaterThanOrEqual(FEWEST_PEOPLE);
          }
          const rest = users.length - numbers.reduce((sum, people) => sum + people, 0);
          const isWhole = numbers.length === shown.length && numbers.length > 0;
          expect(isWhole && isFew(rest)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of one organisation never leave one to four people when taken from those of all', () => {
    fc.assert(
      fc.property(aCompany, (users) => {
        const part = membersOf(users, 1);
        const figures = discloseUsage(sumsOf(users), DAYS, sumsOf(part));
        if (figures === undefined) return;
        expect(isFew(users.length - part.length)).toBe(false);
        const outside = users.filter((user) => !part.includes(user));
        const here = numbersIn(figures, part);
        const there = numbersIn(figures, outside);
        expect(here).toHaveLength(there.length);
        for (const { about } of there) expect(isFew(about.length)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('say that there are others exactly where something is left out', () => {
    fc.assert(
      fc.property(aCompany, (users) => {
        const figures = discloseUsage(sumsOf(users), DAYS);
        if (figures === undefined) return;
        for (const kind of WAY_KINDS) {
          const all = waysOf(users).filter((way) => way.kind === kind);
          const { shown, hasOthers } = figures.ways[kind];
          expect(hasOthers).toBe(all.length > shown.length);
        }
      }),
    );
  });

  it('do not depend on the order in which the sums come', () => {
    fc.assert(
      fc.property(aCompany, (users) => {
        const sums = sumsOf(users);
        const turned = { ...sums, days: sums.days.toReversed(), ways: sums.ways.toReversed() };
        expect(discloseUsage(turned, DAYS)).toEqual(discloseUsage(sums, DAYS));
      }),
    );
  });
});
