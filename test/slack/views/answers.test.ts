import { describe, expect, test } from 'vitest';
import type { Savings } from '../../../src/core/savings.ts';
import { parseSeatRef } from '../../../src/slack/refs.ts';
import { renderRecoveryAlert, renderTroubleAlert } from '../../../src/slack/views/alert.ts';
import {
  renderFailure,
  renderHelp,
  renderProblem,
  renderRefresh,
  renderUnknownFilter,
  renderUnknownWord,
} from '../../../src/slack/views/answers.ts';
import { parseKeepSubmission, renderKeepDialog } from '../../../src/slack/views/keep-dialog.ts';
import { renderOverview } from '../../../src/slack/views/overview.ts';
import { renderRefusal } from '../../../src/slack/views/refusal.ts';
import { renderStatus } from '../../../src/slack/views/status.ts';
import { nameEditor } from '../../../src/slack/views/words.ts';
import {
  aKept,
  aNobodySeat,
  anOrganisation,
  aPerson,
  aReadHistory,
  aSeat,
  aSignOfUse,
  aTeam,
  daysAgo,
  NOW,
} from '../../support/seats.ts';
import {
  aContext,
  aPicture,
  aRecord,
  aRemoval,
  idleSeats,
  labelsOf,
  NO_SAVINGS,
  SAVINGS,
} from './support.ts';

const failure = { kind: 'outage', detail: 'x' } as const;

describe('the overview', () => {
  const seats = [
    aSeat({ lastUse: undefined }),
    aSeat({ person: aPerson('jun'), team: aTeam() }),
    aSeat({ person: aPerson('busy'), lastUse: aSignOfUse(NOW) }),
    aSeat({ person: aPerson('fay'), lastSignInAt: daysAgo(1) }),
    aSeat({ person: aPerson('kay'), kept: aKept(undefined) }),
    aSeat({ person: aPerson('lee'), pendingCancellation: '2026-12-01' }),
    aSeat({ person: aPerson('neo'), grantedAt: daysAgo(2), lastUse: undefined }),
    aNobodySeat(),
  ];

  test('says what was saved apart from what rests, with how it is counted', () => {
    const picture = aPicture(seats);
    const overview = (savings: Savings) => renderOverview({ picture, savings }, aContext()).text;
    expect(overview(SAVINGS)).toContain(
      'Removals of the last 12 months have saved up to $228 so far',
    );
    const both = new Map([
      ['USD', 1900],
      ['EUR', 950],
    ]);
    expect(overview({ reachDays: 90, amounts: both })).toContain(
      'Removals of the last 90 days have saved up to $19 and €9.50 so far',
    );
    expect(overview(NO_SAVINGS)).not.toContain('saved');
  });

  test('names every state with its number, the money, and how old the data is', () => {
    const { text } = renderOverview({ picture: aPicture(seats), savings: NO_SAVINGS }, aContext());
    expect(text).toContain('8 seats in acme-labs, about $152 a month.');
    expect(text).toContain(
      '2 seats idle for more than 30 days, 1 of them without any use on record',
    );
    expect(text).toContain('1 can be removed here, 1 comes through a team');
    expect(text).toContain('may save up to $38 a month');
    expect(text).toContain('AI credits');
    for (const words of ['in use', 'unclear', 'kept', 'leaving', 'new', 'held by nobody']) {
      expect(text).toMatch(new RegExp(`• 1 ${words}`));
    }
    expect(text).toContain('GitHub may lag up to a day');
  });

  test('names nobody', () => {
    const { text } = renderOverview({ picture: aPicture(seats), savings: NO_SAVINGS }, aContext());
    for (const login of ['rhea-osei', 'jun', 'fay', 'kay']) expect(text).not.toContain(login);
  });

  test('offers the list as the next step, and help where nothing is idle', () => {
    expect(
      labelsOf(renderOverview({ picture: aPicture(seats), savings: NO_SAVINGS }, aContext())),
    ).toEqual(['Show idle seats']);
    const quiet = renderOverview(
      { picture: aPicture(idleSeats(0)), savings: NO_SAVINGS },
      aContext(),
    );
    expect(quiet.text).toContain('Nothing to do.');
    expect(quiet.text).toContain('/copilot help');
  });

  test('names organisations with bad data instead of counting them', () => {
    const eu = aSeat({ organisation: anOrganisation('acme-eu') });
    const picture = aPicture([...seats, eu], {
      trust: { 'acme-eu': { kind: 'stale', asOf: daysAgo(1), failure } },
    });
    const { text } = renderOverview({ picture, savings: NO_SAVINGS }, aContext());
    expect(text).toContain('acme-eu was last read 24 hours ago');
    expect(text).toContain('8 seats in acme-labs, about');
  });

  test('before the first read gives no figures', () => {
    const picture = aPicture([], {
      records: [aRecord('acme-labs')],
      trust: { 'acme-labs': { kind: 'unread', failure: undefined } },
    });
    const { text } = renderOverview({ picture, savings: NO_SAVINGS }, aContext());
    expect(text).toContain('for the first time');
    expect(text).not.toContain('0 seats');
  });
});

describe('the status', () => {
  function statusOf(record = aRecord(), trust = {}, without: number[] = []) {
    const picture = aPicture(idleSeats(0, [record.organisation.login]), {
      records: [record],
      trust,
    });
    const reports = without.map((organisationId) => ({
      organisationId,
      read: undefined,
      trouble: { kind: 'failed', failure: { kind: 'permission', detail: 'no' } } as const,
    }));
    return renderStatus({ picture, page: 0, reports }, aContext()).text;
  }

  test('says what is up to date, when it was read and when it is read next', () => {
    const text = statusOf();
    expect(text).toContain('*acme-labs*: up to date, 1 seat.');
    expect(text).toContain('11:55 UTC');
    expect(text).toContain('12:30 UTC');
  });

  test.each([
    ['permission', 'needs the permission “GitHub Copilot Business”'],
    ['credentials', 'GITHUB_PRIVATE_KEY'],
    ['suspended', 'suspended'],
    ['gone', 'install the GitHub App again'],
    ['not-enabled', 'not set up'],
    ['limit', 'ends by itself'],
    ['outage', 'did not answer'],
    ['unreadable', 'newer version'],
    ['incomplete', 'whole list'],
  ] as const)('names %s and how to mend it', (kind, words) => {
    const trust = { kind: 'stale' as const, asOf: daysAgo(1), failure: { kind, detail: 'x' } };
    expect(statusOf(aRecord(), { 'acme-labs': trust })).toContain(words);
  });

  test.each([
    [aRecord('acme-labs', { kind: 'enterprise' }), 'an enterprise'],
    [aRecord('acme-labs', { kind: 'user' }), 'a personal account'],
    [aRecord('acme-labs', { state: 'removed' }), 'uninstalled'],
    [aRecord('acme-labs', { state: 'suspended' }), 'suspended'],
    [aRecord('acme-labs', { earlierLogins: ['acme-old'] }), 'acme-old'],
    [aRecord('acme-labs', { appMayWrite: false }), 'may only read'],
    [aRecord('acme-labs', { seatManagement: 'assign_all' }), 'all its members'],
    [aRecord('acme-labs', { quarantined: true }), 'vanished'],
  ])('tells by name what is special', (record, words) => {
    const text = statusOf(record);
    expect(text).toContain('acme-labs');
    expect(text).toContain(words);
  });

  test('says what is missed without the usage report', () => {
    expect(statusOf(aRecord(), {}, [anOrganisation().id])).toContain(
      'Organization Copilot metrics',
    );
    expect(statusOf()).not.toContain('Copilot metrics');
  });

  test('turns pages where there are many, and a page too far is the last one', () => {
    const names = Array.from({ length: 45 }, (_, index) => `acme-${100 + index}`);
    const picture = aPicture([], { records: names.map((login) => aRecord(login)) });
    const page = (number: number) =>
      renderStatus({ picture, page: number, reports: [] }, aContext());
    const shown = [0, 1, 2].flatMap((number) => page(number).text.match(/acme-\d+/g) ?? []);
    expect(shown).toEqual(names);
    expect([0, 1, 2, 9].map((number) => labelsOf(page(number)))).toEqual([
      ['Next'],
      ['Previous', 'Next'],
      ['Previous'],
      ['Previous'],
    ]);
    expect(page(1).text).toContain('Page 2 of 3.');
  });

  test('puts trouble before what is well', () => {
    const picture = aPicture([], {
      records: [aRecord('a-fine'), aRecord('z-broken')],
      trust: { 'z-broken': { kind: 'stale', asOf: daysAgo(1), failure } },
    });
    const { text } = renderStatus({ picture, page: 0, reports: [] }, aContext());
    expect(text.indexOf('z-broken')).toBeLessThan(text.indexOf('a-fine'));
  });
});

describe('help', () => {
  test('is under the configured name and knows what the reader may do', () => {
    const context = aContext({ command: '/seats' });
    const manager = renderHelp('manager', context).text;
    for (const word of ['dormant', 'user', 'keep', 'unkeep', 'log', 'status', 'refresh', 'help']) {
      expect(manager).toContain(`/seats ${word}`);
    }
    expect(manager).not.toContain('/copilot');
    expect(renderHelp('viewer', context).text).not.toContain('/seats keep');
    expect(renderHelp('member', context).text).not.toContain('/seats dormant');
  });

  test('for an unknown word names the nearest', () => {
    const { text } = renderUnknownWord(
      { kind: 'unknown', word: 'dormnat', nearest: 'dormant' },
      'manager',
      aContext(),
    );
    expect(text).toContain('dormnat');
    expect(text).toContain('`/copilot dormant`');
  });
});

describe('short answers', () => {
  test('a problem shows its example', () => {
    const problem = { kind: 'problem', problem: 'What?', example: '/copilot user x' } as const;
    expect(renderProblem(problem, aContext()).text).toContain('`/copilot user x`');
  });

  test('an unknown organisation lists those that are known', () => {
    const filter = { kind: 'organisation', name: 'acne', known: ['acme-labs', 'acme-eu'] } as const;
    expect(renderUnknownFilter(filter, aContext()).text).toContain('acme-labs and acme-eu');
  });

  test('a failure gives its reference', () => {
    expect(renderFailure('ref-4711', aContext()).text).toContain('ref-4711');
  });

  test('a refresh that comes too soon says when it works again', () => {
    const { text } = renderRefresh({ kind: 'too-soon', possibleAt: NOW + 120_000 }, aContext());
    expect(text).toContain('12:02 UTC');
  });

  test('a refresh that ended names what was read and what was not, and why', () => {
    const { text } = renderRefresh(
      {
        kind: 'done',
        read: [anOrganisation()],
        failed: [{ organisation: anOrganisation('acme-eu'), failure }],
      },
      aContext(),
    );
    expect(text).toContain('acme-labs');
    expect(text).toContain('acme-eu could not be read');
    expect(text).toContain('did not answer');
  });
});

describe('refusals', () => {
  test('say that nothing was changed, and whom to ask', () => {
    const { text } = renderRefusal({ kind: 'not-a-manager' }, aContext());
    expect(text).toContain('up to the seat managers, so nothing was changed');
    expect(text).toContain('<#C0ASK>');
  });

  test('without managers give the caller’s own id, once', () => {
    const context = aContext({ noManagersFor: 'U0NOOR' });
    const { text } = renderRefusal({ kind: 'no-managers', callerId: 'U0NOOR' }, context);
    expect(text.split('U0NOOR')).toHaveLength(2);
    expect(text).toContain('SEAT_MANAGERS');
  });
});

describe('alerts', () => {
  const troubled = aRecord('acme-eu', {
    failedReads: 3,
    history: aReadHistory({ lastGoodReadAt: daysAgo(1), lastFailure: failure }),
  });

  test('name the organisation, since when, why, and what mends it', () => {
    const { text } = renderTroubleAlert([troubled], aContext());
    expect(text).toContain('acme-eu could not be read 3 times in a row');
    expect(text).toContain('17 November 2026');
    expect(text).toContain('GitHub did not answer');
  });

  test('tell the end of it', () => {
    expect(renderRecoveryAlert([troubled], aContext()).text).toContain(
      'acme-eu is read well again',
    );
    expect(renderRecoveryAlert([troubled, aRecord()], aContext()).text).toContain(
      'acme-eu and acme-labs are read well again',
    );
  });
});

describe('the keep dialog', () => {
  const ref = { grant: aRemoval().grant, list: undefined };

  function stateOf(span: string | undefined, day?: string | null, reason?: string | null) {
    return {
      values: {
        'keep-span': {
          'keep-span': { selected_option: span === undefined ? null : { value: span } },
        },
        'keep-date': { 'keep-date': { selected_date: day } },
        'keep-reason': { 'keep-reason': { value: reason } },
      },
    };
  }

  test('carries the seat and asks for no health details', () => {
    const view = renderKeepDialog({ ref, login: 'rhea-osei' }, aContext());
    expect(parseSeatRef(view.private_metadata ?? '')).toEqual(ref);
    expect(JSON.stringify(view.blocks)).toMatch(/no details about anybody’s health/);
  });

  test.each([
    ['30', undefined, daysAgo(-30)],
    ['90', '2020-01-01', daysAgo(-90)],
    ['always', undefined, undefined],
    ['date', '2027-01-31', Date.UTC(2027, 1, 1)],
  ])('%s with day %s is read', (span, day, until) => {
    expect(parseKeepSubmission(stateOf(span, day, ' on\nleave '), NOW)).toEqual({
      kind: 'keep',
      until,
      reason: 'on leave',
    });
  });

  test.each([
    ['no span', stateOf(undefined), 'keep-span'],
    ['a span nobody offered', stateOf('9999'), 'keep-span'],
    ['no day', stateOf('date', null), 'keep-date'],
    ['a past day', stateOf('date', '2020-01-01'), 'keep-date'],
    ['today', stateOf('date', '2026-11-18'), 'keep-date'],
    ['rubbish', { values: 7 }, 'keep-span'],
    ['nothing', undefined, 'keep-span'],
  ])('%s asks again at the right place', (_case, state, block) => {
    const submission = parseKeepSubmission(state, NOW);
    expect(submission).toEqual({
      kind: 'errors',
      errors: { [block]: expect.stringContaining(' ') as string },
    });
  });

  test('an empty reason is none', () => {
    expect(parseKeepSubmission(stateOf('30', null, '  '), NOW)).toMatchObject({
      reason: undefined,
    });
  });
});

test.each([
  ['vscode/1.99.0/copilot/1.308.0', 'VS Code'],
  ['JetBrains-PC/213.6777.50/copilot-intellij/1.1.38.2229', 'JetBrains'],
  ['PyCharm/243.26/copilot/1.5.30', 'PyCharm'],
  ['visualstudio', 'Visual Studio'],
  ['copilot_pr_review', 'a pull request review'],
  ['/', undefined],
  ['', undefined],
  [undefined, undefined],
  ['Some Editor With A Very Long Name/1', 'Some Editor With A…'],
])('the editor %j reads %j', (editor, words) => {
  expect(nameEditor(editor)).toBe(words);
});
