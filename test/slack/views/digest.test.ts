import { describe, expect, it } from 'vitest';
import { validateView } from '../../../sandbox/slack/block-kit.ts';
import type { DigestChange } from '../../../src/core/digest-change.ts';
import type { Trend } from '../../../src/core/figures.ts';
import { grantKeyOf, type HeldSeat, type Seat } from '../../../src/core/seat.ts';
import type { Trust } from '../../../src/core/trust.ts';
import { ACTION } from '../../../src/slack/refs.ts';
import { mrkdwn } from '../../../src/slack/text.ts';
import { section } from '../../../src/slack/views/blocks.ts';
import type { Message, Picture } from '../../../src/slack/views/context.ts';
import {
  assembleDigest,
  DIGEST_ROWS,
  type DigestLabel,
  type DigestView,
  partOf,
  renderDigest,
} from '../../../src/slack/views/digest.ts';
import { parseDigestSubmission, renderDigestForm } from '../../../src/slack/views/digest-form.ts';
import { renderDigestList } from '../../../src/slack/views/digest-list.ts';
import { renderPostedRow, truthOf } from '../../../src/slack/views/digest-rows.ts';
import type { DigestSchedule, FrozenPart, PostedRow } from '../../../src/store/digest-store.ts';
import type { Removal } from '../../../src/store/store.ts';
import {
  anOrganisation,
  aPerson,
  aReadHistory,
  aSeat,
  aTeam,
  daysAgo,
  NOW,
} from '../../support/seats.ts';
import { HOSTILE, LONGEST_LOGIN } from '../hostile.ts';
import {
  aContext,
  aPicture,
  aRecord,
  aRemoval,
  buttonsOf,
  findFlaws,
  idleSeats,
  labelsOf,
  NO_SAVINGS,
  SAVINGS,
} from './support.ts';

const TIME = { weekday: 1, hour: 9, minute: 0, timeZone: 'Europe/Berlin' };
const ON_TIME = { lateSince: undefined, isExtra: false, now: NOW, withChart: true };

function aView(picture: Picture, overrides: Partial<DigestView> = {}): DigestView {
  const nothing = { change: undefined, trend: undefined, savings: NO_SAVINGS };
  const ordinary = { time: TIME, isPaused: false, isFromSettings: false, names: 'shown' } as const;
  return { picture, ...nothing, ...ordinary, ...overrides };
}

function asMessage({ text, blocks }: FrozenPart): Message {
  return { text, blocks: blocks as Message['blocks'] };
}

function render(
  seats: readonly Seat[],
  overrides: Partial<DigestView> = {},
  label: Partial<DigestLabel & { withChart: boolean }> = {},
): Message {
  const { frame, rows } = renderDigest(aView(aPicture(seats), overrides), aContext());
  return asMessage(
    assembleDigest(
      frame,
      rows.map(({ part }) => part),
      { ...ON_TIME, ...label },
    ),
  );
}

const CHANGE: DigestChange = {
  since: daysAgo(7),
  newlyDormant: 3,
  cameBack: 2,
  removed: 4,
  undone: 1,
  kept: 0,
  unclear: 0,
  endedElsewhere: 0,
  uncounted: 0,
  newSeats: 5,
  leftOut: [],
};

const TREND: Trend = {
  points: Array.from({ length: 13 }, (_, index) => ({
    day: new Date(daysAgo(84 - index * 7)).toISOString().slice(0, 10),
    dormant: 20 - index,
  })),
  leftOut: [],
};

function blocksOf(message: Message, type: string): unknown[] {
  return message.blocks.filter((block) => (block.type as string) === type);
}

it('says what removals have saved, where that is something', () => {
  expect(render(idleSeats(3), { savings: SAVINGS }).text).toContain('have saved up to $228 so far');
  expect(render(idleSeats(3)).text).not.toContain('saved');
});

const TWENTY = Array.from({ length: 20 }, (_, index) => `acme-${index + 1}`);

describe('a digest', () => {
  it.each([
    [1, 1],
    [1, 20],
    [10, 1],
    [10, 20],
    [10_000, 1],
    [10_000, 20],
  ])(
    'of %i idle seats in %i organisations is what Slack takes, and says what it shows',
    (count, organisations) => {
      const names = TWENTY.slice(0, organisations);
      for (const overrides of [
        {},
        { change: CHANGE, trend: TREND },
        { names: 'left-out' as const },
        { names: 'unknown' as const, trend: TREND },
      ]) {
        const message = render(idleSeats(count, names), overrides);
        expect(findFlaws(message)).toEqual([]);
        expect(message.blocks.length).toBeLessThanOrEqual(50);
        const rows = buttonsOf(message).filter(({ action_id }) => action_id === ACTION.removeSeat);
        const shown = overrides.names === undefined ? Math.min(count, DIGEST_ROWS) : 0;
        expect(rows).toHaveLength(shown);
        expect(message.text).toContain(
          count === 1 ? '1 seat idle' : `${count.toLocaleString('en')} seats idle`,
        );
      }
    },
  );

  it('with nothing to do is one line', () => {
    const message = render(idleSeats(0));
    expect(message.blocks).toHaveLength(1);
    expect(message.text).toMatch(/^\*No seat is idle for more than 30 days: nothing to do\.\*/);
    expect(message.text.split('\n')).toHaveLength(1);
    expect(findFlaws(message)).toEqual([]);
  });

  it('says that there is nothing to do only where that can be told of every seat', () => {
    const unclear = aSeat({ lastSignInAt: daysAgo(1) });
    const one = render([...idleSeats(0), unclear]).text;
    expect(one).toContain('*No seat is known to be idle for more than 30 days.*');
    expect(one).toContain('1 seat is unclear: it cannot be told for sure whether it is in use.');
    expect(one).toContain('`/copilot dormant unclear`');
    expect(one).not.toContain('nothing to do');

    const stale = { kind: 'stale', asOf: daysAgo(3), failure: undefined } as const;
    const picture = aPicture([...idleSeats(0), ...idleSeats(3, ['acme-eu'])], {
      trust: { 'acme-eu': stale },
      records: [aRecord('acme-labs', { failedReads: 1 }), aRecord('acme-eu')],
    });
    const { text } = renderDigest(aView(picture), aContext()).frame.head;
    expect(text).toContain('*No seat in acme-labs is idle for more than 30 days.*');
    expect(text).toContain('GitHub could not be read just now for acme-labs');
    expect(text).toContain('acme-eu');
    expect(text).not.toContain('nothing to do');
  });

  it('says what changed, where it goes, and what to do next', () => {
    const { text } = render(idleSeats(12), { change: CHANGE, trend: TREND });
    expect(text).toContain('*12 seats idle for more than 30 days, about $228 a month.*');
    expect(text).toContain('12 can be removed here');
    expect(text).toContain(
      'November 2026>:* 3 newly idle, 2 in use again, 4 removed, 1 removal undone and 5 new seats.',
    );
    expect(text).toContain('*Trend:* 20 idle seats on 26 August, 8 now.');
    expect(text).toContain('10 of 12 are shown here. All of them: `/copilot dormant`');
    expect(text).toContain(
      'Every Monday at 09:00 (Europe/Berlin). To change that: `/copilot digest`.',
    );
  });

  it('says so when nothing has changed, and names who was not compared', () => {
    const nothing = { newlyDormant: 0, cameBack: 0, removed: 0, undone: 0, newSeats: 0 };
    const change = { ...CHANGE, ...nothing, leftOut: [anOrganisation('acme-new')] };
    const { text } = render(idleSeats(2), { change });
    expect(text).toMatch(/Nothing has changed since <!date[^>]+\|11 November 2026>\./);
    expect(text).toContain('Not compared: acme-new, for want of good figures then.');
  });

  it('shows its trend as a chart, the states before there is one, and words alone without', () => {
    const line = blocksOf(render(idleSeats(3), { trend: TREND }), 'data_visualization');
    expect(line).toMatchObject([{ chart: { type: 'line' } }]);
    const bar = blocksOf(render(idleSeats(3)), 'data_visualization');
    expect(bar).toMatchObject([{ title: 'Seats by state', chart: { type: 'bar' } }]);
    const words = render(idleSeats(3), { trend: TREND }, { withChart: false });
    expect(blocksOf(words, 'data_visualization')).toEqual([]);
    expect(words.text).toBe(render(idleSeats(3), { trend: TREND }).text);
  });

  it('puts those first that can be removed, longest idle first, and teams last', () => {
    const team = {
      ...aSeat({ person: aPerson('through-team'), grantedAt: daysAgo(900) }),
      team: aTeam(),
    };
    const early = aSeat({
      person: aPerson('too-early'),
      grantedAt: daysAgo(30) - 1,
      lastUse: undefined,
    });
    const seats: HeldSeat[] = [
      { ...team, lastUse: undefined },
      { ...early, watchedSince: daysAgo(100) },
      aSeat({ person: aPerson('idle-60') }),
      aSeat({ person: aPerson('idle-200'), lastUse: undefined }),
    ];
    const { rows } = renderDigest(aView(aPicture(seats)), aContext());
    const ids = rows.map(({ grant }) => grant.personId);
    expect(ids).toEqual(
      ['idle-200', 'idle-60', 'too-early', 'through-team'].map((login) => aPerson(login).id),
    );
  });

  it('without names holds nobody’s name, and a button for the list instead of buttons for seats', () => {
    const message = render(idleSeats(30), { names: 'left-out' });
    expect(JSON.stringify(message)).not.toContain('person-');
    expect(labelsOf(message)).toEqual(['Review']);
    expect(labelsOf(render(idleSeats(30)))).toContain('Show idle seats');
    const unknown = render(idleSeats(30), { names: 'unknown' });
    expect(JSON.stringify(unknown)).not.toContain('person-');
    expect(unknown.text).toContain('Names are left out, because Slack does not tell');
  });

  it('of which Slack took no rows counts none as shown, and says where they are', () => {
    const { frame } = renderDigest(aView(aPicture(idleSeats(12))), aContext());
    const message = asMessage(assembleDigest(frame, [], ON_TIME));
    expect(message.text).not.toContain('are shown here');
    expect(message.text).toContain('Which ones');
    expect(message.text).toContain('`/copilot dormant`');
    expect(labelsOf(message)).toEqual(['Review']);
    expect(findFlaws(message)).toEqual([]);
  });

  it('has no button for the rest where there is none', () => {
    expect(labelsOf(render(idleSeats(10)))).not.toContain('Show idle seats');
    expect(labelsOf(render(idleSeats(11)))).toContain('Show idle seats');
  });

  it('begins with its figure, and ends with what to do, however long its text', () => {
    const logins = Array.from({ length: 6 }, (_, index) => `troubled-organisation-${index}`);
    const failure = { kind: 'permission', permission: undefined, detail: '', retryAt: undefined };
    const stale = { kind: 'stale', asOf: daysAgo(3), failure } as const;
    const seats = idleSeats(12, ['acme-labs', ...logins]).map((seat) =>
      seat.kind === 'held' ? { ...seat, team: aTeam('platform '.repeat(6)) } : seat,
    );
    const picture = aPicture([...idleSeats(30), ...seats], {
      trust: Object.fromEntries(logins.map((login) => [login, stale as Trust])),
    });
    const { frame, rows } = renderDigest(aView(picture), aContext());
    const parts = rows.map(({ part }) => part);
    const message = asMessage(assembleDigest(frame, parts, ON_TIME));
    expect(message.text.length).toBeLessThanOrEqual(4000);
    expect(message.text).toMatch(/^\*\d+ seats idle/);
    expect(message.text).toMatch(/more rows?, too long for this text\./);
    expect(message.text.trimEnd()).toMatch(/To change that: `\/copilot digest`\.$/);
    expect(findFlaws(message)).toEqual([]);
  });

  it('without names still says why nothing can be removed here', () => {
    const seats = idleSeats(3);
    const off = aPicture(seats, { mode: 'off' });
    const record = aRecord('acme-labs', { appMayWrite: false });
    const readOnly = aPicture(seats, { records: [record] });
    const said = (picture: Picture, mode: 'on' | 'off' | 'dry-run' = 'on') =>
      renderDigest(aView(picture, { names: 'left-out' }), aContext({ mode })).frame.foot.text;
    expect(said(off, 'off')).toContain('Removing seats is switched off here');
    expect(said(readOnly)).toContain('The GitHub App may only read in acme-labs.');
    expect(said(aPicture(seats, { mode: 'dry-run' }), 'dry-run')).toContain('This is a rehearsal');
  });

  it('names every organisation in which nothing can be removed, in one sentence', () => {
    const logins = ['acme-a', 'acme-b', 'acme-c', 'acme-d'];
    const records = logins.map((login) => aRecord(login, { appMayWrite: false }));
    const picture = aPicture(idleSeats(8, logins), { records });
    const { frame } = renderDigest(aView(picture), aContext());
    expect(frame.foot.text).toContain('may only read in acme-a, acme-b, acme-c and acme-d.');
  });

  it('says whether the weekly one is paused, and where one of the settings is changed', () => {
    expect(render(idleSeats(1), { isPaused: true }, { isExtra: true }).text).toContain(
      'The weekly one is paused; to resume or change it: `/copilot digest`.',
    );
    expect(render(idleSeats(1), { isFromSettings: true }).text).toContain(
      'Every Monday at 09:00 (Europe/Berlin), as the settings say.',
    );
  });

  it('says its trend with the highest and the lowest in between', () => {
    const day = (index: number) => new Date(daysAgo(28 - index * 7)).toISOString().slice(0, 10);
    const trendOf = (counts: readonly number[]): Trend => ({
      points: counts.map((dormant, index) => ({ day: day(index), dormant })),
      leftOut: [],
    });
    expect(render(idleSeats(1), { trend: trendOf([1, 0, 1, 1]) }).text).toContain(
      '*Trend:* 1 idle seat on 21 October, 1 now. Lowest: 0, on 28 October.',
    );
    expect(render(idleSeats(1), { trend: trendOf([0, 9, 3, 2]) }).text).toContain(
      '*Trend:* no idle seats on 21 October, 2 now. Highest: 9, on 28 October.',
    );
  });

  it('pings nobody and parses nothing foreign', () => {
    for (const login of [...HOSTILE, LONGEST_LOGIN]) {
      const seats = [
        aSeat({ person: aPerson(login, 1), organisation: anOrganisation(login, 2) }),
        aSeat({ person: aPerson('b', 3), organisation: anOrganisation(login, 2) }),
      ];
      const record = aRecord(login, {
        organisation: anOrganisation(login, 2),
        failedReads: 1,
        history: aReadHistory(),
      });
      const picture = aPicture(seats, { records: [record] });
      const change = { ...CHANGE, leftOut: [anOrganisation(login, 2)] };
      const trend = { ...TREND, leftOut: [2] };
      const { frame, rows } = renderDigest(aView(picture, { change, trend }), aContext());
      const parts = rows.map(({ part }) => part);
      const message = asMessage(assembleDigest(frame, parts, ON_TIME));
      expect(findFlaws(message)).toEqual([]);
      expect(message.text).not.toMatch(/<[@!](?!date)/);
    }
  });

  it('says when it comes late, and when somebody asked for it', () => {
    expect(render(idleSeats(1), {}, { lateSince: NOW - 3_600_000 }).text).toMatch(
      /^This comes late/,
    );
    expect(render(idleSeats(1), {}, { isExtra: true }).text).toMatch(/^Sent by hand/);
  });

  it('dates its figures where GitHub could not be read, and counts nothing of old data', () => {
    const failed = aPicture(idleSeats(2), { records: [aRecord('acme-labs', { failedReads: 1 })] });
    const fresh = renderDigest(aView(failed), aContext()).frame.head.text;
    expect(fresh).toContain('GitHub could not be read just now for acme-labs');

    const stale = { kind: 'stale', asOf: daysAgo(3), failure: undefined } as const;
    const old = aPicture(idleSeats(2), { trust: { 'acme-labs': stale } });
    const { frame, rows } = renderDigest(aView(old), aContext());
    expect(rows).toEqual([]);
    expect(frame.head.text).toContain('acme-labs was last read 3 days ago');
    expect(frame.head.text).toContain(
      'November 2026>: 2 idle seats, about $38 a month. How to mend it: `/copilot status`',
    );
    expect(frame.head.text).toContain('*No fresh figures this time.* As of <!date^');

    const nothing = renderDigest(aView(aPicture([], { records: [] })), aContext());
    expect(nothing.frame.head.text).toContain('*No organisation yet.*');
    expect(nothing.frame.head.text).not.toContain('figures');
    expect(findFlaws(asMessage(assembleDigest(nothing.frame, [], ON_TIME)))).toEqual([]);
  });
});

describe('a row of a posted digest', () => {
  const seat = aSeat();
  const part = partOf([section(mrkdwn`as posted`)]);

  function aRow(overrides: Partial<PostedRow> = {}): PostedRow {
    return {
      slotId: 's',
      position: 0,
      grant: grantKeyOf(seat),
      erased: false,
      shown: '',
      person: seat.person,
      organisation: seat.organisation,
      removalId: undefined,
      removalState: undefined,
      removalLastDay: undefined,
      leavesOn: undefined,
      ended: false,
      kept: undefined,
      ...overrides,
    };
  }
  const removed = {
    removalId: 'r1',
    removalState: 'removed' as const,
    removalLastDay: '2026-12-01',
  };

  it.each([
    ['as posted while nothing happened', {}, 'as posted', []],
    ['a removal, with Undo', removed, 'ends on 1 December.* Removed by <@U0MAYA>', ['Undo']],
    ['one that has taken effect, without', { ...removed, ended: true }, 'ends on 1 December', []],
    ['an end at once', { ...removed, removalLastDay: undefined }, 'has ended.* Removed by', []],
    ['a cancellation on GitHub', { leavesOn: '2026-12-01' }, 'cancelled on GitHub', []],
    ['a seat that is gone', { ended: true }, 'has ended.*', []],
    ['an exemption', { kept: { until: undefined } }, 'seat in acme-labs is kept for good.*', []],
    ['an undo', { ...removed, removalState: 'undone' as const }, 'seat in acme-labs stays.*', []],
  ])('shows %s', (_what, overrides, words, labels) => {
    const removal =
      'removalId' in overrides
        ? aRemoval({ lastDay: overrides.removalLastDay, state: overrides.removalState })
        : undefined;
    const shown = asMessage(renderPostedRow(aRow(overrides), part, removal, aContext()));
    expect(shown.text).toContain(words);
    expect(labelsOf(shown)).toEqual(labels);
    expect(findFlaws(shown)).toEqual([]);
  });

  it('speaks of a holder who gave the seat back, or took it back, without naming the account', () => {
    const evidence = { ...aRemoval().evidence, byHolder: true } as Removal['evidence'];
    const gave = aRemoval({ evidence });
    expect(renderPostedRow(aRow(removed), part, gave, aContext()).text).toContain(
      'ends on 1 December.* Given back by its holder.',
    );
    const undo = { by: gave.by, at: NOW } as Removal['undo'];
    const row = aRow({ ...removed, removalState: 'undone' });
    const back = renderPostedRow(row, part, { ...gave, state: 'undone', undo }, aContext());
    expect(back.text).toContain('stays.* Its holder has taken it back.');
    expect(back.text).not.toContain('<@');
  });

  it('is as posted again once an exemption is over', () => {
    const row = aRow({ kept: { until: NOW } });
    expect(truthOf(row, NOW - 1)).toBe(`kept ${NOW}`);
    expect(truthOf(row, NOW)).toBe('');
  });

  it('loses its Undo on the last day, and its words with the person', () => {
    const row = aRow(removed);
    expect(truthOf(row, NOW)).not.toBe(truthOf(row, Date.parse('2026-12-01T00:00:00Z')));
    const erased = aRow({ erased: true, ...removed });
    const nothing = { text: '', blocks: [] };
    expect(truthOf(erased, NOW)).toBe('erased');
    expect(renderPostedRow(erased, nothing, undefined, aContext())).toEqual(nothing);
  });
});

function aSchedule(overrides: Partial<DigestSchedule> = {}): DigestSchedule {
  return {
    ...TIME,
    id: 'abc',
    channelId: 'C0SEATS',
    names: 'auto',
    paused: undefined,
    owed: undefined,
    madeBy: {
      teamId: 'T0ACME',
      userId: 'U0MAYA',
    },
    madeAt: NOW,
    changedAt: NOW,
    ...overrides,
  };
}

describe('the dialog', () => {
  it.each([0, 1, 8, 9, 100])('is what Slack takes with %i digests', (count) => {
    const schedules = Array.from({ length: count }, (_, index) => ({
      ...aSchedule({
        id: `id${index}`,
        madeBy: index === 0 ? undefined : { teamId: 'T', userId: 'U0MAYA' },
        paused: index % 2 === 1 ? { why: 'shared', at: NOW } : undefined,
      }),
      nextAt: index % 2 === 1 ? undefined : NOW + 1000,
    }));
    for (const page of [0, 1, 50]) {
      const view = renderDigestList({ schedules, page, notice: undefined }, aContext());
      expect(validateView(view)).toEqual([]);
    }
    const first = renderDigestList({ schedules, page: 0, notice: undefined }, aContext());
    const labels = labelsOf({ text: '', blocks: first.blocks as Message['blocks'] });
    expect(labels.filter((label) => label === 'Send now')).toHaveLength(Math.min(count, 8));
    expect(labels.includes('Next')).toBe(count > 8);
    // The one from the settings is changed there.
    expect(labels.filter((label) => label === 'Delete')).toHaveLength(
      Math.max(0, Math.min(count, 8) - 1),
    );
  });

  it('has a form that Slack takes, filled in for a digest that exists', () => {
    for (const schedule of [undefined, aSchedule({ weekday: 7, hour: 23, minute: 45 })]) {
      const view = renderDigestForm({
        scheduleId: 'abc',
        schedule,
        timeZone: 'Asia/Kolkata',
        page: 3,
      });
      expect(validateView(view)).toEqual([]);
      expect(JSON.stringify(view)).toContain(schedule === undefined ? 'Asia/Kolkata' : '23:45');
    }
  });

  function state(overrides: Record<string, unknown> = {}) {
    const fields = {
      'digest-channel': { selected_conversation: 'C0SEATS' },
      'digest-weekday': { selected_option: { value: '5' } },
      'digest-time': { selected_time: '07:45' },
      'digest-zone': { value: 'europe/berlin' },
      'digest-names': { selected_option: { value: 'no' } },
      ...overrides,
    };
    return {
      values: Object.fromEntries(
        Object.entries(fields).map(([id, field]) => [id, { [id]: field }]),
      ),
    };
  }

  it('reads what was filled in', () => {
    expect(parseDigestSubmission(state())).toEqual({
      kind: 'wish',
      wish: {
        channelId: 'C0SEATS',
        weekday: 5,
        hour: 7,
        minute: 45,
        timeZone: 'Europe/Berlin',
        names: 'no',
      },
    });
    for (const zone of ['UTC', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires', 'US/Pacific']) {
      expect(parseDigestSubmission(state({ 'digest-zone': { value: zone } })).kind).toBe('wish');
    }
  });

  it.each([
    ['Berlin', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    ['  london ', 'Europe/London'],
  ])('takes %s for the zone that is named after it', (value, timeZone) => {
    const submission = parseDigestSubmission(state({ 'digest-zone': { value } }));
    expect(submission).toMatchObject({ kind: 'wish', wish: { timeZone } });
  });

  it.each([
    ['digest-channel', { selected_conversation: null }, 'choose a channel'],
    ['digest-channel', { selected_conversation: 'U0MAYA' }, 'choose a channel'],
    ['digest-weekday', { selected_option: { value: '8' } }, 'choose a day'],
    ['digest-weekday', { selected_option: null }, 'choose a day'],
    ['digest-time', { selected_time: null }, 'choose a time'],
    ['digest-time', { selected_time: '24:00' }, 'choose a time'],
    ['digest-zone', { value: null }, 'name a time zone'],
    ['digest-zone', { value: 'Berln' }, 'Did you mean Europe/Berlin?'],
    ['digest-zone', { value: 'Asia/Berlin' }, 'Did you mean Europe/Berlin?'],
    ['digest-zone', { value: 'Europe/Belrin' }, 'Did you mean Europe/Berlin?'],
    ['digest-zone', { value: 'new yrok' }, 'Did you mean America/New_York?'],
    ['digest-zone', { value: '+02:00' }, 'no time zone that is known'],
    ['digest-zone', { value: 'Mars/Olympus_Mons' }, 'no time zone that is known'],
    ['digest-names', { selected_option: null }, 'choose one'],
  ])('asks again for %s as %o', (block, field, words) => {
    const submission = parseDigestSubmission(state({ [block]: field }));
    expect(submission.kind === 'errors' && Object.keys(submission.errors)).toEqual([block]);
    expect(submission.kind === 'errors' && submission.errors[block]).toContain(words);
  });

  it('asks for everything at once, and survives what is no form at all', () => {
    const bad = parseDigestSubmission(
      state({ 'digest-zone': { value: 'x' }, 'digest-time': { selected_time: null } }),
    );
    expect(bad.kind === 'errors' && Object.keys(bad.errors).length).toBe(2);
    for (const nonsense of [undefined, null, {}, { values: 7 }, { values: {} }]) {
      expect(parseDigestSubmission(nonsense).kind).toBe('errors');
    }
  });
});
