import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/slack/text.ts';
import { describeDecision } from '../../../src/slack/views/decision.ts';
import { type LogView, renderLog } from '../../../src/slack/views/log.ts';
import type { AuditAction, Decision } from '../../../src/store/audit-store.ts';
import { AUDIT_ACTIONS } from '../../../src/store/words.ts';
import { aPerson, daysAgo, NOW } from '../../support/seats.ts';
import { aContext, aDecision, aRemoval, buttonOf, labelsOf } from './support.ts';

function aView(overrides: Partial<LogView> = {}): LogView {
  return {
    decisions: [aDecision()],
    olderBefore: undefined,
    newer: undefined,
    undoable: new Set(),
    ...overrides,
  };
}

/** A decision that took two rows. */
function anEnded(
  action: AuditAction,
  outcome: string,
  { detail = {}, end = {} }: { detail?: Decision['detail']; end?: Decision['detail'] } = {},
): Decision {
  const ending = aDecision({ action: 'removal-ended', outcome, detail: end });
  return aDecision({ action, outcome: 'claimed', detail, end: ending });
}

function say(decision: Decision): string {
  return textOf(describeDecision(decision, NOW));
}

const idle = { evidence: { reason: 'last used on 2026-09-21, 58 days ago' } };
const weekly = { channelId: 'C0SEATS', weekday: 1, hour: 9, minute: 5, timeZone: 'Europe/Berlin' };

describe('the log', () => {
  test('says when, who, what, about whom, where, why and with what outcome, in a line each', () => {
    const removed = anEnded('removal-claimed', 'removed', {
      detail: idle,
      end: { lastDay: '2026-12-01' },
    });
    const { text } = renderLog(aView({ decisions: [removed] }), aContext());
    expect(text).toMatch(/<!date\^\d+\^\{date_short\}\|17 November 2026>: <@U0MAYA>/);
    expect(text).toContain(
      'removed the seat of *rhea-osei* in acme-labs: last used on 21 September, 58 days ago. Its last day: 1 December.',
    );
  });

  test('offers Undo once for each removal that it can take back, to managers', () => {
    const removalId = aRemoval().id;
    const undoable = new Set([removalId]);
    const decisions = [aDecision({ seq: 9, removalId }), aDecision({ seq: 8, removalId })];
    const view = aView({ decisions, undoable });
    expect(labelsOf(renderLog(view, aContext()))).toEqual(['Undo']);
    expect(labelsOf(renderLog(view, aContext({ mayAct: false })))).toEqual([]);
    expect(labelsOf(renderLog({ ...view, undoable: new Set() }, aContext()))).toEqual([]);
  });

  test('turns its pages where there are more', () => {
    const message = renderLog(aView({ olderBefore: 41, newer: { before: 52 } }), aContext());
    expect(labelsOf(message)).toEqual(['Newer', 'Older', 'Newest']);
    expect(buttonOf(message, 'Older').value).toBe(`g.${(41).toString(36)}`);
    expect(buttonOf(message, 'Newer').value).toBe(`g.${(52).toString(36)}`);
    expect(labelsOf(renderLog(aView(), aContext()))).toEqual([]);
  });

  test('is kind when nothing happened yet', () => {
    expect(renderLog(aView({ decisions: [] }), aContext()).text).toContain(
      'Nothing has been decided yet',
    );
  });
});

describe('a decision', () => {
  const seat = 'the seat of *rhea-osei* in acme-labs';
  const away = { action: 'undo-ended', by: undefined, outcome: 'restored on GitHub' } as const;

  test.each([
    [anEnded('removal-claimed', 'removed'), `removed ${seat}. It ended at once.`],
    [
      anEnded('removal-claimed', 'refused', { end: { detail: 'Forbidden.' } }),
      `asked to remove ${seat}. GitHub said no, and nothing was changed. Forbidden.`,
    ],
    [
      anEnded('removal-claimed', 'failed', { end: { detail: 'It was kept.' } }),
      `asked to remove ${seat}. Nothing was removed. It was kept.`,
    ],
    [anEnded('removal-claimed', 'rehearsed'), `asked to remove ${seat}. It was a rehearsal`],
    [
      anEnded('removal-claimed', 'removed', {
        detail: { evidence: { reason: 'given back', byHolder: true } },
        end: { lastDay: '2027-01-01' },
      }),
      `gave back ${seat}. Its last day: 1 January 2027.`,
    ],
    [
      aDecision({ action: 'removal-claimed', outcome: 'claimed' }),
      `asked to remove ${seat}. GitHub has not confirmed it yet.`,
    ],
    [
      anEnded('undo-claimed', 'undone', { end: { keptUntil: '2026-12-18T14:32:00Z' } }),
      `undid the removal of ${seat}, which stays and is kept until 18 December.`,
    ],
    [
      anEnded('undo-claimed', 'not undone', { end: { detail: 'It had ended.' } }),
      `asked to undo the removal of ${seat}. The seat still ends. It had ended.`,
    ],
    [aDecision(away), `Seatkeeper saw that ${seat} was given back on GitHub`],
    [
      aDecision({ action: 'removal-refused', outcome: 'too-early' }),
      `asked to remove ${seat}. Nothing was changed: it is too early.`,
    ],
    [
      aDecision({ action: 'undo-refused', outcome: 'not allowed: viewer' }),
      'Nothing was changed: that is for seat managers, and this was a viewer.',
    ],
    [
      aDecision({
        action: 'kept',
        detail: { until: '2027-02-01T00:00:00Z', reason: 'Joins a project' },
      }),
      `kept ${seat} until 31 January 2027. Reason: Joins a project`,
    ],
    [aDecision({ action: 'kept', outcome: 'always' }), `kept ${seat} for good.`],
    [
      aDecision({ action: 'link-decided', outcome: 'linked', detail: { slackUser: 'U0RHEA' } }),
      'approved the link of <@U0RHEA> to *rhea-osei*.',
    ],
    [
      aDecision({ action: 'link-decided', outcome: 'link refused' }),
      'did not confirm the link of somebody to *rhea-osei*.',
    ],
    [
      aDecision({ action: 'link-decided', by: undefined, outcome: 'linked by e-mail' }),
      'Slack and GitHub show the same verified e-mail address.',
    ],
    [
      aDecision({ action: 'seats-exported', detail: { seats: 1 } }),
      'took a list of all 1 seat as a file.',
    ],
    [
      aDecision({ action: 'digest-changed', outcome: 'added', detail: weekly }),
      'set up the weekly digest in <#C0SEATS>: every Monday at 09:05 (Europe/Berlin).',
    ],
    [
      aDecision({
        action: 'digest-changed',
        by: undefined,
        outcome: 'paused',
        detail: { ...weekly, why: 'archived' },
      }),
      'Seatkeeper paused the weekly digest in <#C0SEATS>, because the channel is archived: every',
    ],
    [
      aDecision({ action: 'digest-changed', by: undefined, outcome: 'changed', detail: weekly }),
      'The settings changed the weekly digest in <#C0SEATS>: every Monday at 09:05 (Europe/Berlin).',
    ],
    [
      aDecision({ action: 'digest-refused', outcome: 'not allowed: outsider' }),
      'asked to set up or change weekly digests. Nothing was changed: that is for seat managers, and this was somebody from another workspace.',
    ],
    [
      aDecision({ action: 'digest-refused', outcome: 'not allowed: unchecked' }),
      'Nothing was changed: Slack could not be asked who may do this.',
    ],
  ])('%# is told as it went', (decision, words) => {
    expect(say(decision)).toContain(words);
  });

  test('about somebody who was erased speaks of somebody', () => {
    const erased = aDecision({ person: undefined, organisation: undefined, detail: {} });
    expect(say(erased)).toContain('the seat of somebody.');
  });

  test('is always a sentence about who did it, whatever its details hold', () => {
    const anything = fc.dictionary(
      fc.constantFrom('reason', 'until', 'evidence', 'lastDay', 'channelId', 'weekday', 'why'),
      fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...AUDIT_ACTIONS),
        fc.string(),
        anything,
        fc.boolean(),
        (action, outcome, detail, ended) => {
          const end = ended ? aDecision({ outcome, detail }) : undefined;
          const person = aPerson('rhea-osei');
          const decision = aDecision({ at: daysAgo(2), action, outcome, person, detail, end });
          const text = say(decision);
          expect(text).toMatch(/^<@U0MAYA> [a-z]/);
          expect(text).not.toMatch(/undefined|\[object|NaN|null/);
        },
      ),
    );
  });
});
