import { describe, expect, it } from 'vitest';
import { serverError } from '../../sandbox/github/trouble.ts';
import type { Message } from '../../sandbox/slack/conversations.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { openStore } from '../../src/store/database.ts';
import { until } from '../support/whole.ts';
import {
  DAY,
  type DigestWhole,
  DUE,
  HOUR,
  MINUTE,
  optionFor,
  startDigestWhole,
  stateOf,
  valueFor,
} from './support.ts';

const SEATS = { path: '/orgs/acme-labs/copilot/billing/seats' };

async function theDigest(whole: DigestWhole): Promise<Message> {
  whole.clock.now = Math.max(DUE, whole.clock.now);
  await until(() => whole.posted().length > 0);
  const [digest] = whole.posted();
  if (digest === undefined) throw new Error('there is no digest');
  return digest;
}

describe('the weekly digest', () => {
  it('comes at its time, once, with what lies idle and its buttons', async () => {
    const whole = await startDigestWhole();
    expect(whole.posted()).toHaveLength(0);

    const digest = await theDigest(whole);
    await whole.readAgain();

    expect(whole.posted()).toHaveLength(1);
    expect(digest.text).toContain('*2 seats idle for more than 30 days, about $38 a month.*');
    expect(digest.text).toContain('rhea-osei');
    expect(digest.text).toContain('*3 seats:* 1 in use and 2 idle.');
    expect(digest.text).not.toContain('late');
    expect(JSON.stringify(digest.blocks)).toContain('data_visualization');
    expect(whole.slack.problems).toEqual([]);
  });

  it('reads GitHub first', async () => {
    const whole = await startDigestWhole();
    whole.company.useCopilot('rhea-osei', DUE - MINUTE);
    const digest = await theDigest(whole);
    expect(digest.text).toContain('*1 seat idle');
    expect(digest.text).not.toContain('rhea-osei');
  });

  it('goes without GitHub when GitHub does not answer, and says so', async () => {
    const whole = await startDigestWhole();
    whole.github.faults.add({ path: '/orgs/acme-labs/copilot/billing/seats' }, serverError(), 50);
    const digest = await theDigest(whole);
    expect(digest.text).toContain('GitHub could not be read just now for acme-labs');
    expect(digest.text).toContain('2 seats idle');
  });

  it('has working buttons, and follows what becomes of the seats', async () => {
    const whole = await startDigestWhole();
    const digest = await theDigest(whole);

    const value = valueFor(digest, ACTION.removeSeat, 'rhea-osei');
    await whole.click('maya', digest, ACTION.removeSeat, { value });
    await until(() => digest.text.includes('ends on 1 December'));
    expect(digest.text).toContain('*rhea-osei’s seat in acme-labs ends on 1 December.* Removed by');
    expect(digest.text).toContain('tomas-lind');
    await whole.slack.waitForEphemeral('maya', ({ text }) => text.includes('ends on 1 December'));

    whole.clock.now += MINUTE;
    await whole.click('maya', digest, ACTION.undo);
    await until(() => digest.text.includes('rhea-osei’s seat in acme-labs stays'));
    expect(whole.changes().map(({ method }) => method)).toEqual(['DELETE', 'POST']);
    expect(whole.slack.problems).toEqual([]);
  });

  it('shows what was done elsewhere: in another list, and on GitHub itself', async () => {
    const whole = await startDigestWhole({ idle: ['rhea-osei', 'tomas-lind', 'kim-sato'] });
    const digest = await theDigest(whole);

    const one = await whole.ask('maya', 'user tomas-lind');
    await whole.click('maya', one, ACTION.removeSeat);
    await until(() => digest.text.includes('tomas-lind’s seat in acme-labs ends on 1 December'));

    whole.company.cancel('acme-labs', 'rhea-osei');
    await whole.readAgain();
    await until(() => digest.text.includes('rhea-osei’s seat in acme-labs ends on 1 December'));
    expect(digest.text).toContain('It was cancelled on GitHub.');
    expect(digest.text).toContain('*kim-sato* · acme-labs:');
  });

  it('lets nobody but a manager act, for as long as the message exists', async () => {
    const whole = await startDigestWhole({ channel: 'seats', settings: { DIGEST_NAMES: 'yes' } });
    const digest = await theDigest(whole);
    const value = valueFor(digest, ACTION.removeSeat, 'rhea-osei');
    whole.clock.now += 3 * 7 * DAY;

    await whole.click('mel', digest, ACTION.removeSeat, { value });
    const refusal = await whole.slack.waitForEphemeral('mel');
    expect(refusal.text).toContain('up to the seat managers, so nothing was changed');
    expect(whole.changes()).toEqual([]);

    await until(() => whole.posted().length > 1);
    await whole.click('maya', digest, ACTION.removeSeat, { value });
    await until(() => digest.text.includes('ends on'));
    expect(whole.changes()).toHaveLength(1);
  });

  it('says in its second week what changed, and in its fourth where it goes', async () => {
    const whole = await startDigestWhole({ idle: ['rhea-osei', 'tomas-lind', 'kim-sato'] });
    const first = await theDigest(whole);
    expect(first.text).not.toContain('Since');
    const value = valueFor(first, ACTION.removeSeat, 'rhea-osei');
    await whole.click('maya', first, ACTION.removeSeat, { value });
    await until(() => first.text.includes('ends on'));
    whole.company.useCopilot('tomas-lind', DUE + DAY);
    whole.company.grant('acme-labs', 'new-here', { at: DUE + 2 * DAY });

    for (let week = 1; week <= 3; week += 1) {
      whole.company.useCopilot('jun-park', DUE + week * 7 * DAY - DAY);
      whole.company.useCopilot('tomas-lind', DUE + week * 7 * DAY - DAY);
      whole.clock.now = DUE + week * 7 * DAY;
      await until(() => whole.posted().length === week + 1);
    }
    const [, second, , fourth] = whole.posted();
    expect(second?.text).toContain('23 November 2026>:* 1 in use again, 1 removed and 1 new seat.');
    expect(fourth?.text).toContain('*Trend:* 3 idle seats on 23 November, 1 now.');
    expect(JSON.stringify(fourth?.blocks)).toContain('"type":"line"');
    expect(whole.slack.problems).toEqual([]);
  });

  it('compares with the last good one where a week was all bad', async () => {
    const whole = await startDigestWhole({ idle: ['rhea-osei', 'tomas-lind'] });
    await theDigest(whole);
    await until(() => stateOf(whole) === 'posted');
    whole.github.faults.add(SEATS, serverError(), Number.POSITIVE_INFINITY);
    whole.clock.now = DUE + 7 * DAY;
    await until(() => whole.posted().length === 2);
    await until(() => stateOf(whole) === 'posted');
    expect(whole.posted()[1]?.text).toContain('*No fresh figures this time.*');

    whole.github.faults.clear();
    whole.company.useCopilot('rhea-osei', DUE + 13 * DAY);
    whole.company.useCopilot('jun-park', DUE + 13 * DAY);
    whole.clock.now = DUE + 14 * DAY;
    await until(() => whole.posted().length === 3);
    expect(whole.posted()[2]?.text).toContain('23 November 2026>:* 1 in use again.');
  });

  it('shows that somebody is kept from its own menu, and for how long', async () => {
    const whole = await startDigestWhole({ idle: ['rhea-osei'] });
    const digest = await theDigest(whole);
    const option = optionFor(digest, 'rhea-osei', 'Keep for 30 days');
    await whole.click('maya', digest, ACTION.menu, { option });
    await until(() => digest.text.includes('rhea-osei’s seat in acme-labs is kept until'));
    expect(digest.text).toContain('is kept until 23 December.*');
    expect(JSON.stringify(digest.blocks)).not.toContain('Remove seat');
  });

  it('is edited without its chart where Slack refuses the chart in an edit', async () => {
    const whole = await startDigestWhole();
    const digest = await theDigest(whole);
    whole.slack.faults.error('chat.update', 'invalid_blocks', 1);
    whole.company.cancel('acme-labs', 'rhea-osei');
    await whole.readAgain();
    await until(() => digest.text.includes('ends on 1 December'));
    expect(JSON.stringify(digest.blocks)).not.toContain('data_visualization');
  });

  it('loses its names with the first edit after its channel was shared with another company', async () => {
    const whole = await startDigestWhole();
    const digest = await theDigest(whole);
    expect(digest.text).toContain('rhea-osei');
    const value = valueFor(digest, ACTION.removeSeat, 'rhea-osei');
    whole.slack.workspace.channel('seat-office').externallyShared = true;
    await whole.click('maya', digest, ACTION.removeSeat, { value });
    await until(() => !digest.text.includes('rhea-osei'));
    expect(JSON.stringify(digest)).not.toMatch(/rhea-osei|tomas-lind/);
    expect(digest.text).toContain('2 seats idle');
    expect(whole.changes()).toHaveLength(1);
  });

  it('follows the truth for as long as it is remembered, and forgets whom the memory forgets', async () => {
    const whole = await startDigestWhole({ idle: ['rhea-osei', 'tomas-lind', 'kim-sato'] });
    const digest = await theDigest(whole);
    const value = valueFor(digest, ACTION.removeSeat, 'rhea-osei');
    await until(() => stateOf(whole) === 'posted');
    whole.clock.now = DUE + 91 * DAY;
    whole.company.useCopilot('jun-park', DUE + 90 * DAY);
    await whole.readAgain();
    await whole.click('maya', digest, ACTION.removeSeat, { value });
    await until(() => digest.text.includes('rhea-osei’s seat in acme-labs ends on'));

    await whole.bot.stop();
    const store = await openStore(whole.databasePath);
    const known = await store.people.findByLogin('kim-sato');
    await store.people.erasePerson(known?.person.id ?? 0, whole.clock.now);
    await store.close();
    await whole.restart();
    await until(() => !digest.text.includes('kim-sato'));
    expect(digest.text).toContain('tomas-lind');
  });

  it('with nothing idle is one line', async () => {
    const whole = await startDigestWhole({ idle: [] });
    const digest = await theDigest(whole);
    expect(digest.blocks).toHaveLength(1);
    expect(digest.text).toContain('nothing to do');
  });

  it('sends words without a chart where Slack refuses the chart', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.error('chat.postMessage', 'invalid_blocks', 1);
    const digest = await theDigest(whole);
    expect(JSON.stringify(digest.blocks)).not.toContain('data_visualization');
    expect(digest.text).toContain('2 seats idle');

    const value = valueFor(digest, ACTION.removeSeat, 'rhea-osei');
    await whole.click('maya', digest, ACTION.removeSeat, { value });
    await until(() => digest.text.includes('ends on'));
    expect(whole.posted()).toHaveLength(1);
    expect(JSON.stringify(digest.blocks)).not.toContain('data_visualization');
  });
});

describe('a bot that was not there', () => {
  it('for an hour posts late, once, and says so', async () => {
    const whole = await startDigestWhole();
    whole.clock.now = DUE + HOUR;
    const digest = await theDigest(whole);
    expect(digest.text).toMatch(/^This comes late: it was due <!date\^1795424400/);
    await whole.readAgain();
    expect(whole.posted()).toHaveLength(1);
    expect(whole.told('maya')).toEqual([]);
  });

  it.each([
    ['a day and a half', 36 * HOUR, 'The weekly digest for <#'],
    ['a month', 30 * DAY, '5 weekly digests for <#'],
  ])('for %s posts none and tells once', async (_what, away, words) => {
    const whole = await startDigestWhole();
    await whole.bot.stop();
    whole.clock.now = DUE + away;
    await whole.restart();
    await until(() => whole.told('maya').length > 0);
    await whole.readAgain();
    await whole.bot.stop();
    await whole.restart();
    await whole.readAgain();

    expect(whole.posted()).toEqual([]);
    expect(whole.told('maya').map(({ text }) => text)).toEqual([expect.stringContaining(words)]);
  });

  it('for four weeks posts one late digest, and tells of the others once', async () => {
    const whole = await startDigestWhole();
    await whole.bot.stop();
    whole.clock.now = DUE + 28 * DAY + HOUR;
    await whole.restart();
    await until(() => whole.posted().length > 0 && whole.told('maya').length > 0);
    await whole.readAgain();
    expect(whole.posted()).toHaveLength(1);
    expect(whole.told('maya')).toHaveLength(1);
    expect(whole.told('maya')[0]?.text).toContain('4 weekly digests for <#');
  });

  it('tells every manager about the digest of the settings, those of a group too', async () => {
    const whole = await startDigestWhole({
      settings: { SEAT_MANAGERS: 'U0NOBODY' },
    });
    const group = whole.slack.workspace.group('seat-managers').id;
    const ada = whole.slack.workspace.person('ada').id;
    await whole.bot.stop();
    whole.clock.now = DUE + 2 * DAY;
    await whole.restart({ SEAT_MANAGERS: `${group},${ada}` });
    await until(() => whole.told('maya').length > 0 && whole.told('ada').length > 0);
    await whole.readAgain();
    expect([whole.told('maya').length, whole.told('ada').length]).toEqual([1, 1]);
  });
});
