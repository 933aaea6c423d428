/**
 * The memory's door: narrow async functions with domain types. One call is one transaction, and no
 * transaction crosses the door. Nothing of SQL, Drizzle or the driver leaks out, so that a server
 * database can stand in for SQLite one day without touching a caller.
 */
import type { RemovalMode, SeatManagement } from '../core/removal.ts';
import type { TakenSeat } from '../core/savings.ts';
import type {
  Day,
  GrantKey,
  HeldSeat,
  Instant,
  Organisation,
  Person,
  Plan,
  Seat,
  SeatReading,
  SlackPerson,
} from '../core/seat.ts';
import type { ReadFailure, ReadHistory } from '../core/trust.ts';
import type { AuditStore } from './audit-store.ts';
import type { DigestStore, FigureStore } from './digest-store.ts';
import type { KeptStore } from './kept-store.ts';
import type { LinkStore } from './link-store.ts';
import type { TallyStore } from './tally-store.ts';
import type { UsageStore } from './usage-store.ts';

/** One installation of the GitHub App, as GitHub lists it. */
export interface InstallationReading {
  readonly installationId: number;
  readonly account: { readonly id: number; readonly name: string };
  readonly kind: 'organisation' | 'enterprise' | 'user';
  readonly suspended: boolean;
  /** The App may remove and give seats (`organization_copilot_seat_management: write`). */
  readonly appMayWrite: boolean;
}

/** An installation as remembered, with how its reads went. */
export interface OrganisationRecord {
  readonly organisation: Organisation;
  readonly installationId: number;
  readonly kind: InstallationReading['kind'];
  readonly state: 'active' | 'suspended' | 'removed';
  readonly appMayWrite: boolean;
  readonly seatManagement: SeatManagement;
  readonly history: ReadHistory;
  /** Failed or incomplete reads in a row since the last good one. */
  readonly failedReads: number;
  /** Whether trouble has been told in the alert channel and its end has not. */
  readonly troubleTold: boolean;
  /** True while more seats vanished at once than is believed. */
  readonly quarantined: boolean;
  /** A removal or undo that has been claimed and has not ended. */
  readonly removalsUnderWay: number;
  readonly earlierLogins: readonly string[];
}

export interface OrganisationStore {
  /** Remembers what GitHub lists now: new, renamed, suspended; what is missing becomes `removed`. */
  saveInstallations(found: readonly InstallationReading[], at: Instant): Promise<void>;
  /** All installations, by name; removed ones too. */
  list(): Promise<OrganisationRecord[]>;
  find(organisationId: number): Promise<OrganisationRecord | undefined>;
  saveSeatManagement(
    organisationId: number,
    setting: { readonly seatManagement: SeatManagement; readonly plan: Plan },
  ): Promise<void>;
  markTroubleTold(organisationId: number, told: boolean): Promise<void>;
}

/** How a read ended. */
export type ReadOutcome =
  /** Every page came, was valid, and agreed: absence may be believed. */
  | { readonly kind: 'complete'; readonly totalSeats: number; readonly pages: number }
  /** Something came; presence is believed, absence is not. */
  | {
      readonly kind: 'incomplete' | 'failed';
      readonly failure: ReadFailure;
      readonly pages: number;
    };

export interface ReadStore {
  /** Opens a read of one organisation. The id names it in the other calls. */
  start(organisationId: number, at: Instant): Promise<number>;
  /**
   * Merges one slice of a read: presence and signs of use only, nothing is ever overwritten by less.
   * Writes only what changed. Answers with the ids of the grants it saw (held seats only).
   */
  saveSlice(readId: number, seats: readonly SeatReading[], at: Instant): Promise<number[]>;
  /**
   * Ends a read. After a complete one, grants that are not in `present` are missed, and gone after
   * `planAbsences` (core/trust) says so; a person's older grant ends at once when a newer one is
   * present. `nobody` replaces the seats without an assignee after a complete read only.
   */
  finish(
    readId: number,
    end: {
      readonly outcome: ReadOutcome;
      readonly present: ReadonlySet<number>;
      readonly nobody: readonly SeatReading[];
      readonly at: Instant;
    },
  ): Promise<void>;
  /** Ends reads that a dead process left open. */
  abandonOpen(at: Instant): Promise<void>;
}

export interface SignalRecord {
  readonly organisation: Organisation;
  readonly at: Instant;
  readonly source: 'seat' | 'usage-report' | 'sign-in';
  readonly editor: string | undefined;
}

export interface SeatStore {
  /** Every open grant and every seat of nobody's, with the person's latest signs from everywhere. */
  list(): Promise<Seat[]>;
  find(grant: GrantKey): Promise<HeldSeat | undefined>;
  /** How many seats of `list` an organisation has that are not leaving. */
  countStaying(organisationId: number): Promise<number>;
  /** Merges one live reading of one seat, as a slice of a read would. */
  saveReading(organisationId: number, reading: SeatReading, at: Instant): Promise<void>;
  /** Ends a grant that a live read proved gone. */
  markGone(grant: GrantKey, at: Instant): Promise<void>;
}

export interface PersonRecord {
  readonly person: Person;
  readonly earlierLogins: readonly string[];
}

/** A grant as remembered, with how it ended. */
export interface GrantRecord {
  readonly organisation: Organisation;
  readonly grantedAt: Instant;
  /** The day that GitHub set for its end, as last read. */
  readonly lastDay: Day | undefined;
  /** When it was seen to be gone; undefined while it is open. */
  readonly endedAt: Instant | undefined;
}

/** All that is stored about one person, as plain JSON. */
export type PersonExport = Readonly<Record<string, unknown>>;

export interface PersonStore {
  /** By present login first (without case), then by an earlier one. */
  findByLogin(login: string): Promise<PersonRecord | undefined>;
  /** The newest sign of every day, source and organisation, newest first. */
  listSignals(personId: number): Promise<SignalRecord[]>;
  /** Every grant of a person: open ones first, then the one that ended last. */
  listGrants(personId: number): Promise<GrantRecord[]>;
  /** Everybody without an open grant, with the organisation that knew them last. */
  listSeatless(): Promise<{ readonly person: Person; readonly organisationId: number }[]>;
  /** Anybody who holds a seat there, seen in the newest read. */
  findHolderIn(organisationId: number): Promise<Person | undefined>;
  /** Logins that resemble nothing else: for suggesting the nearest when a login is unknown. */
  listLogins(): Promise<string[]>;
  /** With what the linked Slack account did; undefined if nothing is stored. */
  exportPerson(personId: number): Promise<PersonExport | undefined>;
  /** The same from the side of Slack: about the person only where a link is in force. */
  exportAccount(slack: SlackPerson): Promise<PersonExport | undefined>;
  /** Erases names, signs and evidence; audit rows keep ids and hashes. False if unknown. */
  erasePerson(personId: number, at: Instant): Promise<boolean>;
}

/** What was known when a removal was decided; stored before anything is sent. */
export interface Evidence {
  readonly login: string;
  readonly organisation: string;
  readonly reason: string;
  readonly idleSince: Instant;
  readonly thresholdDays: number;
  /** The seat as GitHub showed it just before. */
  readonly live: SeatReading;
  /** True when the person with the seat gave it back. */
  readonly byHolder?: boolean;
}

export type RemovalState =
  /** Written down; nothing has been sent. */
  | 'claimed'
  /** The DELETE is on its way or was; until GitHub is read back nobody knows. */
  | 'sent'
  | 'removed'
  /** GitHub said no. */
  | 'refused'
  /** Nothing was removed: it was never sent, or GitHub shows no trace of it. */
  | 'failed'
  /** Everything but the DELETE (`REMOVALS=dry-run`). */
  | 'rehearsed'
  | 'undo-sent'
  | 'undone';

export interface Removal {
  /** 128 random bits in hex. */
  readonly id: string;
  readonly grant: GrantKey;
  readonly person: Person;
  readonly organisation: Organisation;
  readonly state: RemovalState;
  readonly mode: RemovalMode;
  readonly by: SlackPerson;
  readonly claimedAt: Instant;
  readonly sentAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  /** The day GitHub set; undefined when the seat was simply gone. */
  readonly lastDay: Day | undefined;
  /** Why it was refused or failed, in words for people. */
  readonly detail: string | undefined;
  /** Price a month at removal, in hundredths of `currency`. */
  readonly price: number;
  readonly currency: string;
  readonly evidence: Evidence | undefined;
  readonly undo:
    | { readonly by: SlackPerson; readonly at: Instant; readonly detail: string | undefined }
    | undefined;
  readonly told: boolean;
}

export interface RemovalClaim {
  readonly id: string;
  readonly grant: GrantKey;
  readonly person: Person;
  readonly organisation: Organisation;
  readonly mode: RemovalMode;
  readonly by: SlackPerson;
  readonly evidence: Evidence;
  readonly price: number;
  readonly currency: string;
}

export type ClaimResult =
  | { readonly kind: 'claimed'; readonly removal: Removal }
  /** Somebody's live removal of this very grant stands. */
  | { readonly kind: 'already'; readonly removal: Removal }
  /** Another removal or undo in this organisation is under way. */
  | { readonly kind: 'busy'; readonly removal: Removal };

export type RemovalEnd =
  | { readonly state: 'removed'; readonly lastDay: Day | undefined }
  | { readonly state: 'refused' | 'failed'; readonly detail: string }
  | { readonly state: 'rehearsed' };

/** What GitHub said, for the audit row. */
export interface GitHubTrace {
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly seatsChanged?: number | undefined;
}

export interface RemovalStore {
  /**
   * Claims the removal of a grant with its evidence and its audit row. At most one live removal
   * (claimed, sent, removed, undo-sent) a grant, and one claimed, sent or undo-sent an organisation.
   */
  claim(claim: RemovalClaim, at: Instant): Promise<ClaimResult>;
  /** `claimed` → `sent`. False if it was not claimed any more. */
  markSent(id: string, at: Instant): Promise<boolean>;
  /** Ends `claimed` or `sent`, with its audit row. False if it had ended before. */
  settle(id: string, end: RemovalEnd, trace: GitHubTrace, at: Instant): Promise<boolean>;
  /** `removed` → `undo-sent`, with its audit row, unless the organisation has another under way. */
  claimUndo(id: string, by: SlackPerson, at: Instant): Promise<ClaimResult>;
  /**
   * Ends `undo-sent`: to `undone`, which keeps the person until `keptUntil` in the same transaction,
   * or back to `removed` with a reason. With its audit row. False if it had ended before.
   */
  settleUndo(
    id: string,
    end:
      | { readonly state: 'undone'; readonly keptUntil: Instant }
      | { readonly state: 'removed'; readonly detail: string },
    trace: GitHubTrace,
    at: Instant,
  ): Promise<boolean>;
  find(id: string): Promise<Removal | undefined>;
  /** The newest removal of this grant, whatever its state. */
  findForGrant(grant: GrantKey): Promise<Removal | undefined>;
  listForPerson(personId: number): Promise<Removal[]>;
  /** Claimed, sent or undo-sent: what a crash or a time-out left open. */
  listUnsettled(): Promise<Removal[]>;
  /** `removed`, while the latest look at the very grant shows it open and not leaving. */
  listContradicted(): Promise<Removal[]>;
  /**
   * `removed` → `undone`, because somebody gave the seat back on GitHub; with its audit row. Nobody is
   * kept and nobody is told, since nobody decided here. False if it was not `removed` any more.
   */
  markRestored(id: string, at: Instant): Promise<boolean>;
  /** Took effect, were not undone, and end on that UTC day or later; for what they have saved. */
  listTaken(since: Day): Promise<TakenSeat[]>;
  /** Ended, and the person who clicked has not been told by a message that lasts. */
  listUntold(): Promise<Removal[]>;
  markTold(id: string): Promise<void>;
}

export interface Store {
  readonly organisations: OrganisationStore;
  readonly reads: ReadStore;
  readonly seats: SeatStore;
  readonly usage: UsageStore;
  readonly people: PersonStore;
  readonly kept: KeptStore;
  readonly removals: RemovalStore;
  readonly links: LinkStore;
  readonly audit: AuditStore;
  readonly digests: DigestStore;
  readonly figures: FigureStore;
  readonly tallies: TallyStore;
  /** Deletes what is older than the retention allows; never the latest sign of somebody with a seat. */
  forgetOlderThan(before: Instant): Promise<void>;
  /** Whether the file still takes a write, for `/readyz`. */
  isWritable(): Promise<boolean>;
  close(): Promise<void>;
}
