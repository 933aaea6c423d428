/** What a row of the users report was used with and for: GitHub's breakdowns and flags, under one name each. */
import { z } from 'zod';
import type { WayKind, WayOfUse } from '../core/usage.ts';

const NAME_LENGTH = 60;
/** Of each kind; a person's day has fewer in any real report. */
const MOST_NAMES = 100;

/** Where each kind stands: in which lists, and under which key of their entries. */
const LISTS = {
  feature: [['totals_by_feature', 'feature']],
  editor: [['totals_by_ide', 'ide']],
  language: [
    ['totals_by_language_feature', 'language'],
    ['totals_by_language_model', 'language'],
  ],
  model: [
    ['totals_by_model_feature', 'model'],
    ['totals_by_language_model', 'model'],
  ],
} as const satisfies Record<WayKind, readonly (readonly [string, string])[]>;

/** Features that rows show by a flag or a block of counters of their own. */
const FLAGGED = [
  ['used_cli', 'copilot_cli'],
  ['used_copilot_coding_agent', 'cloud_agent'],
  ['used_copilot_cloud_agent', 'cloud_agent'],
  ['used_copilot_code_review_active', 'code_review'],
] as const;

/** GitHub's words for what it does not tell. */
const UNTOLD = new Set(['', 'unknown', 'others', 'other', 'none', 'null']);

/** One thing that GitHub calls by several names would otherwise count its people apart. */
const SAME_AS: ReadonlyMap<string, string> = new Map([
  ['intellij', 'jetbrains'],
  ['csharp', 'c#'],
  ['cpp', 'c++'],
  ['pwsh', 'powershell'],
  ['bash', 'shell'],
  ['sh', 'shell'],
  ['shellscript', 'shell'],
  ['golang', 'go'],
  ['yml', 'yaml'],
]);

/** Each once. A breakdown counts by being there: some entries of real rows have zeros alone. */
export function readWaysOfUse(row: Readonly<Record<string, unknown>>): WayOfUse[] {
  return [
    ...namesOf(row, 'feature', listFlagged(row)),
    ...namesOf(row, 'editor'),
    ...namesOf(row, 'language'),
    ...namesOf(row, 'model'),
  ];
}

function namesOf(
  row: Readonly<Record<string, unknown>>,
  kind: WayKind,
  flagged: readonly string[] = [],
): WayOfUse[] {
  const listed = LISTS[kind].flatMap(([list, key]) => readNames(row[list], key));
  const names = new Set([...flagged, ...listed].filter((name) => !UNTOLD.has(name)));
  return [...names].slice(0, MOST_NAMES).map((name) => ({ kind, name }));
}

const entries = z.array(z.record(z.string(), z.unknown()).catch({})).catch([]);

function readNames(list: unknown, key: string): string[] {
  return entries.parse(list).flatMap((entry) => {
    const name = entry[key];
    if (typeof name !== 'string') return [];
    const cleaned = name.trim().toLowerCase().slice(0, NAME_LENGTH);
    return [SAME_AS.get(cleaned) ?? cleaned];
  });
}

function listFlagged(row: Readonly<Record<string, unknown>>): string[] {
  return FLAGGED.filter(([flag]) => row[flag] === true).map(([, name]) => name);
}
