/** The log of decisions: what a row holds, and how it is read. Part of the memory's door (`store.ts`). */
import type { Instant, Organisation, Person, SlackPerson } from '../core/seat.ts';

export type AuditAction =
  | 'removal-refused'
  | 'removal-claimed'
  | 'removal-ended'
  | 'undo-refused'
  | 'undo-claimed'
  | 'undo-ended'
  | 'kept'
  | 'unkept'
  | 'refresh-asked'
  | 'link-requested'
  | 'link-decided'
  | 'link-ended'
  /** The person with the seat was sent a message about its removal (`removed`) or the undo (`undone`). */
  | 'colleague-told'
  | 'seats-exported'
  /** Outcome: added, changed, paused, resumed, deleted, asked for. */
  | 'digest-changed'
  /** Somebody who is no seat manager wanted to see, set up or change digests. */
  | 'digest-refused'
  | 'person-erased';

export interface AuditEntry {
  readonly action: AuditAction;
  readonly by: SlackPerson | undefined;
  readonly organisation: Organisation | undefined;
  readonly person: Person | undefined;
  readonly removalId: string | undefined;
  /** One word or two, such as `removed`, `not a manager`, `used since`. Never a name. */
  readonly outcome: string;
  /** Names, reasons and evidence: stored beside the row, erasable, held to it by a salted hash. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface AuditRecord extends AuditEntry {
  readonly seq: number;
  readonly at: Instant;
}

/** What somebody decided, with what came of it where that was written down later. */
export interface Decision extends AuditRecord {
  /** Undefined while it is open, and for what ends at once. */
  readonly end: AuditRecord | undefined;
}

export interface DecisionPage {
  /** Newest first. */
  readonly decisions: readonly Decision[];
  /** A `seq` to ask for the decisions before it; undefined when these are the oldest. */
  readonly olderBefore: number | undefined;
  /** The same for the page after this one, undefined in it for the newest; undefined when these are the newest. */
  readonly newer: { readonly before: number | undefined } | undefined;
}

export interface AuditStore {
  append(entry: AuditEntry, at: Instant): Promise<void>;
  /** Every row, newest first. `before` is a `seq` to page on from. */
  list(page: {
    readonly limit: number;
    readonly before?: number | undefined;
  }): Promise<AuditRecord[]>;
  /** A decision is one, however many rows it took. */
  listDecisions(page: {
    readonly limit: number;
    readonly before?: number | undefined;
  }): Promise<DecisionPage>;
  /** Checks the chain of hashes; the first broken `seq`, or undefined when it holds. */
  findBreak(): Promise<number | undefined>;
}
