import { describe, expect, it } from 'vitest';
import { createGates, isLimit, readWait, type Timing } from '../../src/github/limits.ts';
import type { Answer } from '../../src/github/request.ts';
import { NOW, PatientTime } from './support.ts';

const DATE = 'Fri, 20 Nov 2026 14:00:00 GMT';
const AT = Date.parse(DATE) / 1000;
const SECONDARY = 'You have exceeded a secondary rate limit.';
const PERMISSION = 'Resource not accessible by integration';

function answer(status: number, headers: Record<string, string> = {}, message = 'no'): Answer {
  return {
    status,
    headers: new Headers({ date: DATE, ...headers }),
    text: JSON.stringify({ message }),
  };
}

describe('readWait', () => {
  it.each<[string, Answer, number | undefined]>([
    ['seconds', answer(429, { 'retry-after': '90' }), 90_000],
    ['seconds under 403', answer(403, { 'retry-after': '7' }), 7000],
    [
      'an HTTP date, by GitHub’s clock',
      answer(429, { 'retry-after': 'Fri, 20 Nov 2026 14:02:00 GMT' }),
      120_000,
    ],
    [
      'a date that has passed',
      answer(429, { 'retry-after': 'Fri, 20 Nov 2026 13:00:00 GMT' }),
      1000,
    ],
    ['no seconds at all', answer(429, { 'retry-after': '0' }), 1000],
    ['seconds that are no number', answer(429, { 'retry-after': 'soon' }), 60_000],
    ['a negative number', answer(429, { 'retry-after': '-5' }), 60_000],
    ['years', answer(429, { 'retry-after': '99999999' }), 24 * 3_600_000],
    [
      'a reset',
      answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${AT + 300}` }),
      300_000,
    ],
    [
      'a reset in the past',
      answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${AT - 300}` }),
      1000,
    ],
    [
      'both, of which the later counts',
      answer(403, {
        'retry-after': '5',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': `${AT + 300}`,
      }),
      300_000,
    ],
    ['nothing but words', answer(403, {}, SECONDARY), 60_000],
    ['nothing at all', answer(429), 60_000],
    ['a reset without an end', answer(429, { 'x-ratelimit-remaining': '0' }), 60_000],
    [
      'a success that used up the hour',
      answer(200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${AT + 300}` }),
      300_000,
    ],
    [
      'a success with some left',
      answer(200, { 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': `${AT + 300}` }),
      undefined,
    ],
    ['a pause for repairs', answer(503, { 'retry-after': '30' }), 30_000],
    ['trouble', answer(502), undefined],
    [
      'a missing permission',
      answer(403, { 'x-ratelimit-remaining': '4999' }, PERMISSION),
      undefined,
    ],
    ['not found', answer(404), undefined],
  ])('reads %s', (_, given, expected) => {
    expect(readWait(given, 0)).toBe(expected);
  });

  it('doubles a wait that GitHub does not name, up to an hour', () => {
    const waits = [0, 1, 2, 5, 6, 50].map((strikes) => readWait(answer(429), strikes));
    expect(waits).toEqual([60_000, 120_000, 240_000, 1_920_000, 3_600_000, 3_600_000]);
  });
});

describe('isLimit', () => {
  it.each<[string, boolean, Answer]>([
    ['429 of any kind', true, answer(429, {}, PERMISSION)],
    ['403 in words', true, answer(403, {}, SECONDARY)],
    ['403 about abuse', true, answer(403, {}, 'You have triggered an abuse detection mechanism.')],
    ['403 with a wait', true, answer(403, { 'retry-after': '5' }, 'Forbidden')],
    ['403 with nothing left', true, answer(403, { 'x-ratelimit-remaining': '0' }, 'Forbidden')],
    ['403 for a permission', false, answer(403, {}, PERMISSION)],
    [
      '403 for a permission, with the last request',
      false,
      answer(403, { 'x-ratelimit-remaining': '0' }, PERMISSION),
    ],
    [
      '403 for a suspension',
      false,
      answer(403, { 'x-ratelimit-remaining': '0' }, 'This installation has been suspended'),
    ],
    ['404', false, answer(404, { 'retry-after': '5' })],
    ['200', false, answer(200, { 'x-ratelimit-remaining': '0' })],
  ])('tells %s: %s', (_, expected, given) => {
    expect(isLimit(given)).toBe(expected);
  });
});

describe('a gate', () => {
  function open(time = new PatientTime()) {
    const timing: Timing = {
      deadlineMs: 1000,
      clickDeadlineMs: 1000,
      readDeadlineMs: 1000,
      retryDelayMs: 1,
      changeSpacingMs: 1000,
      patienceMs: 60_000,
      elapsed: time.elapsed,
      sleep: time.sleep,
    };
    return { time, gates: createGates(() => NOW, timing) };
  }

  it('closes for one installation and not for another', () => {
    const { gates } = open();
    gates(1).note(answer(429, { 'retry-after': '90' }));
    expect(gates(1).leftMs()).toBe(90_000);
    expect(gates(1).retryAt()).toBe(NOW + 90_000);
    expect(gates(2).leftMs()).toBe(0);
    expect(gates('app').leftMs()).toBe(0);
  });

  it('sits out a short wait to its end, and refuses a long one at once', async () => {
    const { gates, time } = open();
    gates(1).note(answer(429, { 'retry-after': '59' }));
    await gates(1).pass(60_000);
    expect(time.slept).toEqual([59_000]);
    gates(1).note(answer(429, { 'retry-after': '61' }));
    await expect(gates(1).pass(60_000)).rejects.toMatchObject({
      failure: { kind: 'limit', retryAt: NOW + 61_000 },
    });
    expect(time.slept).toEqual([59_000]);
  });

  it('is not opened early by a later answer that asks for less', () => {
    const { gates } = open();
    gates(1).note(answer(429, { 'retry-after': '90' }));
    gates(1).note(answer(429, { 'retry-after': '1' }));
    gates(1).note(answer(200));
    expect(gates(1).leftMs()).toBe(90_000);
  });

  it('waits longer for every limit without words, and forgets them after a success', () => {
    const { gates, time } = open();
    const waits = [answer(429), answer(429), answer(200), answer(429)].map((given) => {
      time.at += 10_000_000;
      gates(1).note(given);
      return gates(1).leftMs();
    });
    expect(waits).toEqual([60_000, 120_000, 0, 60_000]);
  });

  it('lets one in at a time, in the order of asking, and goes on after a failure', async () => {
    const { gates } = open();
    const order: string[] = [];
    async function visit(name: string): Promise<void> {
      order.push(`${name} in`);
      await Promise.resolve();
      order.push(`${name} out`);
      if (name === 'first') throw new Error('trouble');
    }
    const visits = ['first', 'second'].map((name) => gates(1).inTurn('round', () => visit(name)));
    const outcomes = await Promise.allSettled(visits);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(order).toEqual(['first in', 'first out', 'second in', 'second out']);
  });

  it('lets whoever gives up in the queue go at once, and nobody in before those in front', async () => {
    const { gates } = open();
    let finish: () => void = () => undefined;
    const first = gates(1).inTurn(
      'click',
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const caller = new AbortController();
    const visited: string[] = [];
    const second = gates(1).inTurn('click', async () => visited.push('second'), caller.signal);
    const third = gates(1).inTurn('click', async () => visited.push('third'));
    caller.abort(new Error('closing time'));
    await expect(second).rejects.toThrow('closing time');
    expect(visited).toEqual([]);
    finish();
    await Promise.all([first, third]);
    expect(visited).toEqual(['third']);
  });
});
