/**
 * The memory of usage reports. Part of the memory's door (`store.ts`): one call is one transaction,
 * but for those that say that they go in slices.
 */
import type { Day, Instant } from '../core/seat.ts';
import type { ReadFailure } from '../core/trust.ts';
import type { UsageSums, WayOfUse } from '../core/usage.ts';

/** A day on which a usage report shows a sign of use. */
export interface UsageDay {
  readonly personId: number;
  readonly login: string;
  readonly day: Day;
  readonly editor: string | undefined;
  /** What Copilot was used with and for on that day, each once. */
  readonly ways: readonly WayOfUse[];
}

/** What a try to read an organisation's report came to. */
export type ReportEnd =
  /** `lastDay` is the last day that the report covers. */
  | { readonly kind: 'read'; readonly lastDay: Day }
  | { readonly kind: 'no-report' }
  | { readonly kind: 'failed'; readonly failure: ReadFailure };

export interface UsageReportRecord {
  readonly organisationId: number;
  /** The newest report that was read whole. */
  readonly read: { readonly at: Instant; readonly lastDay: Day } | undefined;
  /** Why the latest try brought nothing. */
  readonly trouble: Exclude<ReportEnd, { kind: 'read' }> | undefined;
}

export interface UsageStore {
  /** Merges days of a report in slices. Writes only what changed. */
  saveDays(organisationId: number, days: readonly UsageDay[], at: Instant): Promise<void>;
  saveReportEnd(organisationId: number, end: ReportEnd, at: Instant): Promise<void>;
  listReports(): Promise<UsageReportRecord[]>;
  /**
   * Counts the people in these organisations' reports from `firstDay` to `lastDay`, in slices of
   * people: every person once, wherever reported.
   */
  countPeople(span: {
    readonly organisationIds: readonly number[];
    readonly firstDay: Day;
    readonly lastDay: Day;
  }): Promise<UsageSums>;
  /** Deletes ways of use that were last gone before this day. */
  forgetWays(before: Day): Promise<void>;
}
