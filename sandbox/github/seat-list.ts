import type { components } from '@octokit/openapi-types';

export type SeatRow = components['schemas']['copilot-seat-details'];

/** The numeric id is the person; the login is a label that `Company.rename` may change. */
export interface Person {
  readonly id: number;
  login: string;
  /** Addresses on the verified domains of the person's organisations. */
  verifiedEmails?: readonly string[];
  /** What the SAML provider calls the person, often an address. */
  samlName?: string;
}

/**
 * One seat. `row` is the truth in GitHub's own words; `person` is kept apart so that a renamed login
 * shows everywhere at once. A `given` row came through `setSeats` and is served exactly as it is.
 */
export interface Seat {
  person: Person | undefined;
  row: SeatRow;
  readonly given: boolean;
}

const DAY_MS = 86_400_000;

/** GitHub keeps activity and sign-ins for 90 days: https://github.blog/changelog/2025-01-17-updating-retention-period-for-last_activity_at-values-on-the-user-management-api-public-preview-to-90-days/ */
const RETENTION_MS = 90 * DAY_MS;

/** The day of an instant in UTC, `YYYY-MM-DD`. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** The day on which the next billing cycle starts: the first of the next month, UTC. */
export function nextCycleDay(now: number): string {
  const date = new Date(now);
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
}

/** The instant at which the running billing cycle started. */
export function cycleStart(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** GitHub's timestamps: whole seconds, with the local offset of whoever recorded them. */
export function timestamp(instant: number, offsetMinutes = 0): string {
  const local = new Date(instant + offsetMinutes * 60_000).toISOString().slice(0, 19);
  if (offsetMinutes === 0) return `${local}Z`;
  const size = Math.abs(offsetMinutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  const minutes = String(size % 60).padStart(2, '0');
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${hours}:${minutes}`;
}

/** The seats of one organisation, in the order in which they were granted. */
export class SeatList {
  readonly #utcOffsetMinutes: number;
  #seats: Seat[] = [];
  readonly #byPerson = new Map<number, Seat>();
  #settledDay = '';

  /** Timestamps are written this many minutes east of UTC. */
  constructor(utcOffsetMinutes = 0) {
    this.#utcOffsetMinutes = utcOffsetMinutes;
  }

  /** Every seat being billed at `now`: cancelled ones stay until their day has come. */
  current(now: number): readonly Seat[] {
    const today = dayOf(now);
    if (today !== this.#settledDay) {
      this.#settledDay = today;
      for (const seat of this.#seats) if (hasEnded(seat, today)) this.#forget(seat);
      this.#seats = this.#seats.filter((seat) => !hasEnded(seat, today));
    }
    return this.#seats;
  }

  /** The seat of a login, in any case of letters. */
  find(login: string, now: number): Seat | undefined {
    const wanted = login.toLowerCase();
    return this.current(now).find((seat) => loginOf(seat)?.toLowerCase() === wanted);
  }

  ofPerson(person: Person, now: number): Seat | undefined {
    this.current(now);
    return this.#byPerson.get(person.id);
  }

  /** A new seat starts with no activity, whatever the person did before. */
  add(person: Person | undefined, at: number): Seat {
    const seat: Seat = {
      person,
      given: false,
      row: {
        created_at: this.#time(at),
        updated_at: this.#time(at),
        pending_cancellation_date: null,
        last_activity_at: null,
        last_activity_editor: null,
        last_authenticated_at: null,
      },
    };
    this.#seats.push(seat);
    if (person !== undefined) this.#byPerson.set(person.id, seat);
    return seat;
  }

  /** Replaces every seat by rows that are served exactly as given. */
  replace(rows: readonly SeatRow[]): void {
    this.#byPerson.clear();
    this.#seats = rows.map((row) => ({
      person: undefined,
      row: structuredClone(row),
      given: true,
    }));
  }

  /** Takes a seat away at once, as removing somebody from the organisation does. */
  remove(seat: Seat): void {
    this.#forget(seat);
    this.#seats = this.#seats.filter((other) => other !== seat);
  }

  /** The account is gone: the seat stays until the cycle ends, nobody's, with nothing known of its use. */
  orphan(seat: Seat, now: number): void {
    this.#forget(seat);
    seat.person = undefined;
    seat.row.last_activity_at = null;
    seat.row.last_activity_editor = null;
    seat.row.last_authenticated_at = null;
    seat.row.pending_cancellation_date = nextCycleDay(now);
  }

  /** Activity only ever moves forward, as GitHub reports the latest. */
  noteUse(seat: Seat, at: number, editor: string): void {
    if (at < instantOf(seat.row.last_activity_at)) return;
    seat.row.last_activity_at = this.#time(at);
    seat.row.last_activity_editor = editor;
  }

  noteSignIn(seat: Seat, at: number): void {
    if (at < instantOf(seat.row.last_authenticated_at)) return;
    seat.row.last_authenticated_at = this.#time(at);
  }

  #time(at: number): string {
    return timestamp(at, this.#utcOffsetMinutes);
  }

  #forget(seat: Seat): void {
    if (seat.person !== undefined) this.#byPerson.delete(seat.person.id);
  }
}

function loginOf(seat: Seat): string | undefined {
  return seat.given ? seat.row.assignee?.login : seat.person?.login;
}

/** The instant of a timestamp, or long before everything where there is none. */
export function instantOf(text: string | null | undefined): number {
  return typeof text === 'string' ? Date.parse(text) : Number.NEGATIVE_INFINITY;
}

/** What GitHub still tells of a seat at `now`: nothing that is older than 90 days. */
export function rememberedRow(row: SeatRow, now: number): SeatRow {
  const remembered = { ...row };
  if (instantOf(row.last_activity_at) < now - RETENTION_MS) {
    remembered.last_activity_at = null;
    remembered.last_activity_editor = null;
  }
  if (instantOf(row.last_authenticated_at) < now - RETENTION_MS) {
    remembered.last_authenticated_at = null;
  }
  return remembered;
}

function hasEnded(seat: Seat, today: string): boolean {
  const day = seat.row.pending_cancellation_date;
  return !seat.given && typeof day === 'string' && day <= today;
}
