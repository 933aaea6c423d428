/** One row of the users usage report: one person, one day. */
import { z } from 'zod';
import type { UsageDay } from '../store/usage-store.ts';
import { isPlausible, parseDay, parseInstant } from './instants.ts';
import { githubId } from './shapes.ts';
import { readWaysOfUse } from './ways-of-use.ts';

/** A row as it came. Reduced rows have nulls for most of their fields. */
export type UsageRow = Readonly<Record<string, unknown>>;

const COUNTERS = [
  'user_initiated_interaction_count',
  'code_generation_activity_count',
  'code_acceptance_activity_count',
  'ai_credits_used',
] as const;

/** Blocks of counters for what is used outside an editor. */
const BLOCKS = ['totals_by_cli', 'totals_by_copilot_app', 'totals_by_3rd_party_agent'] as const;

/**
 * Whether the row shows a sign of use on its day. Any of many signs will do: people who use only the
 * command line or the cloud agent have no interactions, and people who only take completions no credits.
 * A review that came by itself is no sign.
 */
export function isActiveRow(row: UsageRow): boolean {
  if (COUNTERS.some((key) => isPositive(row[key]))) return true;
  if (Object.entries(row).some(([key, value]) => value === true && isOwnUse(key))) return true;
  const editors = row['totals_by_ide'];
  if (Array.isArray(editors) && editors.length > 0) return true;
  return BLOCKS.some((key) => hasCount(row[key]));
}

function isOwnUse(key: string): boolean {
  return key.startsWith('used_') && !key.endsWith('_code_review_passive');
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}

/** A count above zero anywhere in a block, or in a list of blocks. */
function hasCount(block: unknown): boolean {
  if (Array.isArray(block)) return block.some(hasCount);
  if (typeof block !== 'object' || block === null) return false;
  return Object.entries(block).some(([key, value]) => key.endsWith('_count') && isPositive(value));
}

const identity = z.object({
  user_id: githubId,
  user_login: z.string().min(1),
  day: z.string().transform((text, context) => {
    const at = parseInstant(text);
    const day = parseDay(text);
    if (at !== undefined && day !== undefined && isPlausible(at)) return day;
    context.addIssue({ code: 'custom', message: 'not a day' });
    return z.NEVER;
  }),
});

export type ReadRow =
  | { readonly kind: 'used'; readonly day: UsageDay }
  | { readonly kind: 'unused' }
  /** Not a row of the users report. */
  | { readonly kind: 'odd' };

export function parseUsageRow(value: unknown): ReadRow {
  const { data } = identity.safeParse(value);
  const row = z.record(z.string(), z.unknown()).safeParse(value).data;
  if (data === undefined || row === undefined) return { kind: 'odd' };
  if (!isActiveRow(row)) return { kind: 'unused' };
  const day = {
    personId: data.user_id,
    login: data.user_login,
    day: data.day,
    editor: findEditor(row),
    ways: readWaysOfUse(row),
  };
  return { kind: 'used', day };
}

const byEditor = z.array(
  z.object({
    ide: z.string().min(1),
    user_initiated_interaction_count: z.number().nullish(),
    code_generation_activity_count: z.number().nullish(),
  }),
);

/** The editor that was used most on that day; the command line where there was none. */
function findEditor(row: UsageRow): string | undefined {
  const editors = (byEditor.safeParse(row['totals_by_ide']).data ?? []).toSorted(
    (one, other) => countOf(other) - countOf(one),
  );
  return editors[0]?.ide ?? (row['used_cli'] === true ? 'copilot_cli' : undefined);
}

function countOf(editor: z.infer<typeof byEditor>[number]): number {
  return (
    (editor.user_initiated_interaction_count ?? 0) + (editor.code_generation_activity_count ?? 0)
  );
}
