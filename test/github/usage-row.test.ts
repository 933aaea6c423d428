import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isActiveRow, parseUsageRow } from '../../src/github/usage-row.ts';
import { sample } from './support.ts';

const REST = {
  user_id: 7,
  user_login: 'rhea-osei',
  day: '2026-10-01',
  organization_id: '1001',
  user_initiated_interaction_count: 0,
  code_generation_activity_count: 0,
  code_acceptance_activity_count: 0,
  totals_by_ide: [],
  totals_by_feature: [],
  used_chat: false,
  used_agent: null,
  used_cli: false,
  used_copilot_code_review_passive: false,
  ai_credits_used: 0,
  ai_adoption_phase: { phase_number: 0, phase: 'No Cohort', version: 'v1' },
};

describe('a row of the users report', () => {
  it.each<[string, Record<string, unknown>]>([
    ['interactions', { user_initiated_interaction_count: 1 }],
    ['generations', { code_generation_activity_count: 1 }],
    ['acceptances', { code_acceptance_activity_count: 1 }],
    ['chat', { used_chat: true }],
    ['the command line by its flag alone', { used_cli: true }],
    ['the command line by its sessions', { totals_by_cli: { session_count: 2 } }],
    ['the app', { totals_by_copilot_app: { session_count: 1 } }],
    [
      'an agent of somebody else',
      { totals_by_3rd_party_agent: [{ agent: 'x', session_count: 1 }] },
    ],
    ['the cloud agent', { used_copilot_cloud_agent: true }],
    ['a review that was asked for', { used_copilot_code_review_active: true }],
    ['a flag to come', { used_something_new: true }],
    ['an editor', { totals_by_ide: [{ ide: 'vscode' }] }],
    ['credits', { ai_credits_used: 0.01 }],
  ])('is a sign of use by %s', (_, change) => {
    expect(isActiveRow({ ...REST, ...change })).toBe(true);
  });

  it.each<[string, Record<string, unknown>]>([
    ['nothing but zeros', {}],
    ['a review that came by itself', { used_copilot_code_review_passive: true }],
    ['nulls', { ai_credits_used: null, totals_by_ide: null, totals_by_cli: null, used_cli: null }],
    [
      'a command line that was never opened',
      { totals_by_cli: { session_count: 0, token_usage: { output_tokens_sum: 9 } } },
    ],
    ['words where numbers belong', { user_initiated_interaction_count: 'many' }],
    ['a flag in words', { used_chat: 'true' }],
  ])('is no sign of use with %s', (_, change) => {
    expect(isActiveRow({ ...REST, ...change })).toBe(false);
  });

  test('one more sign always makes it active, and a passive review never changes it', () => {
    const signs = fc.record(
      {
        user_initiated_interaction_count: fc.option(fc.nat()),
        ai_credits_used: fc.option(fc.nat()),
        used_chat: fc.option(fc.boolean()),
        used_copilot_code_review_passive: fc.option(fc.boolean()),
        totals_by_ide: fc.option(fc.array(fc.constant({ ide: 'vscode' }))),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(signs, (row) => {
        expect(isActiveRow({ ...row, used_cli: true })).toBe(true);
        const more = isActiveRow({ ...row, used_copilot_code_review_passive: true });
        expect(more).toBe(isActiveRow(row));
      }),
    );
  });

  it.each([
    [
      'the editor used most',
      {
        totals_by_ide: [
          { ide: 'vscode', code_generation_activity_count: 1 },
          { ide: 'intellij', user_initiated_interaction_count: 9 },
        ],
      },
      'intellij',
    ],
    ['the command line where there is no editor', { used_cli: true }, 'copilot_cli'],
    ['nothing where nothing is known', { used_chat: true }, undefined],
    [
      'nothing where editors are odd',
      { used_chat: true, totals_by_ide: [{ name: 'x' }] },
      undefined,
    ],
  ])('names %s', (_, change, editor) => {
    expect(parseUsageRow({ ...REST, ...change })).toMatchObject({
      kind: 'used',
      day: { personId: 7, login: 'rhea-osei', day: '2026-10-01', editor },
    });
  });

  it.each([
    ['ids as text', { user_id: '7', used_chat: true }, 'used'],
    ['no sign', {}, 'unused'],
    ['no person', { user_id: undefined }, 'odd'],
    ['an empty login', { user_login: '' }, 'odd'],
    ['no day', { day: undefined }, 'odd'],
    ['a day that is none', { day: '2026-02-30' }, 'odd'],
    ['a day before Copilot', { day: '1970-01-01' }, 'odd'],
  ])('with %s is %3$s', (_, change, kind) => {
    expect(parseUsageRow({ ...REST, ...change }).kind).toBe(kind);
  });

  it.each([[null], [[]], ['No report available'], [7], [undefined]])(
    'is odd when it is %j',
    (row) => {
      expect(parseUsageRow(row)).toEqual({ kind: 'odd' });
    },
  );

  it('is a sign of use 17 times without interactions or generations in GitHub’s real report', () => {
    const rows = sample('organization-users-28-day.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map((row) => parseUsageRow(row).kind)).not.toContain('odd');
    const quiet = rows.filter(
      (row) =>
        row['user_initiated_interaction_count'] === 0 &&
        row['code_generation_activity_count'] === 0,
    );
    expect(quiet).toHaveLength(17);
    expect(quiet.filter((row) => !isActiveRow(row))).toEqual([]);
  });
});
