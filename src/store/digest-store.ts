/**
 * The memory of the digest: which are set up, which turns were taken up, and what became of each.
 * Part of the memory's door (`store.ts`): one call is one transaction.
 */
import type { SeatDecision, Snapshot } from '../core/digest-change.ts';
import type { Occurrence, ScheduleState, WeekKey, WeeklyTime } from '../core/digest-schedule.ts';
import type { Figures, SeatFigures } from '../core/figures.ts';
import type { Day, GrantKey, Instant, Organisation, Person, SlackPerson } from '../core/seat.ts';
import type { DIGEST_NAMES, PAUSE_REASONS, SLOT_STATES } from './words.ts';

/** `auto`: names only in private channels of this company. */
export type DigestNames = (typeof DIGEST_NAMES)[number];
/** `by-hand`, or what is wrong with the channel. */
export type PauseReason = (typeof PAUSE_REASONS)[number];
export type SlotState = (typeof SLOT_STATES)[number];

/** What somebody chooses about a digest. */
export interface DigestWish extends WeeklyTime {
  readonly channelId: string;
  readonly names: DigestNames;
}

export interface DigestSchedule extends DigestWish, ScheduleState {
  readonly id: string;
  readonly paused: { readonly why: PauseReason; readonly at: Instant } | undefined;
  /** Undefined for the one from the settings. */
  readonly madeBy: SlackPerson | undefined;
  readonly madeAt: Instant;
}

export type ChangedSchedule =
  | { readonly kind: 'changed'; readonly schedule: DigestSchedule }
  | { readonly kind: 'deleted' }
  /** It is not what was seen any more, so nothing was changed. */
  | { readonly kind: 'overtaken' }
  /** The channel has one at that time already, so nothing was changed. */
  | { readonly kind: 'twin' };

/** A block as it was sent to Slack; the memory does not look inside. */
export interface FrozenBlock {
  readonly type: string;
}

/** A part of a message that stands or changes as one, and what it says in words. */
export interface FrozenPart {
  readonly text: string;
  readonly blocks: readonly FrozenBlock[];
}

/** All of a digest but its rows. `chart` may be left out where Slack refuses it. */
export interface FrozenFrame {
  readonly head: FrozenPart;
  readonly chart: FrozenPart | undefined;
  readonly foot: FrozenPart;
  /** In place of `foot` where no rows are shown after all; absent in digests of earlier versions. */
  readonly footWithoutRows?: FrozenPart;
}

export interface FrozenRow {
  readonly grant: GrantKey;
  readonly part: FrozenPart;
}

export interface DigestSlot {
  /** Goes with the message as metadata, so that the message can be found again. */
  readonly id: string;
  readonly scheduleId: string;
  /** Undefined for one that somebody asked for. */
  readonly week: WeekKey | undefined;
  readonly state: SlotState;
  readonly channelId: string;
  readonly dueAt: Instant;
  readonly claimedAt: Instant;
  readonly sendingAt: Instant | undefined;
  /** Attempts whose end Slack did not tell at once. */
  readonly attempts: number;
  /** Real time, not the clock of the rules: Slack asked for a pause, or an answer may still show. */
  readonly notBefore: number | undefined;
  readonly late: boolean;
  readonly askedBy: SlackPerson | undefined;
  readonly frame: FrozenFrame | undefined;
  readonly ts: string | undefined;
  readonly detail: string | undefined;
  /** How many weeks in a row a skipped one stands for. */
  readonly weeks: number;
}

/** A row of a posted digest, and what has become of its seat since. */
export interface PostedRow {
  readonly slotId: string;
  readonly position: number;
  readonly grant: GrantKey;
  /** Its part has been emptied, because the person has been erased. */
  readonly erased: boolean;
  /** Which truth the message shows here; empty while it is as posted. */
  readonly shown: string;
  /** As called now. */
  readonly person: Person;
  readonly organisation: Organisation;
  /** The newest removal of the very grant that stands, or that was undone after the digest. */
  readonly removalId: string | undefined;
  readonly removalState: 'removed' | 'undone' | undefined;
  readonly removalLastDay: Day | undefined;
  /** The seat as last read: on its way out, or gone. */
  readonly leavesOn: Day | undefined;
  readonly ended: boolean;
  /** The person's exemption, which may be over. */
  readonly kept: { readonly until: Instant | undefined } | undefined;
}

export interface SlotClaim {
  readonly id: string;
  readonly scheduleId: string;
  readonly week: WeekKey | undefined;
  readonly channelId: string;
  readonly dueAt: Instant;
  readonly askedBy: SlackPerson | undefined;
  readonly frame: FrozenFrame;
  readonly rows: readonly FrozenRow[];
  readonly snapshot: Snapshot;
  /** Turns before this one that nobody took up, newest first: skipped in the same transaction. */
  readonly missed: readonly Occurrence[];
}

export interface SkippedEnd {
  readonly detail: string;
  /** Pauses its schedule in the same transaction, unless that has another channel by now. */
  readonly pause: PauseReason | undefined;
  /** Somebody has paused or deleted its schedule, and so knows. */
  readonly untold?: boolean;
}

/** Something about a slot that whoever set the digest up has to be told. */
export interface OwedNotice {
  readonly slot: DigestSlot;
  readonly schedule: DigestSchedule;
  /** Nobody waits for it any more. */
  readonly isDeleted: boolean;
  /**
   * Who has heard it, by Slack id; false for whoever can never be reached. Who has heard of the pause
   * that followed has heard it, whichever slot they heard it from.
   */
  readonly heard: ReadonlyMap<string, boolean>;
}

/** What is decided about a schedule is written into the log in the same transaction. */
export interface DigestStore {
  /**
   * Brings the digest of the settings up to date: made, changed, or deleted when there is none. An
   * edit is one as in `changeSchedule`; a pause stays unless the channel changes.
   */
  saveFromSettings(wish: DigestWish | undefined, at: Instant): Promise<void>;
  /** All that are not deleted, oldest first; paused ones too. */
  listSchedules(): Promise<DigestSchedule[]>;
  /** Undefined once it is deleted. */
  findSchedule(id: string): Promise<DigestSchedule | undefined>;
  /**
   * Adds one, unless there is one with this id, which came twice, or one in the same channel at the same
   * time: that one is answered instead, as it stands.
   */
  addSchedule(wish: DigestWish, by: SlackPerson, at: Instant, id?: string): Promise<DigestSchedule>;
  /**
   * Changes one, and keeps a turn of the old time that was due and not taken up. A pause for the sake
   * of the channel ends when the channel changes. `seen` is what whoever changes it has seen of it, by
   * `formatWish`.
   */
  changeSchedule(
    id: string,
    change: { readonly wish: DigestWish; readonly seen: string },
    by: SlackPerson,
    at: Instant,
  ): Promise<ChangedSchedule>;
  /** By hand. False when it was paused before or is deleted. */
  pauseSchedule(id: string, by: SlackPerson, at: Instant): Promise<boolean>;
  /** Nothing that fell into the pause is owed. False when it was not paused. */
  resumeSchedule(id: string, by: SlackPerson, at: Instant): Promise<boolean>;
  /** False when it was deleted before. */
  deleteSchedule(id: string, by: SlackPerson, at: Instant): Promise<boolean>;
  /** The weeks that have a slot, whatever became of it; but not what was missed by a clock that was ahead. */
  listTakenWeeks(scheduleId: string, now: Instant): Promise<ReadonlySet<WeekKey>>;

  /**
   * Takes up a turn with its frozen content. Undefined when the week is taken, or the schedule is
   * paused or deleted meanwhile; for one asked for, when another is under way.
   */
  claim(claim: SlotClaim, at: Instant): Promise<DigestSlot | undefined>;
  /** Writes down that these turns (newest first) were missed; told as one. */
  skipMissed(scheduleId: string, missed: readonly Occurrence[], at: Instant): Promise<void>;
  /** Claimed or sending, oldest first. */
  listOpen(): Promise<DigestSlot[]>;
  findSlot(id: string): Promise<DigestSlot | undefined>;
  /** The rows of a slot as frozen. */
  listRows(slotId: string): Promise<FrozenRow[]>;
  /** Takes the chart out of the frozen content, because Slack refuses it. */
  dropChart(slotId: string): Promise<void>;
  /** Takes the rows out of the frozen content, because names may not stand in the channel any more. */
  dropRows(slotId: string): Promise<void>;
  /**
   * `claimed` → `sending`. Undefined if it was not claimed any more, or the schedule has been deleted or
   * moved to another channel meanwhile, or paused, unless somebody asked for this one.
   */
  markSending(id: string, late: boolean, at: Instant): Promise<DigestSlot | undefined>;
  /** `sending` → `claimed`: Slack has said that nothing was posted, so this was no attempt. */
  release(id: string, notBefore: number): Promise<void>;
  /** `sending` → `claimed`: the channel's history shows that nothing arrived. */
  sendAgain(id: string): Promise<void>;
  /** Leaves an open one as it is, to be looked at again then. */
  postpone(id: string, notBefore: number): Promise<void>;
  /** Aims a claimed one at the channel that its schedule has by now. */
  moveTo(id: string, channelId: string): Promise<void>;
  /** `sending` → `posted`. What the digest before it kept for comparing goes. */
  markPosted(id: string, ts: string, at: Instant): Promise<void>;
  /** `sending` → `unknown`, to be told. */
  markUnknown(id: string, detail: string): Promise<void>;
  /** Ends an open slot unposted, to be told unless nobody waits for it. */
  markSkipped(id: string, end: SkippedEnd, at: Instant): Promise<void>;

  /** Newest first. */
  listOwedNotices(): Promise<OwedNotice[]>;
  /** One message has told somebody (or never will) how these slots ended. */
  markHeard(
    slotIds: readonly string[],
    telling: { readonly recipient: string; readonly reached: boolean },
    at: Instant,
  ): Promise<void>;
  /** Nothing is owed for this slot any longer. */
  markTold(slotId: string): Promise<void>;

  /** What the schedule's last digest with good data kept for comparing. */
  findBaseline(scheduleId: string): Promise<Snapshot | undefined>;
  /** Removals that took effect since then and stand, and those undone since then. */
  listDecisions(since: Instant): Promise<SeatDecision[]>;

  /** The rows of digests posted since then, and what has become of their seats. */
  listPostedRows(since: Instant): Promise<PostedRow[]>;
  markShown(slotId: string, position: number, shown: string): Promise<void>;
}

export interface FigureStore {
  /** One row an organisation and UTC day; a later one of the same day replaces it. */
  save(figures: readonly SeatFigures[], at: Instant): Promise<void>;
  /** From that day on, oldest first. */
  list(since: Day): Promise<Figures[]>;
}
