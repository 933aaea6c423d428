import { describe, expect, it } from 'vitest';
import { parseUsageRow } from '../../src/github/usage-row.ts';
import { readWaysOfUse } from '../../src/github/ways-of-use.ts';
import { sample } from './support.ts';

const shortly = (row: Record<string, unknown>) =>
  readWaysOfUse(row).map(({ kind, name }) => `${kind} ${name}`);

describe('the ways of use in a row', () => {
  it('are its features, editors, languages and models, each once', () => {
    const row = {
      totals_by_feature: [{ feature: 'code_completion' }, { feature: 'code_completion' }],
      totals_by_ide: [{ ide: 'vscode' }],
      totals_by_language_feature: [{ language: 'go', feature: 'code_completion' }],
      totals_by_language_model: [{ language: 'Go', model: 'gpt-5.4' }],
      totals_by_model_feature: [{ model: 'gpt-5.4' }, { model: 'auto' }],
    };
    expect(shortly(row)).toEqual([
      'feature code_completion',
      'editor vscode',
      'language go',
      'model gpt-5.4',
      'model auto',
    ]);
  });

  it.each([
    ['the command line', { used_cli: true }, ['feature copilot_cli']],
    [
      'the cloud agent under both its names',
      { used_copilot_coding_agent: true, used_copilot_cloud_agent: true },
      ['feature cloud_agent'],
    ],
    ['a review asked for', { used_copilot_code_review_active: true }, ['feature code_review']],
    ['no review that came by itself', { used_copilot_code_review_passive: true }, []],
  ])('are told by flags of %s', (_, row, expected) => {
    expect(shortly(row)).toEqual(expected);
  });

  it('bear one name where GitHub has several', () => {
    const row = {
      totals_by_ide: [{ ide: 'intellij' }, { ide: 'JetBrains' }],
      totals_by_language_feature: ['csharp', 'c#', 'pwsh', 'bash'].map((language) => ({
        language,
      })),
    };
    expect(shortly(row)).toEqual([
      'editor jetbrains',
      'language c#',
      'language powershell',
      'language shell',
    ]);
  });

  it.each([
    ['what GitHub does not tell', { totals_by_ide: [{ ide: 'unknown' }, { ide: 'others' }] }],
    ['nulls', { totals_by_ide: null, totals_by_feature: null }],
    ['words and numbers where lists belong', { totals_by_ide: 'vscode', totals_by_feature: 7 }],
    ['odd entries', { totals_by_ide: [null, 7, 'vscode', { ide: 7 }, { ide: ' ' }, {}] }],
    ['flags in words', { used_cli: 'true' }],
  ])('are none from %s', (_, row) => {
    expect(shortly(row)).toEqual([]);
  });

  it('are held to a length and a number', () => {
    const totals_by_ide = Array.from({ length: 500 }, (_, n) => ({
      ide: `${n}${'x'.repeat(500)}`,
    }));
    const ways = readWaysOfUse({ totals_by_ide });
    expect(ways).toHaveLength(100);
    expect(Math.max(...ways.map(({ name }) => name.length))).toBe(60);
  });

  it('of GitHub’s real rows are there in all but the reduced ones', () => {
    const rows = sample('organization-users-28-day.ndjson')
      .trim()
      .split('\n')
      .map((line) => parseUsageRow(JSON.parse(line)));
    const ways = rows.flatMap((row) => (row.kind === 'used' ? [row.day.ways] : []));
    expect(ways.filter((each) => each.length === 0)).toHaveLength(0);
    const names = new Set(ways.flat().map(({ kind, name }) => `${kind} ${name}`));
    expect(names).toContain('feature copilot_cli');
    expect(names).toContain('editor jetbrains');
    expect(names).toContain('language c#');
    expect(names).toContain('model claude-opus-4.6');
    expect([...names].filter((name) => /unknown|others/.test(name))).toEqual([]);
  });
});
