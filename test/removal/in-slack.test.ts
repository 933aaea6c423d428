import { describe, expect, test } from 'vitest';
import { held, SELECTED_USERS } from '../../sandbox/github/trouble.ts';
import type { Message } from '../../sandbox/slack/conversations.ts';
import { startLocalSlack } from '../../sandbox/slack/server.ts';
import { DAY_MS } from '../../src/core/seat.ts';
import { ACTION, formatSeatRef, formatUndoRef } from '../../src/slack/refs.ts';
import {
  aCompany,
  daysAgo,
  manifest,
  NOW,
  startWhole,
  until,
  type Whole,
} from '../support/whole.ts';
import { valuesOf } from '../whole/support.ts';

/** rhea-osei and tomas-lind are idle, jun-park is not; maya and ada are seat managers. */
async function aWhole(settings: Record<string, string> = {}): Promise<Whole> {
  const clock = { now: NOW };
  const company = aCompany(clock);
  company.grant('acme-labs', 'rhea-osei', { at: daysAgo(200) });
  company.grant('acme-labs', 'tomas-lind', { at: daysAgo(150) });
  company.grant('acme-labs', 'jun-park', { at: daysAgo(300) });
  company.useCopilot('jun-park', daysAgo(1));
  const slack = await startLocalSlack({ manifest });
  const managers = ['maya', 'ada'].map((name) => slack.workspace.person(name).id).join(',');
  return startWhole({ company, clock, slack, settings: { SEAT_MANAGERS: managers, ...settings } });
}

const RHEA = 'rhea-osei';

/** A hundred clicks on a machine that is busy with other things. */
const BUSY_MS = 30_000;

function lastDay({ company }: Whole, login = RHEA): string | null | undefined {
  return company.seat('acme-labs', login).row.pending_cancellation_date;
}

function directMessages({ slack }: Whole, user: string): Message[] {
  const { workspace } = slack;
  return workspace.messagesIn(workspace.directMessage(workspace.person(user).id).id);
}

/** The value of the Remove button of somebody's seat, in a list or in an answer about them. */
async function offered(whole: Whole, user: string): Promise<{ message: Message; value: string }> {
  const message = await whole.ask(user, `user ${RHEA}`);
  const [value] = valuesOf(message, ACTION.removeSeat);
  if (value === undefined) throw new Error('nothing to remove');
  return { message, value };
}

describe('Remove seat in Slack', () => {
  test('puts the outcome into the list that was clicked, and into a direct message that lasts', async () => {
    const whole = await aWhole();
    const list = await whole.ask('maya', 'dormant');
    const values = valuesOf(list, ACTION.removeSeat);
    expect(values).toHaveLength(2);
    await whole.click('maya', list, ACTION.removeSeat, { value: values[0] ?? '' });
    const told = await whole.slack.waitForMessage(({ text }) => text.includes(RHEA));
    expect(told.text).toContain('ends on 1 December');
    expect(told.text).toContain('To pass on to rhea-osei');
    expect(directMessages(whole, 'maya')).toEqual([told]);
    expect(list.text).toContain('ends on 1 December');
    expect(valuesOf(list, ACTION.removeSeat)).toHaveLength(1);
    expect(valuesOf(list, ACTION.undo)).toHaveLength(1);

    await whole.click('maya', told, ACTION.undo);
    await until(() => lastDay(whole) === null);
    await until(() => told.text.includes('keeps the seat'));
    expect(whole.changes().map(({ method }) => method)).toEqual(['DELETE', 'POST']);
    expect(whole.slack.problems).toEqual([]);
  });

  test('clicked a hundred times by two managers is one DELETE, and the others are told who did it', async () => {
    const whole = await aWhole();
    const { slack } = whole;
    const messages = { maya: await offered(whole, 'maya'), ada: await offered(whole, 'ada') };
    const deliveries = await Promise.all(
      Array.from({ length: 90 }, (_, n) => {
        const user = n % 2 === 0 ? 'maya' : 'ada';
        const { message } = messages[user];
        return slack.interactions.click({
          user,
          message: structuredClone(message),
          actionId: ACTION.removeSeat,
          stale: true,
        });
      }),
    );
    // A response URL takes five answers, so each of ten comes twice rather than one ten times.
    await Promise.all(deliveries.slice(0, 10).map((each) => slack.interactions.redeliver(each)));
    const told = (user: 'maya' | 'ada') => directMessages(whole, user).length;
    await until(() => told('maya') + told('ada') > 0, BUSY_MS);
    const winner = told('maya') > 0 ? 'maya' : 'ada';
    const loser = winner === 'maya' ? 'ada' : 'maya';
    await until(() => messages[loser].message.text.includes('lready'), BUSY_MS);

    expect(whole.changes()).toHaveLength(1);
    expect(messages[loser].message.text).toContain(`<@${slack.workspace.person(winner).id}>`);
    expect(directMessages(whole, loser)).toEqual([]);
    expect(whole.slack.problems).toEqual([]);
  }, 90_000);

  test('carries nothing that is trusted: altered and foreign values send nothing', async () => {
    const whole = await aWhole();
    const { message, value } = await offered(whole, 'maya');
    const grant = {
      organisationId: whole.company.organisation('acme-labs').id,
      personId: whole.company.person('jun-park').id,
      grantedAt: daysAgo(300),
    };
    const values = [
      '',
      's.',
      's.zz',
      `${value}.1`,
      value.replace('rd.', 'u.'),
      value.toUpperCase(),
      's.-1.-1.-1',
      "s.1.2.3' or '1'='1",
      '{"grant":1}',
      's.9999999999.9999999999.9999999999',
      'x'.repeat(2000),
      formatUndoRef({ removalId: '0'.repeat(32), list: undefined }, 2000),
      // Well formed, but the seat is in use.
      formatSeatRef({ grant, list: undefined }, 2000),
    ];
    for (const tampered of values) {
      const before = whole.slack.workspace.ephemeralsOf('maya').length;
      await whole.slack.interactions.click({
        user: 'maya',
        message: { ...message, ts: '1.000001' },
        actionId: ACTION.removeSeat,
        stale: true,
        override: {
          actions: [
            { type: 'button', action_id: ACTION.removeSeat, block_id: 'b', value: tampered },
          ],
        },
      });
      await until(() => whole.slack.workspace.ephemeralsOf('maya').length > before);
      const said = whole.slack.workspace.ephemeralsOf('maya').at(-1)?.text;
      expect(said).toMatch(/Not removed|no longer|out of date|not known|cannot be read|too old/iu);
    }
    expect(whole.changes()).toEqual([]);
    expect(whole.slack.problems).toEqual([]);
  });

  test('of a manager who has been taken off the list since is refused', async () => {
    const whole = await aWhole();
    const { message } = await offered(whole, 'maya');
    await whole.bot.stop();
    await whole.restart({ SEAT_MANAGERS: whole.slack.workspace.person('ada').id });
    await whole.slack.waitForConnection();
    await whole.click('maya', message, ACTION.removeSeat);
    const refusal = await whole.slack.waitForEphemeral('maya', ({ text }) =>
      text.includes('up to the seat managers'),
    );
    expect(refusal.text).toContain('nothing was changed');
    expect(whole.changes()).toEqual([]);
    expect((await whole.ask('ada', 'log')).text).toContain(
      'asked to remove the seat of *rhea-osei* in acme-labs. Nothing was changed: that is for seat managers',
    );
  });

  test.each([
    ['off', 'REMOVALS is off'],
    ['dry-run', 'Rehearsed: nothing was changed'],
  ])('on an old message under REMOVALS=%s sends nothing and says so', async (mode, words) => {
    const whole = await aWhole();
    const { message } = await offered(whole, 'maya');
    await whole.bot.stop();
    await whole.restart({ REMOVALS: mode });
    await whole.slack.waitForConnection();
    await whole.click('maya', message, ACTION.removeSeat);
    await whole.slack.waitForEphemeral('maya', ({ text }) => text.includes(words));
    expect(whole.changes()).toEqual([]);
    expect(lastDay(whole)).toBeNull();
  });

  test('in a message that is weeks old tells what became of the seat', async () => {
    const whole = await aWhole();
    const list = await whole.ask('maya', 'dormant');
    const [value = ''] = valuesOf(list, ACTION.removeSeat);
    const old = structuredClone(list);
    await whole.click('maya', list, ACTION.removeSeat, { value });
    await until(() => directMessages(whole, 'maya').length === 1);
    whole.clock.now += 21 * DAY_MS;
    whole.company.useCopilot('jun-park');
    await whole.readAgain();
    await whole.slack.interactions.click({
      user: 'maya',
      message: old,
      actionId: ACTION.removeSeat,
      value,
      stale: true,
    });
    await whole.slack.waitForEphemeral('maya', ({ text }) => /lready removed|no seat/u.test(text));
    const [removal] = directMessages(whole, 'maya');
    if (removal === undefined) throw new Error('nothing was told');
    await whole.click('maya', removal, ACTION.undo);
    await until(() => removal.text.includes('Not undone'));
    expect(removal.text).toContain('GitHub takes no ended seat back');
    expect(whole.changes()).toHaveLength(1);
  });

  test('that takes longer than a second says so first', async () => {
    const whole = await aWhole();
    const { message } = await offered(whole, 'maya');
    const fault = whole.github.faults.add({ path: SELECTED_USERS }, held('before'));
    await whole.click('maya', message, ACTION.removeSeat);
    await until(() => /working|moment|asking/iu.test(message.text), 5000);
    expect(whole.changes()).toHaveLength(1);
    fault.release();
    await until(() => message.text.includes('ends on 1 December'));
    expect(message.text).not.toMatch(/working/iu);
  });
});

describe('the outcome of a removal', () => {
  test('is told once Slack takes messages again', async () => {
    const whole = await aWhole();
    const { message } = await offered(whole, 'maya');
    whole.slack.faults.error('chat.postMessage', 'internal_error');
    await whole.click('maya', message, ACTION.removeSeat);
    await until(() => lastDay(whole) !== null);
    await until(() => whole.logs.some(({ event }) => event === 'outcome-untold'));
    expect(directMessages(whole, 'maya')).toEqual([]);
    whole.slack.faults.clear();
    await until(() => directMessages(whole, 'maya').length > 0);
    expect(directMessages(whole, 'maya')[0]?.text).toContain('ends on 1 December');
  });

  test('is told to whoever did it, even after somebody else clicked in a direct message', async () => {
    const whole = await aWhole();
    const { slack } = whole;
    const { message } = await offered(whole, 'maya');
    const direct = slack.workspace.post({
      ...structuredClone((await offered(whole, 'ada')).message),
      channel: slack.workspace.directMessage(slack.workspace.person('ada').id).id,
      ephemeralFor: undefined,
    });
    slack.faults.error('chat.postMessage', 'internal_error');
    await whole.click('maya', message, ACTION.removeSeat);
    await until(() => whole.logs.some(({ event }) => event === 'outcome-untold'));
    await whole.click('ada', direct, ACTION.removeSeat);
    await until(() => direct.text.includes('Already removed'));
    slack.faults.clear();
    await until(() => directMessages(whole, 'maya').length > 0);
    expect(directMessages(whole, 'maya')[0]?.text).toContain('ends on 1 December');
    expect(whole.changes()).toHaveLength(1);
  });

  test('lasts also when it was clicked in an answer that vanishes from the direct messages', async () => {
    const whole = await aWhole();
    const { slack } = whole;
    const before = slack.workspace.ephemeralsOf('maya').length;
    await slack.interactions.slash({ user: 'maya', text: `user ${RHEA}` });
    await until(() => slack.workspace.ephemeralsOf('maya').length > before);
    const answer = slack.workspace.ephemeralsOf('maya').at(-1);
    if (answer === undefined) throw new Error('no answer');
    await whole.click('maya', answer, ACTION.removeSeat);
    await until(() => directMessages(whole, 'maya').length > 0);
    slack.workspace.forgetEphemerals('maya');
    expect(
      directMessages(whole, 'maya')
        .map(({ text }) => text)
        .join(),
    ).toContain('ends on 1 December');
  });

  test('that went wrong is told with the name of the seat', async () => {
    const whole = await aWhole();
    const { message } = await offered(whole, 'maya');
    whole.github.faults.add(
      { path: SELECTED_USERS },
      { kind: 'answer', reply: { status: 422, body: { message: 'Billing is not set up' } } },
    );
    await whole.click('maya', message, ACTION.removeSeat);
    const told = await whole.slack.waitForMessage(({ text }) => text.includes('Not removed'));
    expect(told.text).toContain('rhea-osei in acme-labs: GitHub said no');
    expect(told.text).toContain('Billing is not set up');
    expect(lastDay(whole)).toBeNull();
  });

  test('can be undone from the log and from the person for as long as that works', async () => {
    const whole = await aWhole();
    const { message } = await offered(whole, 'maya');
    await whole.click('maya', message, ACTION.removeSeat);
    await until(() => lastDay(whole) !== null);
    await until(() => directMessages(whole, 'maya').length > 0);
    for (const words of ['log', `user ${RHEA}`]) {
      expect(valuesOf(await whole.ask('ada', words), ACTION.undo)).toHaveLength(1);
    }
    const log = await whole.ask('ada', 'log');
    await whole.click('ada', log, ACTION.undo);
    await until(() => lastDay(whole) === null);
    await until(() => directMessages(whole, 'ada').length > 0);
    expect(directMessages(whole, 'ada')[0]?.text).toContain('keeps the seat in acme-labs');
    for (const words of ['log', `user ${RHEA}`]) {
      expect(valuesOf(await whole.ask('ada', words), ACTION.undo)).toEqual([]);
    }
  });
});
