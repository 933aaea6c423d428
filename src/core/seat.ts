/**
 * The nouns of the house. Values only: no clock, no I/O.
 */

/** A UTC instant in milliseconds since 1970. */
export type Instant = number;

/** A calendar day, `YYYY-MM-DD`, in UTC unless the name says otherwise. */
export type Day = string;

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

/** GitHub's numeric id is the organisation; the login is only a label that may change hands. */
export interface Organisation {
  readonly id: number;
  readonly login: string;
}

/** GitHub's numeric id is the person; the login is only a label that may change hands. */
export interface Person {
  readonly id: number;
  readonly login: string;
}

export type Plan = 'business' | 'enterprise' | 'unknown';

export interface AssigningTeam {
  readonly slug: string;
  readonly name: string;
  /** The team's page on GitHub, where GitHub named one. */
  readonly url: string | undefined;
}

/** One grant: a person's seat in one organisation, from one `created_at` on. */
export interface GrantKey {
  readonly organisationId: number;
  readonly personId: number;
  readonly grantedAt: Instant;
}

/** A seat as one row of GitHub's list says it. */
export interface HeldSeatReading {
  readonly kind: 'held';
  readonly person: Person;
  readonly grantedAt: Instant;
  readonly plan: Plan;
  readonly team: AssigningTeam | undefined;
  /** The day on which a cancelled seat ends (`pending_cancellation_date`). */
  readonly pendingCancellation: Day | undefined;
  readonly lastActivityAt: Instant | undefined;
  /** GitHub's free text, such as `vscode/1.99.0/copilot/1.308.0`. For display only. */
  readonly lastActivityEditor: string | undefined;
  readonly lastSignInAt: Instant | undefined;
}

/** A seat that GitHub lists without an assignee. */
export interface NobodySeatReading {
  readonly kind: 'nobody';
  readonly grantedAt: Instant | undefined;
  readonly plan: Plan;
  readonly pendingCancellation: Day | undefined;
}

export type SeatReading = HeldSeatReading | NobodySeatReading;

/** A sign of use: an activity that GitHub reported, from the seat list or from a usage report. */
export interface SignOfUse {
  readonly at: Instant;
  readonly source: 'seat' | 'usage-report';
  readonly organisationId: number;
  readonly editor: string | undefined;
}

/** An exemption. `until` undefined means always. */
export interface Kept {
  readonly until: Instant | undefined;
  readonly by: SlackPerson;
  readonly madeAt: Instant;
  readonly reason: string | undefined;
}

/** Somebody in Slack. User ids are unique only within their team (workspace). */
export interface SlackPerson {
  readonly teamId: string;
  readonly userId: string;
}

/** What is known of a seat that somebody holds: the row last read, and what memory adds. */
export interface HeldSeat {
  readonly kind: 'held';
  readonly organisation: Organisation;
  readonly person: Person;
  readonly grantedAt: Instant;
  readonly plan: Plan;
  readonly team: AssigningTeam | undefined;
  readonly pendingCancellation: Day | undefined;
  /** The latest sign of use of this person, from any source and any organisation. */
  readonly lastUse: SignOfUse | undefined;
  /** The latest sign-in to Copilot of this person (`last_authenticated_at`), from any organisation. */
  readonly lastSignInAt: Instant | undefined;
  /** The exemption in force or last in force; the judge looks at its end. */
  readonly kept: Kept | undefined;
  /** When the organisation was first read well: Seatkeeper has watched since then. */
  readonly watchedSince: Instant;
}

export interface NobodySeat {
  readonly kind: 'nobody';
  readonly organisation: Organisation;
  readonly grantedAt: Instant | undefined;
  readonly plan: Plan;
  readonly pendingCancellation: Day | undefined;
}

export type Seat = HeldSeat | NobodySeat;

export function grantKeyOf(seat: HeldSeat): GrantKey {
  return {
    organisationId: seat.organisation.id,
    personId: seat.person.id,
    grantedAt: seat.grantedAt,
  };
}
