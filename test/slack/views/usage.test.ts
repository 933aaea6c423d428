import { describe, expect, test } from 'vitest';
import { validateMessage } from '../../../sandbox/slack/block-kit.ts';
import { discloseUsage, reportDays, type UsageSums, WAY_KINDS } from '../../../src/core/usage.ts';
import type { ReportTrouble, UsagePicture } from '../../../src/decision/usage.ts';
import { renderUsage } from '../../../src/slack/views/usage.ts';
import { nameWay } from '../../../src/slack/views/usage-words.ts';
import { anOrganisation, NOW } from '../../support/seats.ts';
import { HOSTILE, LONGEST_LOGIN } from '../hostile.ts';
import { aContext, aRecord, findFlaws } from './support.ts';

const DAYS = reportDays('2026-11-19');

function sums(people: number, ways: UsageSums['ways'] = []): UsageSums {
  return { people, days: DAYS.map((day) => ({ day, people: people - 5 })), ways };
}

function aUsagePicture(whole: UsageSums, overrides: Partial<UsagePicture> = {}): UsagePicture {
  return {
    records: [aRecord()],
    listing: { kind: 'listed' },
    only: undefined,
    report: {
      of: [anOrganisation('acme-labs')],
      readAt: NOW,
      days: DAYS,
      figures: discloseUsage(whole, DAYS),
    },
    troubled: [],
    ...overrides,
  };
}

const failure = { kind: 'permission', detail: 'no', permission: 'Organization Copilot metrics' };
const TROUBLES: readonly ReportTrouble[] = [
  { kind: 'failed', failure: { ...failure, kind: 'permission' } },
  { kind: 'failed', failure: { ...failure, kind: 'outage' } },
  { kind: 'seats-unread', failure: { ...failure, kind: 'credentials' } },
  { kind: 'no-report' },
  { kind: 'unread' },
  { kind: 'old', lastDay: '2026-11-01' },
];

describe('the usage view', () => {
  test('has a chart, and the same message without it says all of it in words', () => {
    const { blocks, text, withoutChart } = renderUsage(aUsagePicture(sums(30)), aContext());
    expect(blocks.map(({ type }) => type)).toContain('data_visualization');
    expect(withoutChart?.map(({ type }) => type)).not.toContain('data_visualization');
    expect(text).toContain('from 16 November: 25, 25, 25, 25');
  });

  test('has no chart where every day is of fewer than five', () => {
    const { blocks, text } = renderUsage(aUsagePicture(sums(7)), aContext());
    expect(blocks.map(({ type }) => type)).not.toContain('data_visualization');
    expect(text).toContain('usually fewer than 5');
  });

  test('explains “nearly all”, and rounding, only where they stand', () => {
    const all = { kind: 'model', name: 'gpt-5.4', people: 29 } as const;
    const part = { ...all, people: 12 };
    const whole = renderUsage(aUsagePicture(sums(30, [all])), aContext()).text;
    expect(whole).toContain('gpt-5.4 (nearly all)');
    expect(whole).toContain('or all but fewer than 5');
    expect(whole).not.toContain('rounded down');
    const picture = aUsagePicture(sums(30, [all]));
    const figures = discloseUsage(sums(30, [all]), DAYS, sums(20, [part]));
    const { report } = picture;
    const one = renderUsage({ ...picture, report: report && { ...report, figures } }, aContext());
    expect(one.text).toContain('gpt-5.4 (10+)');
    expect(one.text).not.toContain('or all but fewer than 5');
    expect(one.text).toContain('rounded down to the next 5');
  });

  test('says where nothing can be said of a kind, and why', () => {
    const few = [{ kind: 'language', name: 'cobol', people: 3 }] as const;
    const { text } = renderUsage(aUsagePicture(sums(30, few)), aContext());
    expect(text).toContain('*By language:* too few people each to be shown.');
    expect(text).toContain('*By editor:* GitHub reports none.');
    expect(text).not.toContain('obol');
  });

  test('without any organisation says how one comes', () => {
    const nothing = { only: undefined, report: undefined, troubled: [] };
    const picture: UsagePicture = { ...nothing, records: [], listing: { kind: 'listed' } };
    expect(renderUsage(picture, aContext()).text).toContain('No organisation yet.');
  });

  test.each(TROUBLES)('of a report that is missing ($kind) says what is to be done', (trouble) => {
    const organisation = anOrganisation('acme-eu');
    const troubled = [{ organisation, isEnterprise: false, trouble, isCounted: false }];
    const { text } = renderUsage({ ...aUsagePicture(sums(30)), troubled }, aContext());
    expect(text).toContain('acme-eu is not in any figures here.');
    const [, words = ''] = text.split('acme-eu is not in any figures here.* ');
    expect(words.split('\n')[0]).toMatch(/(can |by itself|asks|ask again)/);
  });

  test('is nothing Slack refuses, and nothing that Slack would parse, whatever the names', () => {
    for (const foreign of [...HOSTILE, LONGEST_LOGIN, 'W'.repeat(60)]) {
      const ways = WAY_KINDS.flatMap((kind) =>
        Array.from({ length: 12 }, (_, n) => ({ kind, name: `${foreign}${n}`, people: 9 + n })),
      );
      const organisation = anOrganisation(foreign);
      const troubled = TROUBLES.flatMap((trouble) => [
        { organisation, isEnterprise: false, trouble, isCounted: false },
        { organisation, isEnterprise: true, trouble, isCounted: true },
      ]);
      const picture = aUsagePicture(sums(40, ways), { troubled, only: organisation });
      const { report } = picture;
      for (const shown of [
        { ...picture, report: report && { ...report, of: [organisation] } },
        { ...picture, report: report && { ...report, figures: undefined } },
        { ...picture, report: undefined },
      ]) {
        const message = renderUsage(shown, aContext({ noManagersFor: 'U0MAYA' }));
        expect(findFlaws(message)).toEqual([]);
        const plain = { text: message.text, blocks: message.withoutChart ?? message.blocks };
        expect(validateMessage(plain)).toEqual([]);
      }
    }
  });

  test('names ways as people do, and unknown ones as GitHub does', () => {
    expect(nameWay('feature', 'chat_panel_agent_mode')).toBe('Chat in agent mode');
    expect(nameWay('feature', 'mind_reading')).toBe('Mind reading');
    expect(nameWay('editor', 'vscode')).toBe('VS Code');
    expect(nameWay('language', 'python')).toBe('Python');
    expect(nameWay('language', 'c#')).toBe('C#');
    expect(nameWay('model', 'gpt-5.4')).toBe('gpt-5.4');
    expect(nameWay('model', 'auto')).toBe('automatic choice');
  });
});
