import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bold,
  code,
  contact,
  cutMarkup,
  escape,
  formatDate,
  formatDay,
  formatReadTime,
  join,
  lastDayBefore,
  list,
  mention,
  mrkdwn,
  name,
  plain,
  plural,
  textOf,
} from '../../src/slack/text.ts';
import { NOW } from '../support/seats.ts';
import { anyForeignText, HOSTILE } from './hostile.ts';

/** Everything Slack would parse in text that is not ours. */
const PARSED = /[<>*~`]|&(?!amp;|lt;|gt;)/;

describe('foreign text in markup', () => {
  test.each(HOSTILE)('%j loses everything that Slack would parse', (text) => {
    expect(textOf(escape(text))).not.toMatch(PARSED);
  });

  test('never holds anything that Slack would parse, whatever was typed', () => {
    fc.assert(
      fc.property(anyForeignText, (text) => {
        expect(textOf(mrkdwn`${text}`)).not.toMatch(PARSED);
      }),
    );
  });

  test('never holds a control, direction or line character', () => {
    fc.assert(
      fc.property(anyForeignText, (text) => {
        expect(textOf(mrkdwn`${text}`)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  test('is escaped once, in the order that Slack reads it', () => {
    expect(textOf(escape('a & b <c> &lt;'))).toBe('a &amp; b &lt;c&gt; &amp;lt;');
  });

  test('keeps an underscore inside a login and disarms one at its edge', () => {
    expect(textOf(name('maya_acme'))).toBe('maya_acme');
    expect(textOf(name('_maya_'))).not.toContain('_');
  });

  test('makes no emoji', () => {
    expect(textOf(escape(':tada: 14:32'))).not.toContain(':tada:');
    expect(textOf(escape(':tada: 14:32'))).toContain('14:32');
  });

  test('is cut before it is escaped, so that no entity and no character is cut', () => {
    fc.assert(
      fc.property(anyForeignText, fc.integer({ min: 1, max: 50 }), (text, most) => {
        const escaped = textOf(escape(text, most));
        expect(escaped.replace(/&(amp|lt|gt);/g, '.').length).toBeLessThanOrEqual(most);
        expect(escaped).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
      }),
    );
  });

  test('keeps the space by which a clause is set off', () => {
    expect(textOf(mrkdwn`ended${' on 1 May'}.`)).toBe('ended on 1 May.');
    expect(textOf(mrkdwn`${'by hand '}${mrkdwn`*again*`}`)).toBe('by hand *again*');
  });

  test('stays what it is when it is already markup', () => {
    expect(textOf(mrkdwn`${bold('a<b')} ${mention('U0MAYA')}`)).toBe('*a&lt;b* <@U0MAYA>');
    expect(textOf(join(['<', undefined, mention('U0MAYA')]))).toBe('&lt; <@U0MAYA>');
  });
});

describe('text that Slack does not parse', () => {
  test.each([
    ['one\ntwo\r\n\tthree', 'one two three'],
    ['\u202Eevil\u2066', 'evil'],
    ['  edges  ', 'edges'],
    ['a*b<c>', 'a*b<c>'],
  ])('%j becomes %j', (given, expected) => {
    expect(plain(given)).toBe(expected);
  });

  test('is never longer than asked', () => {
    fc.assert(
      fc.property(anyForeignText, fc.integer({ min: 1, max: 50 }), (text, most) => {
        expect(plain(text, most).length).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe('markup that is too long', () => {
  test('is cut outside of entities and tokens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('&amp;', '<@U0MAYA>', 'a', ' ')), (parts) => {
        const cut = cutMarkup(parts.join(''), 20);
        expect(cut.length).toBeLessThanOrEqual(20);
        expect(cut.replaceAll('<@U0MAYA>', '').replaceAll('&amp;', '')).toMatch(/^[a …]*$/);
      }),
    );
  });
});

describe('mentions', () => {
  test('are made of ids only', () => {
    expect(textOf(mention('U0MAYA'))).toBe('<@U0MAYA>');
    expect(textOf(mention('!channel'))).not.toContain('<');
    expect(textOf(contact('C0ASK'))).toBe('<#C0ASK>');
    expect(textOf(contact('W0MAYA'))).toBe('<@W0MAYA>');
    expect(textOf(contact('<!here>'))).not.toContain('<!');
  });

  test('code cannot be left by a backtick', () => {
    expect(textOf(code('a`b<'))).toMatch(/^`a[^`]b&lt;`$/);
  });
});

describe('days and times', () => {
  test.each([
    ['2026-05-12', undefined, '12 May 2026'],
    ['2026-05-12', NOW, '12 May'],
    ['2027-01-01', NOW, '1 January 2027'],
    ['2025-12-31', NOW, '31 December 2025'],
    ['no day', undefined, 'no day'],
    ['2026-13-01', undefined, '2026-13-01'],
  ])('%s is said as the same day in every zone', (day, now, expected) => {
    expect(formatDay(day, now)).toBe(expected);
  });

  test('an end at midnight belongs to the day before', () => {
    expect(lastDayBefore(Date.UTC(2027, 1, 1))).toBe('2027-01-31');
    expect(lastDayBefore(Date.UTC(2027, 1, 1, 12))).toBe('2027-02-01');
  });

  test('a date is shown in the reader’s zone, with a fallback in words', () => {
    expect(textOf(formatDate(Date.UTC(2026, 4, 12, 9)))).toBe(
      '<!date^1778576400^{date_short}|12 May 2026>',
    );
  });

  test('a read of today shows its time, an older one its date too', () => {
    expect(textOf(formatReadTime(NOW, NOW))).toContain('^{time}|12:00 UTC>');
    expect(textOf(formatReadTime(NOW - 26 * 3_600_000, NOW))).toContain('{date_short} at {time}');
  });
});

describe('counting words', () => {
  test.each([
    [0, '0 seats'],
    [1, '1 seat'],
    [2, '2 seats'],
    [10_000, '10,000 seats'],
  ])('%d is %s', (count, expected) => {
    expect(plural(count, 'seat')).toBe(expected);
  });

  test.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b and 3 more'],
  ])('%j is listed as %s', (parts, expected) => {
    expect(textOf(list(parts, 3))).toBe(expected);
  });
});
