import { describe, expect, it } from 'vitest';
import type { Channel } from '../../sandbox/slack/conversations.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { until } from '../support/whole.ts';
import { DAY, DUE, HOUR, MINUTE, setUp, startDigestWhole, stateOf } from './support.ts';

function leave(channel: Channel, bot: string): void {
  channel.members.delete(bot);
}

const KINDS = ['channels:read', 'groups:read'] as const;
const HISTORY = ['channels:history', 'groups:history'] as const;

describe('names in a digest', () => {
  it.each([
    ['auto', 'seat-office', KINDS, true],
    ['auto', 'seats', KINDS, false],
    ['yes', 'seats', KINDS, true],
    ['no', 'seat-office', KINDS, false],
    ['auto', 'seat-office', [], false],
    ['yes', 'seats', [], false],
    ['auto', 'seat-office', ['channels:read'], false],
  ] as const)('by %s in %s with scopes %o: %s', async (names, channel, granted, shown) => {
    const whole = await startDigestWhole({
      channel,
      settings: { DIGEST_NAMES: names },
      slack: { grantedOptionalScopes: granted },
    });
    whole.clock.now = DUE;
    await until(() => whole.posted().length > 0);
    const [digest] = whole.posted();
    expect(JSON.stringify(digest?.blocks).includes('rhea-osei')).toBe(shown);
    expect(digest?.text).toContain('2 seats idle');
    if (digest === undefined || shown) return;

    await whole.click('maya', digest, ACTION.showList);
    const list = await whole.slack.waitForEphemeral('maya');
    expect(list.text).toContain('rhea-osei');
    if (channel === 'seat-office') return;
    await whole.click('mel', digest, ACTION.showList);
    const refusal = await whole.slack.waitForEphemeral('mel');
    expect(refusal.text).not.toContain('rhea-osei');
  });

  it('go when the channel stopped being private between freezing and sending', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.rateLimit('chat.postMessage', 1);
    whole.clock.now = DUE;
    await whole.slack.waitForCall('chat.postMessage', ({ status }) => status === 429);
    whole.slack.workspace.channel('seat-office').kind = 'public';
    await until(() => whole.posted().length > 0);
    expect(JSON.stringify(whole.posted())).not.toContain('rhea-osei');
  });
});

describe('trouble in a channel', () => {
  it.each([
    ['archived', (channel: Channel) => Object.assign(channel, { archived: true }), 'is archived'],
    ['left by the bot', leave, 'Seatkeeper is not in the channel'],
    ['shared', (channel: Channel) => Object.assign(channel, { externallyShared: true }), 'shared'],
  ] as const)(
    '(%s) pauses the digest, is told once, and delays no other',
    async (_what, spoil, words) => {
      const whole = await startDigestWhole({ channel: 'seats' });
      const { workspace } = whole.slack;
      const by = { teamId: workspace.team.id, userId: workspace.person('maya').id };
      await setUp(whole, by, 'general');
      spoil(workspace.channel('seats'), workspace.bot.id);

      whole.clock.now = DUE;
      await until(() => whole.posted('general').length > 0 && whole.told('maya').length > 0);
      for (let look = 0; look < 3; look += 1) await whole.readAgain();
      whole.clock.now = DUE + 7 * DAY;
      await until(() => whole.posted('general').length > 1);

      expect(whole.posted('seats')).toEqual([]);
      expect(whole.told('maya')).toHaveLength(1);
      expect(whole.told('maya')[0]?.text).toContain('is paused:*');
      expect(whole.told('maya')[0]?.text).toContain(words);
      const tries = whole.slack.calls.filter(
        ({ method, args }) =>
          method === 'chat.postMessage' && args['channel'] === workspace.channel('seats').id,
      );
      expect(tries.length).toBeLessThanOrEqual(1);
    },
  );

  it('(a word of Slack that forbids posting) is told to whoever set it up alone', async () => {
    const whole = await startDigestWhole({
      bare: true,
      settings: { SEAT_MANAGERS: '' },
    });
    const { workspace } = whole.slack;
    const userId = workspace.person('ada').id;
    await setUp(whole, { teamId: workspace.team.id, userId }, 'seat-office');
    whole.slack.faults.error('chat.postMessage', 'restricted_action', 1);
    whole.clock.now = DUE;
    await until(() => whole.told('ada').length > 0);
    await whole.readAgain();
    expect(whole.told('ada')).toHaveLength(1);
    expect(whole.told('maya')).toEqual([]);
    expect(whole.told('ada')[0]?.text).toContain('does not let Seatkeeper post there');
  });

  it('that asks for a pause is waited out, and no longer', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.rateLimit('chat.postMessage', 2);
    whole.clock.now = DUE;
    await until(() => whole.posted().length > 0);
    const [refused, taken] = whole.slack.calls.filter(
      ({ method }) => method === 'chat.postMessage',
    );
    expect((taken?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(2000);
    expect(whole.posted()).toHaveLength(1);
  });

  it('that is only a dead network is tried again until a day has passed', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.error('chat.postMessage', 'invalid_auth', 1);
    whole.clock.now = DUE;
    await whole.slack.waitForCall('chat.postMessage');
    await whole.bot.stop();
    whole.slack.faults.clear();
    whole.clock.now = DUE + 25 * HOUR;
    await whole.restart();
    await until(() => whole.told('maya').length > 0);
    expect(whole.told('maya')[0]?.text).toContain('it could not be sent, and after a day');
    expect(whole.posted()).toEqual([]);
  });
});

describe('an answer that never came', () => {
  it('is looked up where history may be read, and the message adopted', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.dropAfterApplying('chat.postMessage', 1);
    whole.clock.now = DUE;
    await until(() => whole.logs.some(({ event }) => event === 'digest-unposted'));
    await whole.readAgain();
    await until(() => stateOf(whole) === 'posted');
    expect(whole.posted()).toHaveLength(1);
    expect(whole.told('maya')).toEqual([]);

    // Adopted with its place, so that it can follow what becomes of its seats.
    whole.company.cancel('acme-labs', 'rhea-osei');
    await whole.readAgain();
    await until(() => whole.posted()[0]?.text.includes('cancelled on GitHub') === true);
  });

  it('is sent again where history shows that it never arrived', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.refuse('chat.postMessage', 1);
    whole.clock.now = DUE;
    await until(() => whole.posted().length > 0);
    await whole.readAgain();
    expect(whole.posted()).toHaveLength(1);
    expect(whole.told('maya')).toEqual([]);
  });

  it.each([
    ['arrived', 'dropAfterApplying', 1],
    ['was lost', 'refuse', 0],
  ] as const)(
    'is never sent twice without history, and told, when it %s',
    async (_what, fault, visible) => {
      const whole = await startDigestWhole({ slack: { grantedOptionalScopes: KINDS } });
      whole.slack.faults[fault]('chat.postMessage', 1);
      whole.clock.now = DUE;
      await until(() => whole.told('maya').length > 0);
      await whole.bot.stop();
      await whole.restart();
      for (let look = 0; look < 3; look += 1) await whole.readAgain();
      expect(whole.posted()).toHaveLength(visible);
      expect(whole.told('maya').map(({ text }) => text)).toEqual([
        expect.stringContaining('It is not certain that the digest for <#'),
      ]);
      expect(stateOf(whole)).toBe('unknown');

      whole.clock.now = DUE + 7 * DAY;
      await until(() => whole.posted().length > visible);
    },
  );

  it('does not take a message of another app for the digest', async () => {
    const whole = await startDigestWhole({
      slack: { grantedOptionalScopes: [...KINDS, ...HISTORY] },
    });
    const { workspace } = whole.slack;
    const other = workspace.person('buildbot');
    workspace.post({
      channel: workspace.channel('seat-office').id,
      user: other.id,
      botId: other.botId,
      appId: 'A0OTHER',
      text: 'not it',
      blocks: [],
      threadTs: undefined,
      fileIds: [],
      metadata: {
        event_type: 'copilot_digest',
        event_payload: { slot: 'settings/2026-W48' },
      },
      ephemeralFor: undefined,
    });
    whole.slack.faults.refuse('chat.postMessage', 1);
    whole.clock.now = DUE;
    await until(() => whole.posted().length > 1);
    expect(whole.posted().at(-1)?.text).toContain('2 seats idle');
  });
});

describe('several digests', () => {
  it('that are due together come at least a second apart', async () => {
    const asAtWork = { postSpacingMs: undefined };
    const whole = await startDigestWhole({ channel: 'seats', outside: asAtWork });
    const { workspace } = whole.slack;
    const by = { teamId: workspace.team.id, userId: workspace.person('maya').id };
    await setUp(whole, by, 'general');
    await setUp(whole, by, 'seat-office');
    whole.clock.now = DUE + MINUTE;
    const all = () => ['seats', 'general', 'seat-office'].map((name) => whole.posted(name).length);
    await until(() => all().every((count) => count === 1));
    const times = whole.slack.calls
      .filter(({ method }) => method === 'chat.postMessage')
      .map(({ at }) => at)
      .toSorted((one, other) => one - other);
    const apart = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(apart).toHaveLength(2);
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(1000);
  });

  it('do not wait for one whose channel hangs', async () => {
    const whole = await startDigestWhole({ channel: 'seats' });
    const { workspace } = whole.slack;
    const by = { teamId: workspace.team.id, userId: workspace.person('maya').id };
    await setUp(whole, by, 'general');
    const hold = whole.slack.faults.hold('chat.postMessage', 1);
    whole.clock.now = DUE;
    await hold.reached;
    await until(() => whole.posted('seats').length + whole.posted('general').length === 1);
    hold.release();
    await until(() => whole.posted('seats').length + whole.posted('general').length === 2);
    expect(whole.told('maya')).toEqual([]);
  });
});
