import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../sandbox/slack/deliveries.ts';
import { acceptsRequestUrl, startLocalSlack } from '../../sandbox/slack/server.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { aCompany, daysAgo, manifest, NOW, startWhole, type Whole } from '../support/whole.ts';
import { freePort, healthOf, namesOf, valuesOf } from './support.ts';

async function startHttp(): Promise<{ whole: Whole; url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/slack/events`;
  const slack = await startLocalSlack({ manifest, mode: { requestUrl: url } });
  const clock = { now: NOW };
  const company = aCompany(clock);
  company.grant('acme-labs', 'rhea-osei', { at: daysAgo(60) });
  company.grant('acme-labs', 'jun-park', { at: daysAgo(50) });
  const settings = {
    SLACK_APP_TOKEN: '',
    SLACK_SIGNING_SECRET: slack.signingSecret,
    PORT: String(port),
  };
  return { whole: await startWhole({ company, clock, slack, settings }), url };
}

/** A request as Slack sent it once, signed anew or not. */
function signed(secret: string, delivery: Delivery, atMs: number): RequestInit {
  const { kind, body } = delivery;
  const fields = kind === 'interactive' ? { payload: JSON.stringify(body) } : body;
  const text = new URLSearchParams(fields as Record<string, string>).toString();
  const timestamp = String(Math.floor(atMs / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${text}`).digest('hex');
  return {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
  };
}

describe('in HTTP mode', () => {
  it('the same listeners answer, list, remove and undo, acknowledged at once', async () => {
    const { whole, url } = await startHttp();
    expect(await acceptsRequestUrl(url)).toBe(true);
    const list = await whole.ask('maya', 'dormant');
    expect(namesOf(list)).toEqual(['rhea-osei acme-labs', 'jun-park acme-labs']);
    const [rhea = ''] = valuesOf(list, ACTION.removeSeat);
    await whole.click('maya', list, ACTION.removeSeat, { value: rhea });
    const removed = await whole.slack.waitForEphemeral('maya', ({ text }) =>
      text.includes('ends on 1 December'),
    );
    await whole.click('maya', removed, ACTION.undo);
    await whole.slack.waitForEphemeral('maya', ({ text }) => text.includes('keeps'));
    expect(whole.changes().map(({ method }) => method)).toEqual(['DELETE', 'POST']);
    await whole.slack.interactions.openHome('maya');
    await whole.slack.waitForView(({ type }) => type === 'home');
    for (const { ackMs } of whole.slack.deliveries) expect(ackMs).toBeLessThan(1000);
    expect((await healthOf(whole.bot, '/readyz')).status).toBe(200);
    expect(whole.slack.problems).toEqual([]);
  });

  it.each([
    { what: 'with another secret', forged: () => ({ signingSecret: 'f'.repeat(32) }) },
    { what: 'ten minutes old', forged: () => ({ timestamp: Date.now() / 1000 - 600 }) },
  ])('a request $what is turned away', async ({ forged }) => {
    const { whole } = await startHttp();
    const { timestamp, ...rest } = { timestamp: undefined, ...forged() };
    const forgery = timestamp === undefined ? rest : { timestamp: Math.floor(timestamp) };
    const { slack } = whole;
    const list = await whole.ask('maya', 'dormant');
    const calls = slack.calls.length;
    const typed = await slack.interactions.slash({ user: 'maya', text: '', forged: forgery });
    const [value = ''] = valuesOf(list, ACTION.removeSeat);
    const click = { user: 'maya', message: list, actionId: ACTION.removeSeat, value };
    const clicked = await slack.interactions.click({ ...click, forged: forgery });
    for (const { outcome } of [typed, clicked]) {
      expect(outcome).toMatchObject({ kind: 'rejected', status: 401 });
    }
    await whole.ask('maya', 'help');
    expect(slack.calls.slice(calls).map(({ method }) => method)).toEqual([
      'users.info',
      'response_url',
    ]);
    expect(whole.changes()).toEqual([]);
    expect(slack.problems).toEqual([]);
  });

  it('a request stamped in the future, or seen before, does nothing', async () => {
    const { whole, url } = await startHttp();
    const { slack } = whole;
    const list = await whole.ask('maya', 'dormant');
    const [value = ''] = valuesOf(list, ACTION.removeSeat);
    const click = { user: 'maya', message: list, actionId: ACTION.removeSeat, value };
    const timestamp = Math.floor(Date.now() / 1000) + 120;
    const early = await slack.interactions.click({ ...click, forged: { timestamp } });
    expect(early.acked).toBe(true);
    const earlyWord = await slack.interactions.slash({
      user: 'maya',
      text: 'keep rhea-osei',
      forged: { timestamp },
    });
    expect(earlyWord.acked).toBe(true);
    expect(whole.changes()).toEqual([]);

    // The same bytes again, as somebody who listened could send them.
    const [typed] = slack.deliveries;
    if (typed === undefined) throw new Error('nothing was typed');
    const request = signed(slack.signingSecret, typed, Date.now() - 1000);
    const told = () => slack.workspace.ephemeralsOf('maya').length;
    const before = told();
    expect((await fetch(url, request)).status).toBe(200);
    await slack.waitForEphemeral('maya', () => told() === before + 1);
    const replayed = await fetch(url, request);
    expect(await replayed.text()).toContain('came twice');
    await whole.ask('maya', 'help');
    expect(told()).toBe(before + 2);

    const removal = signed(slack.signingSecret, early, Date.now() - 1000);
    await Promise.all([fetch(url, removal), fetch(url, removal), fetch(url, removal)]);
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('ends on 1 December'));
    await fetch(url, removal);
    await whole.ask('maya', 'help');
    expect(whole.changes()).toHaveLength(1);
    expect(whole.logs.filter(({ event }) => event === 'replayed-delivery')).toHaveLength(6);
    expect(slack.problems).toEqual([]);
  });
});

async function startSocket(): Promise<{ whole: Whole }> {
  const clock = { now: NOW };
  const company = aCompany(clock);
  company.grant('acme-labs', 'rhea-osei', { at: daysAgo(60) });
  company.grant('acme-labs', 'jun-park', { at: daysAgo(50) });
  return { whole: await startWhole({ company, clock }) };
}

describe('a delivery for another workspace or app', () => {
  it.each([
    { mode: 'HTTP', start: startHttp },
    { mode: 'Socket', start: startSocket },
  ])('does nothing in $mode mode', async ({ start }) => {
    const { whole } = await start();
    const { slack } = whole;
    const list = await whole.ask('maya', 'dormant');
    const [value = ''] = valuesOf(list, ACTION.removeSeat);
    const calls = slack.calls.length;
    const click = { user: 'maya', message: list, actionId: ACTION.removeSeat, value };
    const team = slack.workspace.foreignTeam.id;
    const typed = [{ team_id: team }, { api_app_id: 'A0FOREIGN' }];
    const clicked = [{ team: { id: team, domain: 'x' } }, { api_app_id: 'A0FOREIGN' }];
    for (const override of typed) {
      const { acked } = await slack.interactions.slash({ user: 'maya', text: 'dormant', override });
      expect(acked).toBe(true);
    }
    for (const override of clicked) {
      expect((await slack.interactions.click({ ...click, override })).acked).toBe(true);
    }
    const event = {
      type: 'app_home_opened',
      user: slack.workspace.person('maya').id,
      channel: slack.workspace.directMessage(slack.workspace.person('maya').id).id,
      tab: 'home',
      event_ts: '1.1',
    };
    for (const override of typed) await slack.interactions.event(event, { override });
    await whole.ask('maya', 'help');
    expect(slack.calls.slice(calls).map(({ method }) => method)).toEqual([
      'users.info',
      'response_url',
    ]);
    expect(whole.changes()).toEqual([]);
    expect(whole.logs.filter((line) => line['event'] === 'foreign-delivery')).toHaveLength(6);
    expect(slack.problems).toEqual([]);
  });
});
