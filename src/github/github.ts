/** GitHub's door: what the rest of the house may ask of GitHub, in our own words. */
import type { SeatManagement } from '../core/removal.ts';
import type { Plan, SeatReading } from '../core/seat.ts';
import type { ReadFailure } from '../core/trust.ts';
import type { Stopping } from '../lib/stopping.ts';
import type { InstallationReading } from '../store/store.ts';
import type { ReportEnd, UsageDay } from '../store/usage-store.ts';

/** An organisation to ask about, with the installation that may. */
export interface Asked {
  readonly organisationId: number;
  readonly login: string;
  readonly installationId: number;
}

/**
 * Who waits for an answer: somebody who clicked, the round that nobody watches, or somebody whose login
 * is looked for in a long list of addresses. Each has a queue of its own in every installation, so that
 * no click stands behind a page of the others that hangs, and nobody's own seat behind the round. GitHub
 * asks for requests one by one where that is possible and forbids a hundred at once; three are the most.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export type Lane = 'click' | 'round' | 'addresses';

/** Whose usage report to ask for. An enterprise is asked like an organisation, by its own installation. */
export interface ReportAsked extends Asked {
  readonly kind: 'organisation' | 'enterprise';
}

/** A failed question, sorted into a class somebody can act on. The message holds no secret. */
export class GitHubError extends Error {
  readonly failure: ReadFailure;
  readonly status: number | undefined;
  readonly requestId: string | undefined;

  constructor(
    failure: ReadFailure,
    options: { status?: number | undefined; requestId?: string | undefined; cause?: unknown } = {},
  ) {
    super(failure.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GitHubError';
    this.failure = failure;
    this.status = options.status;
    this.requestId = options.requestId;
  }
}

/** One page of the seat list, parsed. */
export interface SeatPage {
  readonly seats: readonly SeatReading[];
}

/** What a whole reading of the seat list came to. */
export type SeatListEnd =
  | { readonly kind: 'complete'; readonly totalSeats: number; readonly pages: number }
  | {
      readonly kind: 'incomplete' | 'failed';
      readonly failure: ReadFailure;
      readonly pages: number;
    };

/** One seat, asked for live. */
export type LiveSeat =
  | { readonly kind: 'seat'; readonly reading: SeatReading }
  /** GitHub knows no seat of this login in this organisation. */
  | { readonly kind: 'none' };

/** What became of a DELETE or a POST. */
export type ChangeResult =
  /** GitHub answered 2xx; `seatsChanged` is its own count. */
  | {
      readonly kind: 'answered';
      readonly seatsChanged: number;
      readonly status: number;
      readonly requestId: string | undefined;
    }
  /** GitHub answered that it did not do it; or nothing was sent, and then there is no status. */
  | {
      readonly kind: 'refused';
      readonly detail: string;
      readonly status: number | undefined;
      readonly requestId: string | undefined;
    }
  /** No usable answer came: it may or may not have been done. */
  | {
      readonly kind: 'unknown';
      readonly detail: string;
      readonly status: number | undefined;
      readonly requestId: string | undefined;
    };

/** An organisation's Copilot settings, with its count of seats that are not leaving where GitHub gave one. */
export interface CopilotSettings {
  readonly seatManagement: SeatManagement;
  readonly plan: Plan;
  /** `seat_breakdown.total` less `pending_cancellation`. */
  readonly seatsStaying: number | undefined;
}

export interface AppDescription {
  readonly slug: string;
  readonly name: string;
  /** The permissions as GitHub keys them, such as `organization_copilot_seat_management: 'write'`. */
  readonly permissions: Readonly<Record<string, string>>;
}

/** The e-mail addresses of one person that GitHub vouches for, in lower case. */
export interface VerifiedEmails {
  readonly personId: number;
  readonly emails: readonly string[];
}

export interface GitHub {
  /** `GET /app`. Throws `GitHubError`. */
  describeApp(signal?: AbortSignal): Promise<AppDescription>;
  /** Every installation of the App. Throws `GitHubError`. */
  listInstallations(signal?: AbortSignal): Promise<InstallationReading[]>;
  /** `GET /orgs/{org}/copilot/billing`; for the round unless said otherwise. Throws `GitHubError`. */
  readSettings(asked: Asked, signal?: AbortSignal, lane?: Lane): Promise<CopilotSettings>;
  /**
   * Reads the whole seat list, page after page, handing each page to `onPage` and awaiting it before
   * the next is asked for. Never throws for what GitHub does: the end says how it went.
   */
  readSeats(
    asked: Asked,
    onPage: (page: SeatPage) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<SeatListEnd>;
  /** `GET /orgs/{org}/members/{login}/copilot`, in the lane of clicks. Throws `GitHubError`. */
  readSeat(asked: Asked, login: string, signal?: AbortSignal): Promise<LiveSeat>;
  /**
   * `GET /user/{id}`: the login that a person has now, in the lane of clicks unless said otherwise; it is
   * public, so it needs no permission. Undefined when GitHub shows no such account. Throws `GitHubError`.
   */
  readLogin(
    asked: Asked,
    personId: number,
    by: { readonly signal?: AbortSignal | undefined; readonly lane?: Lane },
  ): Promise<string | undefined>;
  /**
   * `DELETE …/selected_users` with this one login. Sent at most once; never throws. A stop that begins
   * before it is sent lets nothing be sent; one that began is waited for until its grace is over.
   */
  removeSeat(asked: Asked, login: string, stopping?: Stopping): Promise<ChangeResult>;
  /** `POST …/selected_users` with this one login, in the same way. */
  restoreSeat(asked: Asked, login: string, stopping?: Stopping): Promise<ChangeResult>;
  /**
   * The 28-day users report of an organisation or an enterprise, as days with a sign of use, in batches. `no-report` when
   * GitHub has none to give. Throws `GitHubError` (`permission` where the App may not read reports).
   */
  readUsageDays(
    asked: ReportAsked,
    onBatch: (days: readonly UsageDay[]) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<Exclude<ReportEnd, { kind: 'failed' }>>;
  /**
   * The verified addresses of an organisation's members: on its verified domains, and as its SAML
   * provider names them: all of them, or none. People without one are left out. Throws `GitHubError`
   * (`permission` where the App may not read members).
   */
  readVerifiedEmails(asked: Asked, signal?: AbortSignal): Promise<VerifiedEmails[]>;
}
