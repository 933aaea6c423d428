import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatLinkRef,
  formatRequestPlace,
  parseLinkRef,
  parseRequestPlace,
} from '../../src/slack/own-refs.ts';

const anyRef = fc.record({
  teamId: fc.stringMatching(/^T[A-Z0-9]{1,30}$/),
  userId: fc.stringMatching(/^[UW][A-Z0-9]{1,30}$/),
  personId: fc.integer({ min: 1, max: 999_999_999_999 }),
  askedAt: fc.integer({ min: 0, max: 4_102_444_800_000 }),
});

describe('a reference to a request', () => {
  it('reads back as what was put in', () => {
    fc.assert(
      fc.property(anyRef, (ref) => {
        expect(parseLinkRef(formatLinkRef(ref))).toEqual(ref);
      }),
    );
  });

  it('is read from nothing that was not put in so', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ref = parseLinkRef(text);
        expect(ref === undefined ? text : formatLinkRef(ref)).toBe(text);
      }),
    );
    for (const text of ['', 'q.', 'q.T1.U1.0.1', 'q.T1.U1.1', 'q.T1.U1.1.1.1', 'q.T1.x.1.1']) {
      expect(parseLinkRef(text)).toBeUndefined();
    }
  });
});

it('a place in the list of requests reads back, and nothing else does', () => {
  expect(parseRequestPlace(formatRequestPlace({ page: 3, index: 9 }))).toEqual({
    page: 3,
    index: 9,
  });
  for (const text of ['', 'request.1', 'request.1.x', 'request.-1.0', 'request.1.0.0', 's.1.2.3']) {
    expect(parseRequestPlace(text)).toBeUndefined();
  }
});
