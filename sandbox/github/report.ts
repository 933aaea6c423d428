import type { Account } from './accounts.ts';
import type { Company, Use } from './company.ts';
import { dayOf, type Person } from './seat-list.ts';

const DAY_MS = 86_400_000;

/** The 28 days that the latest report covers. */
export function reportDays(company: Company): readonly string[] {
  const end = company.now() - company.reportLagDays * DAY_MS;
  return Array.from({ length: 28 }, (_, back) => dayOf(end - (27 - back) * DAY_MS));
}

/**
 * The users report: one row per person and day of use, in the shape of the real ones. Rows follow
 * membership of the organisation, not the seat.
 */
export function usersReport(company: Company, account: Account): Record<string, unknown>[] {
  const days = reportDays(company);
  return dailyUses(company, account).map((uses) => userRow(uses, account, days));
}

/** The organisation's report: one object with a total for every day. */
export function totalsReport(company: Company, account: Account): Record<string, unknown> {
  const days = reportDays(company);
  const rows = usersReport(company, account);
  return {
    report_start_day: days[0],
    report_end_day: days.at(-1),
    ...scopeOf(account),
    created_at: new Date(company.now()).toISOString(),
    day_totals: days.map((day, index) => {
      const ofDay = rows.filter((row) => row['day'] === day);
      const week = new Set(days.slice(Math.max(0, index - 6), index + 1));
      return {
        day,
        ...scopeOf(account),
        daily_active_users: ofDay.length,
        weekly_active_users: people(rows.filter((row) => week.has(String(row['day'])))),
        monthly_active_users: people(rows.filter((row) => String(row['day']) <= day)),
        monthly_active_chat_users: people(rows.filter((row) => row['used_chat'] === true)),
        monthly_active_agent_users: 0,
        daily_active_cli_users: ofDay.filter((row) => row['used_cli'] === true).length,
        ...summed(ofDay),
        totals_by_ide: grouped(ofDay, 'totals_by_ide', ['ide']),
        totals_by_feature: grouped(ofDay, 'totals_by_feature', ['feature']),
        totals_by_language_feature: grouped(ofDay, 'totals_by_language_feature', LANGUAGE_FEATURE),
        totals_by_language_model: grouped(ofDay, 'totals_by_language_model', LANGUAGE_MODEL),
        totals_by_model_feature: grouped(ofDay, 'totals_by_model_feature', ['model', 'feature']),
      };
    }),
  };
}

const LANGUAGE_FEATURE = ['language', 'feature'];
const LANGUAGE_MODEL = ['language', 'model'];
const COUNTERS = [
  'user_initiated_interaction_count',
  'code_generation_activity_count',
  'code_acceptance_activity_count',
  'loc_suggested_to_add_sum',
  'loc_suggested_to_delete_sum',
  'loc_added_sum',
  'loc_deleted_sum',
];
/** The more often a name stands here, the more people have taken to it. */
const LANGUAGES = ['typescript', 'python', 'typescript', 'go', 'java', 'typescript', 'python'];
const SECOND_LANGUAGES = ['markdown', 'yaml', 'json', 'markdown', 'shell', 'typescript', 'css'];
const MODELS = [
  'claude-sonnet-4.6',
  'gpt-5.3-codex',
  'claude-sonnet-4.6',
  'auto',
  'gemini-3-pro',
  'gpt-5.3-codex',
  'claude-sonnet-4.6',
  'auto',
];

function dailyUses(company: Company, account: Account): Use[][] {
  const days = new Set(reportDays(company));
  const groups = new Map<string, Use[]>();
  for (const use of company.uses) {
    const day = dayOf(use.at);
    if (!days.has(day) || !belongs(use.person, account, company)) continue;
    const key = `${day} ${String(use.person.id).padStart(12, '0')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [use]);
    else group.push(use);
  }
  return [...groups.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, uses]) => uses);
}

function belongs(person: Person, account: Account, company: Company): boolean {
  if (account.kind === 'organisation') return account.members.has(person);
  return company.organisations().some(({ members }) => members.has(person));
}

function userRow(
  uses: readonly Use[],
  account: Account,
  days: readonly string[],
): Record<string, unknown> {
  const [first] = uses;
  if (first === undefined) return {};
  const { person, at, editor } = first;
  const day = dayOf(at);
  return {
    report_start_day: days[0],
    report_end_day: days.at(-1),
    day,
    ...scopeOf(account),
    user_id: person.id,
    user_login: person.login,
    ...(/^cli\b/i.test(editor) ? cliCounters(uses) : editorCounters(uses)),
    used_agent: false,
    used_copilot_coding_agent: false,
    used_copilot_cloud_agent: false,
    ai_adoption_phase: { phase_number: 2, phase: 'Phase 2', version: 'v1' },
    etl_id: 'green',
    day_partition: day,
    entity_id_partition: account.id,
  };
}

/** A day on the command line alone: every count of editors is zero, which is no sign of rest. */
function cliCounters(uses: readonly Use[]): Record<string, unknown> {
  const count = uses.length;
  return {
    ...countersOf(0),
    totals_by_ide: [],
    totals_by_feature: [],
    totals_by_language_feature: [],
    totals_by_language_model: [],
    totals_by_model_feature: [],
    used_chat: false,
    used_cli: true,
    totals_by_cli: {
      session_count: count,
      request_count: count * 3,
      prompt_count: count * 3,
      token_usage: {
        prompt_tokens_sum: count * 1400,
        output_tokens_sum: count * 900,
        avg_tokens_per_request: 766.7,
      },
      last_known_cli_version: { sampled_at: isoOf(uses), cli_version: '1.0.64-1' },
    },
    ai_credits_used: Math.round(count * 55) / 100,
  };
}

function editorCounters(uses: readonly Use[]): Record<string, unknown> {
  const parts = partsOf(uses);
  const by = (breakdown: string, keys: readonly string[]) =>
    grouped([{ [breakdown]: parts }], breakdown, keys);
  const chats = parts.some(({ feature }) => feature.startsWith('chat'));
  const counts = summed(parts);
  return {
    ...counts,
    totals_by_ide: [{ ...editorOf(uses), ...counts }],
    totals_by_feature: by('totals_by_feature', ['feature']),
    totals_by_language_feature: by('totals_by_language_feature', LANGUAGE_FEATURE).map(generated),
    totals_by_language_model: by('totals_by_language_model', LANGUAGE_MODEL).map(generated),
    totals_by_model_feature: by('totals_by_model_feature', ['model', 'feature']),
    used_chat: chats,
    used_cli: false,
    ai_credits_used: chats ? Math.round(uses.length * 37) / 100 : 0,
  };
}

function editorOf(uses: readonly Use[]): Record<string, unknown> {
  const [ide = 'vscode', version = '1.105.1', plugin = 'copilot', pluginVersion = '1.372.0'] =
    uses[0]?.editor.split('/') ?? [];
  const sampled = { sampled_at: isoOf(uses) };
  return {
    ide: ide.toLowerCase().startsWith('jetbrains') ? 'intellij' : ide.toLowerCase(),
    last_known_plugin_version: { ...sampled, plugin, plugin_version: pluginVersion },
    last_known_ide_version: { ...sampled, ide_version: version },
  };
}

/** What somebody does on a day: completes code nearly always, and chats in the way that is theirs. */
function partsOf(uses: readonly Use[]) {
  const [{ person, at } = { person: { id: 0 }, at: 0 }] = uses;
  const day = Math.floor(at / DAY_MS);
  const second = (person.id + day) % 4 === 0;
  const language = pick(second ? SECOND_LANGUAGES : LANGUAGES, person.id);
  const model = pick(MODELS, day % 5 === 0 ? person.id + 1 : person.id);
  return featuresOf(person.id, day).map((feature, index) => ({
    feature,
    language,
    model,
    ...countersOf(uses.length * (2 + ((person.id + index) % 5))),
  }));
}

function featuresOf(person: number, day: number): string[] {
  const completes = person % 9 !== 4;
  return [
    ...(completes ? ['code_completion'] : []),
    ...(person % 2 === 0 ? ['chat_panel_ask_mode'] : []),
    ...(person % 3 === 0 || !completes ? ['chat_panel_agent_mode', 'agent_edit'] : []),
    ...(person % 5 === 0 && day % 2 === 0 ? ['chat_inline'] : []),
    ...(person % 17 === 0 && day % 4 === 0 ? ['chat_panel_plan_mode'] : []),
  ];
}

/** Only the totals by editor and by feature count interactions beside generations. */
function generated(part: Record<string, unknown>): Record<string, unknown> {
  const { user_initiated_interaction_count: _, ...counts } = part;
  return counts;
}

function countersOf(count: number): Record<string, number> {
  const values = [count, count, Math.floor(count / 2), count * 4, 0, count * 2, 0];
  return Object.fromEntries(COUNTERS.map((name, index) => [name, values[index] ?? 0]));
}

/** GitHub writes these ids as text, unlike everywhere else. */
function scopeOf(account: Account): Record<string, string> {
  const id = String(account.id);
  return account.kind === 'organisation'
    ? { organization_id: id, enterprise_id: '200001' }
    : { enterprise_id: id };
}

function summed(rows: readonly Record<string, unknown>[]): Record<string, number> {
  const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
  return Object.fromEntries(COUNTERS.map((name) => [name, sum(name)]));
}

/** The rows' breakdowns of one kind, added up by the values of `keys`. */
function grouped(
  rows: readonly Record<string, unknown>[],
  breakdown: string,
  keys: readonly string[],
): Record<string, unknown>[] {
  const groups = new Map<string, Record<string, unknown>[]>();
  for (const row of rows) {
    for (const part of row[breakdown] as Record<string, unknown>[]) {
      const key = keys.map((name) => String(part[name])).join('\n');
      groups.set(key, [...(groups.get(key) ?? []), part]);
    }
  }
  return [...groups.values()].map((parts) => ({
    ...Object.fromEntries(keys.map((name) => [name, parts[0]?.[name]])),
    ...summed(parts),
  }));
}

function people(rows: readonly Record<string, unknown>[]): number {
  return new Set(rows.map((row) => row['user_id'])).size;
}

function isoOf(uses: readonly Use[]): string {
  return new Date(Math.max(...uses.map(({ at }) => at))).toISOString();
}

function pick(from: readonly string[], seed: number): string {
  return from[seed % from.length] ?? '';
}
