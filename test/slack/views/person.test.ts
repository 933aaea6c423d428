import { describe, expect, test } from 'vitest';
import type { Seat } from '../../../src/core/seat.ts';
import { parsePersonRef } from '../../../src/slack/refs.ts';
import type { Message } from '../../../src/slack/views/context.ts';
import {
  type PersonView,
  renderPerson,
  renderUnknownLogin,
  renderUnlinkedPerson,
} from '../../../src/slack/views/person.ts';
import type { SignalRecord } from '../../../src/store/store.ts';
import {
  aKept,
  anOrganisation,
  aPerson,
  aSeat,
  aSignOfUse,
  daysAgo,
  NOW,
} from '../../support/seats.ts';
import { aContext, aPicture, aRemoval, buttonOf, findFlaws, labelsOf } from './support.ts';

const EU = anOrganisation('acme-eu');
const BUSY = [anOrganisation(), EU].map((organisation) =>
  aSeat({ person: aPerson('busy', 99), organisation, lastUse: aSignOfUse(NOW) }),
);
const SIGNALS: SignalRecord[] = [
  { organisation: EU, at: daysAgo(60), source: 'seat', editor: 'vscode/1.99.0/copilot/1.308.0' },
  { organisation: EU, at: daysAgo(61), source: 'usage-report', editor: '/' },
  { organisation: EU, at: daysAgo(62), source: 'sign-in', editor: undefined },
];

function render(seats: Seat[], overrides: Partial<PersonView> = {}, mayAct = true) {
  const view: PersonView = {
    record: { person: aPerson(), earlierLogins: [] },
    picture: aPicture([...seats, ...BUSY]),
    page: 0,
    signalPage: 0,
    signals: SIGNALS,
    removals: [],
    kept: undefined,
    undoable: new Set(),
    ...overrides,
  };
  return renderPerson(view, aContext({ mayAct }));
}

describe('somebody whose seat is in use', () => {
  const message = render([aSeat({ lastUse: aSignOfUse(daysAgo(3), { editor: 'vscode/1' }) })], {
    removals: [aRemoval({ state: 'undone', lastDay: undefined })],
    kept: aKept(daysAgo(5)),
  });

  test('is in use, and no day, editor or reason is told', () => {
    expect(message.text).toContain('acme-labs');
    expect(message.text).toContain('in use');
    expect(message.text.replace(/Read .*/, '')).not.toMatch(/November|VS Code|days ago|used on/);
  });

  test('has no buttons', () => {
    expect(labelsOf(message)).toEqual([]);
  });
});

describe('somebody whose seat lies idle', () => {
  const message = render([aSeat({ lastUse: aSignOfUse(daysAgo(60)) })]);

  test('shows the reason and every signal with its day, in readable words', () => {
    expect(message.text).toContain('last used on 19 September in VS Code, 60 days ago');
    expect(message.text).toContain('19 September: used in VS Code (list of seats, acme-eu)');
    expect(message.text).toContain('18 September: used (usage report, acme-eu)');
    expect(message.text).toContain('17 September: signed in to Copilot (list of seats, acme-eu)');
  });

  test('offers removal and keeping to managers only', () => {
    expect(labelsOf(message)).toEqual(['Remove seat', 'Keep for 30 days', 'Keep…']);
    const viewer = render([aSeat()], {}, false);
    expect(labelsOf(viewer)).toEqual([]);
    expect(viewer.text).toContain('19 September');
  });

  test('shows what was done before, with Undo only where it works', () => {
    const removals = [
      aRemoval({ id: 'a'.repeat(32) }),
      aRemoval({ id: 'b'.repeat(32), state: 'refused', lastDay: undefined }),
    ];
    const shown = render([aSeat()], { removals, undoable: new Set(['a'.repeat(32)]) });
    expect(shown.text).toContain(
      '17 November: the seat in acme-labs was removed; it ends on 1 December',
    );
    expect(shown.text).toContain('was not removed, because GitHub said no');
    expect(labelsOf(shown).filter((label) => label === 'Undo')).toHaveLength(1);
  });

  test('shows every signal, page by page, whatever the page of the seats', () => {
    const signals = Array.from({ length: 30 }, (_, index) => ({
      ...SIGNALS[0],
      organisation: EU,
      source: 'seat' as const,
      editor: undefined,
      at: daysAgo(60 + index),
    }));
    const page = (signalPage: number) => render([aSeat()], { signals, signalPage });
    const linesOf = ({ text }: Message) => text.split('\n').filter((line) => line.startsWith('• '));
    expect(page(0).text).toContain('*Signs of use, latest first* (1–12 of 30)');
    const all = [0, 1, 2].flatMap((number) => linesOf(page(number)));
    expect(new Set(all)).toHaveLength(30);
    expect(labelsOf(page(0))).toContain('Earlier signs');
    expect(labelsOf(page(1))).toEqual(expect.arrayContaining(['Later signs', 'Earlier signs']));
    expect(labelsOf(page(2))).not.toContain('Earlier signs');
    expect(parsePersonRef(buttonOf(page(1), 'Earlier signs').value ?? '')).toEqual({
      personId: aPerson().id,
      page: 0,
      signalPage: 2,
    });
    expect(findFlaws(page(1))).toEqual([]);
  });

  test('says how many earlier decisions there are, and where all of them stand', () => {
    const removals = Array.from({ length: 8 }, () => aRemoval());
    const { text } = render([aSeat()], { removals });
    expect(text).toContain('3 earlier decisions not shown here; all of them: `/copilot log`');
    expect(render([aSeat()], { removals: removals.slice(0, 5) }).text).not.toContain('not shown');
  });

  test('says so where there is no sign of use at all', () => {
    const shown = render([aSeat({ lastUse: undefined })], { signals: [] });
    expect(shown.text).toContain('none on record');
  });
});

test('an unclear seat can be removed from its details, with a warning in the confirmation', () => {
  const message = render([aSeat({ lastSignInAt: daysAgo(2) })]);
  expect(message.text).toContain('unclear');
  const { confirm } = buttonOf(message, 'Remove seat');
  expect(confirm?.text.text).toContain('telemetry may be off: ask first');
});

test.each([
  ['kept', aSeat({ kept: aKept(daysAgo(-9), { reason: 'on leave' }) }), 'kept until 27 November'],
  ['leaving', aSeat({ pendingCancellation: '2026-12-01' }), 'leaving, ends on 1 December'],
  ['new', aSeat({ grantedAt: daysAgo(3), lastUse: undefined }), 'new, given on 15 November'],
])('a %s seat is named with its state, and no signals', (_state, seat, words) => {
  const { text } = render([seat]);
  expect(text).toContain(words);
  expect(text).not.toContain('Signs of use');
});

test('a kept seat says why and can be let go of', () => {
  const message = render([aSeat({ kept: aKept(undefined, { reason: 'on leave' }) })]);
  expect(message.text).toContain('Reason: on leave');
  expect(labelsOf(message)).toContain('Stop keeping');
});

test('a leaving seat offers Undo of its removal', () => {
  const message = render([aSeat({ pendingCancellation: '2026-12-01' })], {
    removals: [aRemoval()],
    undoable: new Set([aRemoval().id]),
  });
  expect(labelsOf(message)).toContain('Undo');
});

test('many seats turn in pages, those that need a decision first', () => {
  const seats = Array.from({ length: 20 }, (_, index) =>
    aSeat({
      organisation: anOrganisation(`acme-${10 + index}`),
      ...(index === 19 ? {} : { kept: aKept(undefined) }),
    }),
  );
  const page = (number: number) => render(seats, { page: number });
  const shown = [0, 1, 2].flatMap((number) => page(number).text.match(/^\*acme-\d+/gm) ?? []);
  expect(shown).toHaveLength(20);
  expect(new Set(shown).size).toBe(20);
  expect(shown[0]).toBe('*acme-29');
  expect(buttonOf(page(0), 'Next').value).toBe(buttonOf(page(2), 'Previous').value);
  expect(labelsOf(page(1))).toContain('Previous');
});

test('every grant of a person is shown, and nobody else’s', () => {
  const message = render([
    aSeat(),
    aSeat({ organisation: EU }),
    aSeat({ person: aPerson('tomas', 5) }),
  ]);
  expect(message.text).toContain('*rhea-osei* holds 2 seats.');
  expect(message.text).toContain('*acme-eu*');
  expect(labelsOf(message).filter((label) => label === 'Remove seat')).toHaveLength(2);
});

test('a renamed person without a seat is still known, by both logins', () => {
  const record = { person: aPerson(), earlierLogins: ['rhea-old'] };
  const { text } = render([], { record });
  expect(text).toContain('holds no Copilot seat');
  expect(text).toContain('rhea-old');
});

test('an idle seat in an organisation with old data is dated by a warning and has no removal', () => {
  const picture = aPicture([aSeat(), ...BUSY], {
    trust: { 'acme-labs': { kind: 'stale', asOf: daysAgo(1), failure: undefined } },
  });
  const message = render([], { picture });
  expect(message.text).toContain('acme-labs was last read 24 hours ago');
  expect(labelsOf(message)).not.toContain('Remove seat');
});

test('an unknown login suggests the nearest', () => {
  const picture = aPicture(BUSY);
  const { text } = renderUnknownLogin('rhea-osie', { nearest: 'rhea-osei', picture }, aContext());
  expect(text).toContain('rhea-osie is not known here.');
  expect(text).toContain('`/copilot user rhea-osei`');
  expect(text).toContain('GitHub may lag up to a day');
});

test('a login that is unknown before the first read is not known yet', () => {
  const nearest = undefined;
  const unread = { 'acme-eu': { kind: 'unread' as const, failure: undefined } };
  const pictures = [
    aPicture(BUSY, { trust: unread }),
    aPicture([], { records: [], listing: { kind: 'unasked' } }),
  ];
  for (const picture of pictures) {
    const { text } = renderUnknownLogin('rhea-osei', { nearest, picture }, aContext());
    expect(text).toContain('rhea-osei is not known here yet.');
    expect(text).toContain('Reading GitHub for the first time');
  }
});

test('a Slack person without a known login is asked for by login', () => {
  const { text } = renderUnlinkedPerson('U0NOOR', aContext());
  expect(text).toContain('<@U0NOOR>');
  expect(text).toContain('/copilot user LOGIN');
});
