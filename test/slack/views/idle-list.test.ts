import { describe, expect, test } from 'vitest';
import {
  parseListPosition,
  parseMenuRef,
  parseRemoveRef,
  parseSeatRef,
} from '../../../src/slack/refs.ts';
import { renderIdleList } from '../../../src/slack/views/idle-list.ts';
import {
  aKept,
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
  aPosition,
  aRecord,
  aRemoval,
  buttonOf,
  buttonsOf,
  elementsOf,
  idleSeats,
  labelsOf,
} from './support.ts';

const EU = anOrganisation('acme-eu');
const BUSY = aSeat({ person: aPerson('busy'), lastUse: aSignOfUse(NOW) });
const BUSY_EU = aSeat({ person: aPerson('busy-eu'), organisation: EU, lastUse: aSignOfUse(NOW) });
const RHEA = aSeat({ lastUse: undefined });
const JUN = aSeat({
  person: aPerson('jun-park'),
  organisation: EU,
  team: aTeam(),
  lastUse: aSignOfUse(daysAgo(55), { editor: 'JetBrains-IU/251' }),
});
const FAY = aSeat({ person: aPerson('fay'), lastSignInAt: daysAgo(2) });

describe('the headline', () => {
  test('counts seats, money, what can be removed here and what comes through teams', () => {
    const { text } = renderIdleList(aPicture([RHEA, JUN, BUSY, BUSY_EU]), aPosition(), aContext());
    expect(text).toMatch(/^\*2 seats idle for more than 30 days, about \$38 a month\.\*/);
    expect(text).toContain('1 can be removed here, 1 comes through a team.');
    expect(text).toContain('Someone on leave looks just like someone who stopped.');
    expect(text).toMatch(
      /Read <!date\^\d+\^at \{time\}\|at 11:55 UTC>; GitHub may lag up to a day\./,
    );
  });

  test('is singular for one seat', () => {
    const { text } = renderIdleList(aPicture([RHEA, BUSY]), aPosition(), aContext());
    expect(text).toContain('1 seat idle for more than 30 days');
  });

  test('is one kind line where nothing is idle', () => {
    const { text, blocks } = renderIdleList(aPicture([BUSY]), aPosition(), aContext());
    expect(text).toContain('No seat is idle for more than 30 days.');
    expect(text).toContain('Nothing to do.');
    expect(blocks.filter(({ type }) => type === 'actions')).toEqual([]);
  });

  test('counts no money for somebody who goes on costing elsewhere', () => {
    const elsewhere = aSeat({ organisation: EU, lastUse: undefined, grantedAt: daysAgo(2) });
    const { text } = renderIdleList(
      aPicture([RHEA, elsewhere, BUSY, BUSY_EU]),
      aPosition(),
      aContext(),
    );
    expect(text).toMatch(/^\*1 seat idle for more than 30 days\.\*/);
  });

  test('names the organisation and the team that were asked for', () => {
    const position = aPosition({ organisationId: EU.id, teamSlug: 'platform' });
    const { text } = renderIdleList(aPicture([RHEA, JUN, BUSY_EU]), position, aContext());
    expect(text).toContain('1 seat idle in acme-eu through team platform for more than 30 days');
    expect(text).not.toContain('rhea-osei');
  });

  test('says how many a long threshold cannot tell, and since when it has watched', () => {
    const short = aSeat({ grantedAt: daysAgo(500), lastUse: undefined, watchedSince: daysAgo(10) });
    const picture = aPicture([short, BUSY], { days: 120 });
    const { text } = renderIdleList(picture, aPosition({ days: 120 }), aContext());
    expect(text).toContain('No seat is idle for more than 120 days');
    expect(text).toContain('1 more seat cannot be told');
    expect(text).toContain('8 November');
  });
});

describe('a row', () => {
  test('names who, where, and why, with days and no times', () => {
    const { text } = renderIdleList(aPicture([RHEA, BUSY]), aPosition(), aContext());
    expect(text).toContain(
      '*rhea-osei* · acme-labs: never used since it was given on 2 May, 200 days ago.',
    );
  });

  test('says in which editor, in a readable form', () => {
    const { text } = renderIdleList(aPicture([JUN, BUSY_EU]), aPosition(), aContext());
    expect(text).toContain('last used on 24 September in JetBrains, 55 days ago');
  });

  test('that was given after the last use says so, because that is since when it is idle', () => {
    const again = aSeat({ grantedAt: daysAgo(50), lastUse: aSignOfUse(daysAgo(130)) });
    const { text } = renderIdleList(aPicture([again, BUSY]), aPosition(), aContext());
    expect(text).toContain('130 days ago; this seat was given on 29 September, 50 days ago.');
  });

  test('says that GitHub keeps no more where the record ends', () => {
    const tomas = aSeat({ grantedAt: daysAgo(700), lastUse: undefined, watchedSince: daysAgo(46) });
    const { text } = renderIdleList(aPicture([tomas, BUSY]), aPosition(), aContext());
    expect(text).toContain('no use on record for at least 136 days');
    expect(text).toContain('3 October');
    expect(text).not.toContain('never');
  });

  test('offers Remove seat and the menu, which carry the seat and the list', () => {
    const message = renderIdleList(aPicture([RHEA, BUSY]), aPosition({ days: 30 }), aContext());
    expect(labelsOf(message)).toEqual(['Remove seat', 'Keep for 30 days', 'Keep…', 'Details']);
    const grant = {
      organisationId: RHEA.organisation.id,
      personId: RHEA.person.id,
      grantedAt: RHEA.grantedAt,
    };
    const list = aPosition({ days: 30 });
    expect(parseRemoveRef(buttonOf(message, 'Remove seat').value ?? '')).toEqual({
      grant,
      list,
      shown: { idleSince: RHEA.grantedAt, unclear: false },
    });
    const [block] = message.blocks.filter(({ type }) => type === 'actions');
    expect(parseSeatRef(block?.block_id ?? '')).toEqual({ grant, list });
    const [menu] = elementsOf(message).filter((element) => element.type === 'overflow');
    const choices = menu?.options.map(({ value }) => parseMenuRef(value ?? ''));
    expect(choices).toEqual(['keep-30', 'keep', 'details'].map((choice) => ({ choice, grant })));
  });

  test('through a team links to the team and explains, and cannot be removed here', () => {
    const message = renderIdleList(aPicture([JUN, BUSY_EU]), aPosition(), aContext());
    expect(labelsOf(message)).not.toContain('Remove seat');
    expect(buttonOf(message, 'Open team on GitHub').url).toBe(aTeam().url);
    expect(message.text).toContain('through team platform');
    expect(message.text).toContain('gives this seat, so it changes there');
  });

  test('a team address that is no web address is not linked', () => {
    const jun = { ...JUN, team: { ...aTeam(), url: 'javascript:alert(1)' } };
    const message = renderIdleList(aPicture([jun, BUSY_EU]), aPosition(), aContext());
    expect(labelsOf(message)).not.toContain('Open team on GitHub');
  });

  test('too early says from which day on', () => {
    const early = aSeat({ lastUse: aSignOfUse(daysAgo(30) - 1) });
    const message = renderIdleList(aPicture([early, BUSY]), aPosition(), aContext());
    expect(labelsOf(message)).not.toContain('Remove seat');
    expect(message.text).toContain('from 20 November on');
    expect(message.text).toContain('1 cannot be removed now');
  });

  test('the last seat says what removing it would do', () => {
    const message = renderIdleList(aPicture([RHEA]), aPosition(), aContext());
    expect(labelsOf(message)).not.toContain('Remove seat');
    expect(message.text).toContain('last seat');
  });

  test('of an unclear seat offers Keep and Details, and no removal', () => {
    const message = renderIdleList(aPicture([FAY, BUSY]), aPosition({ unclear: true }), aContext());
    expect(labelsOf(message)).toEqual(['Keep for 30 days', 'Keep…', 'Details']);
    expect(message.text).toContain('16 November');
    expect(message.text).toContain('telemetry may be off, so ask first');
  });

  test('is absent for every other kind of seat', () => {
    const others = [
      BUSY,
      FAY,
      aSeat({ person: aPerson('kay'), kept: aKept(undefined) }),
      aSeat({ person: aPerson('lee'), pendingCancellation: '2026-12-01' }),
      aSeat({ person: aPerson('new'), lastUse: undefined, grantedAt: daysAgo(3) }),
    ];
    const { text } = renderIdleList(aPicture(others), aPosition(), aContext());
    for (const login of ['busy', 'fay', 'kay', 'lee']) expect(text).not.toContain(`*${login}*`);
  });
});

describe('the confirmation', () => {
  function confirmationOf(seats = [RHEA, BUSY], overrides = {}) {
    const context = aContext(overrides);
    const message = renderIdleList(aPicture(seats, { mode: context.mode }), aPosition(), context);
    const { confirm } = buttonOf(message, 'Remove seat');
    return { title: confirm?.title?.text, text: confirm?.text.text, style: confirm?.style };
  }

  test('says who, where, why, what it may save, who sets the last day, and that Undo works', () => {
    const { title, text, style } = confirmationOf();
    expect(title).toBe('Remove rhea-osei’s seat in acme-labs?');
    expect(text).toContain('Never used since 2 May, 200 days ago.');
    expect(text).toContain('May save up to $19 a month.');
    expect(text).toContain('GitHub sets the last day, usually the end of the billing period');
    expect(text).toContain('Undo works until then');
    expect(text).toContain('GitHub is asked once more before anything changes.');
    expect(style).toBe('danger');
  });

  test('counts the price of the plan in the set currency', () => {
    const enterprise = { ...RHEA, plan: 'enterprise' as const };
    expect(confirmationOf([enterprise, BUSY], { currency: 'EUR' }).text).toContain('€39');
  });

  test('counts no saving where nothing costs', () => {
    const prices = { business: 0, enterprise: 0 };
    expect(confirmationOf([RHEA, BUSY], { prices }).text).not.toContain('save');
  });

  test('counts no saving for a person whom another organisation gives a seat too', () => {
    const elsewhere = aSeat({ organisation: EU, lastUse: undefined, grantedAt: daysAgo(2) });
    const { text } = confirmationOf([RHEA, elsewhere, BUSY, BUSY_EU]);
    expect(text).toContain('Nothing is saved: access and cost stay through acme-eu.');
    expect(text).not.toContain('$');
  });

  test('counts the saving where the other seat is leaving', () => {
    const leaving = aSeat({ organisation: EU, pendingCancellation: '2026-12-01' });
    expect(confirmationOf([RHEA, leaving, BUSY, BUSY_EU]).text).toContain('$19');
  });

  test('says that a rehearsal changes nothing', () => {
    const { text } = confirmationOf([RHEA, BUSY], { mode: 'dry-run' });
    expect(text).toContain('nothing is changed');
  });
});

describe('who may not act', () => {
  test('sees the same list with Details alone', () => {
    const message = renderIdleList(
      aPicture([RHEA, BUSY]),
      aPosition(),
      aContext({ mayAct: false }),
    );
    expect(labelsOf(message)).toEqual(['Details']);
    expect(message.text).toContain('rhea-osei');
  });

  test('reads that nobody is a manager yet, and the own id to put there', () => {
    const context = aContext({ mayAct: false, noManagersFor: 'U0NOOR' });
    const { text } = renderIdleList(aPicture([RHEA, BUSY]), aPosition(), context);
    expect(text).toContain('U0NOOR');
    expect(text).toContain('SEAT_MANAGERS');
  });
});

describe('what holds for a whole organisation is said once', () => {
  const many = idleSeats(3);

  test.each([
    ['switched off', aPicture(many, { mode: 'off' }), 'REMOVALS is off'],
    [
      'an App that may only read',
      aPicture(many, { records: [aRecord('acme-labs', { appMayWrite: false })] }),
      'may only read in acme-labs',
    ],
    [
      'seats for all members',
      aPicture(many, { records: [aRecord('acme-labs', { seatManagement: 'assign_all' })] }),
      'acme-labs gives Copilot to all its members',
    ],
  ])('%s', (_case, picture, words) => {
    const message = renderIdleList(picture, aPosition(), aContext());
    expect(labelsOf(message)).not.toContain('Remove seat');
    expect(message.text.split(words)).toHaveLength(2);
  });

  test('a rehearsal, with its buttons', () => {
    const picture = aPicture(many, { mode: 'dry-run' });
    const message = renderIdleList(picture, aPosition(), aContext({ mode: 'dry-run' }));
    expect(message.text.split('REMOVALS is dry-run')).toHaveLength(2);
    expect(labelsOf(message)).toContain('Remove seat');
  });
});

describe('bad data', () => {
  const failure = {
    kind: 'permission' as const,
    detail: 'no',
    permission: 'GitHub Copilot Business',
  };
  const trust = { 'acme-eu': { kind: 'stale' as const, asOf: NOW - 5 * 3_600_000, failure } };
  const ida = aSeat({ person: aPerson('ida'), organisation: EU });

  test('is warned of on top: which organisation, since when, why, and when the next try is', () => {
    const picture = aPicture([RHEA, BUSY, ida, BUSY_EU], { trust });
    const message = renderIdleList(picture, aPosition(), aContext());
    expect(message.text).toMatch(/^\*acme-eu was last read 5 hours ago\.\*/);
    expect(message.text).toContain('needs the permission “GitHub Copilot Business”');
    expect(message.text).toMatch(/Next try <!date\^\d+\^at \{time\}\|at 12:30 UTC>/);
  });

  test('takes the button away there, dates the row, and leaves it out of the figures', () => {
    const picture = aPicture([RHEA, BUSY, ida, BUSY_EU], { trust });
    const message = renderIdleList(picture, aPosition(), aContext());
    expect(buttonsOf(message).filter(({ text }) => text.text === 'Remove seat')).toHaveLength(1);
    expect(message.text).toContain('*1 seat idle for more than 30 days, about $19 a month.*');
    expect(message.text).toMatch(/\*ida\*.*As of 18 November\./);
  });

  test('that stands still says so in days', () => {
    const frozen = { 'acme-eu': { kind: 'frozen' as const, asOf: daysAgo(4), readAt: NOW } };
    const { text } = renderIdleList(
      aPicture([ida, BUSY_EU], { trust: frozen }),
      aPosition(),
      aContext(),
    );
    expect(text).toContain('no new activity of anybody since 14 November');
  });

  test('before the first read is no trouble, only a beginning', () => {
    const unread = { 'acme-labs': { kind: 'unread' as const, failure: undefined } };
    const picture = aPicture([RHEA], { trust: unread });
    const message = renderIdleList(picture, aPosition(), aContext());
    expect(message.text).toContain('Reading GitHub for the first time: acme-labs');
    expect(message.text).not.toContain('No seat');
  });

  test('without any organisation says what to do', () => {
    const { text } = renderIdleList(aPicture([], { records: [] }), aPosition(), aContext());
    expect(text).toContain('not installed anywhere');
  });
});

describe('pages', () => {
  const picture = aPicture(idleSeats(37));

  test.each([
    [0, '1–10 of 37', ['Next']],
    [1, '11–20 of 37', ['Previous', 'Next']],
    [3, '31–37 of 37', ['Previous']],
    [9, '31–37 of 37', ['Previous']],
  ])('page %d shows %s', (page, range, turns) => {
    const message = renderIdleList(picture, aPosition({}, page), aContext());
    expect(message.text).toContain(range);
    expect(labelsOf(message).filter((label) => /Next|Previous/.test(label))).toEqual(turns);
  });

  test('Previous and Next carry the query and the page', () => {
    const message = renderIdleList(picture, aPosition({ days: 30 }, 1), aContext());
    const positionOf = (label: string) => parseListPosition(buttonOf(message, label).value ?? '');
    expect(positionOf('Previous')).toEqual(aPosition({ days: 30 }, 0));
    expect(positionOf('Next')).toEqual(aPosition({ days: 30 }, 2));
  });

  test('the longest idle stand first, and no page repeats a row', () => {
    const seen = [0, 1, 2, 3].flatMap((page) => {
      const { text } = renderIdleList(picture, aPosition({}, page), aContext());
      return [...text.matchAll(/\*(person-\d+)\*/g)].map(([, login]) => login);
    });
    expect(seen).toHaveLength(37);
    expect(new Set(seen).size).toBe(37);
  });

  test('ten rows need no turning', () => {
    const message = renderIdleList(aPicture(idleSeats(10)), aPosition(), aContext());
    expect(labelsOf(message)).not.toContain('Next');
  });
});

test('what a click came to stands on top, with Undo that leads back to the list', () => {
  const position = aPosition({ days: 30 }, 1);
  const message = renderIdleList(aPicture(idleSeats(37)), position, aContext(), {
    kind: 'removed',
    removal: aRemoval(),
  });
  expect(message.text).toMatch(/^\*rhea-osei’s seat in acme-labs ends on 1 December\.\*/);
  expect(buttonOf(message, 'Undo').value).toContain(aRemoval().id);
  expect(message.text).toContain('11–20 of 37');
});

test('where every seat is idle, one fewer can be removed than has a button', () => {
  const seats = [RHEA, aSeat({ person: aPerson('tomas'), lastUse: undefined })];
  const message = renderIdleList(aPicture(seats), aPosition(), aContext());
  expect(labelsOf(message).filter((label) => label === 'Remove seat')).toHaveLength(2);
  expect(message.text).toContain('1 can be removed here');
});

test('old data that had stood still before is dated by its read, not by its last movement', () => {
  const records = [aRecord('acme-labs', { history: aReadHistory({ lastGoodReadAt: daysAgo(1) }) })];
  const trust = { 'acme-labs': { kind: 'stale', asOf: daysAgo(6), failure: undefined } } as const;
  const { text } = renderIdleList(aPicture([RHEA], { records, trust }), aPosition(), aContext());
  expect(text).toContain('acme-labs was last read 24 hours ago');
  expect(text).toContain('As of 12 November.');
});
