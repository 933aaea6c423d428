import { describe, expect, it } from 'vitest';
import type { View } from '../../sandbox/slack/views.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { until } from '../support/whole.ts';
import { DAY, type DigestWhole, DUE, HOUR, MINUTE, startDigestWhole } from './support.ts';

interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly value?: string;
}

function textOf(view: View | undefined): string {
  return JSON.stringify(view?.content['blocks'] ?? []);
}

function valuesOf(view: View | undefined, actionId: string): string[] {
  const blocks = (view?.content['blocks'] ?? []) as { elements?: Element[] }[];
  return blocks
    .flatMap(({ elements = [] }) => elements)
    .filter(({ action_id }) => action_id === actionId)
    .map(({ value = '' }) => value);
}

/** The dialog on top for somebody, once it says this. */
async function dialog(whole: DigestWhole, user: string, words: string): Promise<View> {
  await until(() => textOf(whole.slack.workspace.modal(user)).includes(words));
  const view = whole.slack.workspace.modal(user);
  if (view === undefined) throw new Error('there is no dialog');
  return view;
}

async function open(whole: DigestWhole, user = 'maya'): Promise<View> {
  await whole.slack.interactions.slash({ user, channel: 'seats', text: 'digest' });
  return dialog(whole, user, 'Add a digest');
}

/** Maya presses a button of her dialog. */
async function press(
  { slack }: DigestWhole,
  view: View,
  actionId: string,
  value?: string,
): Promise<void> {
  const chosen = value === undefined ? {} : { value };
  await slack.interactions.click({ user: 'maya', view, actionId, ...chosen });
}

/** Maya’s form for a new digest. */
async function openNew(whole: DigestWhole): Promise<View> {
  await press(whole, await open(whole), ACTION.digestAdd);
  return dialog(whole, 'maya', 'digest-zone');
}

/** Maya saves it for a channel, on Mondays at 09:00 UTC. */
function submit({ slack }: DigestWhole, view: View, channel: string) {
  const values = {
    'digest-channel': slack.workspace.channel(channel).id,
    'digest-zone': 'Etc/UTC',
  };
  return slack.interactions.submit({ user: 'maya', view, values });
}

describe('/copilot digest', () => {
  it('adds, changes, pauses, resumes and deletes a digest', async () => {
    const whole = await startDigestWhole({ bare: true });
    const { workspace, interactions } = whole.slack;
    const list = await open(whole);
    expect(textOf(list)).toContain('No digest is set up yet');

    await press(whole, list, ACTION.digestAdd);
    const form = await dialog(whole, 'maya', 'Europe/Stockholm');
    await interactions.submit({
      user: 'maya',
      view: form,
      values: { 'digest-channel': workspace.channel('seat-office').id, 'digest-zone': 'Etc/UTC' },
    });
    const saved = await dialog(whole, 'maya', 'Saved.');
    expect(textOf(saved)).toContain('Every Monday at 09:00 (Etc/UTC)');

    whole.clock.now = DUE;
    await until(() => whole.posted().length === 1);

    const [id] = valuesOf(saved, ACTION.digestEdit);
    await press(whole, saved, ACTION.digestEdit, id);
    const change = await dialog(whole, 'maya', 'digest-zone');
    await interactions.submit({ user: 'maya', view: change, values: { 'digest-time': '17:30' } });
    const changed = await dialog(whole, 'maya', 'Every Monday at 17:30');
    // Today's has been sent, so the new time begins next week.
    const next = DUE + 7 * DAY + 8.5 * HOUR;
    expect(textOf(changed)).toContain(`Next: <!date^${next / 1000}^`);
    whole.clock.now = DUE + 9 * HOUR;
    await whole.readAgain();
    expect(whole.posted()).toHaveLength(1);

    const paused = await dialog(whole, 'maya', 'Pause');
    await press(whole, paused, ACTION.digestPause, id);
    await dialog(whole, 'maya', 'somebody paused it');
    whole.clock.now = DUE + 8 * DAY;
    await whole.readAgain();
    const resume = await dialog(whole, 'maya', 'Resume');
    await press(whole, resume, ACTION.digestResume, id);
    await dialog(whole, 'maya', 'It comes again at its next time');
    await whole.readAgain();
    // What fell into the pause is neither sent late nor told.
    expect(whole.posted()).toHaveLength(1);
    expect(whole.told('maya')).toEqual([]);

    const remove = await dialog(whole, 'maya', 'Delete');
    await press(whole, remove, ACTION.digestDelete, id);
    await dialog(whole, 'maya', 'No digest is set up yet');
    expect(whole.slack.problems).toEqual([]);
  });

  it('sends one now, marked so, which does not use up the week', async () => {
    const whole = await startDigestWhole();
    const list = await open(whole);
    const [id] = valuesOf(list, ACTION.digestSendNow);
    await press(whole, list, ACTION.digestSendNow, id);
    await dialog(whole, 'maya', '*Sent* to');
    expect(whole.posted()[0]?.text).toMatch(/^Sent by hand/);

    whole.clock.now = DUE;
    await until(() => whole.posted().length === 2);
    expect(whole.posted()[1]?.text).not.toContain('Sent by hand');
    // It is the weekly one that the next week is compared with.
    expect(whole.posted()[1]?.text).not.toContain('Since');
  });

  it('sends one, not two, for two clicks', async () => {
    const whole = await startDigestWhole();
    const list = await open(whole);
    const [id] = valuesOf(list, ACTION.digestSendNow);
    const hold = whole.slack.faults.hold('chat.postMessage', 1);
    await press(whole, list, ACTION.digestSendNow, id);
    await hold.reached;
    const again = await dialog(whole, 'maya', 'Working on it');
    await press(whole, again, ACTION.digestSendNow, id);
    await dialog(whole, 'maya', 'One is on its way already');
    hold.release();
    await until(() => whole.posted().length === 1);
    await whole.readAgain();
    expect(whole.posted()).toHaveLength(1);
  });

  it('cannot change or delete the digest of the settings, and says where it stands', async () => {
    const whole = await startDigestWhole();
    const list = await open(whole);
    expect(textOf(list)).toContain('DIGEST_CHANNEL');
    expect(valuesOf(list, ACTION.digestEdit)).toEqual([]);
    expect(valuesOf(list, ACTION.digestDelete)).toEqual([]);

    await whole.bot.stop();
    await whole.restart({ DIGEST_CHANNEL: '' });
    await whole.slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'digest' });
    await dialog(whole, 'maya', 'No digest is set up yet');
  });

  it('is for managers alone, and asks again at the confirmation', async () => {
    const whole = await startDigestWhole({ bare: true });
    const refused = await whole.ask('victor', 'digest');
    expect(refused.text).toContain('up to the seat managers');
    expect(whole.slack.workspace.modal('victor')).toBeUndefined();

    const list = await open(whole);
    await press(whole, list, ACTION.digestAdd);
    const form = await dialog(whole, 'maya', 'digest-zone');
    whole.slack.workspace.person('maya').kind = 'guest';
    const channel = whole.slack.workspace.channel('seats').id;
    await whole.slack.interactions.submit({
      user: 'maya',
      view: form,
      values: { 'digest-channel': channel },
    });
    await dialog(whole, 'maya', 'for full members of this workspace');
    const log = await whole.ask('victor', 'log');
    expect(log.text.match(/asked to set up or change weekly digests/g)).toHaveLength(2);
    whole.clock.now = DUE + 7 * DAY;
    await whole.readAgain();
    expect(whole.posted('seats')).toEqual([]);
  });

  it.each([
    ['lounge', undefined, 'digest-channel', 'not in this channel'],
    ['board', undefined, 'digest-channel', 'not in this channel'],
    ['old-news', undefined, 'digest-channel', 'archived'],
    ['partners', undefined, 'digest-channel', 'shared with another company'],
    ['seats', 'Berln', 'digest-zone', 'Did you mean Europe/Berlin?'],
  ])('says under the field what is wrong with %s and %s', async (channel, zone, field, words) => {
    const whole = await startDigestWhole({ bare: true });
    const list = await open(whole);
    await press(whole, list, ACTION.digestAdd);
    const form = await dialog(whole, 'maya', 'digest-zone');
    const delivery = await whole.slack.interactions.submit({
      user: 'maya',
      view: form,
      values: {
        'digest-channel': whole.slack.workspace.channel(channel).id,
        ...(zone === undefined ? {} : { 'digest-zone': zone }),
      },
    });
    const errors = (delivery.ackBody?.['errors'] ?? {}) as Record<string, string>;
    expect(errors[field]).toContain(words);
    expect(whole.slack.problems.filter(({ where }) => where.startsWith('ack'))).toEqual([]);
  });

  it('answers within Slack’s three seconds, and saves all the same, when Slack is slow to tell', async () => {
    const whole = await startDigestWhole({ bare: true, at: DUE - HOUR });
    const list = await open(whole);
    await press(whole, list, ACTION.digestAdd);
    const form = await dialog(whole, 'maya', 'digest-zone');
    whole.slack.faults.delay('conversations.info', 2500, 1);
    const delivery = await whole.slack.interactions.submit({
      user: 'maya',
      view: form,
      values: {
        'digest-channel': whole.slack.workspace.channel('seats').id,
        'digest-zone': 'Etc/UTC',
      },
    });
    expect(delivery.ackMs).toBeLessThan(2600);
    await dialog(whole, 'maya', 'Saved.');
    whole.clock.now = DUE + MINUTE;
    await until(() => whole.posted('seats').length === 1);
  });

  it('saves nothing for a channel that will not do, however late that is known, and says so', async () => {
    const whole = await startDigestWhole({ bare: true });
    const form = await openNew(whole);
    whole.slack.faults.delay('conversations.info', 2500, 1);
    await submit(whole, form, 'partners');
    await until(() => whole.told('maya').length === 1);
    expect(whole.told('maya')[0]?.text).toMatch(/was not saved.*shared with another company/);
    const list = await open(whole);
    expect(textOf(list)).toContain('No digest is set up yet');
  });

  it('makes one digest of a form that arrives twice', async () => {
    const whole = await startDigestWhole({ bare: true });
    const form = await openNew(whole);
    await Promise.allSettled([
      submit(whole, form, 'seat-office'),
      submit(whole, form, 'seat-office'),
    ]);
    const saved = await dialog(whole, 'maya', 'Saved.');
    expect(valuesOf(saved, ACTION.digestEdit)).toHaveLength(1);
  });

  it('says under the field that a channel has this digest already', async () => {
    const whole = await startDigestWhole();
    const form = await openNew(whole);
    const delivery = await submit(whole, form, 'seat-office');
    const errors = (delivery.ackBody?.['errors'] ?? {}) as Record<string, string>;
    expect(errors['digest-channel']).toContain('has this digest already');
  });

  it('puts nothing back that somebody else has changed meanwhile', async () => {
    const whole = await startDigestWhole({ bare: true, at: DUE - HOUR });
    const { workspace, interactions } = whole.slack;
    const managers = ['maya', 'ada'] as const;
    const ids = managers.map((name) => workspace.person(name).id);
    await whole.bot.stop();
    await whole.restart({ SEAT_MANAGERS: ids.join(',') });
    await submit(whole, await openNew(whole), 'seat-office');
    const saved = await dialog(whole, 'maya', 'Saved.');
    const lists = { maya: saved, ada: await open(whole, 'ada') };

    const forms = new Map<string, View>();
    for (const user of managers) {
      const [value = ''] = valuesOf(lists[user], ACTION.digestEdit);
      await interactions.click({ user, view: lists[user], actionId: ACTION.digestEdit, value });
      forms.set(user, await dialog(whole, user, 'digest-zone'));
    }
    const save = (user: string, values: Record<string, string>) =>
      interactions.submit({ user, view: forms.get(user) as View, values });
    await save('maya', { 'digest-names': 'no' });
    await dialog(whole, 'maya', 'Names: no, counts only');
    await save('ada', { 'digest-weekday': '2' });
    const list = await dialog(whole, 'ada', 'Somebody else was quicker');
    expect(textOf(list)).toContain('Every Monday');
    expect(textOf(list)).toContain('Names: no, counts only');
  });
});
