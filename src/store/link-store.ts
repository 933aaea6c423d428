/** Who in Slack is whom on GitHub: known by evidence only, and never guessed from names. */
import { DAY_MS, type Instant, MINUTE_MS, type Person, type SlackPerson } from '../core/seat.ts';
import type { Removal } from './store.ts';

/** A request that nobody decided for so long is not open any more. */
export const REQUEST_LIVES_MS = 14 * DAY_MS;
/** Seat managers are asked for one Slack account no more often than this. */
export const REQUEST_PAUSE_MS = 5 * MINUTE_MS;

export interface Link {
  readonly slack: SlackPerson;
  /** With the login as last known. */
  readonly person: Person;
  readonly state: 'requested' | 'linked' | 'refused';
  /** `email`: both sides show the same verified address. `approved`: up to a seat manager. */
  readonly how: 'email' | 'approved';
  readonly askedAt: Instant;
  readonly decidedBy: SlackPerson | undefined;
  readonly decidedAt: Instant | undefined;
}

/** Whether a seat manager may still decide it. */
export function isOpenRequest({ state, askedAt }: Link, at: Instant): boolean {
  return state === 'requested' && at - askedAt <= REQUEST_LIVES_MS;
}

/** Whether a link by e-mail ended by itself, because its evidence had gone; it may be made again. */
export function isUnproven({ state, how, decidedBy }: Link): boolean {
  return state === 'refused' && how === 'email' && decidedBy === undefined;
}

/** A Slack account and the GitHub person it is said to be. */
export interface Pair {
  readonly slack: SlackPerson;
  readonly person: Person;
}

export type LinkRequestResult =
  | { readonly kind: 'requested'; readonly link: Link }
  /** The same was asked before and is still open. */
  | { readonly kind: 'asked-before'; readonly link: Link }
  /** Another one was made a moment ago; `link` is what stands, and `until` when this one may be made. */
  | { readonly kind: 'too-soon'; readonly link: Link; readonly until: Instant }
  /** This Slack account is linked; to this very person or to another one. */
  | { readonly kind: 'linked'; readonly link: Link }
  /** Another Slack account is linked to this person. */
  | { readonly kind: 'taken' };

export type LinkDecision =
  | { readonly kind: 'decided'; readonly link: Link }
  /** Decided before, asked anew, or taken back; `link` is what stands now. */
  | { readonly kind: 'not-open'; readonly link: Link | undefined }
  | { readonly kind: 'taken' };

export interface LinkStore {
  /** The link, request or refusal of a Slack account; it has one at most. */
  findForSlack(slack: SlackPerson): Promise<Link | undefined>;
  /** The link in force of a GitHub person. */
  findForPerson(personId: number): Promise<Link | undefined>;
  /** Open requests that were made at `since` or later, oldest first. */
  listRequests(since: Instant): Promise<Link[]>;
  /** Asks for a link, in place of an earlier request or refusal, with its audit row. */
  request(pair: Pair, at: Instant): Promise<LinkRequestResult>;
  /** Decides the very request that was made at `askedAt`, with its audit row. */
  decide(
    request: Pair & { readonly askedAt: Instant },
    verdict: { readonly approve: boolean; readonly by: SlackPerson },
    at: Instant,
  ): Promise<LinkDecision>;
  /**
   * Links by e-mail, with its audit row. Undefined when either side is linked, when a link of the two
   * was ended or refused, when another login is asked for, or when the person is not known. A link of
   * the person to `insteadOf`, an account known to be deactivated, ends and makes room.
   */
  linkByEmail(
    pair: {
      readonly slack: SlackPerson;
      readonly personId: number;
      readonly insteadOf?: SlackPerson | undefined;
    },
    at: Instant,
  ): Promise<Link | undefined>;
  /** Ends a link by e-mail, with its audit row, where it is still in force. */
  endForWantOfEvidence(link: Link, at: Instant): Promise<void>;
  /** Ends the link or request of a Slack account, with its audit row; undefined if there was none. */
  unlink(slack: SlackPerson, by: SlackPerson, at: Instant): Promise<Link | undefined>;
  /**
   * Writes down that the person with the seat is about to be told of a removal or its undo, with its
   * audit row. False when that was written down before.
   */
  claimTelling(
    removal: Removal,
    telling: { readonly of: 'removed' | 'undone'; readonly to: SlackPerson },
    at: Instant,
  ): Promise<boolean>;
  /** Whether that was written down. */
  hasTold(removalId: string, of: 'removed' | 'undone'): Promise<boolean>;
}
