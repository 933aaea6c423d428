/** From the memory to the figures of the usage report, and to what is missing from them. */
import type { Day, Instant, Organisation } from '../core/seat.ts';
import type { Listing, ReadFailure } from '../core/trust.ts';
import { chooseReports, discloseUsage, reportDays, type UsageFigures } from '../core/usage.ts';
import type { OrganisationRecord, Store } from '../store/store.ts';
import type { UsageReportRecord } from '../store/usage-store.ts';

/** Why an organisation's or an enterprise's report is not there, or not as new as it could be. */
export type ReportTrouble =
  | { readonly kind: 'failed'; readonly failure: ReadFailure }
  /** Its seats could not be read, and the report is asked for after them. */
  | { readonly kind: 'seats-unread'; readonly failure: ReadFailure }
  | { readonly kind: 'no-report' }
  /** Nobody has tried yet. */
  | { readonly kind: 'unread' }
  /** It ends so long ago that it is not put together with the others. */
  | { readonly kind: 'old'; readonly lastDay: Day };

export interface TroubledReport {
  readonly organisation: Organisation;
  readonly isEnterprise: boolean;
  readonly trouble: ReportTrouble;
  /** An earlier report of it is in the figures all the same. */
  readonly isCounted: boolean;
}

export interface UsagePicture {
  /** All installations as remembered. */
  readonly records: readonly OrganisationRecord[];
  readonly listing: Listing;
  /** The one that was asked for; undefined for all. */
  readonly only: Organisation | undefined;
  /** Undefined where there is no report to tell of. */
  readonly report:
    | {
        readonly of: readonly Organisation[];
        /** The oldest of the readings that are in it. */
        readonly readAt: Instant;
        readonly days: readonly Day[];
        /** Undefined where they would tell of fewer than five people. */
        readonly figures: UsageFigures | undefined;
      }
    | undefined;
  readonly troubled: readonly TroubledReport[];
}

export interface UsageDeps {
  readonly store: Pick<Store, 'organisations' | 'usage'>;
  readonly now: () => Instant;
  readonly listing: () => Listing;
}

interface ReadReport {
  readonly organisation: Organisation;
  readonly at: Instant;
  readonly lastDay: Day;
}

/** The figures of all organisations, or of one of them held against all. */
export async function loadUsage(
  { store, now, listing }: UsageDeps,
  only: Organisation | undefined,
): Promise<UsagePicture> {
  const records = await store.organisations.list();
  const reporting = records.filter(({ kind, state }) => kind !== 'user' && state !== 'removed');
  const reports = new Map(
    (await store.usage.listReports()).map((report) => [report.organisationId, report]),
  );
  const read = reporting.flatMap(({ organisation }): ReadReport[] => {
    const found = reports.get(organisation.id)?.read;
    return found === undefined ? [] : [{ organisation, ...found }];
  });
  const choice = chooseReports(read, now());
  const chosen = choice?.chosen ?? [];
  const counted = new Set(chosen.map(({ organisation }) => organisation.id));
  const troubled = reporting
    .filter(({ organisation }) => only === undefined || organisation.id === only.id)
    .flatMap((record) => findTrouble(record, reports.get(record.organisation.id), counted));
  const asked = only === undefined ? chosen : chosen.filter(isOf(only));
  if (choice === undefined || asked.length === 0)
    return { records, listing: listing(), only, report: undefined, troubled };
  const days = reportDays(choice.lastDay);
  return {
    records,
    listing: listing(),
    only,
    report: {
      of: asked.map(({ organisation }) => organisation),
      readAt: Math.min(...asked.map(({ at }) => at)),
      days,
      figures: await loadFigures(store, days, chosen, asked),
    },
    troubled,
  };
}

function isOf({ id }: Organisation) {
  return ({ organisation }: ReadReport) => organisation.id === id;
}

async function loadFigures(
  store: UsageDeps['store'],
  days: readonly Day[],
  chosen: readonly ReadReport[],
  asked: readonly ReadReport[],
): Promise<UsageFigures | undefined> {
  const [firstDay = ''] = days;
  const count = (reports: readonly ReadReport[]) =>
    store.usage.countPeople({
      organisationIds: reports.map(({ organisation }) => organisation.id),
      firstDay,
      lastDay: days.at(-1) ?? firstDay,
    });
  const whole = await count(chosen);
  // A part that is all there is needs no holding against the whole.
  return asked.length === chosen.length
    ? discloseUsage(whole, days)
    : discloseUsage(whole, days, await count(asked));
}

function findTrouble(
  record: OrganisationRecord,
  report: UsageReportRecord | undefined,
  counted: ReadonlySet<number>,
): TroubledReport[] {
  const { organisation, kind } = record;
  const isCounted = counted.has(organisation.id);
  const trouble = explainTrouble(record, report, isCounted);
  return trouble === undefined
    ? []
    : [{ organisation, isEnterprise: kind === 'enterprise', trouble, isCounted }];
}

function explainTrouble(
  { state, history }: OrganisationRecord,
  report: UsageReportRecord | undefined,
  isCounted: boolean,
): ReportTrouble | undefined {
  if (state === 'suspended') {
    return {
      kind: 'failed',
      failure: { kind: 'suspended', detail: 'The installation is suspended.' },
    };
  }
  if (report?.trouble !== undefined) return report.trouble;
  if (report?.read !== undefined) {
    return isCounted ? undefined : { kind: 'old', lastDay: report.read.lastDay };
  }
  return history.lastFailure === undefined
    ? { kind: 'unread' }
    : { kind: 'seats-unread', failure: history.lastFailure };
}
