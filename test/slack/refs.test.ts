import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatListPosition,
  formatLogPage,
  formatMenuRef,
  formatPage,
  formatPersonRef,
  formatRemoveRef,
  formatSeatRef,
  formatUndoRef,
  type ListPosition,
  type MenuChoice,
  parseListPosition,
  parseLogPage,
  parseMenuRef,
  parsePage,
  parsePersonRef,
  parseRemoveRef,
  parseSeatRef,
  parseUndoRef,
  ROOM,
} from '../../src/slack/refs.ts';

const anyId = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const anyGrant = fc.record({
  organisationId: anyId,
  personId: anyId,
  grantedAt: fc.integer({ min: -8.64e15, max: 8.64e15 }),
});
const anyPosition: fc.Arbitrary<ListPosition> = fc.record({
  query: fc.record({
    days: fc.option(fc.integer({ min: 1, max: 365 }), { nil: undefined }),
    neverUsed: fc.boolean(),
    unclear: fc.boolean(),
    organisationId: fc.option(anyId, { nil: undefined }),
    teamSlug: fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 255 }), {
      nil: undefined,
    }),
  }),
  page: fc.nat(),
});
const anyRemovalId = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'.split('')),
  minLength: 32,
  maxLength: 32,
});
const maybePosition = fc.option(anyPosition, { nil: undefined });

describe('a reference comes back as it was sent', () => {
  test('a seat with its list, in a button', () => {
    fc.assert(
      fc.property(anyGrant, maybePosition, (grant, list) => {
        const text = formatSeatRef({ grant, list }, ROOM.value);
        expect(text.length).toBeLessThanOrEqual(ROOM.value);
        expect(parseSeatRef(text)).toEqual({ grant, list });
      }),
    );
  });

  test('a seat with what its button showed, and without', () => {
    const shown = fc.record({
      idleSince: anyGrant.map((grant) => grant.grantedAt),
      unclear: fc.boolean(),
    });
    fc.assert(
      fc.property(
        anyGrant,
        maybePosition,
        fc.option(shown, { nil: undefined }),
        (grant, list, maybeShown) => {
          const ref = { grant, list, shown: maybeShown };
          expect(parseRemoveRef(formatRemoveRef(ref, ROOM.value))).toEqual(ref);
        },
      ),
    );
  });

  test('a seat without its list, where that does not fit', () => {
    fc.assert(
      fc.property(anyGrant, anyPosition, (grant, list) => {
        const text = formatSeatRef({ grant, list }, ROOM.blockId);
        expect(text.length).toBeLessThanOrEqual(ROOM.blockId);
        const parsed = parseSeatRef(text);
        expect(parsed?.grant).toEqual(grant);
        expect([list, undefined]).toContainEqual(parsed?.list);
      }),
    );
  });

  test('a list is left out only where it does not fit', () => {
    const grant = { organisationId: 1, personId: 2, grantedAt: 3 };
    const query = {
      days: 90,
      neverUsed: true,
      unclear: false,
      organisationId: 1,
      teamSlug: 't'.repeat(255),
    };
    const long = { grant, list: { query, page: 2 } };
    const short = { grant, list: { query: { ...query, teamSlug: 'platform' }, page: 2 } };
    expect(parseSeatRef(formatSeatRef(long, ROOM.blockId))).toEqual({ grant, list: undefined });
    expect(parseSeatRef(formatSeatRef(short, ROOM.blockId))).toEqual(short);
  });

  test('a removal', () => {
    fc.assert(
      fc.property(anyRemovalId, maybePosition, (removalId, list) => {
        const ref = { removalId, list };
        expect(parseUndoRef(formatUndoRef(ref, ROOM.value))).toEqual(ref);
      }),
    );
  });

  test('a menu’s choice, within the room of an option', () => {
    const anyChoice = fc.constantFrom<MenuChoice[]>('keep-30', 'keep', 'unkeep', 'details');
    fc.assert(
      fc.property(anyGrant, anyChoice, (grant, choice) => {
        const text = formatMenuRef({ grant, choice });
        expect(text.length).toBeLessThanOrEqual(ROOM.option);
        expect(parseMenuRef(text)).toEqual({ grant, choice });
      }),
    );
  });

  test('a page of what is known, and of one person’s seats', () => {
    fc.assert(
      fc.property(anyId, fc.nat(), (personId, page) => {
        expect(parsePage(formatPage(page))).toBe(page);
        const ref = { personId, page, signalPage: page + 1 };
        expect(parsePersonRef(formatPersonRef(ref))).toEqual(ref);
      }),
    );
  });

  test('a page of a list, and of the log', () => {
    fc.assert(
      fc.property(anyPosition, fc.option(fc.nat(), { nil: undefined }), (position, before) => {
        expect(parseListPosition(formatListPosition(position))).toEqual(position);
        expect(parseLogPage(formatLogPage(before))).toEqual({ before });
      }),
    );
  });
});

describe('a reference that is none', () => {
  const parsers = [
    parseRemoveRef,
    parseSeatRef,
    parseUndoRef,
    parseMenuRef,
    parseListPosition,
    parseLogPage,
    parsePage,
    parsePersonRef,
  ];

  test.each([
    '',
    's.',
    's.1.2',
    's.1.2.3.4',
    's.1.2.NaN',
    's.1.2.zzzzzzzzzzzzz',
    's.01.2.3',
    's.-0.2.3',
    'u.0123',
    `u.${'g'.repeat(32)}`,
    'd.1.2',
    'l',
    'l/',
    'l/-1.....',
    'l/0..9..',
    'g.x y',
    'w.',
    'w.-1',
    'p.1',
    'p.1.-1',
    'p.1.2.3.4',
    '__proto__',
  ])('%j is undefined for every reader', (text) => {
    for (const parse of parsers) expect(parse(text)).toBeUndefined();
  });

  test('never throws, and never reads one kind as another', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = parsers.map((parse) => parse(text)).filter((ref) => ref !== undefined);
        expect(read.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a malformed list costs only the list', () => {
    expect(parseSeatRef('s.1.2.3/rubbish')).toEqual({
      grant: { organisationId: 1, personId: 2, grantedAt: 3 },
      list: undefined,
    });
  });
});
