/** What came of a removal, an undo or an exemption: what the removal room answers and people are told. */
import type { Obstacle } from '../core/removal.ts';
import type { Instant, Kept, Organisation, Person } from '../core/seat.ts';
import type { ReadFailure } from '../core/trust.ts';
import type { Removal } from '../store/store.ts';

/** Whose seat, and where. */
export interface Subject {
  readonly person: Person;
  readonly organisation: Organisation;
}

/** What can stop a removal and an undo alike. Nothing was changed, unless the kind says otherwise. */
export type Hindrance =
  /** Another removal or undo in this organisation is under way. */
  | { readonly kind: 'busy' }
  /** GitHub could not be asked how things stand, so nothing was sent. */
  | { readonly kind: 'not-asked'; readonly failure: ReadFailure }
  /** Seatkeeper is being stopped, so nothing was sent. */
  | { readonly kind: 'stopping' }
  /** The memory did not take the decision, so nothing was sent. */
  | { readonly kind: 'not-written' }
  /** GitHub was asked and said no; `detail` in words for people. */
  | { readonly kind: 'refused-by-github'; readonly detail: string }
  /** It was decided and came to nothing; `detail` is a sentence that says why. */
  | { readonly kind: 'came-to-nothing'; readonly detail: string }
  /** The login belongs to somebody else by now. */
  | { readonly kind: 'changed-hands' };

export type NotRemovedReason =
  | Obstacle
  | Hindrance
  /** GitHub shows no seat for this person any more. */
  | { readonly kind: 'left' }
  /** A use or a sign-in came to light that the decision did not know of, though the seat lies idle. */
  | { readonly kind: 'newer-sign'; readonly sign: 'use' | 'sign-in'; readonly at: Instant }
  /** The seat was taken back and given anew; the button spoke of the old one. */
  | { readonly kind: 're-granted'; readonly grantedAt: Instant };

export type NotUndoneReason =
  | Hindrance
  /** The last day has come (or there never was one): GitHub gives no cancelled seat back. */
  | { readonly kind: 'too-late' }
  | { readonly kind: 'already-undone' }
  /** The removal never took effect, so there is nothing to take back. */
  | { readonly kind: 'never-removed' }
  /** The person holds a seat that stays, given by somebody else meanwhile. */
  | { readonly kind: 'holds-seat' }
  | { readonly kind: 'app-may-only-read' };

export type Outcome =
  /** Took effect; `removal.lastDay` is the day that GitHub set. */
  | { readonly kind: 'removed'; readonly removal: Removal }
  /** Took effect at once: the seat is gone and cannot be given back by Undo. */
  | { readonly kind: 'gone-at-once'; readonly removal: Removal }
  /** Somebody's live removal of this very grant stands. */
  | { readonly kind: 'already-removed'; readonly removal: Removal }
  | { readonly kind: 'not-removed'; readonly subject: Subject; readonly why: NotRemovedReason }
  /** Sent, without a usable answer: it is being looked up, and the person who clicked will be told. */
  | { readonly kind: 'unknown-yet'; readonly removal: Removal }
  /** Everything but the DELETE. */
  | { readonly kind: 'rehearsed'; readonly removal: Removal }
  /** `keptUntil` undefined is for good. */
  | {
      readonly kind: 'undone';
      readonly removal: Removal;
      readonly keptUntil: Instant | undefined;
    }
  | { readonly kind: 'not-undone'; readonly removal: Removal; readonly why: NotUndoneReason }
  | { readonly kind: 'undo-unknown-yet'; readonly removal: Removal }
  | { readonly kind: 'kept'; readonly person: Person; readonly kept: Kept }
  | { readonly kind: 'unkept'; readonly person: Person }
  /** There was no exemption in force to end. */
  | { readonly kind: 'not-kept'; readonly person: Person };
