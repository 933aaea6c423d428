import { describe, expect, it } from 'vitest';
import { ACTION } from '../../src/slack/refs.ts';
import { aCompany, daysAgo, NOW, startWhole } from '../support/whole.ts';
import { valuesOf } from './support.ts';

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
