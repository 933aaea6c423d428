/** Clicks while GitHub lets others wait: whoever clicked hears soon what became of it. */
import { describe, expect, it } from 'vitest';
import { BILLING, MEMBER_SEAT, rateLimited, SEATS, stalled } from '../../sandbox/github/trouble.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { aCompany, type Clock, daysAgo, NOW, startWhole, type Whole } from '../support/whole.ts';
import { valuesOf } from './support.ts';

async function aWhole(): Promise<Whole> {
  const clock: Clock = { now: NOW };
  const company = aCompany(clock);
  for (const login of ['rhea-osei', 'tomas-lind']) {
    company.grant('acme-labs', login, { at: daysAgo(200) });
  }
  return startWhole({ clock, company });
}

async function clickRemove(whole: Whole): Promise<void> {
  const card = await whole.ask('maya', 'user rhea-osei');
  const [value = ''] = valuesOf(card, ACTION.removeSeat);
  await whole.click('maya', card, ACTION.removeSeat, { value });
}

describe('a click on Remove seat', () => {
  it('does not stand behind a page of the same organisation that hangs', async () => {
    const whole = await aWhole();
    const page = whole.github.faults.add({ path: SEATS }, stalled('headers'));
    whole.clock.now += 30 * 60_000;
    await page.arrived();
    await clickRemove(whole);
    await whole.slack.waitForEphemeral('maya', ({ text }) => text.includes('ends on 1 December'));
    expect(whole.changes()).toHaveLength(1);
  });

  it.each([
    ['settings', BILLING],
    ['seat', MEMBER_SEAT],
  ])('that meets a limit at the %s says soon when to try again', async (_, path) => {
    const whole = await aWhole();
    whole.github.faults.add({ path }, rateLimited({ seconds: 50 }));
    await clickRemove(whole);
    const answer = await whole.slack.waitForEphemeral('maya', ({ text }) =>
      text.includes('Not removed'),
    );
    expect(answer.text).toMatch(
      /asks for a pause.*Try again after .*14:33 UTC.*Nothing was changed/su,
    );
    expect(whole.changes()).toEqual([]);
    expect(whole.logs.filter(({ event }) => event === 'removal-not-written')).toEqual([]);
  });
});
