import { describe, expect, it } from 'vitest';
import { type DigestNotice, renderDigestNotices } from '../../../src/slack/views/digest-notice.ts';
import type { DigestSchedule, DigestSlot } from '../../../src/store/digest-store.ts';
import { PAUSE_REASONS } from '../../../src/store/words.ts';
import { daysAgo, NOW } from '../../support/seats.ts';
import { HOSTILE } from '../hostile.ts';
import { aContext, findFlaws } from './support.ts';

const MAYA = { teamId: 'T0ACME', userId: 'U0MAYA' };

function aNotice(
  slot: Partial<DigestSlot> = {},
  schedule: Partial<DigestSchedule> = {},
): DigestNotice {
  const id = schedule.id ?? 'abc';
  const paused = schedule.paused;
  return {
    isDeleted: false,
    heard: new Map(),
    nextAt: paused === undefined ? NOW + 1000 : undefined,
    schedule: {
      weekday: 1,
      hour: 9,
      minute: 0,
      timeZone: 'Europe/Berlin',
      channelId: 'C0SEATS',
      names: 'auto',
      paused: undefined,
      owed: undefined,
      madeBy: MAYA,
      madeAt: NOW,
      changedAt: NOW,
      ...schedule,
      id,
    },
    slot: {
      id: `${id}/2026-W48`,
      scheduleId: id,
      week: '2026-W48',
      state: 'skipped',
      channelId: 'C0SEATS',
      dueAt: daysAgo(2),
      claimedAt: NOW,
      sendingAt: undefined,
      notBefore: undefined,
      attempts: 0,
      late: false,
      askedBy: undefined,
      frame: undefined,
      ts: undefined,
      detail: 'missed',
      weeks: 1,
      ...slot,
    },
  };
}

function aPause(
  why: (typeof PAUSE_REASONS)[number],
  overrides: Partial<DigestNotice['slot']> = {},
) {
  return aNotice({ detail: why, ...overrides }, { paused: { why, at: NOW } });
}

function render(...notices: readonly DigestNotice[]) {
  const message = renderDigestNotices(notices, aContext());
  expect(findFlaws(message)).toEqual([]);
  return message;
}

describe('a notice about a digest', () => {
  const asked = { week: undefined, askedBy: MAYA };
  it.each([
    ['one that was missed', {}, 'Seatkeeper was not at work then'],
    ['many that were missed, as one', { weeks: 4 }, '4 weekly digests for <#C0SEATS> were not'],
    [
      'one that could not be sent',
      { detail: 'not-taken' },
      'it could not be sent, and after a day',
    ],
    ['one that was asked for', { ...asked, detail: 'not-taken' }, 'It was asked for <!date'],
    ['what it does not know by name', { detail: 'something-new' }, 'it could not be sent'],
    [
      'one without an answer',
      { state: 'unknown', detail: 'no-history' },
      'cannot stand there twice',
    ],
    [
      'one that never showed',
      { state: 'unknown', detail: 'never-seen' },
      'does not show in the channel',
    ],
    ['content that Slack refuses', { detail: 'refused' }, 'Slack refused what it says'],
    ['a no of Slack', { detail: 'slack-said:access_denied' }, 'saying no (`access_denied`)'],
    [
      'a channel that is well again',
      { detail: 'archived' },
      'When it was to be posted, the channel is',
    ],
  ] as const)('tells of %s, and when the next one comes', (_what, slot, words) => {
    const { text } = render(aNotice(slot));
    expect(text).toContain(words);
    expect(text).toMatch(/The next one comes <!date\^\d+\^/);
  });

  it.each([['refused'], ['slack-said:access_denied']])(
    'says of a definite no (%s) nothing of a day, and whom to tell',
    (detail) => {
      const { text } = render(aNotice({ detail }));
      expect(text).not.toContain('day');
      expect(text).toContain('Please tell whoever runs Seatkeeper');
    },
  );

  it.each(HOSTILE)('keeps %j harmless where Slack said it', (words) => {
    expect(render(aNotice({ detail: `slack-said:${words}` })).text).toContain('saying no (`');
  });

  it.each(PAUSE_REASONS.filter((why) => why !== 'by-hand'))(
    'tells of a pause (%s) with what mends it, and of no next one',
    (why) => {
      const { text } = render(aPause(why));
      expect(text).toContain('The weekly digest for <#C0SEATS> is paused:*');
      expect(text).not.toContain('The next one');
      expect(text).not.toContain('DIGEST_CHANNEL');
    },
  );

  it('tells where the channel of the digest of the settings is changed', () => {
    const notice = aNotice(
      { detail: 'archived' },
      { madeBy: undefined, paused: { why: 'archived', at: NOW } },
    );
    expect(render(notice).text).toContain('DIGEST_CHANNEL');
  });
});

describe('several notices in one message', () => {
  it('begin with what has to be mended', () => {
    const missed = aNotice({ channelId: 'C0MISSED' }, { id: 'one' });
    const unknown = aNotice({ channelId: 'C0UNKNOWN', state: 'unknown' }, { id: 'two' });
    const paused = aPause('archived', { channelId: 'C0PAUSED' });
    const { text, blocks } = render(missed, unknown, paused);
    expect([...text.matchAll(/<#(\w+)>/g)].map(([, channel]) => channel)).toEqual([
      'C0PAUSED',
      'C0UNKNOWN',
      'C0MISSED',
    ]);
    expect(blocks).toHaveLength(4);
  });

  it('say the same about one digest once, with all its weeks', () => {
    const missed = aNotice({ id: 'abc/2026-W51', weeks: 3 });
    const { text } = render(missed, aNotice({ detail: 'not-taken' }));
    expect(text).toContain('4 weekly digests');
    expect(text.match(/not posted/g)).toHaveLength(1);
    expect(render(aPause('shared', { id: 'x' }), aPause('shared')).blocks).toHaveLength(2);
  });

  it.each([
    [10, ''],
    [11, '2 more digests did not come either.'],
    [200, '191 more digests did not come either.'],
  ])('fit into what Slack takes when there are %i', (count, rest) => {
    const many = Array.from({ length: count }, (_, index) => aNotice({}, { id: `id${index}` }));
    const { blocks, text } = render(...many);
    expect(blocks.length).toBeLessThanOrEqual(11);
    expect(text).not.toContain('…');
    expect(text).toContain(rest);
  });
});
