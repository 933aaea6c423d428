import { describe, expect, it } from 'vitest';
import { SEATS } from '../../sandbox/github/trouble.ts';
import { startLocalSlack } from '../../sandbox/slack/server.ts';
import type { View } from '../../sandbox/slack/views.ts';
import { ACTION } from '../../src/slack/refs.ts';
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
  elementsOf,
  freePort,
  healthOf,
  MINUTE,
  namesOf,
  passTime,
  readsOf,
  roundsOf,
  startParts,
  valuesOf,
} from './support.ts';

async function startTwoSeats(): Promise<Whole> {
  const clock = { now: NOW };
  const company = aCompany(clock);
  company.grant('acme-labs', 'rhea-osei', { at: daysAgo(60) });
  company.grant('acme-labs', 'jun-park', { at: daysAgo(50) });
  return startWhole({ company, clock });
}

const HELD = { kind: 'hold', phase: 'before', next: undefined } as const;

describe('an acknowledgement', () => {
  it('comes before anything else is asked, also while GitHub is being read', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    const read = whole.github.faults.add({ path: SEATS }, HELD);
    whole.clock.now += 30 * MINUTE;
    await read.arrived();
    const asked = slack.faults.hold('users.info', 3);
    const typed = await slack.interactions.slash({
      user: 'maya',
      channel: 'seats',
      text: 'dormant',
    });
    expect(typed.acked).toBe(true);
    await slack.interactions.openHome('maya');
    await asked.reached;
    expect(slack.calls.filter(({ method, answer }) => method === 'users.info' && answer)).toEqual(
      [],
    );
    asked.release();
    const list = await slack.waitForEphemeral('maya', ({ text }) => text.includes('2 seats idle'));

    read.release();
    const again = slack.faults.hold('users.info');
    const [value = ''] = valuesOf(list, ACTION.removeSeat);
    await whole.click('maya', list, ACTION.removeSeat, { value });
    await again.reached;
    expect(whole.changes()).toEqual([]);
    again.release();
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('ends on 1 December'));
    for (const { acked, ackMs } of slack.deliveries) {
      expect(acked).toBe(true);
      expect(ackMs).toBeLessThan(1000);
    }
    expect(slack.problems).toEqual([]);
  });

  it('reaches also what no listener knows: old buttons, old dialogs', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    const { workspace } = slack;
    const old = workspace.post({
      channel: workspace.channel('seats').id,
      user: workspace.bot.id,
      botId: workspace.bot.botId,
      appId: workspace.appId,
      text: 'from an older version',
      blocks: [
        {
          type: 'actions',
          block_id: 'old',
          elements: [
            {
              type: 'button',
              action_id: 'from-an-older-version',
              text: { type: 'plain_text', text: 'Old' },
              value: 'x',
            },
          ],
        },
      ],
      metadata: undefined,
      threadTs: undefined,
      fileIds: [],
      ephemeralFor: undefined,
    });
    const clicked = await slack.interactions.click({
      user: 'maya',
      message: old,
      actionId: 'from-an-older-version',
    });
    expect(clicked.acked).toBe(true);

    const list = await whole.ask('maya', 'dormant org:acme-labs 55d');
    await openKeepDialog(whole, list);
    const dialog = await slack.waitForView(({ type }) => type === 'modal');
    const view = { id: dialog.id, type: 'modal', callback_id: 'from-an-older-version' };
    const submitted = await slack.interactions.submit({
      user: 'maya',
      view: dialog,
      override: { view },
    });
    expect(submitted.acked).toBe(true);
    expect((await whole.ask('maya', 'user rhea-osei')).text).toContain('idle, never used');
    expect(slack.problems).toEqual([]);
  });

  it('of a button that carries nonsense is followed by word that it is out of date', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    const list = await whole.ask('maya', 'dormant');
    for (const value of ['', 's.', 's.1.2', 'x'.repeat(2000), 's.1.2.-', 'u.abc', '__proto__']) {
      const actions = [{ type: 'button', action_id: ACTION.removeSeat, block_id: 'b', value }];
      const [given = ''] = valuesOf(list, ACTION.removeSeat);
      const before = slack.workspace.ephemeralsOf('maya').length;
      const override = { actions };
      const click = { user: 'maya', message: list, actionId: ACTION.removeSeat, value: given };
      await slack.interactions.click({ ...click, override });
      await slack.waitForEphemeral('maya', (message) => {
        const index = slack.workspace.ephemeralsOf('maya').indexOf(message);
        return index >= before && message.text.includes('out of date');
      });
    }
    expect(whole.changes()).toEqual([]);
    expect(slack.problems).toEqual([]);
  });
});

/** Chooses **Keep…** in the menu of the first row. */
async function openKeepDialog(
  { slack }: Whole,
  list: Parameters<typeof elementsOf>[0],
): Promise<void> {
  const [menu] = elementsOf(list).filter(({ action_id }) => action_id === ACTION.menu);
  const option = menu?.options?.find(({ text }) => text.text === 'Keep…')?.value ?? '';
  const block = list.blocks.find((each) => (each['elements'] as unknown[])?.includes(menu));
  await slack.interactions.click({
    user: 'maya',
    message: list as never,
    actionId: ACTION.menu,
    blockId: String(block?.['block_id']),
    selectedOption: option,
  });
}

/** The dialog, once the bot knows that it is open. */
async function findDialog(whole: Whole): Promise<View> {
  const dialog = await whole.slack.waitForView(({ type }) => type === 'modal');
  await whole.ask('maya', 'help');
  return dialog;
}

describe('an answer that takes longer than a second', () => {
  it('is announced, and comes after the announcement', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    const held = slack.faults.hold('users.info');
    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'dormant' });
    await slack.waitForEphemeral('maya', ({ text }) => text.startsWith('Working on it'));
    held.release();
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('2 seats idle'));

    // A page that is turned takes the place of the list, and so does the word that it is coming.
    const shown = slack.workspace.ephemeralsOf('maya').length;
    const overview = await whole.ask('victor', '');
    const slow = slack.faults.hold('users.info');
    await whole.click('victor', overview, ACTION.showList);
    await slack.waitForEphemeral('victor', ({ text }) => text.startsWith('Working on it'));
    slow.release();
    const replaced = await slack.waitForEphemeral('victor', ({ text }) => text.includes('2 seats'));
    expect(replaced.ts).toBe(overview.ts);
    expect(slack.workspace.ephemeralsOf('maya')).toHaveLength(shown);
    expect(slack.problems).toEqual([]);
  });

  it('is not announced where Slack or GitHub are only a little slow', async () => {
    const whole = await startTwoSeats();
    whole.slack.faults.delay('users.info', 300, 1);
    await whole.ask('maya', 'dormant');
    expect(whole.slack.workspace.ephemeralsOf('maya')).toHaveLength(1);
  });
});

describe('an answer for which there is no way back', () => {
  it('because the response URL has run out comes as a direct message', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    const held = slack.faults.hold('users.info');
    const typed = await slack.interactions.slash({
      user: 'maya',
      channel: 'seats',
      text: 'dormant',
    });
    slack.backend.responseUrls.expire(String(typed.body['response_url']));
    held.release();
    const direct = slack.workspace.directMessage(slack.workspace.person('maya').id).id;
    const list = await slack.waitForMessage(({ channel }) => channel === direct);
    expect(namesOf(list)).toEqual(['rhea-osei acme-labs', 'jun-park acme-labs']);

    // There its buttons work, and the message itself follows.
    const [value = ''] = valuesOf(list, ACTION.removeSeat);
    await whole.click('maya', list, ACTION.removeSeat, { value });
    await slack.waitForMessage(
      ({ ts, text }) => ts === list.ts && text.includes('ends on 1 December'),
    );
    expect(slack.problems.map(({ error }) => error)).toEqual(['expired_url']);
  });

  it('because Slack breaks down on it comes as a direct message', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    slack.faults.status('response_url', 503, 1);
    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'status' });
    const direct = slack.workspace.directMessage(slack.workspace.person('maya').id).id;
    const told = await slack.waitForMessage(({ channel }) => channel === direct);
    expect(told.text).toContain('up to date');
    expect(slack.problems).toEqual([]);
  });

  it('because Slack refuses the blocks comes in words alone', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    slack.faults.status('response_url', 404, 1);
    slack.faults.error('chat.postMessage', 'invalid_blocks', 1);
    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'dormant' });
    const told = await slack.waitForMessage(({ text }) => text.includes('rhea-osei'));
    expect(told.blocks).toEqual([]);
    expect(whole.logs).toContainEqual(expect.objectContaining({ event: 'blocks-refused' }));
    expect(slack.problems).toEqual([]);
  });

  it('because it was asked for on Home comes as a direct message', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    await slack.interactions.openHome('maya');
    const home = await slack.waitForView(({ type }) => type === 'home');
    await slack.interactions.click({ user: 'maya', view: home, actionId: ACTION.showList });
    const list = await slack.waitForMessage(({ text }) => text.includes('2 seats idle'));
    const [value = ''] = valuesOf(list, ACTION.removeSeat);
    await whole.click('maya', list, ACTION.removeSeat, { value });
    await slack.waitForMessage(({ text }) => text.includes('ends on 1 December'));
    expect(whole.changes()).toHaveLength(1);
    expect(slack.problems).toEqual([]);
  });
});

describe('the dialog behind Keep…', () => {
  it('keeps, and the list in which it was opened follows', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    const list = await whole.ask('maya', 'dormant');
    await openKeepDialog(whole, list);
    const dialog = await findDialog(whole);
    await slack.interactions.submit({ user: 'maya', view: dialog });
    const after = await slack.waitForEphemeral('maya', ({ text }) => text.includes('is kept'));
    expect(after.ts).toBe(list.ts);
    expect(namesOf(after)).toEqual(['jun-park acme-labs']);
    expect(slack.problems).toEqual([]);
  });

  it('confirmed after a restart still keeps, and says so by direct message', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    await openKeepDialog(whole, await whole.ask('maya', 'dormant'));
    const dialog = await findDialog(whole);
    await whole.bot.stop();
    await whole.restart();
    await slack.waitForConnection();
    await slack.interactions.submit({ user: 'maya', view: dialog });
    await slack.waitForMessage(({ text }) => text.includes('is kept'));
    expect((await whole.ask('maya', 'user rhea-osei')).text).toContain('kept until');
    expect(slack.problems).toEqual([]);
  });

  it('confirmed by somebody who is a manager no longer keeps nothing', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    await openKeepDialog(whole, await whole.ask('maya', 'dormant'));
    const dialog = await findDialog(whole);
    slack.workspace.person('maya').kind = 'guest';
    await slack.interactions.submit({ user: 'maya', view: dialog });
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('cannot help guests'));
    slack.workspace.person('maya').kind = 'member';
    expect((await whole.ask('maya', 'user rhea-osei')).text).toContain('idle, never used');
  });

  it('that opens too late says so instead of failing', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    const list = await whole.ask('maya', 'dormant');
    slack.faults.error('views.open', 'expired_trigger_id', 1);
    await openKeepDialog(whole, list);
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('Nothing was changed'));
    expect(whole.logs.filter(({ event }) => event === 'listener-broke')).toEqual([]);
  });
});

describe('a listener that breaks', () => {
  it('gives the person a reference that is in the log, with the place where it broke', async () => {
    const whole = await startTwoSeats();
    const { slack } = whole;
    const list = await whole.ask('maya', 'dormant');
    slack.faults.error('views.open', 'internal_error', 1);
    await openKeepDialog(whole, list);
    const told = await slack.waitForEphemeral('maya', ({ text }) => text.includes('went wrong'));
    const reference = /`([0-9a-f]{8})`/.exec(told.text)?.[1];
    const logged = whole.logs.find(({ event }) => event === 'listener-broke');
    expect(logged).toMatchObject({ reference });
    expect(JSON.stringify(logged)).toContain('keep-dialog');
    expect(slack.problems).toEqual([]);
  });
});

describe('the connection to Slack', () => {
  it('that is refused at the start is waited for, while GitHub is read', async () => {
    const port = await freePort();
    const parts = await startParts();
    const { github, company, clock, logs } = parts;
    company.grant('acme-labs', 'rhea-osei', { at: daysAgo(60) });
    const starting = parts.start({ SLACK_API_URL: `http://127.0.0.1:${port}/api/` });
    await until(() => roundsOf(logs) > 0);
    expect(readsOf(github, 'acme-labs')).toBe(1);

    const slack = await startLocalSlack({ manifest, port });
    await slack.waitForConnection(15_000);
    const bot = await starting;
    await until(() => logs.some(({ event }) => event === 'slack-connected'));
    expect((await healthOf(bot, '/readyz')).status).toBe(200);
    await slack.interactions.slash({ user: slack.workspace.person('maya').id, text: 'status' });
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('up to date'));
    expect(clock.now).toBe(NOW);
    expect(slack.problems).toEqual([]);
    await bot.stop();
    await slack.close();
  });

  it('that drops, is moved, or is refused for a while, is taken up again', async () => {
    const whole = await startTwoSeats();
    const { slack, logs } = whole;
    const connects = () => logs.filter(({ event }) => event === 'slack-connected').length;
    slack.sockets.drop();
    await until(() => connects() === 2);
    await whole.ask('maya', 'dormant');
    slack.sockets.refresh();
    await until(() => connects() === 3);
    await whole.ask('maya', 'dormant');

    slack.faults.refuseConnections = true;
    slack.faults.error('apps.connections.open', 'internal_error', 1);
    slack.sockets.drop();
    await until(() => logs.filter(({ event }) => event === 'slack-unreachable').length >= 2);
    expect((await healthOf(whole.bot, '/readyz')).body).toContain('"missing":["slack"]');
    await passTime(whole, 30 * MINUTE);
    expect(readsOf(whole.github, 'acme-labs')).toBe(2);
    slack.faults.clear();
    await until(() => connects() === 4);
    await whole.ask('maya', 'dormant');
    expect((await healthOf(whole.bot, '/readyz')).status).toBe(200);
    expect(slack.problems).toEqual([]);
  });

  it('that ends because the app was removed does not end the reading', async () => {
    const whole = await startTwoSeats();
    await whole.slack.uninstall();
    whole.slack.sockets.drop();
    await until(() => whole.logs.some(({ event }) => event === 'slack-unreachable'));
    await passTime(whole, 30 * MINUTE);
    expect(readsOf(whole.github, 'acme-labs')).toBe(2);
    expect((await healthOf(whole.bot, '/livez')).status).toBe(200);
  });
});
