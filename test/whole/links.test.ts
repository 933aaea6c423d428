import { describe, expect, it } from 'vitest';
import { startLocalSlack } from '../../sandbox/slack/server.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/seat.ts';
import { OWN_ACTION } from '../../src/slack/own-refs.ts';
import {
  aCompany,
  daysAgo,
  manifest,
  NOW,
  startWhole,
  until,
  type Whole,
} from '../support/whole.ts';
import {
  directMessages,
  forge,
  openHome,
  startIdle,
  startLinked,
  waitForDirect,
} from './own-support.ts';
import { valuesOf } from './support.ts';

/** GitHub asks for patience wherever the addresses of an organisation are read. */
function breakAddresses({ github }: Whole, organisation: string): void {
  const body = { data: { organization: null }, errors: [{ type: 'RATE_LIMITED' }] };
  github.faults.add(
    { path: /^\/graphql$/ },
    {
      kind: 'rewrite',
      rewrite: (reply, { text }) => (text.includes(organisation) ? { status: 200, body } : reply),
    },
    Infinity,
  );
}

describe('a link by e-mail', () => {
  it('is made where Slack and GitHub show the same verified address, without anybody’s help', async () => {
    const whole = await startLinked({ 'mel-okafor': ['Mel@Acme.example'] });
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('Your seat in acme-labs');
    expect(me.text).toContain('mel-okafor');
    expect(me.text).toContain('the same verified e-mail address');
    const log = await whole.ask('maya', 'log');
    expect(log.text).toContain('Slack and GitHub show the same verified e-mail address');
    expect(whole.slack.problems).toEqual([]);
  });

  it('is made by the SAML name as well', async () => {
    const whole = await startIdle();
    whole.company.person('mel-okafor').samlName = 'mel@acme.example';
    expect((await whole.ask('mel', 'me')).text).toContain('Your seat in acme-labs');
  });

  it('reads the addresses once a day, whoever asks, and all pages of them', async () => {
    const whole = await startIdle();
    for (let index = 0; index < 230; index += 1) {
      const login = `person-${index}`;
      whole.company.grant('acme-labs', login, { at: daysAgo(5) });
      whole.company.person(login).verifiedEmails = [`${login}@acme.example`];
    }
    whole.company.person('person-229').verifiedEmails = ['mel@acme.example'];
    await whole.readAgain();
    const asked = () => whole.github.requests.filter(({ path }) => path === '/graphql').length;
    expect((await whole.ask('mel', 'me')).text).toContain('person-229');
    await whole.ask('ada', 'me');
    // Three pages of members, and one of a SAML provider that is not there.
    expect(asked()).toBe(4);
    whole.clock.now += DAY_MS + 1;
    await whole.ask('ada', 'me');
    // On a busy machine a word that it takes longer comes first.
    await until(() => asked() >= 8);
    expect(asked()).toBe(8);
  });

  it.each([
    ['the address is not confirmed in Slack', { unconfirmed: true }],
    ['two people on GitHub show it', { shared: true }],
    ['the App may not read members', { forbidden: true }],
    ['the names alone are alike', { alike: true }],
  ] as const)('is not made where %s', async (_, trouble) => {
    const whole = await startLinked({
      'mel-okafor': 'alike' in trouble ? ['mel.okafor@acme.example'] : ['mel@acme.example'],
      ...('shared' in trouble ? { 'jun-park': ['mel@acme.example'] } : {}),
    });
    if ('unconfirmed' in trouble) whole.slack.workspace.person('mel').emailConfirmed = false;
    if ('forbidden' in trouble) {
      whole.company.installation('acme-labs').permissions = {
        organization_copilot_seat_management: 'write',
      };
    }
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('does not know yet which GitHub login is yours');
    expect(me.text).toContain('/copilot link');
    expect(whole.slack.problems).toEqual([]);
  });

  it('is not made while an organisation that shows addresses cannot be read', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    company.addOrganisation({ login: 'acme-eu' });
    company.grant('acme-labs', 'mel-okafor', { at: daysAgo(90) });
    company.grant('acme-eu', 'mel-at-home', { at: daysAgo(90) });
    for (const login of ['mel-okafor', 'mel-at-home']) {
      company.person(login).verifiedEmails = ['mel@acme.example'];
    }
    const whole = await startWhole({ company, clock });
    breakAddresses(whole, 'acme-eu');
    expect((await whole.ask('mel', 'me')).text).toContain('does not know yet');
    whole.github.faults.clear();
    // It is the address of two people.
    whole.clock.now += HOUR_MS;
    expect((await whole.ask('mel', 'me')).text).toContain('does not know yet');
    company.person('mel-at-home').verifiedEmails = [];
    whole.clock.now += DAY_MS;
    expect((await whole.ask('mel', 'me')).text).toContain('Your seat in acme-labs');
  });

  it('is not made for a guest, who is refused politely', async () => {
    const whole = await startLinked({ 'mel-okafor': ['gus@acme.example'] });
    const me = await whole.ask('gus', 'me');
    expect(me.text).toContain('full members');
    expect(me.text).not.toContain('mel-okafor');
    expect((await whole.ask('gus', 'link mel-okafor')).text).toContain('full members');
  });

  it('works without the optional scope, by doing without', async () => {
    const slack = await startLocalSlack({ manifest, grantedOptionalScopes: [] });
    const whole = await startLinked({ 'mel-okafor': ['mel@acme.example'] }, { slack });
    expect((await whole.ask('mel', 'me')).text).toContain('does not know yet');
  });

  it('moves to the new Slack account of somebody whose old one was deactivated', async () => {
    const whole = await startLinked();
    await whole.ask('mel', 'me');
    const { workspace } = whole.slack;
    workspace.addPerson({ name: 'mel2', email: 'mel@acme.example' });
    expect((await whole.ask('mel2', 'me')).text).toContain('does not know yet');
    workspace.person('mel').kind = 'deleted';
    workspace.person('mel').email = undefined;
    expect((await whole.ask('mel2', 'me')).text).toContain('Your seat in acme-labs');
    const log = await whole.ask('maya', 'log');
    expect(log.text).toContain('that Slack account is deactivated');
  });

  it('is not made again by itself once it was ended', async () => {
    const whole = await startLinked({ 'mel-okafor': ['mel@acme.example'] });
    await whole.ask('mel', 'me');
    expect((await whole.ask('mel', 'unlink')).text).toContain('not linked to you any more');
    expect((await whole.ask('mel', 'me')).text).toContain('does not know yet');
    await whole.ask('mel', 'link rhea-osei');
    expect((await whole.ask('mel', 'me')).text).toContain('Waiting for a seat manager');
    const asked = await waitForDirect(whole, 'maya', ({ text }) => text.includes('rhea-osei'));
    await whole.click('maya', asked, OWN_ACTION.refuseLink);
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('not confirmed'));
    expect((await whole.ask('mel', 'me')).text).toContain('does not know yet');
  });
});

describe('a link by e-mail whose evidence has gone', () => {
  async function startLinkedOnce() {
    const whole = await startLinked();
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('the same verified e-mail address');
    whole.clock.now += DAY_MS + 1;
    await until(() => whole.logs.filter(({ event }) => event === 'round-ended').length > 1);
    return { whole, release: valuesOf(me, OWN_ACTION.release)[0] ?? '' };
  }
  const withdraw = {
    'on GitHub': ({ company }: Whole) => {
      company.person('mel-okafor').verifiedEmails = ['mel@acme.test'];
    },
    'in Slack': ({ slack }: Whole) => {
      slack.workspace.person('mel').email = 'someone.else@acme.example';
    },
    'in Slack, where it is not confirmed any more': ({ slack }: Whole) => {
      slack.workspace.person('mel').emailConfirmed = false;
    },
  };

  it.each(Object.entries(withdraw))('ends, which is said kindly: %s', async (_, change) => {
    const { whole } = await startLinkedOnce();
    change(whole);
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('do not show the same verified e-mail address any more');
    expect((await whole.ask('maya', 'log')).text).toContain('no common verified e-mail address');
    expect(whole.slack.problems).toEqual([]);
  });

  it('gives no right to the seat from an old message', async () => {
    const { whole, release } = await startLinkedOnce();
    withdraw['on GitHub'](whole);
    await forge(whole, 'mel', OWN_ACTION.release, release);
    await whole.slack.waitForEphemeral('mel', ({ text }) => text.includes('othing was changed'));
    expect(whole.changes()).toEqual([]);
  });

  it('ends on Home as well, and comes back with the evidence', async () => {
    const { whole } = await startLinkedOnce();
    withdraw['on GitHub'](whole);
    await openHome(whole, 'mel', 'do not show the same verified e-mail address any more');
    whole.company.person('mel-okafor').verifiedEmails = ['mel@acme.example'];
    whole.clock.now += DAY_MS + 1;
    expect((await whole.ask('mel', 'me')).text).toContain('Your seat in acme-labs');
  });

  it.each([
    ['GitHub asks for patience', (whole: Whole) => breakAddresses(whole, 'acme-labs')],
    [
      'the App may not read members any more',
      ({ company }: Whole) => {
        company.installation('acme-labs').permissions = {
          organization_copilot_seat_management: 'write',
        };
      },
    ],
  ])('stands while that cannot be known: %s', async (_, hide) => {
    const { whole } = await startLinkedOnce();
    hide(whole);
    withdraw['on GitHub'](whole);
    expect((await whole.ask('mel', 'me')).text).toContain('the same verified e-mail address');
  });

  it('is looked at once a day', async () => {
    const whole = await startLinked();
    await whole.ask('mel', 'me');
    withdraw['in Slack'](whole);
    expect((await whole.ask('mel', 'me')).text).toContain('the same verified e-mail address');
  });
});

describe('a link by request', () => {
  async function request(whole: Whole, login = 'mel-okafor') {
    const answer = await whole.ask('mel', `link ${login}`);
    expect(answer.text).toContain('Asked');
    return waitForDirect(whole, 'maya', ({ text }) => text.includes(login));
  }

  it('takes a manager’s approval, and tells whoever asked', async () => {
    const whole = await startIdle();
    const asked = await request(whole);
    expect((await whole.ask('mel', 'me')).text).toContain('Waiting for a seat manager');
    await whole.click('maya', asked, OWN_ACTION.approveLink);
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('is linked to you now'));
    expect((await whole.ask('mel', 'me')).text).toContain('Your seat in acme-labs');
    const mel = whole.slack.workspace.person('mel').id;
    expect((await whole.ask('maya', `user <@${mel}>`)).text).toContain('mel-okafor');
    expect(whole.slack.problems).toEqual([]);
  });

  it('can be refused, and whoever asked is told kindly', async () => {
    const whole = await startIdle();
    const asked = await request(whole);
    await whole.click('maya', asked, OWN_ACTION.refuseLink);
    const told = await waitForDirect(whole, 'mel', ({ text }) => text.includes('not confirmed'));
    expect(told.text).toContain('mel-okafor');
    expect((await whole.ask('mel', 'me')).text).not.toContain('Your seat in');
  });

  it('asks the managers once in five minutes, whatever is typed meanwhile', async () => {
    const whole = await startIdle();
    await request(whole, 'rhea-osei');
    for (const _ of [1, 2]) {
      expect((await whole.ask('mel', 'link mel-okafor')).text).toContain('again in 5 minutes');
      expect((await whole.ask('mel', 'link rhea-osei')).text).toContain('Asked already');
    }
    expect((await whole.ask('mel', 'unlink')).text).toContain('is taken back');
    expect((await whole.ask('mel', 'link mel-okafor')).text).toContain('again in 5 minutes');
    expect(directMessages(whole, 'maya')).toHaveLength(1);
    whole.clock.now += 5 * MINUTE_MS;
    await request(whole, 'mel-okafor');
    expect(directMessages(whole, 'maya')).toHaveLength(2);
  });

  it('says that whoever asked was told only where that is so', async () => {
    const whole = await startIdle();
    const asked = await request(whole);
    whole.slack.faults.error('chat.postMessage', 'user_disabled', 1);
    await whole.click('maya', asked, OWN_ACTION.approveLink);
    const said = await waitForDirect(whole, 'maya', ({ text }) => text.includes('is linked to'));
    expect(said.text).toContain('please tell them');
    expect(said.text).not.toContain('been told');
    expect(directMessages(whole, 'mel')).toEqual([]);
  });

  it('stays open where Slack does not say who asked', async () => {
    const whole = await startIdle();
    const asked = await request(whole);
    const hold = whole.slack.faults.hold('users.info');
    const click = whole.click('maya', asked, OWN_ACTION.approveLink);
    await hold.reached;
    whole.slack.faults.error('users.info', 'internal_error', 1);
    hold.release();
    await click;
    await whole.slack.waitForEphemeral('maya', ({ text }) => text.includes('could not be asked'));
    await whole.click('maya', asked, OWN_ACTION.approveLink);
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('is linked to you now'));
    expect(directMessages(whole, 'mel')).toHaveLength(1);
  });

  it('is not decided by somebody who is no manager, whatever they click', async () => {
    const whole = await startIdle();
    const asked = await request(whole);
    // A viewer cannot see the message; this is a forged delivery with the same button.
    const [value = ''] = valuesOf(asked, OWN_ACTION.approveLink);
    await forge(whole, 'mel', OWN_ACTION.approveLink, value);
    await whole.slack.waitForEphemeral('mel', ({ text }) => text.includes('nothing was changed'));
    expect((await whole.ask('mel', 'me')).text).toContain('Waiting for a seat manager');
  });

  it('of a manager is for another manager to confirm', async () => {
    const slack = await startLocalSlack({ manifest });
    const [maya, ada] = ['maya', 'ada'].map((name) => slack.workspace.person(name).id);
    const whole = await startIdle({ slack, settings: { SEAT_MANAGERS: `${maya},${ada}` } });
    expect((await whole.ask('maya', 'link rhea-osei')).text).toContain('*Asked.*');
    const asked = await waitForDirect(whole, 'ada', ({ text }) => text.includes('rhea-osei'));
    expect(directMessages(whole, 'maya')).toEqual([]);
    const [value = ''] = valuesOf(asked, OWN_ACTION.approveLink);
    await forge(whole, 'maya', OWN_ACTION.approveLink, value);
    await whole.slack.waitForEphemeral('maya', ({ text }) => text.includes('another seat manager'));
    expect((await whole.ask('maya', 'me')).text).toContain('Waiting for a seat manager');
    await whole.click('ada', asked, OWN_ACTION.approveLink);
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('is linked to you now'));
  });

  it('of the only manager is confirmed by nobody else, which the log says', async () => {
    const whole = await startIdle();
    await whole.ask('maya', 'link rhea-osei');
    const asked = await waitForDirect(whole, 'maya', ({ text }) => text.includes('is theirs'));
    await whole.click('maya', asked, OWN_ACTION.approveLink);
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('is linked to you now'));
    expect((await whole.ask('maya', 'log')).text).toContain('confirmed by themselves');
  });

  it('gives nobody a login that is linked to somebody else', async () => {
    const whole = await startLinked({ 'mel-okafor': ['mel@acme.example'] });
    await whole.ask('mel', 'me');
    const answer = await whole.ask('ada', 'link mel-okafor');
    expect(answer.text).toContain('linked to another Slack account');
    expect(directMessages(whole, 'maya')).toEqual([]);
  });

  it('is gone after two weeks, and a button of an earlier request decides no later one', async () => {
    const whole = await startIdle();
    const first = await request(whole, 'rhea-osei');
    whole.clock.now += DAY_MS;
    const second = await request(whole, 'mel-okafor');
    await whole.click('maya', first, OWN_ACTION.approveLink);
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('not open any more'));
    whole.clock.now += 15 * DAY_MS;
    await whole.click('maya', second, OWN_ACTION.approveLink);
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('too old'));
    expect((await whole.ask('mel', 'me')).text).toContain('does not know yet');
    const before = directMessages(whole, 'maya').length;
    await request(whole, 'mel-okafor');
    expect(directMessages(whole, 'maya')).toHaveLength(before + 1);
  });

  it('is not approved for somebody who has become a guest meanwhile', async () => {
    const whole = await startIdle();
    const asked = await request(whole);
    whole.slack.workspace.person('mel').kind = 'guest';
    await whole.click('maya', asked, OWN_ACTION.approveLink);
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('no full member'));
    expect((await whole.ask('mel', 'me')).text).toContain('full members');
  });

  it('is ended by a manager for somebody else, and by nobody else', async () => {
    const whole = await startLinked({ 'mel-okafor': ['mel@acme.example'] });
    await whole.ask('mel', 'me');
    expect((await whole.ask('ada', 'unlink mel-okafor')).text).toContain('nothing was changed');
    expect((await whole.ask('mel', 'me')).text).toContain('Your seat in');
    expect((await whole.ask('maya', 'unlink mel-okafor')).text).toContain('not linked to');
    expect((await whole.ask('mel', 'me')).text).toContain('does not know yet');
  });

  it('is refused for a login that nobody here has', async () => {
    const whole = await startIdle();
    expect((await whole.ask('mel', 'link nobody-here')).text).toContain('is not known here');
  });
});
