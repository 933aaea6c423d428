/** Verdicts and their reasons in words that a person would use. Plain strings: escaped where they land. */
import type { Idle, State, Verdict } from '../../core/dormancy.ts';
import { GITHUB_REMEMBERS_DAYS } from '../../core/dormancy.ts';
import { formatMoney } from '../../core/money.ts';
import type { Savings } from '../../core/savings.ts';
import type { HeldSeat, Instant, Kept, Plan } from '../../core/seat.ts';
import { dayOf, formatDay, formatNumber, lastDayBefore, plain, plural } from '../text.ts';
import type { ViewContext } from './context.ts';

const EDITOR_LENGTH = 20;

const EDITORS = new Map([
  ['vscode', 'VS Code'],
  ['visualstudio', 'Visual Studio'],
  ['jetbrains', 'JetBrains'],
  // The usage report calls every JetBrains editor by the first one's name.
  ['intellij', 'JetBrains'],
  ['cli', 'Copilot CLI'],
  ['xcode', 'Xcode'],
  ['neovim', 'Neovim'],
  ['vim', 'Vim'],
  ['emacs', 'Emacs'],
  ['eclipse', 'Eclipse'],
  ['copilot_pr_review', 'a pull request review'],
  ['copilot_cli', 'Copilot CLI'],
  ['copilot-cli', 'Copilot CLI'],
  ['github.com', 'github.com'],
]);

/** GitHub's free text, such as `vscode/1.99.0/copilot/1.308.0`, as a name; undefined for `/`. */
export function nameEditor(editor: string | undefined): string | undefined {
  const [product = ''] = (editor ?? '').split('/');
  const cleaned = plain(product, EDITOR_LENGTH);
  if (cleaned === '') return undefined;
  const key = cleaned.toLowerCase();
  // JetBrains names its products after a dash: JetBrains-IU, JetBrains-PC.
  return EDITORS.get(key) ?? EDITORS.get(key.split('-')[0] ?? '') ?? cleaned;
}

function ago(days: number): string {
  return days === 0 ? 'today' : `${plural(days, 'day')} ago`;
}

/** Why a seat counts as idle: after the login and a colon. */
export function describeReason(seat: HeldSeat, { reason, idleDays }: Idle, now: Instant): string {
  switch (reason.kind) {
    case 'never-used':
      return `never used since it was given on ${formatPersonDay(seat.grantedAt, now)}, ${ago(idleDays)}`;
    case 'no-record':
      return `no use on record for at least ${plural(reason.recordDays, 'day')}; GitHub keeps ${GITHUB_REMEMBERS_DAYS} days, and Seatkeeper has watched since ${formatPersonDay(seat.watchedSince, now)}. Given on ${formatPersonDay(seat.grantedAt, now)}, ${ago(idleDays)}`;
    case 'stopped': {
      const editor = nameEditor(reason.lastUse.editor);
      const where = editor === undefined ? '' : ` in ${editor}`;
      const used = `last used on ${formatPersonDay(reason.lastUse.at, now)}${where}, ${ago(reason.daysAgo)}`;
      // Idle since the newer grant, which is also its place in a list.
      return seat.grantedAt <= reason.lastUse.at
        ? used
        : `${used}; this seat was given on ${formatPersonDay(seat.grantedAt, now)}, ${ago(idleDays)}`;
    }
  }
}

/** The same, as short as a confirmation needs it. */
export function describeReasonShortly(
  seat: HeldSeat,
  { reason, idleDays }: Idle,
  now: Instant,
): string {
  switch (reason.kind) {
    case 'never-used':
      return `Never used since ${formatPersonDay(seat.grantedAt, now)}, ${ago(idleDays)}.`;
    case 'no-record':
      return `No use on record for at least ${plural(reason.recordDays, 'day')}.`;
    case 'stopped':
      return `Last used on ${formatPersonDay(reason.lastUse.at, now)}, ${ago(reason.daysAgo)}.`;
  }
}

/** Why an idle seat is set apart as unclear; undefined for one that is simply dormant. */
export function describeDoubt(
  seat: HeldSeat,
  verdict: Verdict,
  { now }: Pick<ViewContext, 'now'>,
): string | undefined {
  if (verdict.state !== 'unclear') return undefined;
  if (verdict.why === 'signed-in' && seat.lastSignInAt !== undefined) {
    return `Signed in to Copilot on ${formatPersonDay(seat.lastSignInAt, now)} though: telemetry may be off, so ask first.`;
  }
  return `That cannot be told from a seat in use: GitHub keeps ${GITHUB_REMEMBERS_DAYS} days, and Seatkeeper has watched since ${formatPersonDay(seat.watchedSince, now)}.`;
}

/** About people only days are said, as days in UTC: the same for every reader. */
export function formatPersonDay(at: Instant, now: Instant): string {
  return formatDay(dayOf(at), now);
}

export const STATE_WORDS = {
  active: 'in use',
  dormant: 'idle',
  unclear: 'unclear',
  new: 'new',
  kept: 'kept',
  leaving: 'leaving',
  nobody: 'held by nobody',
} as const satisfies Record<State, string>;

export const PLAN_WORDS = {
  business: 'Copilot Business',
  enterprise: 'Copilot Enterprise',
  unknown: 'plan not told by GitHub',
} as const satisfies Record<Plan, string>;

/** `until 31 January` or `for good`. */
export function describeKeptEnd({ until }: Pick<Kept, 'until'>, now: Instant): string {
  return until === undefined ? 'for good' : `until ${formatDay(lastDayBefore(until), now)}`;
}

/** How many idle seats can be removed here, come through teams, or cannot be removed now. */
export function describeSplit(idle: number, removable: number, throughTeams: number): string {
  const rest = idle - removable - throughTeams;
  const parts = [
    `${formatNumber(removable)} can be removed here`,
    throughTeams > 0
      ? `${formatNumber(throughTeams)} ${throughTeams === 1 ? 'comes' : 'come'} through a team`
      : undefined,
    rest > 0 ? `${formatNumber(rest)} cannot be removed now` : undefined,
  ];
  return `${parts.filter((part) => part !== undefined).join(', ')}.`;
}

/** What removals have saved; undefined where that is nothing. */
export function describeSavings({ reachDays, amounts }: Savings): string | undefined {
  const sums = [...amounts].map(([currency, amount]) => formatMoney(amount, currency));
  if (sums.length === 0) return undefined;
  const span = reachDays === 365 ? '12 months' : plural(reachDays, 'day');
  return `Removals of the last ${span} have saved up to ${sums.join(' and ')} so far: a seat’s price for every full month without it.`;
}

export function money(hundredths: number, { currency }: Pick<ViewContext, 'currency'>): string {
  return formatMoney(hundredths, currency);
}
