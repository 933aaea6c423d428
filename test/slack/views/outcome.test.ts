import { describe, expect, test } from 'vitest';
import type { NotRemovedReason, Outcome } from '../../../src/removal/outcome.ts';
import { parseUndoRef } from '../../../src/slack/refs.ts';
import { renderOutcome, renderOutcomeWithPassOn } from '../../../src/slack/views/outcome.ts';
import { aKept, aPerson, aTeam, daysAgo, NOW } from '../../support/seats.ts';
import { aContext, aRemoval, buttonOf, labelsOf } from './support.ts';

function textOf(outcome: Outcome): string {
  return renderOutcome(outcome, aContext()).text;
}

describe('a removal that took effect', () => {
  test('says who removed it, when access ends, and offers Undo', () => {
    const message = renderOutcome({ kind: 'removed', removal: aRemoval() }, aContext());
    expect(message.text).toContain('rhea-osei’s seat in acme-labs ends on 1 December.');
    expect(message.text).toContain('Removed by <@U0MAYA>');
    expect(parseUndoRef(buttonOf(message, 'Undo').value ?? '')?.removalId).toBe(aRemoval().id);
  });

  test.each([
    ['for somebody who may not act', aContext({ mayAct: false }), aRemoval()],
    ['on the last day', aContext(), aRemoval({ lastDay: '2026-11-18' })],
    ['after the last day', aContext(), aRemoval({ lastDay: '2026-11-01' })],
    ['once it was undone', aContext(), aRemoval({ state: 'undone' })],
  ])('offers no Undo %s', (_when, context, removal) => {
    expect(labelsOf(renderOutcome({ kind: 'removed', removal }, context))).toEqual([]);
  });

  test('at once has no Undo and says so', () => {
    const removal = aRemoval({ lastDay: undefined });
    const message = renderOutcome({ kind: 'gone-at-once', removal }, aContext());
    expect(message.text).toContain('has ended');
    expect(message.text).toContain('Undo cannot give it back');
    expect(labelsOf(message)).toEqual([]);
  });

  test('comes with a sentence to pass on, which names day and contact and blames nobody', () => {
    const outcome = { kind: 'removed', removal: aRemoval() } as const;
    const { text } = renderOutcomeWithPassOn(outcome, aContext());
    expect(text).toContain('To pass on to rhea-osei');
    expect(text).toContain('ends on 1 December');
    expect(text).toContain('<#C0ASK>');
    expect(textOf(outcome)).not.toContain('pass on');
  });

  test('before this click says by whom and on which day', () => {
    const text = textOf({ kind: 'already-removed', removal: aRemoval() });
    expect(text).toContain('<@U0MAYA> did it on 17 November');
    expect(text).toContain('ends on 1 December');
  });

  test('that is still on its way is not called removed', () => {
    const text = textOf({ kind: 'already-removed', removal: aRemoval({ state: 'sent' }) });
    expect(text).toContain('on its way');
    expect(text).not.toContain('lready removed');
  });
});

describe('a removal that did not happen', () => {
  const kept = aKept(daysAgo(-9));
  const failure = { kind: 'outage', detail: 'x' } as const;
  const cases: [NotRemovedReason, string][] = [
    [{ kind: 'used', at: NOW - 1000 }, 'rhea-osei used Copilot today, so the seat stays'],
    [{ kind: 'kept', kept }, 'kept until 27 November, as <@U0MAYA> decided'],
    [{ kind: 'leaving', lastDay: '2026-12-01' }, 'ends on 1 December'],
    [{ kind: 'left' }, 'no seat in acme-labs any more'],
    [{ kind: 're-granted', grantedAt: daysAgo(2) }, 'given a new seat in acme-labs on 16 November'],
    [{ kind: 'changed-hands' }, 'belongs to somebody else'],
    [{ kind: 'through-team', team: aTeam() }, 'The team platform gives this seat'],
    [{ kind: 'too-early', possibleAt: NOW }, 'from 19 November on'],
    [{ kind: 'last-seat' }, 'last seat that stays in acme-labs'],
    [{ kind: 'busy' }, 'Another change of a seat in acme-labs is under way'],
    [{ kind: 'not-asked', failure }, 'GitHub could not be asked'],
    [{ kind: 'stopping' }, 'Try again in a minute'],
    [{ kind: 'not-written' }, 'could not be written down'],
    [{ kind: 'refused-by-github', detail: 'Not allowed.' }, 'GitHub said no: Not allowed.'],
    [{ kind: 'removals-off' }, 'switched off'],
    [{ kind: 'app-may-only-read' }, 'may only read in acme-labs'],
    [
      { kind: 'not-assigned-individually', setting: 'assign_all' },
      'acme-labs gives Copilot to all its members',
    ],
    [
      { kind: 'bad-data', trust: { kind: 'stale', asOf: daysAgo(3), failure } },
      'nothing to rely on for 3 days',
    ],
    [{ kind: 'new' }, 'is new'],
    [{ kind: 'short-record' }, 'memory'],
    [{ kind: 'nobody' }, 'nobody'],
  ];

  test.each(cases)('%j says why, and that nothing was changed', (why, words) => {
    const message = renderOutcome({ kind: 'not-removed', subject: aRemoval(), why }, aContext());
    expect(message.text).toMatch(/^\*Not removed\.\*/);
    expect(message.text).toContain(words);
    expect(message.text).toMatch(/Nothing was changed\.$/);
    expect(labelsOf(message)).toEqual([]);
  });

  test('tells no day of a use that was not today', () => {
    const why = { kind: 'used', at: daysAgo(3) } as const;
    const text = textOf({ kind: 'not-removed', subject: aRemoval(), why });
    expect(text).not.toContain('15 November');
    expect(text).not.toContain('today');
  });

  test('without a clear answer promises the answer', () => {
    const text = textOf({ kind: 'unknown-yet', removal: aRemoval({ state: 'sent' }) });
    expect(text).toContain('will tell you');
    expect(text).not.toMatch(/was removed|not removed/i);
  });

  test('because it was a rehearsal says that nothing was changed', () => {
    const text = textOf({ kind: 'rehearsed', removal: aRemoval({ state: 'rehearsed' }) });
    expect(text).toContain('nothing was changed');
  });
});

describe('an undo', () => {
  test('says who, and until when the seat is kept', () => {
    const undo = { by: { teamId: 'T0ACME', userId: 'U0NOOR' }, at: NOW, detail: undefined };
    const removal = aRemoval({ state: 'undone', undo });
    const text = textOf({ kind: 'undone', removal, keptUntil: daysAgo(-30) });
    expect(text).toContain('rhea-osei keeps the seat in acme-labs');
    expect(text).toContain('Undone by <@U0NOOR>');
    expect(text).toContain('kept until 18 December');
    const forGood = textOf({ kind: 'undone', removal, keptUntil: undefined });
    expect(forGood).toContain('kept for good');
  });

  test.each([
    ['too-late', 'takes no ended seat back'],
    ['already-undone', 'taken back before'],
    ['never-removed', 'never took effect'],
    ['holds-seat', 'holds a seat in acme-labs that stays'],
    ['app-may-only-read', 'may only read'],
    ['busy', 'under way'],
  ] as const)('that was not possible (%s) says why', (kind, words) => {
    const text = textOf({ kind: 'not-undone', removal: aRemoval(), why: { kind } });
    expect(text).toMatch(/^\*Not undone\.\*/);
    expect(text).toContain(words);
  });

  test('that failed still offers Undo while it may work', () => {
    const why = { kind: 'refused-by-github', detail: 'busy' } as const;
    const message = renderOutcome({ kind: 'not-undone', removal: aRemoval(), why }, aContext());
    expect(labelsOf(message)).toEqual(['Undo']);
  });
});

describe('an exemption', () => {
  test('says until when, by whom and why', () => {
    const kept = aKept(Date.UTC(2027, 1, 1), { reason: 'on leave' });
    const text = textOf({ kind: 'kept', person: aPerson(), kept });
    expect(text).toContain('rhea-osei is kept until 31 January 2027');
    expect(text).toContain('<@U0MAYA>');
    expect(text).toContain('Reason: on leave');
  });

  test('for good says so', () => {
    const text = textOf({ kind: 'kept', person: aPerson(), kept: aKept(undefined) });
    expect(text).toContain('for good');
  });

  test('that ends, or never was, says so', () => {
    expect(textOf({ kind: 'unkept', person: aPerson() })).toContain('no longer kept');
    expect(textOf({ kind: 'not-kept', person: aPerson() })).toContain('is not kept');
  });
});
