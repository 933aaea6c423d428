import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/conversations.ts';
import { startLocalSlack } from '../../sandbox/slack/server.ts';
import { OWN_ACTION } from '../../src/slack/own-refs.ts';
import { ACTION, formatSeatRef, ROOM } from '../../src/slack/refs.ts';
import { aCompany, daysAgo, manifest, NOW, startWhole, type Whole } from '../support/whole.ts';
import {
  directMessages,
  forge,
  openHome,
  startIdle,
  startLinked,
  waitForDirect,
  waitForHome,
} from './own-support.ts';
import { valuesOf } from './support.ts';

const DELETED = {
  method: 'DELETE',
  path: '/orgs/acme-labs/copilot/billing/selected_users',
  body: { selected_usernames: ['mel-okafor'] },
};

function seatRefOf(whole: Whole, login: string): string {
  const seat = whole.company.seat('acme-labs', login);
  return formatSeatRef(
    {
      grant: {
        organisationId: whole.company.organisation('acme-labs').id,
        personId: whole.company.person(login).id,
        grantedAt: Date.parse(seat.row.created_at),
      },
      list: undefined,
    },
    ROOM.value,
  );
}

describe('/copilot me', () => {
  it('shows the own seat, what happens next, and everything stored in short', async () => {
    const whole = await startLinked();
    const me = await whole.ask('mel', '');
    expect(me.text).toContain('never used since it was given on 23 August');
    expect(me.text).toContain('seat managers, who may take it back; you would be told');
    expect(me.text).toContain('What is stored about you');
    expect(me.text).not.toContain('rhea-osei');
    expect(whole.slack.problems).toEqual([]);
  });

  it('says of a seat in use that there is nothing to do', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    company.grant('acme-labs', 'mel-okafor', { at: daysAgo(90) });
    company.grant('acme-labs', 'jun-park', { at: daysAgo(90) });
    company.useCopilot('mel-okafor', daysAgo(2));
    company.person('mel-okafor').verifiedEmails = ['mel@acme.example'];
    const whole = await startWhole({ company, clock });
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('in use. There is nothing for you to do');
    expect(me.text).toContain('Days with a sign of use: 19 November');
  });

  it('says without a seat since when, and whom to ask', async () => {
    const whole = await startLinked(undefined, { settings: { SEAT_CONTACT: 'C0ASK00001' } });
    const me = await whole.ask('mel', 'me');
    await whole.click('mel', me, OWN_ACTION.release);
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('ends on 1 December'));
    whole.clock.now = Date.parse('2026-12-02T09:00:00Z');
    await whole.readAgain();
    await whole.readAgain();
    const after = await whole.ask('mel', 'me');
    expect(after.text).toContain('You hold no Copilot seat');
    expect(after.text).toContain('ended on 1 December');
    expect(after.text).toContain('<#C0ASK00001>');
  });

  it('sends everything that is stored as a file', async () => {
    const whole = await startLinked();
    const me = await whole.ask('mel', 'me');
    await whole.click('mel', me, OWN_ACTION.ownData);
    const message = await waitForDirect(whole, 'mel', ({ fileIds }) => fileIds.length > 0);
    const file = whole.slack.workspace.files.get(message.fileIds[0] ?? '');
    const stored = JSON.parse(file?.bytes?.toString('utf8') ?? '') as Record<string, unknown>;
    expect(stored).toMatchObject({
      person: { login: 'mel-okafor' },
      grants: [{ organisation: 'acme-labs' }],
      links: [{ state: 'linked', how: 'email' }],
    });
  });
});

describe('somebody whose login is not known', () => {
  it('is shown and sent what is stored of the Slack account all the same', async () => {
    const whole = await startIdle();
    expect((await whole.ask('mel', 'me')).text).not.toContain('What is stored about you');
    await whole.ask('mel', 'link mel-okafor');
    await whole.ask('maya', 'keep jun-park 30d on leave');
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('What is stored about you');
    expect(me.text).toContain('your wish to be linked to a GitHub login');
    expect(me.text).not.toContain('sign of use');
    await whole.click('mel', me, OWN_ACTION.ownData);
    const stored = await fileSentTo(whole, 'mel');
    expect(stored).toMatchObject({ ownLink: { state: 'requested', how: 'approved' } });
    expect(Object.keys(stored)).not.toContain('signsOfUse');

    const manager = await whole.ask('maya', 'me');
    expect(manager.text).toContain('1 entry in the log of what you did here');
    await whole.click('maya', manager, OWN_ACTION.ownData);
    const done = await fileSentTo(whole, 'maya');
    expect(done).toMatchObject({ doneByOneself: [{ action: 'kept', login: 'jun-park' }] });
    expect(JSON.stringify(done)).not.toContain('on leave');
    expect(whole.slack.problems).toEqual([]);
  });
});

async function fileSentTo(whole: Whole, user: string): Promise<Record<string, unknown>> {
  const { fileIds } = await waitForDirect(whole, user, (message) => message.fileIds.length > 0);
  const file = whole.slack.workspace.files.get(fileIds[0] ?? '');
  return JSON.parse(file?.bytes?.toString('utf8') ?? '') as Record<string, unknown>;
}

describe('Send me all of it, where files may not be sent', () => {
  it('sends all of it in messages, at the pace that Slack asks for', async () => {
    const slack = await startLocalSlack({ manifest, grantedOptionalScopes: ['users:read.email'] });
    const whole = await startLinked(undefined, { slack });
    const me = await whole.ask('mel', 'me');
    whole.slack.faults.rateLimit('chat.postMessage', 1, 1);
    await whole.click('mel', me, OWN_ACTION.ownData);
    await whole.slack.waitForEphemeral('mel', ({ text }) => text.includes('Sent.'));
    const [intro, ...parts] = directMessages(whole, 'mel');
    expect(intro?.text).toContain(`in ${parts.length} part`);
    const text = parts.map(({ blocks }) => preformattedIn(blocks)).join('\n');
    expect(JSON.parse(text)).toMatchObject({ person: { login: 'mel-okafor' } });
  });
});

function preformattedIn(blocks: Message['blocks']): string {
  const [block] = blocks as unknown as [{ elements: [{ elements: [{ text: string }] }] }];
  return block.elements[0].elements[0].text;
}

describe('Release my seat', () => {
  it('removes the own seat with one DELETE, and takes it back with one POST', async () => {
    const whole = await startLinked();
    const me = await whole.ask('mel', 'me');
    await whole.click('mel', me, OWN_ACTION.release);
    const released = await waitForDirect(whole, 'mel', ({ text }) =>
      text.includes('Your seat in acme-labs ends on 1 December'),
    );
    expect(released.text).toContain('You gave it back');
    expect(whole.changes()).toEqual([DELETED]);
    expect(directMessages(whole, 'mel')).toHaveLength(1);
    expect((await whole.ask('maya', 'log')).text).toContain('gave back the seat of *mel-okafor*');

    await whole.click('mel', released, OWN_ACTION.takeBack);
    await whole.slack.waitForMessage(({ text }) =>
      text.includes('You keep your seat in acme-labs'),
    );
    expect(whole.changes()).toEqual([DELETED, { ...DELETED, method: 'POST' }]);
    const row = whole.company.seat('acme-labs', 'mel-okafor').row;
    expect(row.pending_cancellation_date).toBeNull();
    expect(whole.slack.problems).toEqual([]);
  });

  it('is possible for a seat in use, which no manager could remove', async () => {
    const whole = await startLinked();
    whole.company.useCopilot('mel-okafor', whole.clock.now);
    await whole.readAgain();
    const me = await whole.ask('mel', 'me');
    await whole.click('mel', me, OWN_ACTION.release);
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('ends on 1 December'));
    expect(whole.changes()).toEqual([DELETED]);
  });

  it('can be undone by a manager, and the person hears of it', async () => {
    const whole = await startLinked();
    const me = await whole.ask('mel', 'me');
    await whole.click('mel', me, OWN_ACTION.release);
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('ends on 1 December'));
    const person = await whole.ask('maya', 'user mel-okafor');
    await whole.click('maya', person, ACTION.undo);
    const told = await waitForDirect(whole, 'mel', ({ text }) => text.includes('stays.'));
    expect(told.text).toContain('nothing for you to do');
  });

  it('goes to nobody else’s seat, whoever asks, managers included', async () => {
    const whole = await startLinked({
      'mel-okafor': ['mel@acme.example'],
      'rhea-osei': ['maya@acme.example'],
    });
    await whole.ask('mel', 'me');
    await whole.ask('maya', 'me');
    for (const user of ['mel', 'maya', 'ada', 'gus']) {
      await forge(whole, user, OWN_ACTION.release, seatRefOf(whole, 'jun-park'));
      await whole.slack.waitForEphemeral(user, ({ text }) => text.includes('othing was changed'));
    }
    await forge(whole, 'ada', OWN_ACTION.stillNeeded, seatRefOf(whole, 'jun-park'));
    expect(whole.changes()).toEqual([]);
    expect((await whole.ask('maya', 'log')).text).toContain('not the own seat');
    expect((await whole.ask('maya', 'dormant')).text).toContain('jun-park');
  });

  it.each(['', 's.', 's.1.2', 's.x.y.z', `s.${'z'.repeat(300)}`, 'u.deadbeef'])(
    'does nothing for the tampered value %j',
    async (value) => {
      const whole = await startLinked();
      await whole.ask('mel', 'me');
      for (const action of [OWN_ACTION.release, OWN_ACTION.takeBack, OWN_ACTION.stillNeeded]) {
        const before = whole.slack.workspace.ephemeralsOf('mel').length;
        await forge(whole, 'mel', action, value === '' ? ' ' : value);
        await whole.slack.waitForEphemeral(
          'mel',
          (message) => whole.slack.workspace.ephemeralsOf('mel').indexOf(message) >= before,
        );
      }
      expect(whole.changes()).toEqual([]);
    },
  );

  it('takes back no removal but one’s own', async () => {
    const whole = await startLinked();
    await whole.ask('mel', 'me');
    const list = await whole.ask('maya', 'dormant');
    await whole.click('maya', list, ACTION.removeSeat, { value: seatRefIn(list, 'mel-okafor') });
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('ends on 1 December'));
    const person = await whole.ask('maya', 'user mel-okafor');
    const [undo = ''] = valuesOf(person, ACTION.undo);
    for (const action of [OWN_ACTION.takeBack, ACTION.undo]) {
      await forge(whole, 'mel', action, undo);
    }
    await whole.slack.waitForEphemeral('mel', ({ text }) => text.includes('othing was changed'));
    expect(whole.changes()).toEqual([DELETED]);
  });

  it('is not offered for the last seat, and refused when it is asked for all the same', async () => {
    const whole = await startLinked();
    for (const login of ['rhea-osei', 'jun-park']) whole.company.cancel('acme-labs', login);
    await whole.readAgain();
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('Giving it back here is not possible now.');
    expect(me.text).toContain('the last seat that stays in acme-labs');
    expect(valuesOf(me, OWN_ACTION.release)).toEqual([]);
    await forge(whole, 'mel', OWN_ACTION.release, seatRefOf(whole, 'mel-okafor'));
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('Not released'));
    expect(whole.changes()).toEqual([]);
  });

  it('is not offered for a seat through a team, and refused when it is asked for', async () => {
    const whole = await startLinked();
    whole.company.moveIntoTeam('acme-labs', 'mel-okafor', 'platform');
    await whole.readAgain();
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('The team platform gives this seat');
    expect(valuesOf(me, OWN_ACTION.release)).toEqual([]);
    await forge(whole, 'mel', OWN_ACTION.release, seatRefOf(whole, 'mel-okafor'));
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('Not released'));
    expect(whole.changes()).toEqual([]);
  });

  it('is only rehearsed where REMOVALS is dry-run, and not offered where it is off', async () => {
    const whole = await startLinked(undefined, { settings: { REMOVALS: 'dry-run' } });
    const me = await whole.ask('mel', 'me');
    await whole.click('mel', me, OWN_ACTION.release);
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('Rehearsed'));
    await whole.bot.stop();
    await whole.restart({ REMOVALS: 'off' });
    const off = await whole.ask('mel', 'me');
    expect(off.text).toContain('switched off');
    expect(valuesOf(off, OWN_ACTION.release)).toEqual([]);
    expect(whole.changes()).toEqual([]);
  });
});

/** The value of the one button in a list that is about this person. */
function seatRefIn({ blocks }: Pick<Message, 'blocks'>, login: string): string {
  const at = blocks.findIndex((block) => JSON.stringify(block).includes(`"*${login}*`));
  const [value = ''] = valuesOf({ blocks: blocks.slice(at, at + 2) }, ACTION.removeSeat);
  return value;
}

describe('I still need it', () => {
  it('keeps the own seat for one threshold, and shows to managers as the person’s word', async () => {
    const whole = await startLinked();
    const me = await whole.ask('mel', 'me');
    await whole.click('mel', me, OWN_ACTION.stillNeeded);
    await whole.slack.waitForEphemeral('mel', ({ text }) =>
      text.includes('kept until 21 December'),
    );
    const list = await whole.ask('maya', 'dormant');
    expect(list.text).not.toContain('mel-okafor');
    const person = await whole.ask('maya', 'user mel-okafor');
    expect(person.text).toContain('the person with the seat still needs it');
  });

  it('shortens no exemption that lasts longer', async () => {
    const whole = await startLinked();
    const me = await whole.ask('mel', 'me');
    await whole.ask('maya', 'keep mel-okafor always');
    await whole.click('mel', me, OWN_ACTION.stillNeeded);
    await whole.slack.waitForEphemeral('mel', ({ text }) => text.includes('kept for good'));
    expect((await whole.ask('maya', 'user mel-okafor')).text).toContain('kept for good');
  });
});

describe('the colleague whose seat is taken', () => {
  async function removeMel(whole: Whole) {
    const list = await whole.ask('maya', 'dormant');
    await whole.click('maya', list, ACTION.removeSeat, { value: seatRefIn(list, 'mel-okafor') });
    return waitForDirect(whole, 'maya', ({ text }) => text.includes('ends on 1 December'));
  }

  it('hears of it once, before ever having used Seatkeeper, and of the undo', async () => {
    const whole = await startLinked(undefined, { settings: { SEAT_CONTACT: 'C0ASK00001' } });
    const manager = await removeMel(whole);
    const mel = whole.slack.workspace.person('mel').id;
    expect(manager.text).toContain(`<@${mel}> was told by direct message`);
    expect(manager.text).not.toContain('To pass on');
    const [told] = directMessages(whole, 'mel');
    expect(told?.text).toContain('Your Copilot seat in acme-labs ends on 1 December');
    expect(told?.text).toContain('<#C0ASK00001>');

    const person = await whole.ask('maya', 'user mel-okafor');
    await whole.click('maya', person, ACTION.undo);
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('stays.'));
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('keeps the seat'));
    await whole.bot.stop();
    await whole.restart();
    expect(directMessages(whole, 'mel')).toHaveLength(2);
    expect(whole.slack.problems).toEqual([]);
  });

  it('is not told once the linked account is a guest’s', async () => {
    const whole = await startLinked();
    await whole.ask('mel', 'me');
    whole.slack.workspace.person('mel').kind = 'guest';
    const manager = await removeMel(whole);
    expect(manager.text).toContain('To pass on to mel-okafor');
    expect(directMessages(whole, 'mel')).toEqual([]);
  });

  it('is told in the new account where the old one was deactivated', async () => {
    const whole = await startLinked();
    await whole.ask('mel', 'me');
    const { workspace } = whole.slack;
    workspace.person('mel').kind = 'deleted';
    workspace.person('mel').email = undefined;
    workspace.addPerson({ name: 'mel2', email: 'mel@acme.example' });
    const manager = await removeMel(whole);
    expect(manager.text).toContain(`<@${workspace.person('mel2').id}> was told`);
    expect(directMessages(whole, 'mel')).toEqual([]);
    expect(directMessages(whole, 'mel2')).toHaveLength(1);
  });

  it('is told by the manager where there is no link, who gets the sentence for it', async () => {
    const whole = await startIdle();
    const manager = await removeMel(whole);
    expect(manager.text).toContain('To pass on to mel-okafor');
    expect(directMessages(whole, 'mel')).toEqual([]);
  });

  it.each([
    ['Slack refuses the message', 'error', 0],
    ['Slack’s answer to it is lost', 'drop', 1],
  ] as const)('is never told twice: where %s, the manager passes it on', async (_, fault, got) => {
    const whole = await startLinked();
    await whole.ask('mel', 'me');
    if (fault === 'drop') whole.slack.faults.dropAfterApplying('chat.postMessage', 1);
    else whole.slack.faults.error('chat.postMessage', 'user_disabled', 1);
    const manager = await removeMel(whole);
    expect(manager.text).toContain('To pass on to mel-okafor');
    await whole.bot.stop();
    await whole.restart();
    await whole.ask('maya', 'log');
    expect(directMessages(whole, 'mel')).toHaveLength(got);
  });

  it('hears nothing of a rehearsal', async () => {
    const whole = await startLinked(undefined, { settings: { REMOVALS: 'dry-run' } });
    const list = await whole.ask('maya', 'dormant');
    await whole.click('maya', list, ACTION.removeSeat, { value: seatRefIn(list, 'mel-okafor') });
    await waitForDirect(whole, 'maya', ({ text }) => text.includes('Rehearsed'));
    expect(directMessages(whole, 'mel')).toEqual([]);
  });

  it('hears of it once when a manager clicks in the direct messages and on Home', async () => {
    const whole = await startLinked();
    const home = await openHome(whole, 'maya', 'mel-okafor');
    const [value = ''] = valuesOf(
      { blocks: home.content['blocks'] as never },
      ACTION.removeSeat,
    ).filter((each) => each.includes(whole.company.person('mel-okafor').id.toString(36)));
    await whole.slack.interactions.click({
      user: 'maya',
      view: home,
      actionId: ACTION.removeSeat,
      value,
    });
    const outcome = await waitForDirect(whole, 'maya', ({ text }) =>
      text.includes('ends on 1 December'),
    );
    await waitForHome(whole, 'maya', (words) => !words.includes('*mel-okafor*'));
    const about = directMessages(whole, 'maya').filter(({ text }) => text.includes('mel-okafor'));
    expect(about).toHaveLength(1);
    await whole.click('maya', outcome, ACTION.undo);
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('stays.'));
    await waitForHome(whole, 'maya', (words) => words.includes('1 kept'));
    expect(directMessages(whole, 'mel')).toHaveLength(2);
    expect(whole.slack.problems).toEqual([]);
  });
});
