/** An open Home follows whatever changes what it shows, and never falls back behind it. */
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/seat.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { until, type Whole } from '../support/whole.ts';
import { openHome, startIdle, waitForHome, wordsOf } from './own-support.ts';

/** What was published for somebody so far, oldest first. */
function publishedFor({ slack }: Whole, user: string): string[] {
  const { id } = slack.workspace.person(user);
  return slack.calls
    .filter(({ method, args }) => method === 'views.publish' && args['user_id'] === id)
    .map(({ args }) => JSON.stringify(args['view']));
}

describe('an open Home follows', () => {
  it('an exemption that is typed, and its end', async () => {
    const whole = await startIdle();
    await openHome(whole, 'maya', 'mel-okafor');
    await whole.ask('maya', 'keep mel-okafor 30d');
    await waitForHome(whole, 'maya', (words) => !words.includes('mel-okafor'));
    await whole.ask('maya', 'unkeep mel-okafor');
    await waitForHome(whole, 'maya', (words) => words.includes('mel-okafor'));
    expect(whole.slack.problems).toEqual([]);
  });

  it('a round, once for all organisations', async () => {
    const whole = await startIdle();
    whole.company.addOrganisation({ login: 'acme-eu' });
    await whole.readAgain();
    await openHome(whole, 'maya', 'mel-okafor');
    const before = publishedFor(whole, 'maya').length;
    whole.company.useCopilot('mel-okafor', whole.clock.now);
    await whole.readAgain();
    await waitForHome(whole, 'maya', (words) => !words.includes('mel-okafor'));
    expect(publishedFor(whole, 'maya')).toHaveLength(before + 1);
  });

  it('a link made by e-mail while somebody asks for something else', async () => {
    const whole = await startIdle();
    await openHome(whole, 'mel', 'does not know yet');
    whole.company.person('mel-okafor').verifiedEmails = ['mel@acme.example'];
    whole.clock.now += DAY_MS;
    await whole.ask('mel', 'me', ({ text }) => text.includes('Your seat'));
    const home = await waitForHome(whole, 'mel', (words) => words.includes('Your seat'));
    expect(wordsOf(home)).not.toContain('does not know yet');
  });

  it('a link that becomes possible while it is open', async () => {
    const whole = await startIdle();
    await openHome(whole, 'mel', 'does not know yet');
    whole.company.person('mel-okafor').verifiedEmails = ['mel@acme.example'];
    whole.clock.now += DAY_MS;
    const home = await waitForHome(whole, 'mel', (words) => words.includes('Your seat'));
    expect(wordsOf(home)).not.toContain('does not know yet');
  });

  it('what is decided about a digest', async () => {
    const whole = await startIdle({
      settings: { DIGEST_CHANNEL: 'C0SEATS', DIGEST_DAY: 'friday' },
    });
    await openHome(whole, 'maya', 'Weekly digests');
    await whole.slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'digest' });
    const list = await whole.slack.waitForView(({ type }) => type === 'modal');
    await whole.slack.interactions.click({
      user: 'maya',
      view: list,
      actionId: ACTION.digestPause,
    });
    const home = await waitForHome(whole, 'maya', (words) => words.includes('paused; otherwise'));
    expect(wordsOf(home)).toContain('Friday');
  });
});

describe('when Slack does not say who somebody is', () => {
  it('what is shown stays, and is brought up to date soon', async () => {
    const whole = await startIdle();
    await openHome(whole, 'maya', 'mel-okafor');
    // Who this is, and twice for the link: then nobody asks any more.
    await until(() => whole.slack.calls.filter(({ method }) => method === 'users.info').length > 2);
    whole.company.useCopilot('mel-okafor', whole.clock.now);
    whole.slack.faults.error('users.info', 'internal_error', 1);
    await whole.readAgain();
    await waitForHome(whole, 'maya', (words) => !words.includes('mel-okafor'));
    for (const words of publishedFor(whole, 'maya')) expect(words).toContain('Connections');
    expect(whole.logs.filter(({ event }) => event === 'person-unchecked')).toHaveLength(1);
  });

  it('a Home that is opened says so in its own words, and shows all by itself soon', async () => {
    const whole = await startIdle();
    whole.slack.faults.error('users.info', 'internal_error', 1);
    await whole.slack.interactions.openHome('maya');
    await waitForHome(whole, 'maya', (words) => words.includes('What needs a decision'));
    const [first = ''] = publishedFor(whole, 'maya');
    expect(first).toContain('could not be asked just now who you are');
    expect(first).not.toContain('Nothing was changed');
    expect(
      wordsOf(whole.slack.workspace.homes.get(whole.slack.workspace.person('maya').id)),
    ).toContain('mel-okafor');
  });
});
