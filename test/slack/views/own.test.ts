/** One's own seat, links, Home and the export: what they say, and nothing that Slack would refuse. */
import { describe, expect, test } from 'vitest';
import { validateView } from '../../../sandbox/slack/block-kit.ts';
import type { Trend } from '../../../src/core/figures.ts';
import { monthlyCost } from '../../../src/core/money.ts';
import type { HeldSeat } from '../../../src/core/seat.ts';
import type { Trust } from '../../../src/core/trust.ts';
import { listOwnSeats } from '../../../src/decision/own-seat.ts';
import type { Outcome } from '../../../src/removal/outcome.ts';
import type { Message, Picture, ViewContext } from '../../../src/slack/views/context.ts';
import { renderFileComing, renderFileFailed } from '../../../src/slack/views/file-words.ts';
import {
  type HomeView,
  renderManagerHome,
  renderMemberHome,
} from '../../../src/slack/views/home.ts';
import { renderLinkList } from '../../../src/slack/views/link-list.ts';
import {
  type LinkAnswer,
  type LinkDecided,
  renderLinkAnswer,
  renderLinkDecided,
  renderLinkRequest,
  renderLinkVerdict,
} from '../../../src/slack/views/links.ts';
import { renderMe as renderMePage } from '../../../src/slack/views/me.ts';
import {
  formatStored,
  renderOwnFile,
  renderOwnFileSent,
  renderOwnText,
} from '../../../src/slack/views/own-file.ts';
import {
  renderForColleague,
  renderNotYours,
  renderOwnOutcome,
  renderStillNeeded,
  renderTooLateToKeep,
} from '../../../src/slack/views/own-outcome.ts';
import type { OwnView } from '../../../src/slack/views/own-seat.ts';
import {
  planExport,
  renderExport,
  renderExportAnswer,
} from '../../../src/slack/views/seat-export.ts';
import type { Link } from '../../../src/store/link-store.ts';
import type { GrantRecord, PersonExport, Removal } from '../../../src/store/store.ts';
import {
  aKept,
  aNobodySeat,
  anOrganisation,
  aPerson,
  aSeat,
  aSignOfUse,
  daysAgo,
  NOW,
} from '../../support/seats.ts';
import { HOSTILE, LONGEST_LOGIN, LONGEST_TEAM } from '../hostile.ts';
import {
  aContext,
  aPicture,
  aRecord,
  aRemoval,
  buttonsOf,
  findFlaws,
  labelsOf,
  NO_SAVINGS,
  SAVINGS,
} from './support.ts';

const ME = 10;
const MEL = { teamId: 'T0ACME', userId: 'U0MEL' };

function aLink(login: string, overrides: Partial<Link> = {}): Link {
  return {
    slack: MEL,
    person: aPerson(login, ME),
    state: 'linked',
    how: 'approved',
    askedAt: daysAgo(3),
    decidedBy: { teamId: 'T0ACME', userId: 'U0MAYA' },
    decidedAt: daysAgo(2),
    ...overrides,
  };
}

/** My seats, one of every state, each in an organisation of its own; others so that none is the last. */
function everyOwnSeat(name: string, team = name): HeldSeat[] {
  const mine = (id: number, overrides: Partial<Omit<HeldSeat, 'kind'>> = {}) =>
    aSeat({ person: aPerson(name, ME), organisation: anOrganisation(name, id), ...overrides });
  const others = [1, 2, 3, 4, 5, 6].map((id) =>
    aSeat({
      person: aPerson('busy', 99),
      organisation: anOrganisation(name, id),
      lastUse: aSignOfUse(NOW),
    }),
  );
  return [
    mine(1, { lastUse: aSignOfUse(daysAgo(45)) }),
    mine(2, { pendingCancellation: '2026-12-01' }),
    mine(3, { kept: aKept(daysAgo(-9), { reason: name }) }),
    mine(4, { grantedAt: daysAgo(3), lastUse: undefined }),
    mine(5, { lastSignInAt: daysAgo(2), lastUse: undefined }),
    mine(6, { team: { slug: team, name: team, url: undefined } }),
    ...others,
  ];
}

/** Every organisation of the seats read well, also where several bear one name. */
function pictureOf(seats: readonly HeldSeat[]): Picture {
  const known = new Map(seats.map(({ organisation }) => [organisation.id, organisation]));
  const records = [...known.values()].map((organisation) =>
    aRecord(organisation.login, { organisation }),
  );
  return aPicture(seats, { records });
}

function anOwnView(seats: readonly HeldSeat[], overrides: Partial<Linked> = {}): Linked {
  const picture = pictureOf(seats);
  const login = seats.find(({ person }) => person.id === ME)?.person.login ?? 'mel-okafor';
  return {
    kind: 'linked',
    link: aLink(login),
    picture,
    seats: listOwnSeats(picture, ME, 'on'),
    grants: [],
    removals: [],
    returnable: new Set(),
    ...overrides,
  };
}

type Linked = Extract<OwnView, { kind: 'linked' }>;

function renderMe(view: OwnView, data: PersonExport | undefined, context: ViewContext): Message {
  return renderMePage({ own: view, stored: data, page: 0 }, context);
}

function own(seat: Partial<Omit<HeldSeat, 'kind'>>, overrides: Partial<Linked> = {}): Linked {
  const organisation = anOrganisation('acme-labs');
  return anOwnView(
    [
      aSeat({ person: aPerson('mel-okafor', ME), organisation, ...seat }),
      aSeat({ person: aPerson('busy', 99), organisation, lastUse: aSignOfUse(NOW) }),
    ],
    overrides,
  );
}

describe('/copilot me', () => {
  test.each([
    ['in use', { lastUse: aSignOfUse(daysAgo(1)) }, ['Release my seat']],
    ['idle', { lastUse: aSignOfUse(daysAgo(45)) }, ['I still need it', 'Release my seat']],
    ['new', { grantedAt: daysAgo(2), lastUse: undefined }, ['I still need it', 'Release my seat']],
    ['kept', { lastUse: aSignOfUse(daysAgo(45)), kept: aKept(daysAgo(-9)) }, ['Release my seat']],
    ['leaving', { pendingCancellation: '2026-12-01' }, []],
    ['through a team', { team: { slug: 'x', name: 'x', url: undefined } }, ['I still need it']],
  ] as const)('offers for a seat that is %s what makes sense', (_, seat, labels) => {
    expect(labelsOf(renderMe(own(seat), undefined, aContext()))).toEqual(labels);
  });

  test('offers to take back one’s own release, and not a manager’s removal', () => {
    const seat = { pendingCancellation: '2026-12-01', grantedAt: daysAgo(200) };
    const removal = aRemoval({
      grant: { organisationId: anOrganisation().id, personId: ME, grantedAt: daysAgo(200) },
    });
    const released = own(seat, { removals: [removal], returnable: new Set([removal.id]) });
    expect(labelsOf(renderMe(released, undefined, aContext()))).toEqual(['Take it back']);
    const removed = own(seat, { removals: [removal] });
    const message = renderMe(removed, undefined, aContext());
    expect(labelsOf(message)).toEqual([]);
    expect(message.text).toContain('ask <#C0ASK> before that day');
  });

  test('says without a link how to make one, and never guesses', () => {
    const message = renderMe({ kind: 'unlinked', request: undefined }, undefined, aContext());
    expect(message.text).toContain('/copilot link YOUR-GITHUB-LOGIN');
    const asked = { kind: 'unlinked', request: aLink('mel', { state: 'requested' }) } as const;
    expect(renderMe(asked, undefined, aContext()).text).toContain('Waiting for a seat manager');
  });

  test('says what became of the last link, without a reproach to whoever ended it', () => {
    const say = (decidedBy: Link['decidedBy']) => {
      const request = aLink('mel', { state: 'refused', decidedBy });
      return renderMe({ kind: 'unlinked', request }, undefined, aContext()).text;
    };
    expect(say({ teamId: 'T0ACME', userId: 'U0MAYA' })).toContain(
      'The link to mel was ended or not confirmed on 16 November. If that was a mistake',
    );
    expect(say(MEL)).toContain('You ended the link to mel on 16 November.');
  });

  test('asks before a release, and says what happens', () => {
    const [, release] = buttonsOf(renderMe(own({}), undefined, aContext()));
    expect(release?.confirm?.text.text).toContain('until then you can take it back');
    const dry = renderMe(own({}), undefined, aContext({ mode: 'dry-run' }));
    expect(buttonsOf(dry).at(1)?.confirm?.confirm?.text).toBe('Rehearse release');
  });
});

describe('somebody without a seat', () => {
  const away = (trust: Trust) => {
    const picture = aPicture([], {
      records: [aRecord('acme-labs'), aRecord('acme-eu')],
      trust: { 'acme-eu': trust },
    });
    return renderMe({ ...anOwnView([]), picture }, undefined, aContext()).text;
  };

  test('is told that an organisation is being read for the first time', () => {
    const text = away({ kind: 'unread', failure: undefined });
    expect(text).toContain('cannot tell at this moment');
    expect(text).toContain('acme-eu is being read for the first time');
  });

  test('is told so where Copilot is not set up elsewhere, for there nobody has a seat', () => {
    const failure = { kind: 'not-enabled', detail: 'Copilot is not set up.' } as const;
    expect(away({ kind: 'unread', failure })).toContain('You hold no Copilot seat');
  });

  test('is told nothing for sure where no organisation is connected', () => {
    const view = { ...anOwnView([]), picture: aPicture([]) };
    expect(renderMe(view, undefined, aContext()).text).toContain('No organisation is connected');
  });
});

describe('a release that was taken back', () => {
  test.each([
    [daysAgo(-30), 'kept until 18 December'],
    [undefined, 'kept for good'],
  ])('says until when the seat is kept (%s)', (keptUntil, words) => {
    const removal = aRemoval({ state: 'undone' });
    const { text } = renderOwnOutcome({ kind: 'undone', removal, keptUntil }, [], aContext());
    expect(text).toContain(words);
  });
});

describe('the message to a colleague', () => {
  test('says what happened, the last day, and how to keep the seat', () => {
    const { text } = renderForColleague(aRemoval(), 'removed', aContext());
    expect(text).toContain('ends on 1 December');
    expect(text).toContain('ask <#C0ASK> before that day');
    const alone = renderForColleague(aRemoval(), 'removed', aContext({ seatContact: undefined }));
    expect(alone.text).toContain('ask <@U0MAYA>');
  });
});

describe('Home', () => {
  const failure = { kind: 'credentials', detail: 'no' } as const;
  const trend = (dormant: readonly number[]): Trend => ({
    points: dormant.map((count, index) => ({ day: `2026-11-${10 + index}`, dormant: count })),
    leftOut: [],
  });
  const view = (overrides: Partial<HomeView> = {}): HomeView => ({
    picture: pictureOf(everyOwnSeat('mel-okafor')),
    savings: NO_SAVINGS,
    trend: undefined,
    requests: [],
    digests: [],
    own: { kind: 'unlinked', request: undefined },
    line: { kind: 'socket', downSince: undefined },
    ...overrides,
  });

  test.each([
    [[20, 16, 12], '8 fewer than on 10 November, when there were 20'],
    [[3, 4], '1 more than on 10 November, when there were 3'],
    [[0, 0], 'no idle seats now, as many as on 10 November'],
  ] as const)('says the trend %j in words', (dormant, words) => {
    const { text } = renderManagerHome(view({ trend: trend(dormant) }), aContext());
    expect(text).toContain(words);
    expect(text).not.toMatch(/NaN|undefined/);
  });

  test.each([
    [{ kind: 'socket', downSince: undefined }, 'Slack: connected'],
    [{ kind: 'socket', downSince: NOW }, 'Slack: *the line for clicks and commands is down* since'],
    [{ kind: 'http' }, 'Slack: clicks and commands come in over HTTP'],
  ] as const)('says how the line to Slack is: %j', (line, words) => {
    expect(renderManagerHome(view({ line }), aContext()).text).toContain(words);
  });

  test.each([
    [
      { kind: 'unasked' },
      ['Reading GitHub for the first time', 'GitHub: being read for the first'],
    ],
    [{ kind: 'listed' }, ['No organisation yet', 'GitHub: no organisation to read yet']],
    [{ kind: 'failed', failure }, ['did not say where its App is installed', 'GITHUB_PRIVATE_KEY']],
  ] as const)('says of an empty memory why it is empty: %j', (listing, words) => {
    const picture = aPicture([], { records: [], listing });
    const { text } = renderManagerHome(view({ picture }), aContext());
    for (const each of words) expect(text).toContain(each);
    expect(text).not.toContain('Nothing needs a decision');
  });

  test('says of an organisation that is read for the first time that it is, and no more', () => {
    const trust = { 'acme-labs': { kind: 'unread' as const, failure: undefined } };
    const picture = aPicture([], { records: [aRecord()], trust });
    const { text } = renderManagerHome(view({ picture }), aContext());
    expect(text).toContain('Reading GitHub for the first time: acme-labs');
    expect(text).toContain('• acme-labs: being read for the first time');
    expect(text).not.toContain('Nothing needs a decision');
    expect(text).not.toContain('cannot be read well');
  });

  test('says that GitHub refuses the key also while the last read is still good', () => {
    const { records } = aPicture([aSeat()]);
    const picture = aPicture([aSeat()], { records, listing: { kind: 'failed', failure } });
    const { text } = renderManagerHome(view({ picture }), aContext());
    expect(text).toContain('• GitHub: GitHub does not accept the key of the GitHub App.');
    expect(text).toContain('acme-labs: up to date');
  });

  test('shows a viewer no button that acts', () => {
    const message = renderManagerHome(
      view({ requests: [aLink('mel', { state: 'requested' })] }),
      aContext({ mayAct: false }),
    );
    expect(labelsOf(message)).not.toContain('Approve');
    expect(labelsOf(message)).not.toContain('Remove seat');
    expect(message.text).not.toContain('/copilot digest');
  });
});

const REMOVAL_STATES = ['removed', 'undone', 'undo-sent', 'claimed'] as const;

function everyOutcome(name: string): Outcome[] {
  const subject = { person: aPerson(name, ME), organisation: anOrganisation(name) };
  const evidence = { byHolder: true } as Removal['evidence'];
  const removal = (overrides: Partial<Removal> = {}) =>
    aRemoval({ ...subject, evidence, ...overrides });
  return [
    { kind: 'removed', removal: removal() },
    { kind: 'gone-at-once', removal: removal({ lastDay: undefined }) },
    ...REMOVAL_STATES.map((state) => ({
      kind: 'already-removed' as const,
      removal: removal({ state }),
    })),
    { kind: 'already-removed', removal: removal({ lastDay: undefined }) },
    { kind: 'not-removed', subject, why: { kind: 'last-seat' } },
    { kind: 'not-removed', subject, why: { kind: 'refused-by-github', detail: name } },
    { kind: 'unknown-yet', removal: removal() },
    { kind: 'rehearsed', removal: removal() },
    { kind: 'undone', removal: removal({ state: 'undone' }), keptUntil: NOW },
    { kind: 'undone', removal: removal({ state: 'undone' }), keptUntil: undefined },
    { kind: 'not-undone', removal: removal(), why: { kind: 'too-late' } },
    { kind: 'undo-unknown-yet', removal: removal() },
  ];
}

function everyLinkAnswer(name: string): LinkAnswer[] {
  const link = aLink(name);
  return [
    { kind: 'requested', link, managersTold: true },
    { kind: 'requested', link, managersTold: false },
    { kind: 'asked-before', link },
    { kind: 'linked', link },
    { kind: 'linked-elsewhere', link },
    { kind: 'taken', login: name },
    { kind: 'unknown-login', login: name, isRead: true },
    { kind: 'unknown-login', login: name, isRead: false },
    { kind: 'no-login' },
    { kind: 'too-soon', link, until: NOW + 1 },
    { kind: 'too-soon', link: aLink(name, { state: 'requested' }), until: NOW + 1 },
    { kind: 'ended', link, own: true },
    { kind: 'ended', link, own: false },
    { kind: 'none-to-end', own: true },
    { kind: 'none-to-end', own: false },
  ];
}

function everyDecision(name: string): LinkDecided[] {
  const link = aLink(name);
  return [
    ...[true, false].flatMap((told): LinkDecided[] => [
      { kind: 'linked', link, told },
      { kind: 'refused', link, told },
    ]),
    { kind: 'not-open', link },
    { kind: 'not-open', link: undefined },
    { kind: 'expired' },
    { kind: 'taken', login: name },
    { kind: 'own-request' },
    { kind: 'no-member' },
    { kind: 'cannot-check' },
  ];
}

function stored(name: string) {
  const at = '2026-11-01T10:00:00.000Z';
  return {
    logins: [{ login: name }, { login: name, replacedAt: at }],
    grants: Array.from({ length: 8 }, () => ({ organisation: name, grantedAt: at, endedAt: at })),
    signsOfUse: Array.from({ length: 40 }, (_, day) => ({
      day: new Date(NOW - day * 86_400_000).toISOString().slice(0, 10),
    })),
    signIns: [{ at }],
    waysOfUse: [
      { kind: 'feature', name: 'code_completion' },
      { kind: 'language', name },
    ],
    kept: { until: at, reason: name },
    removals: [1],
    decisions: [1, 2],
  };
}

function anEnded(name: string): GrantRecord {
  const organisation = anOrganisation(name);
  return { organisation, grantedAt: daysAgo(90), lastDay: undefined, endedAt: daysAgo(9) };
}

/** No seat is known, and thirty organisations cannot be read. */
function unreadable(name: string): Linked {
  const records = Array.from({ length: 30 }, (_, index) =>
    aRecord(name, { organisation: anOrganisation(name, index + 1) }),
  );
  const failure = { kind: 'unreadable', detail: name } as const;
  const trust: Trust = { kind: 'stale', asOf: daysAgo(3), failure };
  const lost = { ...anEnded(name), organisation: anOrganisation(name, 99), endedAt: undefined };
  return {
    ...anOwnView([]),
    link: aLink(name),
    picture: aPicture([], { records, trust: { [name]: trust } }),
    grants: [lost, anEnded(name)],
  };
}

/** More seats than one page holds. */
function many(name: string): Linked {
  const seats = Array.from({ length: 14 }, (_, index) =>
    aSeat({ person: aPerson(name, ME), organisation: anOrganisation(name, index + 1) }),
  );
  return anOwnView(seats);
}

const account = {
  ownLink: { state: 'requested' },
  doneByOneself: [1, 2],
  digestsSetUp: [1],
};

function everyMessage(name: string, context: ViewContext): Message[] {
  const team = name === LONGEST_LOGIN ? LONGEST_TEAM : name;
  const mine = anOwnView(everyOwnSeat(name, team));
  const request = aLink(name, { state: 'requested' });
  const refused = aLink(name, { state: 'refused' });
  return [
    renderMe(mine, stored(name), context),
    renderMe({ ...mine, seats: [], grants: [anEnded(name)] }, stored(name), context),
    renderMe(unreadable(name), stored(name), context),
    ...[0, 1, 9].map((page) => renderMePage({ own: many(name), stored: undefined, page }, context)),
    renderMe({ ...mine, link: aLink(name, { how: 'email' }) }, undefined, context),
    renderMe({ kind: 'unlinked', request }, account, context),
    renderMe({ kind: 'unlinked', request: refused }, undefined, context),
    ...[[], [anOrganisation(name)], [1, 2, 3, 4].map((id) => anOrganisation(name, id))].flatMap(
      (others) => everyOutcome(name).map((outcome) => renderOwnOutcome(outcome, others, context)),
    ),
    ...everyLinkAnswer(name).map((answer) => renderLinkAnswer(answer, context)),
    ...everyDecision(name).map((decided) => renderLinkDecided(decided, context)),
    renderLinkRequest(request, context),
    ...everyDecision(name).map((notice) =>
      renderLinkList(
        { requests: Array.from({ length: 25 }, () => request), page: 1, notice },
        context,
      ),
    ),
    renderLinkList({ requests: [], page: 3 }, context),
    renderLinkVerdict(aLink(name), context),
    renderLinkVerdict(refused, context),
    renderStillNeeded(aKept(daysAgo(-9)), context),
    renderTooLateToKeep('2026-12-01', context),
    renderNotYours(context),
    renderOwnFile(context),
    renderOwnFileSent(context),
    renderFileComing(context),
    renderFileFailed(context),
    renderExport(10_000, context),
    ...(['sent', 'no-scope'] as const).map((one) => renderExportAnswer(one, context)),
    ...(['removed', 'undone'] as const).flatMap((of) =>
      [undefined, '2026-12-01'].map((lastDay) =>
        renderForColleague(aRemoval({ organisation: anOrganisation(name), lastDay }), of, context),
      ),
    ),
  ];
}

function everyHome(name: string, context: ViewContext): Message[] {
  const seats = everyOwnSeat(name);
  const mine = anOwnView(seats);
  const requests = Array.from({ length: 30 }, () => aLink(name, { state: 'requested' }));
  const digest = {
    id: 'd',
    channelId: 'C0SEATS',
    weekday: 7,
    hour: 9,
    minute: 5,
    timeZone: 'America/Argentina/ComodRivadavia',
    names: 'auto',
    changedAt: NOW,
    owed: undefined,
    paused: undefined,
    madeBy: undefined,
    madeAt: NOW,
  } as const;
  const digests = Array.from({ length: 30 }, (_, index) => ({
    ...digest,
    weekday: (index % 7) + 1,
    paused: index % 2 === 0 ? undefined : { why: 'by-hand' as const, at: NOW },
  }));
  const points = Array.from({ length: 13 }, (_, index) => ({
    day: '2026-11-01',
    dormant: index * 1000,
  }));
  const trend = { points, leftOut: [1] };
  const line = { kind: 'socket', downSince: NOW } as const;
  const full = { picture: mine.picture, savings: SAVINGS, trend, requests, digests, line };
  return [
    renderManagerHome({ ...full, own: mine }, context),
    renderManagerHome(
      { ...full, picture: aPicture([]), trend: undefined, requests: [], digests: [], own: mine },
      context,
    ),
    renderMemberHome(mine, context),
    renderMemberHome({ kind: 'unlinked', request: undefined }, context),
  ];
}

describe('nothing that Slack would refuse or parse', () => {
  const contexts = [
    aContext(),
    aContext({ mayAct: false, noManagersFor: 'U0MEL', seatContact: undefined }),
    aContext({ mode: 'dry-run' }),
    aContext({ mode: 'off' }),
  ];

  test.each(['mel-okafor', LONGEST_LOGIN, ...HOSTILE])('stands in any answer about %j', (name) => {
    for (const context of contexts) {
      for (const message of everyMessage(name, context)) expect(findFlaws(message)).toEqual([]);
      for (const { blocks } of everyHome(name, context)) {
        expect(validateView({ type: 'home', blocks })).toEqual([]);
        for (let at = 0; at < blocks.length; at += 50) {
          const part = { text: 'a part of Home', blocks: blocks.slice(at, at + 50) };
          expect(findFlaws(part)).toEqual([]);
        }
      }
    }
  });
});

describe('what is stored, in messages', () => {
  const partsOf = (messages: readonly Message[]) =>
    messages
      .flatMap(({ blocks }) =>
        JSON.stringify(blocks).includes('rich_text_preformatted')
          ? [(blocks as never as [{ elements: [{ elements: [{ text: string }] }] }])[0]]
          : [],
      )
      .map(({ elements }) => elements[0].elements[0].text);
  const days = (count: number) => ({
    person: { login: 'mel' },
    nothing: undefined,
    kept: [],
    signsOfUse: Array.from({ length: count }, (_, index) => ({ index, at: 'x'.repeat(60) })),
  });

  test('is whole and can be put together again', () => {
    const whole = days(900);
    const messages = renderOwnText(formatStored(whole), aContext());
    expect(messages.flatMap(findFlaws)).toEqual([]);
    expect(messages.length).toBeGreaterThan(21);
    expect(messages[0]?.text).toContain(`in ${messages.length - 1} parts`);
    const { nothing, ...rest } = whole;
    expect(nothing).toBeUndefined();
    expect(JSON.parse(partsOf(messages).join('\n'))).toEqual(rest);
  });

  test('says what is missing, and how to get it, where it is too much', () => {
    const messages = renderOwnText(formatStored(days(5000)), aContext());
    expect(messages.flatMap(findFlaws)).toEqual([]);
    expect(partsOf(messages)).toHaveLength(60);
    const total = Number(/in (\d+) parts/.exec(messages[0]?.text ?? '')?.[1]);
    expect(messages.at(-1)?.text).toContain(
      `The last ${total - 60} parts of ${total} are not here`,
    );
    expect(messages.at(-1)?.text).toContain('files:write');
  });

  test('cuts no character in half in a line that is longer than a message', () => {
    const messages = renderOwnText(formatStored({ reason: '😀'.repeat(4000) }), aContext());
    expect(JSON.parse(partsOf(messages).join(''))).toEqual({ reason: '😀'.repeat(4000) });
  });
});

describe('the export', () => {
  test('says of people whose seat is in use that it is, and no more', () => {
    const seats = [
      aSeat({ lastUse: aSignOfUse(daysAgo(1)), lastSignInAt: daysAgo(1), grantedAt: daysAgo(99) }),
    ];
    const [, row = []] = [...planExport(aPicture(seats), aContext())].flat();
    expect(row.slice(3, 8)).toEqual(['in use', '', '', '', 'business']);
  });

  test('tells no day of a seat that is leaving or kept and may be in use', () => {
    const used = { lastUse: aSignOfUse(daysAgo(1)) };
    const seats = [
      aSeat({ ...used, pendingCancellation: '2026-12-01' }),
      aSeat({ person: aPerson('kept-kit'), kept: aKept(daysAgo(-9)) }),
    ];
    const rows = [...planExport(aPicture(seats), aContext())].flat().slice(1);
    expect(rows.map((row) => [row[3], ...row.slice(4, 7)])).toEqual([
      ['kept', '', '', ''],
      ['leaving', '', '', ''],
    ]);
  });

  test('adds up to what the seats cost, a person with several counted once', () => {
    const seat = (login: string, plan: HeldSeat['plan'], organisation: string) =>
      aSeat({ person: aPerson(login), plan, organisation: anOrganisation(organisation) });
    const picture = aPicture([
      seat('mel', 'business', 'acme-a'),
      seat('mel', 'enterprise', 'acme-b'),
      seat('mel', 'enterprise', 'acme-c'),
      seat('jun', 'business', 'acme-a'),
      aNobodySeat({ organisation: anOrganisation('acme-a') }),
    ]);
    const [heading = [], ...rows] = [...planExport(picture, aContext())].flat();
    const at = heading.indexOf('price a month (once a person)');
    expect(rows.map((row) => row[at])).toEqual(['19.00', '0.00', '19.00', '39.00', '0.00']);
    const sum = rows.reduce((total, row) => total + Number(row[at]) * 100, 0);
    expect(sum).toBe(monthlyCost(picture.rows, aContext().prices));
  });

  test('gives reason and idle days of idle seats, the end of kept ones, and the last day', () => {
    const rows = [...planExport(pictureOf(everyOwnSeat('mel')), aContext())].flat().slice(1);
    const of = (state: string) => rows.filter((row) => row[3] === state);
    expect(of('idle')[0]?.slice(4, 6)).toEqual([expect.stringContaining('last used on'), '45']);
    expect(of('kept')[0]?.[10]).toMatch(/^\d{4}-\d\d-\d\d$|^always$/);
    expect(of('leaving')[0]?.[9]).toBe('2026-12-01');
    expect(of('in use').every((row) => row[4] === '' && row[5] === '')).toBe(true);
  });
});
