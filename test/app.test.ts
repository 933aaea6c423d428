import { describe, expect, it } from 'vitest';
import { ACTION } from '../src/slack/refs.ts';
import { aCompany, daysAgo, NOW, startWhole } from './support/whole.ts';

describe('the whole product', () => {
  it('answers /copilot dormant from what GitHub says, removes a seat and gives it back', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    company.grant('acme-labs', 'rhea-osei', { at: daysAgo(50) });
    company.grant('acme-labs', 'jun-park', { at: daysAgo(200) });
    company.useCopilot('jun-park', daysAgo(2));
    const whole = await startWhole({ company, clock });

    const list = await whole.ask('maya', 'dormant');
    expect(list.text).toContain('rhea-osei');
    expect(list.text).not.toContain('jun-park');

    await whole.click('maya', list, ACTION.removeSeat);
    const removed = await whole.slack.waitForEphemeral('maya', ({ text }) =>
      text.includes('ends on 1 December'),
    );
    expect(whole.changes()).toEqual([
      {
        method: 'DELETE',
        path: '/orgs/acme-labs/copilot/billing/selected_users',
        body: { selected_usernames: ['rhea-osei'] },
      },
    ]);
    expect(company.seat('acme-labs', 'rhea-osei').row.pending_cancellation_date).toBe('2026-12-01');

    await whole.click('maya', removed, ACTION.undo);
    await whole.slack.waitForEphemeral('maya', ({ text }) => text.includes('keeps'));
    expect(company.seat('acme-labs', 'rhea-osei').row.pending_cancellation_date).toBeNull();
    expect(whole.changes()).toHaveLength(2);
    expect(whole.slack.problems).toEqual([]);
  });
});
