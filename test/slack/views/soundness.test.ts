/** Nothing Slack would refuse, and nothing foreign that Slack would parse, in any view. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateView } from '../../../sandbox/slack/block-kit.ts';
import { isIdle } from '../../../src/core/board.ts';
import type { HeldSeat, Seat } from '../../../src/core/seat.ts';
import type { FailureKind, ReadFailure, Trust } from '../../../src/core/trust.ts';
import type { NotRemovedReason, NotUndoneReason, Outcome } from '../../../src/removal/outcome.ts';
import { renderRecoveryAlert, renderTroubleAlert } from '../../../src/slack/views/alert.ts';
import {
  renderFailure,
  renderHelp,
  renderProblem,
  renderProgress,
  renderRefresh,
  renderStaleButton,
  renderUnknownFilter,
  renderUnknownWord,
} from '../../../src/slack/views/answers.ts';
import type { Message, ViewContext } from '../../../src/slack/views/context.ts';
import { renderIdleList } from '../../../src/slack/views/idle-list.ts';
import { renderKeepDialog } from '../../../src/slack/views/keep-dialog.ts';
import { LOG_PAGE, renderLog } from '../../../src/slack/views/log.ts';
import { renderOutcome, renderOutcomeWithPassOn } from '../../../src/slack/views/outcome.ts';
import { renderOverview } from '../../../src/slack/views/overview.ts';
import {
  renderPerson,
  renderUnknownLogin,
  renderUnlinkedPerson,
} from '../../../src/slack/views/person.ts';
import { renderRefusal } from '../../../src/slack/views/refusal.ts';
import { renderNothingToExport } from '../../../src/slack/views/seat-export.ts';
import { renderStatus } from '../../../src/slack/views/status.ts';
import type { UsageReportRecord } from '../../../src/store/usage-store.ts';
import {
  aKept,
  anOrganisation,
  aPerson,
  aReadHistory,
  aSeat,
  aSignOfUse,
  daysAgo,
  NOW,
} from '../../support/seats.ts';
import { anyForeignText, HOSTILE, LONGEST_LOGIN, LONGEST_TEAM } from '../hostile.ts';
import {
  aContext,
  aDecision,
  aPicture,
  aPosition,
  aRecord,
  aRemoval,
  buttonsOf,
  elementsOf,
  findFlaws,
  idleSeats,
  SAVINGS,
} from './support.ts';

/** One word for everything that comes from outside. */
interface Foreign {
  readonly login: string;
  readonly organisation: string;
  readonly team: string;
  readonly words: string;
}

const NAMES: readonly Foreign[] = [
  { login: 'rhea-osei', organisation: 'acme-labs', team: 'platform', words: 'on leave' },
  {
    login: LONGEST_LOGIN,
    organisation: LONGEST_LOGIN,
    team: LONGEST_TEAM,
    words: 'W'.repeat(3000),
  },
  ...HOSTILE.map((text) => ({ login: text, organisation: text, team: text, words: text })),
];

const FAILURES: readonly FailureKind[] = [
  'permission',
  'credentials',
  'suspended',
  'gone',
  'not-enabled',
  'limit',
  'outage',
  'unreadable',
  'incomplete',
];

function aFailure(kind: FailureKind, words: string): ReadFailure {
  return { kind, detail: words, permission: words, retryAt: NOW + 3_600_000 };
}

/** One seat of every kind, all of one person unless a kind needs another. */
function everySeat({ login, organisation, team, words }: Foreign): Seat[] {
  const here = {
    organisation: anOrganisation(organisation, 1),
    person: aPerson(login, 10),
    lastUse: aSignOfUse(daysAgo(45), { editor: words }),
  };
  const through = { slug: team, name: team, url: `https://github.com/orgs/x/teams/y` };
  const seat = (id: number, overrides: Partial<Omit<HeldSeat, 'kind'>> = {}) =>
    aSeat({ ...here, person: aPerson(login, id), ...overrides });
  return [
    seat(10),
    seat(10, { organisation: anOrganisation(organisation, 2), plan: 'enterprise' }),
    seat(11, { lastUse: undefined }),
    seat(12, { lastUse: undefined, grantedAt: daysAgo(900), watchedSince: daysAgo(40) }),
    seat(13, { team: through }),
    ...[1, 2].map((id) =>
      seat(14, {
        organisation: anOrganisation(organisation, id),
        grantedAt: daysAgo(2000),
        lastUse: aSignOfUse(daysAgo(1145)),
        lastSignInAt: daysAgo(2),
      }),
    ),
    seat(15, { kept: aKept(daysAgo(-9), { reason: words }) }),
    seat(16, { pendingCancellation: '2026-12-01' }),
    seat(17, { lastUse: aSignOfUse(daysAgo(1)) }),
    seat(18, { lastUse: undefined, grantedAt: daysAgo(3) }),
    seat(19, { lastUse: aSignOfUse(daysAgo(30) - 1) }),
    {
      ...here,
      kind: 'nobody',
      grantedAt: undefined,
      plan: 'unknown',
      pendingCancellation: undefined,
    },
  ];
}

function recordsFor({ organisation, words }: Foreign) {
  return [1, 2].map((id) =>
    aRecord(organisation, {
      organisation: anOrganisation(organisation, id),
      earlierLogins: [words, organisation],
      quarantined: true,
      failedReads: 3,
      appMayWrite: id === 1,
      seatManagement: id === 1 ? 'assign_selected' : 'assign_all',
      history: aReadHistory({ lastFailure: aFailure('unreadable', words) }),
    }),
  );
}

function everyOutcome({ login, organisation, team, words }: Foreign): Outcome[] {
  const person = aPerson(login, 10);
  const removal = aRemoval({
    person,
    organisation: anOrganisation(organisation, 1),
    detail: words,
  });
  const kept = aKept(daysAgo(-9), { reason: words });
  const by = { teamId: words, userId: words };
  const bad: Trust = { kind: 'stale', asOf: daysAgo(1), failure: aFailure('permission', words) };
  const notRemoved: NotRemovedReason[] = [
    { kind: 'removals-off' },
    { kind: 'bad-data', trust: bad },
    { kind: 'app-may-only-read' },
    { kind: 'not-assigned-individually', setting: 'assign_all' },
    { kind: 'nobody' },
    { kind: 'leaving', lastDay: '2026-12-01' },
    { kind: 'used', at: NOW },
    { kind: 'used', at: undefined },
    { kind: 'kept', kept: { ...kept, by } },
    { kind: 'new' },
    { kind: 'short-record' },
    { kind: 'through-team', team: { slug: team, name: team, url: undefined } },
    { kind: 'too-early', possibleAt: NOW },
    { kind: 'last-seat' },
    { kind: 'busy' },
    { kind: 'not-asked', failure: aFailure('outage', words) },
    { kind: 'stopping' },
    { kind: 'not-written' },
    { kind: 'refused-by-github', detail: words },
    { kind: 'changed-hands' },
    { kind: 'left' },
    { kind: 're-granted', grantedAt: daysAgo(2) },
    { kind: 'newer-sign', sign: 'use', at: daysAgo(40) },
    { kind: 'newer-sign', sign: 'sign-in', at: daysAgo(2) },
    { kind: 'came-to-nothing', detail: words },
  ];
  const notUndone: NotUndoneReason[] = [
    { kind: 'busy' },
    { kind: 'not-asked', failure: aFailure('limit', words) },
    { kind: 'not-written' },
    { kind: 'refused-by-github', detail: words },
    { kind: 'came-to-nothing', detail: words },
    { kind: 'changed-hands' },
    { kind: 'too-late' },
    { kind: 'already-undone' },
    { kind: 'never-removed' },
    { kind: 'holds-seat' },
    { kind: 'app-may-only-read' },
  ];
  return [
    { kind: 'removed', removal },
    { kind: 'gone-at-once', removal: { ...removal, lastDay: undefined } },
    { kind: 'already-removed', removal: { ...removal, by } },
    { kind: 'already-removed', removal: { ...removal, state: 'sent' } },
    { kind: 'already-removed', removal: { ...removal, state: 'undo-sent' } },
    ...notRemoved.map((why): Outcome => ({ kind: 'not-removed', subject: removal, why })),
    { kind: 'unknown-yet', removal },
    { kind: 'rehearsed', removal },
    { kind: 'undone', removal, keptUntil: daysAgo(-30) },
    ...notUndone.map((why): Outcome => ({ kind: 'not-undone', removal, why })),
    { kind: 'undo-unknown-yet', removal },
    { kind: 'kept', person, kept },
    { kind: 'kept', person, kept: { ...kept, until: undefined } },
    { kind: 'unkept', person },
    { kind: 'not-kept', person },
  ];
}

function everyReport(words: string): UsageReportRecord[] {
  const trouble = { kind: 'failed', failure: aFailure('permission', words) } as const;
  return [1, 2].map((organisationId) => ({ organisationId, read: undefined, trouble }));
}

function listsAndPeople(foreign: Foreign, context: ViewContext): Message[] {
  const { login, organisation, words } = foreign;
  const seats = everySeat(foreign);
  const records = recordsFor(foreign);
  const { mode } = context;
  const trusts: Trust[] = [
    { kind: 'good', asOf: NOW },
    { kind: 'unread', failure: undefined },
    ...FAILURES.map(
      (kind): Trust => ({ kind: 'stale', asOf: daysAgo(1), failure: aFailure(kind, words) }),
    ),
    { kind: 'frozen', asOf: daysAgo(4), readAt: NOW },
  ];
  const notice = everyOutcome(foreign)[0];
  return trusts.flatMap((trust) => {
    const picture = aPicture(seats, { mode, records, trust: { [organisation]: trust } });
    const people = [10, 14, 15, 16, 17].map((id) =>
      renderPerson(
        {
          record: { person: aPerson(login, id), earlierLogins: [words, words] },
          picture,
          signals: (['seat', 'usage-report', 'sign-in'] as const).map((source) => ({
            organisation: anOrganisation(organisation, 1),
            at: daysAgo(45),
            source,
            editor: words,
          })),
          removals: [aRemoval({ person: aPerson(login, id) })],
          kept: aKept(undefined, { reason: words }),
          undoable: new Set([aRemoval().id]),
          page: 0,
          signalPage: 0,
          notice,
        },
        context,
      ),
    );
    return [
      renderIdleList(picture, aPosition(), context, notice),
      renderIdleList(picture, aPosition({ unclear: true, teamSlug: words }), context),
      renderOverview({ picture, savings: SAVINGS }, context),
      renderStatus({ picture, page: 0, reports: [] }, context),
      renderStatus({ picture, page: 0, reports: everyReport(words) }, context),
      renderUnknownLogin(words, { nearest: login, picture }, context),
      renderNothingToExport(picture, context),
      ...people,
    ];
  });
}

function shortAnswers({ login, organisation, words }: Foreign, context: ViewContext): Message[] {
  const failure = aFailure('incomplete', words);
  const troubled = recordsFor({ login, organisation, team: '', words });
  return [
    ...(['manager', 'viewer', 'member'] as const).map((one) => renderHelp(one, context)),
    renderUnknownWord({ kind: 'unknown', word: words, nearest: 'dormant' }, 'manager', context),
    renderProblem({ kind: 'problem', problem: words, example: words }, context),
    renderUnknownFilter({ kind: 'team', name: words, known: [words, login] }, context),
    renderUnknownFilter({ kind: 'organisation', name: words, known: [] }, context),
    renderProgress('remove', context),
    renderFailure(words, context),
    renderStaleButton(context),
    renderRefresh({ kind: 'started' }, context),
    renderRefresh({ kind: 'too-soon', possibleAt: NOW + 60_000 }, context),
    renderRefresh({ kind: 'done', read: [], failed: [] }, context),
    renderRefresh(
      {
        kind: 'done',
        read: [anOrganisation(organisation)],
        failed: Array.from({ length: 60 }, () => ({
          organisation: anOrganisation(organisation),
          failure,
        })),
      },
      context,
    ),
    renderTroubleAlert(troubled, context),
    renderRecoveryAlert(troubled, context),
    renderUnknownLogin(words, { nearest: login, picture: aPicture([]) }, context),
    renderUnlinkedPerson(words, context),
    ...(
      ['not-a-manager', 'not-a-viewer', 'guest', 'outsider', 'no-person', 'cannot-check'] as const
    ).map((kind) => renderRefusal({ kind }, context)),
    renderRefusal({ kind: 'no-managers', callerId: words }, context),
    renderLog(
      {
        decisions: Array.from({ length: LOG_PAGE }, (_, index) =>
          aDecision({
            seq: index,
            person: aPerson(login),
            organisation: anOrganisation(organisation),
            outcome: words,
            removalId: aRemoval().id,
            detail: { reason: words },
          }),
        ),
        olderBefore: 9,
        newer: { before: 99 },
        undoable: new Set([aRemoval().id]),
      },
      context,
    ),
  ];
}

const CONTEXTS: readonly [string, ViewContext][] = [
  ['a manager', aContext()],
  ['a viewer', aContext({ mayAct: false })],
  ['a rehearsal', aContext({ mode: 'dry-run' })],
  ['removals off', aContext({ mode: 'off' })],
  ['nobody set as manager', aContext({ mayAct: false, noManagersFor: 'U0MAYA' })],
  [
    'free seats, no contact',
    aContext({ prices: { business: 0, enterprise: 0 }, seatContact: undefined }),
  ],
  [
    'a long currency',
    aContext({ currency: 'CHF', prices: { business: 123_456_789, enterprise: 1 } }),
  ],
];

describe.each(CONTEXTS)('for %s, every view is sound', (_name, context) => {
  test.each(NAMES.map((foreign) => [foreign.login.slice(0, 20), foreign] as const))(
    'with names like %j',
    (_login, foreign) => {
      const messages = [
        ...listsAndPeople(foreign, context),
        ...shortAnswers(foreign, context),
        ...everyOutcome(foreign).flatMap((outcome) => [
          renderOutcome(outcome, context),
          renderOutcomeWithPassOn(outcome, context),
        ]),
      ];
      expect(messages.flatMap(findFlaws)).toEqual([]);
    },
  );
});

test('whatever things are called, nothing of it is parsed', () => {
  fc.assert(
    fc.property(
      fc.record({
        login: anyForeignText,
        organisation: anyForeignText,
        team: anyForeignText,
        words: anyForeignText,
      }),
      (foreign) => {
        const context = aContext();
        const messages = [
          ...listsAndPeople(foreign, context),
          ...shortAnswers(foreign, context),
          ...everyOutcome(foreign).map((outcome) => renderOutcome(outcome, context)),
        ];
        expect(messages.flatMap(findFlaws)).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
});

describe('size', () => {
  const forty = Array.from({ length: 40 }, (_, index) => `acme-${index}`);
  const twenty = forty.slice(0, 20);

  test.each([
    [0, ['acme-labs']],
    [1, ['acme-labs']],
    [10, ['acme-labs']],
    [10_000, ['acme-labs']],
    [0, twenty],
    [1, twenty],
    [10, twenty],
    [10_000, twenty],
  ])('%d idle seats in %j make sound answers', (count, organisations) => {
    const picture = aPicture(idleSeats(count, organisations));
    const lastPage = Math.max(0, Math.ceil(count / 10) - 1);
    expect(findFlaws(renderOverview({ picture, savings: SAVINGS }, aContext()))).toEqual([]);
    for (const page of [0, lastPage, lastPage + 5]) {
      const message = renderIdleList(picture, aPosition({}, page), aContext());
      expect(findFlaws(message)).toEqual([]);
      const removals = buttonsOf(message).filter(({ action_id }) => action_id === 'remove-seat');
      expect(removals).toHaveLength(Math.min(10, count - Math.min(page, lastPage) * 10));
    }
  });

  test('forty organisations in trouble, a notice and ten rows fit into one message', () => {
    const failure = aFailure('unreadable', 'W'.repeat(1000));
    const trust = Object.fromEntries(
      forty.map((login): [string, Trust] => [login, { kind: 'stale', asOf: daysAgo(2), failure }]),
    );
    const picture = aPicture(idleSeats(30, forty), { trust });
    const context = aContext({ noManagersFor: 'U0MAYA' });
    const outcome: Outcome = { kind: 'removed', removal: aRemoval() };
    const message = renderIdleList(picture, aPosition({}, 1), context, outcome);
    expect(findFlaws(message)).toEqual([]);
    expect(elementsOf(message).filter(({ type }) => type === 'overflow')).toHaveLength(10);
    expect(findFlaws(renderOverview({ picture, savings: SAVINGS }, context))).toEqual([]);
  });

  test('a hundred installations fit into the status', () => {
    const records = Array.from({ length: 100 }, (_, index) => aRecord(`acme-${index}`));
    const picture = aPicture([], { records });
    const message = renderStatus({ picture, page: 0, reports: [] }, aContext());
    expect(findFlaws(message)).toEqual([]);
  });
});

test('no confirmation is cut, whatever has to be said', () => {
  for (const [, context] of CONTEXTS) {
    for (const foreign of NAMES.slice(0, 2)) {
      const records = [1, 2].map((id) =>
        aRecord('', { organisation: anOrganisation(foreign.organisation, id) }),
      );
      const picture = aPicture(everySeat(foreign), { mode: context.mode, records });
      const messages = picture.rows.filter(isIdle).map(({ seat }) =>
        renderPerson(
          {
            record: { person: seat.person, earlierLogins: [] },
            picture,
            signals: [],
            signalPage: 0,
            removals: [],
            kept: undefined,
            undoable: new Set(),
            page: 0,
          },
          context,
        ),
      );
      const removals = messages.flatMap(buttonsOf).filter(({ confirm }) => confirm !== undefined);
      expect(removals.length > 0).toBe(context.mayAct && context.mode !== 'off');
      for (const { confirm } of removals) {
        expect(confirm?.text.text).toMatch(/\.$/);
        expect(confirm?.title?.text).toMatch(/\?$/);
      }
    }
  }
});

test.each(NAMES.map((foreign) => [foreign.login.slice(0, 20), foreign] as const))(
  'the keep dialog is sound for %j',
  (_login, { login }) => {
    const list = aPosition({ teamSlug: LONGEST_TEAM });
    const ref = { grant: aRemoval().grant, list };
    expect(validateView(renderKeepDialog({ ref, login }, aContext()))).toEqual([]);
  },
);
