import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/seat.ts';
import { OWN_ACTION } from '../../src/slack/own-refs.ts';
import { ACTION } from '../../src/slack/refs.ts';
import {
  openHome,
  startIdle,
  startLinked,
  waitForDirect,
  waitForHome,
  wordsOf,
} from './own-support.ts';
import { valuesOf } from './support.ts';

describe('Home', () => {
  it('shows a manager the overview, what needs a decision, digests and the connections', async () => {
    const whole = await startIdle();
    const home = wordsOf(await openHome(whole, 'maya', 'What needs a decision'));
    expect(home).toContain('3 seats in acme-labs');
    expect(home).toContain('rhea-osei');
    expect(home).toContain('three weeks of history');
    expect(home).toContain('weekly digest');
    expect(home).toContain('acme-labs: up to date');
    expect(home).toContain('Remove seat');
    expect(whole.slack.problems).toEqual([]);
  });

  it('shows a viewer the same, without the buttons that act', async () => {
    const whole = await startIdle();
    const view = await openHome(whole, 'victor', 'What needs a decision');
    expect(wordsOf(view)).not.toContain(ACTION.removeSeat);
    expect(wordsOf(view)).toContain(ACTION.details);
  });

  it('shows everybody else the own seat alone, and how to make a link where there is none', async () => {
    const whole = await startLinked();
    const home = wordsOf(await openHome(whole, 'mel', 'Your seat in acme-labs'));
    expect(home).toContain('I still need it');
    expect(home).toContain('Release my seat');
    expect(home).not.toContain('rhea-osei');
    const unlinked = wordsOf(await openHome(whole, 'ada', 'does not know yet'));
    expect(unlinked).toContain('/copilot link');
    expect(unlinked).not.toContain('mel-okafor');
  });

  it('has a polite line for guests', async () => {
    const whole = await startIdle();
    const home = wordsOf(await openHome(whole, 'gus', 'full members'));
    expect(home).not.toContain('acme-labs');
  });

  it('follows a click on it: released, and told by direct message', async () => {
    const whole = await startLinked();
    const home = await openHome(whole, 'mel', 'Release my seat');
    await whole.slack.interactions.click({ user: 'mel', view: home, actionId: OWN_ACTION.release });
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('ends on 1 December'));
    const after = await waitForHome(whole, 'mel', (words) => words.includes('Take it back'));
    expect(wordsOf(after)).not.toContain('Release my seat');
    await whole.slack.interactions.click({
      user: 'mel',
      view: after,
      actionId: OWN_ACTION.takeBack,
    });
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('You keep your seat'));
    await waitForHome(whole, 'mel', (words) => words.includes('Release my seat'));
    expect(whole.slack.problems).toEqual([]);
  });

  it('of others follows as well: a kept seat leaves the manager’s list', async () => {
    const whole = await startLinked();
    await openHome(whole, 'maya', 'mel-okafor');
    const home = await openHome(whole, 'mel', 'I still need it');
    await whole.slack.interactions.click({
      user: 'mel',
      view: home,
      actionId: OWN_ACTION.stillNeeded,
    });
    await waitForHome(whole, 'maya', (words) => !words.includes('mel-okafor'));
    await waitForHome(whole, 'mel', (words) => words.includes('kept until 21 December'));
    expect(whole.slack.problems).toEqual([]);
  });

  it('holds open requests for a link, which can be decided there', async () => {
    const whole = await startIdle();
    await openHome(whole, 'maya', 'What needs a decision');
    await whole.ask('mel', 'link mel-okafor');
    const home = await waitForHome(whole, 'maya', (words) => words.includes('is theirs'));
    const [value = ''] = valuesOf(
      { blocks: home.content['blocks'] as never },
      OWN_ACTION.approveLink,
    );
    await whole.slack.interactions.click({
      user: 'maya',
      view: home,
      actionId: OWN_ACTION.approveLink,
      value,
    });
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('is linked to you now'));
    await waitForHome(whole, 'maya', (words) => !words.includes('is theirs'));
    expect(whole.slack.problems).toEqual([]);
  });

  it('opens the list of digests for a manager, checked at the click', async () => {
    const whole = await startIdle();
    const home = await openHome(whole, 'maya', 'No weekly digest is set up');
    await whole.slack.interactions.click({ user: 'maya', view: home, actionId: ACTION.digestList });
    const dialog = await whole.slack.waitForView(({ type }) => type === 'modal');
    expect(wordsOf(dialog)).toContain('Add a digest');
    expect(wordsOf(await openHome(whole, 'victor', 'No weekly digest'))).not.toContain(
      ACTION.digestList,
    );
    whole.slack.workspace.person('maya').kind = 'guest';
    await whole.slack.interactions.click({ user: 'maya', view: home, actionId: ACTION.digestList });
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('cannot help guests'));
    expect(whole.slack.problems).toEqual([]);
  });

  it('sends everybody what is stored about them, where nothing can be typed', async () => {
    const whole = await startLinked();
    const home = await openHome(whole, 'mel', 'Show what is stored about me');
    await whole.slack.interactions.click({ user: 'mel', view: home, actionId: OWN_ACTION.me });
    const me = await waitForDirect(whole, 'mel', ({ text }) => text.includes('Your seat in'));
    expect(me.text).toBe((await whole.ask('mel', 'me')).text);
    const managers = await openHome(whole, 'maya', 'Show what is stored about me');
    await whole.slack.interactions.click({ user: 'maya', view: managers, actionId: OWN_ACTION.me });
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('does not know yet'));
    expect(whole.slack.problems).toEqual([]);
  });

  it('leads to all requests for a link, which are decided in the list', async () => {
    const whole = await startIdle();
    for (let index = 1; index <= 12; index += 1) {
      whole.company.grant('acme-labs', `new-${index}`, { at: whole.clock.now - 40 * DAY_MS });
    }
    await whole.readAgain();
    for (let index = 1; index <= 12; index += 1) {
      whole.slack.workspace.addPerson({ name: `person-${index}` });
      await whole.ask(`person-${index}`, `link new-${index}`);
    }
    const home = await openHome(whole, 'maya', 'All 12 requests for a link');
    await whole.slack.interactions.click({ user: 'maya', view: home, actionId: ACTION.linkPage });
    const list = await waitForDirect(whole, 'maya', ({ text }) =>
      text.includes('12 open requests'),
    );
    expect(valuesOf(list, OWN_ACTION.approveLink)).toHaveLength(10);

    await whole.click('maya', list, ACTION.linkPage);
    const last = await waitForDirect(whole, 'maya', ({ text }) => text.includes('Page 2 of 2'));
    expect(last.ts).toBe(list.ts);
    const [value = ''] = valuesOf(last, OWN_ACTION.approveLink);
    await whole.click('maya', last, OWN_ACTION.approveLink, { value });
    const after = await waitForDirect(whole, 'maya', ({ text }) =>
      text.includes('11 open requests'),
    );
    expect(after.ts).toBe(list.ts);
    expect(after.text).toContain('new-11 is linked to');
    expect(valuesOf(after, OWN_ACTION.approveLink)).toHaveLength(1);
    expect(whole.slack.problems).toEqual([]);
  });
});
