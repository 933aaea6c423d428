import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/core/seat.ts';
import { type Command, parseCommand } from '../../src/slack/command.ts';
import { NOW } from '../support/seats.ts';
import { anyForeignText } from './hostile.ts';

const CONTEXT = { command: '/seats', now: NOW, dormantAfterDays: 30 };

function parse(text: string): Command {
  return parseCommand(text, CONTEXT);
}

const EVERYTHING = {
  days: undefined,
  neverUsed: false,
  unclear: false,
  organisation: undefined,
  team: undefined,
};

const ALICE = { kind: 'login', login: 'alice' } as const;

describe('words alone', () => {
  test.each([
    ['', { kind: 'overview' }],
    ['   ', { kind: 'overview' }],
    ['help', { kind: 'help' }],
    ['?', { kind: 'help' }],
    ['LOG', { kind: 'log' }],
    ['  Status  ', { kind: 'status' }],
    ['refresh now please', { kind: 'refresh' }],
    ['me', { kind: 'me' }],
    ['link alice', { kind: 'link', login: 'alice' }],
    ['link', { kind: 'link', login: undefined }],
    ['unlink', { kind: 'unlink', who: undefined }],
    ['unlink alice', { kind: 'unlink', who: { kind: 'login', login: 'alice' } }],
    ['unlink <@U0MEL>', { kind: 'unlink', who: { kind: 'slack', userId: 'U0MEL' } }],
    ['digest', { kind: 'digest' }],
    ['usage', { kind: 'usage', organisation: undefined }],
    ['export', { kind: 'export' }],
  ])('%j', (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test.each([
    ['dormnat', 'dormant'],
    ['stauts', 'status'],
    ['keeep', 'keep'],
    ['idle', 'dormant'],
    ['history', 'log'],
    ['usages', 'usage'],
    ['usge', 'usage'],
    ['metrics', 'usage'],
    ['xylophone', undefined],
    ['<!channel>', undefined],
  ])('%j is unknown, nearest %j', (text, nearest) => {
    expect(parse(text)).toMatchObject({ kind: 'unknown', nearest });
  });
});

describe('dormant', () => {
  test.each([
    ['dormant', {}],
    ['dormant 90d', { days: 90 }],
    ['dormant 90', { days: 90 }],
    ['dormant 90 days', { days: 90 }],
    ['Dormant 365D NEVER', { days: 365, neverUsed: true }],
    ['dormant 30d', { days: 30 }],
    ['dormant unclear org:Acme-Labs', { unclear: true, organisation: 'Acme-Labs' }],
    ['dormant org: acme team:Platform', { organisation: 'acme', team: 'platform' }],
    ['dormant organization:"acme"', { organisation: 'acme' }],
    ['dormant “never”', { neverUsed: true }],
  ])('%j', (text, words) => {
    expect(parse(text)).toEqual({ kind: 'dormant', words: { ...EVERYTHING, ...words } });
  });

  test.each(['dormant 0d', 'dormant 366d', 'dormant 29d', 'dormant soon', 'dormant org:'])(
    '%j is a problem, with an example under the command’s own name',
    (text) => {
      const command = parse(text);
      expect(command).toMatchObject({ kind: 'problem' });
      if (command.kind !== 'problem') return;
      expect(command.problem.length).toBeGreaterThan(0);
      expect(parse(command.example.replace('/seats ', ''))).toMatchObject({ kind: 'dormant' });
    },
  );

  test('fewer days than the threshold are refused with the reason', () => {
    expect(parse('dormant 7d')).toMatchObject({
      kind: 'problem',
      problem: expect.stringContaining('30 days') as string,
    });
  });
});

describe('usage', () => {
  test.each([
    ['usage', undefined],
    ['USAGE org:Acme-Labs', 'Acme-Labs'],
    ['usage org: acme', 'acme'],
    ['usage organisation:"acme"', 'acme'],
  ])('%j', (text, organisation) => {
    expect(parse(text)).toEqual({ kind: 'usage', organisation });
  });

  test.each(['usage 90d', 'usage team:platform', 'usage alice', 'usage org:'])(
    '%j is a problem, with an example under the command’s own name',
    (text) => {
      const command = parse(text);
      expect(command).toMatchObject({ kind: 'problem' });
      if (command.kind !== 'problem') return;
      expect(parse(command.example.replace('/seats ', ''))).toMatchObject({ kind: 'usage' });
    },
  );
});

describe('a person', () => {
  test.each([
    ['user alice', ALICE],
    ['user @alice', ALICE],
    ['USER "alice"', ALICE],
    ['user https://github.com/alice', ALICE],
    ['user <https://github.com/alice>', ALICE],
    ['user maya_acme', { kind: 'login', login: 'maya_acme' }],
    ['user <@U123ABC|alice>', { kind: 'slack', userId: 'U123ABC' }],
    ['user <@W123ABC|Alice Smith>', { kind: 'slack', userId: 'W123ABC' }],
    ['user <@U123ABC>', { kind: 'slack', userId: 'U123ABC' }],
  ])('%j', (text, who) => {
    expect(parse(text)).toEqual({ kind: 'user', who });
  });

  test.each(['user', 'user alice bob', 'user a/b', 'user -x', `user ${'x'.repeat(40)}`, 'unkeep'])(
    '%j is a problem',
    (text) => {
      expect(parse(text)).toMatchObject({ kind: 'problem' });
    },
  );

  test('unkeep takes the same person', () => {
    expect(parse('unkeep <@U1|a>')).toEqual({
      kind: 'unkeep',
      who: { kind: 'slack', userId: 'U1' },
    });
  });
});

describe('keep', () => {
  const inDays = (days: number) => NOW + days * DAY_MS;

  test.each([
    ['keep alice', inDays(30), undefined],
    ['keep alice on leave', inDays(30), 'on leave'],
    ['keep alice 90d', inDays(90), undefined],
    ['keep alice 90 days on leave', inDays(90), 'on leave'],
    ['keep alice for 2 weeks', inDays(14), undefined],
    ['keep alice 3 months sabbatical', Date.UTC(2027, 1, 18, 12), 'sabbatical'],
    ['keep alice always', undefined, undefined],
    ['keep @alice ALWAYS “on call”', undefined, 'on call'],
    ['keep alice until 2027-01-31 on leave', Date.UTC(2027, 1, 1), 'on leave'],
    ['keep alice until 2027–01–31', Date.UTC(2027, 1, 1), undefined],
    ['keep alice 2027-1-31', Date.UTC(2027, 1, 1), undefined],
    ['keep alice until 2026-11-19', Date.UTC(2026, 10, 20), undefined],
    ['keep alice until 2028-02-29', Date.UTC(2028, 2, 1), undefined],
    ['keep alice R&amp;D &lt;3', inDays(30), 'R&D <3'],
  ])('%j', (text, until, reason) => {
    expect(parse(text)).toEqual({ kind: 'keep', who: ALICE, until, reason });
  });

  test.each([
    ['keep', 'login'],
    ['keep alice until', 'date'],
    ['keep alice until tomorrow', 'tomorrow'],
    ['keep alice until 2027-02-29', '2027-02-29'],
    ['keep alice until 2026-11-18', 'future'],
    ['keep alice until 2020-01-01', 'future'],
    ['keep alice until 2099-01-01', 'always'],
    ['keep alice 99999d', 'always'],
    ['keep alice 0d', '0d'],
    ['keep alice 5y', '5y'],
  ])('%j is a problem that names %j, with an example that works', (text, named) => {
    const command = parse(text);
    expect(command).toMatchObject({ kind: 'problem' });
    if (command.kind !== 'problem') return;
    expect(command.problem).toContain(named);
    expect(parse(command.example.replace('/seats ', ''))).toMatchObject({ kind: 'keep' });
  });

  test('a long reason is cut, not refused', () => {
    const command = parse(`keep alice ${'word '.repeat(200)}`);
    expect(command.kind === 'keep' && command.reason?.length).toBeLessThanOrEqual(200);
  });
});

test('nothing that can be typed makes it throw', () => {
  const anyWord = fc.constantFrom('dormant', 'user', 'keep', 'unkeep', 'log', 'keep alice', '');
  fc.assert(
    fc.property(anyWord, anyForeignText, (word, rest) => {
      expect(parse(`${word} ${rest}`).kind).toBeTypeOf('string');
    }),
  );
});

test('an exemption never ends in the past', () => {
  const anySpan = fc.oneof(
    fc.integer({ min: -5, max: 100_000 }).map((days) => `${days}d`),
    fc
      .date({ min: new Date('1990-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
      .map((date) => `until ${date.toISOString().slice(0, 10)}`),
  );
  fc.assert(
    fc.property(anySpan, (span) => {
      const command = parse(`keep alice ${span}`);
      const until = command.kind === 'keep' ? (command.until ?? Infinity) : Infinity;
      expect(until).toBeGreaterThan(NOW);
    }),
  );
});
