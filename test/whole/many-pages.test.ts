import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/seat.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { aCompany, daysAgo, NOW, startWhole } from '../support/whole.ts';
import { MINUTE, valuesOf } from './support.ts';

/** Thirty organisations, in each of which one person holds an idle seat beside somebody's. */
async function startMany() {
  const clock = { now: NOW };
  const company = aCompany(clock);
  for (let index = 10; index < 40; index += 1) {
    const login = `branch-${index}`;
    company.addOrganisation({ login });
    company.grant(login, 'rhea-osei', { at: daysAgo(90) });
    company.grant(login, 'busy-bo', { at: daysAgo(90) });
    company.useCopilotIn(login, 'busy-bo', daysAgo(1));
  }
  return startWhole({ company, clock });
}

describe('a long answer', () => {
  it.each([
    ['status', ACTION.statusPage, /branch-\d+/g],
    ['user rhea-osei', ACTION.personPage, /^\*branch-\d+/gm],
  ])('to %s turns its pages in place, to viewers too, and leaves nothing out', async (...row) => {
    const [words, action, pattern] = row;
    const whole = await startMany();
    let shown = await whole.ask('victor', words);
    const names = new Set(shown.text.match(pattern));
    for (let turns = 0; names.size < 30 && turns < 9; turns += 1) {
      const value = valuesOf(shown, action).at(-1) ?? '';
      const before = shown.text;
      await whole.click('victor', shown, action, { value });
      shown = await whole.slack.waitForEphemeral(
        'victor',
        ({ text, ts }) => ts === shown.ts && text !== before,
      );
      for (const name of shown.text.match(pattern) ?? []) names.add(name);
    }
    expect(names.size).toBe(30);
    expect(whole.slack.problems).toEqual([]);
  });
});

it('every sign of use of somebody idle can be turned to', async () => {
  const clock = { now: daysAgo(70) };
  const company = aCompany(clock);
  for (const login of ['rhea-osei', 'jun-park']) {
    company.grant('acme-labs', login, { at: daysAgo(390) });
  }
  const whole = await startWhole({ clock, company });
  for (let day = 0; day < 8; day += 1) {
    whole.clock.now += DAY_MS - 30 * MINUTE;
    whole.company.useCopilot('rhea-osei', whole.clock.now);
    await whole.readAgain();
  }
  whole.clock.now = NOW;
  await whole.readAgain();
  const first = await whole.ask('maya', 'user rhea-osei');
  expect(first.text).toContain('(1–12 of 14)');
  await whole.click('maya', first, ACTION.personPage);
  const last = await whole.slack.waitForEphemeral('maya', ({ text }) =>
    text.includes('(13–14 of 14)'),
  );
  expect(last.text).toContain('rhea-osei');
  expect(whole.slack.problems).toEqual([]);
});
