import { describe, expect, it } from 'vitest';
import { ACTION } from '../../src/slack/refs.ts';
import { aCompany, daysAgo, NOW, startWhole, type Whole } from '../support/whole.ts';

/** A company whose one idle person has been shown to the manager in a list. */
async function aShownList(): Promise<{ whole: Whole; click: () => Promise<string> }> {
  const clock = { now: NOW };
  const company = aCompany(clock);
  company.grant('acme-labs', 'rhea-osei', { at: daysAgo(80) });
  company.grant('acme-labs', 'jun-park', { at: daysAgo(200) });
  company.useCopilot('jun-park', daysAgo(1));
  const whole = await startWhole({ company, clock });
  const list = await whole.ask('maya', 'dormant');
  const click = async () => {
    await whole.click('maya', list, ACTION.removeSeat);
    const answer = await whole.slack.waitForEphemeral('maya', ({ text }) =>
      /Not removed|ends on/.test(text),
    );
    return answer.text;
  };
  return { whole, click };
}

describe('a click on a button that was shown before', () => {
  it('removes the seat when nothing has come to light since', async () => {
    const { whole, click } = await aShownList();
    await whole.readAgain();
    expect(await click()).toContain('ends on 1 December');
    expect(whole.changes()).toHaveLength(1);
  });

  it('removes nothing when an older use has come to light since, and says so', async () => {
    const { whole, click } = await aShownList();
    whole.company.useCopilot('rhea-osei', daysAgo(40));
    await whole.readAgain();
    expect(await click()).toContain('Not removed');
    expect(whole.changes()).toEqual([]);
  });

  it('removes nothing when a sign-in has come to light since: one asks first', async () => {
    const { whole, click } = await aShownList();
    whole.company.signIn('rhea-osei', daysAgo(2));
    await whole.readAgain();
    expect(await click()).toContain('Not removed');
    expect(whole.changes()).toEqual([]);
  });
});
