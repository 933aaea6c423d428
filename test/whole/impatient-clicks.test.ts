/** Clicks while GitHub lets others wait: whoever clicked hears soon what became of it. */
import { describe, expect, it } from 'vitest';
import { BILLING, MEMBER_SEAT, rateLimited, SEATS, stalled } from '../../sandbox/github/trouble.ts';
import { OWN_ACTION } from '../../src/slack/own-refs.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { aCompany, type Clock, daysAgo, NOW, startWhole, type Whole } from '../support/whole.ts';
import { directMessages, startIdle, startLinked, waitForDirect } from './own-support.ts';
import { elementsOf, valuesOf } from './support.ts';

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

interface Slow {
  readonly user: string;
  /** Says what was clicked, or submitted, once Slack is slow to tell who that was. */
  readonly prepare: (whole: Whole) => Promise<() => Promise<unknown>>;
  readonly progress: string;
  readonly result: string;
}

const SLOW: Readonly<Record<string, Slow>> = {
  'I still need it': {
    user: 'mel',
    async prepare(whole) {
      const me = await whole.ask('mel', 'me');
      return () => whole.click('mel', me, OWN_ACTION.stillNeeded);
    },
    progress: 'Working on it: writing it down',
    result: 'Noted',
  },
  'Send me all of it': {
    user: 'mel',
    async prepare(whole) {
      const me = await whole.ask('mel', 'me');
      return () => whole.click('mel', me, OWN_ACTION.ownData);
    },
    progress: 'Working on it: putting together what is stored about you',
    result: 'Sent',
  },
  'Keep for 30 days': {
    user: 'maya',
    async prepare(whole) {
      const card = await whole.ask('maya', 'user rhea-osei');
      return () => whole.click('maya', card, ACTION.keep30);
    },
    progress: 'Working on it: writing it down',
    result: 'is kept',
  },
  Details: {
    user: 'maya',
    async prepare(whole) {
      const message = await whole.ask('maya', 'dormant');
      const block = message.blocks.find(({ type }) => type === 'actions');
      const blockId = String(block?.['block_id']);
      const [details = ''] = elementsOf({ blocks: block === undefined ? [] : [block] })
        .flatMap(({ options = [] }) => options)
        .filter(({ text }) => text.text === 'Details')
        .map(({ value }) => value);
      const click = { user: 'maya', message, actionId: ACTION.menu, blockId };
      return () => whole.slack.interactions.click({ ...click, selectedOption: details });
    },
    progress: 'Working on it: looking this person up',
    result: 'holds 1 seat',
  },
  'the confirmation of Keep…': {
    user: 'maya',
    async prepare(whole) {
      const card = await whole.ask('maya', 'user rhea-osei');
      const [value = ''] = valuesOf(card, ACTION.keep);
      await whole.click('maya', card, ACTION.keep, { value });
      const view = await whole.slack.waitForView(({ type }) => type === 'modal');
      // By then the bot knows that it is open.
      await whole.ask('maya', 'help');
      return () => whole.slack.interactions.submit({ user: 'maya', view, values: {} });
    },
    progress: 'Working on it: writing it down',
    result: 'is kept',
  },
};

describe('a click that takes longer than a second, because Slack is slow,', () => {
  it.each(Object.keys(SLOW))('says that it is worked on, and what came of it: %s', async (what) => {
    const slow = SLOW[what];
    if (slow === undefined) throw new Error('there is no such click');
    const whole = await startLinked();
    const act = await slow.prepare(whole);
    const hold = whole.slack.faults.hold('users.info');
    const acting = act();
    await hold.reached;
    const says = (words: string) =>
      whole.slack.waitForEphemeral(slow.user, ({ text }) => text.includes(words));
    await says(slow.progress);
    hold.release();
    await acting;
    expect((await says(slow.result)).text).not.toContain('Working');
  });

  it('the same for a request for a link, in the direct messages', async () => {
    const whole = await startIdle();
    await whole.ask('mel', 'link mel-okafor');
    const asked = await waitForDirect(whole, 'maya', ({ text }) => text.includes('is theirs'));
    const hold = whole.slack.faults.hold('users.info');
    const clicked = whole.click('maya', asked, OWN_ACTION.approveLink);
    await hold.reached;
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('Working on it: writing'));
    hold.release();
    await clicked;
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('is linked to'));
    expect(directMessages(whole, 'maya').filter(({ ts }) => ts === asked.ts)).toHaveLength(1);
  });
});
