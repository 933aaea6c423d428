/** From the memory to the decision: everything known, judged as of now. */
import {
  type Board,
  type BoardPolicy,
  judgeBoard,
  type OrganisationOutlook,
} from '../core/board.ts';
import type { Instant } from '../core/seat.ts';
import { judgeTrust, type Listing, type Trust, type TrustPolicy } from '../core/trust.ts';
import type { OrganisationRecord, Store } from '../store/store.ts';

export interface DecisionDeps {
  readonly store: Pick<Store, 'organisations' | 'seats'>;
  readonly policy: BoardPolicy & TrustPolicy;
  readonly now: () => Instant;
  /** How GitHub was last asked where its App is installed. */
  readonly listing: () => Listing;
}

/** Every seat judged, and how the reads went. */
export interface Picture extends Board {
  /** All installations as remembered, removed and suspended ones too. */
  readonly records: readonly OrganisationRecord[];
  readonly listing: Listing;
}

/**
 * Judges all seats that are remembered of the organisations that are still installed, by the policy's
 * threshold or by a longer idleness that a list asks for.
 */
export async function loadPicture(
  { store, policy, now, listing }: DecisionDeps,
  listedAfterDays?: number,
): Promise<Picture> {
  const records = await store.organisations.list();
  const seats = await store.seats.list();
  const at = now();
  const outlooks = records.filter(isRead).map((record) => outlookOf(record, policy, at));
  const board = judgeBoard(seats, outlooks, { ...policy, listedAfterDays }, at);
  return { ...board, records, listing: listing() };
}

/** Organisations count until their installation is removed; a suspended one grows stale by itself. */
function isRead(record: OrganisationRecord): boolean {
  return record.kind === 'organisation' && record.state !== 'removed';
}

function outlookOf(
  record: OrganisationRecord,
  policy: TrustPolicy,
  now: Instant,
): OrganisationOutlook {
  return {
    organisation: record.organisation,
    trust: explain(judgeTrust(record.history, policy, now), record),
    appMayWrite: record.appMayWrite,
    seatManagement: record.seatManagement,
    removalsUnderWay: record.removalsUnderWay,
  };
}

/** A suspended installation is not asked, so no failed read says why its data grows old. */
function explain(trust: Trust, { state }: OrganisationRecord): Trust {
  if (state !== 'suspended' || (trust.kind !== 'stale' && trust.kind !== 'unread')) return trust;
  return { ...trust, failure: { kind: 'suspended', detail: 'The installation is suspended.' } };
}
