import {
  type Account,
  createOrganisation,
  type Enterprise,
  EVERY_PERMISSION,
  type Installation,
  nameOf,
  type Organisation,
  type OrganisationOptions,
  type Permissions,
  teamAnswer,
} from './accounts.ts';
import { nextCycleDay, type Person, type Seat, type SeatList, type SeatRow } from './seat-list.ts';

/** One use of Copilot that GitHub's usage report will tell of. */
export interface Use {
  readonly person: Person;
  readonly at: number;
  readonly editor: string;
}

/** Which of GitHub's two witnesses sees a use: chat on github.com is in no report, the CLI on no seat. */
export type SeenBy = 'both' | 'seat' | 'report';

/**
 * A company on GitHub, as the people in it see it: every verb is something that somebody does there.
 * People and organisations are named by login, in any case of letters; unknown names throw.
 */
export class Company {
  /** The clock of the company and of its GitHub. May be replaced at any time. */
  now: () => number;
  /** Usage reports end this many days before today: GitHub takes up to two UTC days. */
  reportLagDays = 2;
  readonly accounts: Account[] = [];
  readonly uses: Use[] = [];
  readonly #people = new Map<string, Person>();
  #nextId = 1000;

  constructor(options: { now?: () => number } = {}) {
    this.now = options.now ?? Date.now;
  }

  addOrganisation(options: OrganisationOptions): Organisation {
    const organisation = createOrganisation(options, options.id ?? this.#id());
    this.accounts.push(organisation);
    if (options.installed !== false) this.#install(organisation, options.permissions);
    return organisation;
  }

  addEnterprise(options: { slug: string; name?: string; permissions?: Permissions }): Enterprise {
    const enterprise: Enterprise = {
      kind: 'enterprise',
      id: this.#id(),
      slug: options.slug,
      name: options.name ?? options.slug,
      installation: undefined,
    };
    this.accounts.push(enterprise);
    this.#install(enterprise, options.permissions ?? { enterprise_copilot_metrics: 'read' });
    return enterprise;
  }

  addPerson(login: string, id: number = this.#id()): Person {
    if (this.findPerson(login) !== undefined) throw new Error(`${login} has an account already`);
    const person: Person = { id, login };
    this.#people.set(login.toLowerCase(), person);
    return person;
  }

  findPerson(login: string): Person | undefined {
    return this.#people.get(login.toLowerCase());
  }

  findPersonById(id: number): Person | undefined {
    return [...this.#people.values()].find((person) => person.id === id);
  }

  person(login: string): Person {
    const person = this.findPerson(login);
    if (person === undefined) throw new Error(`nobody here is called ${login}`);
    return person;
  }

  findOrganisation(login: string): Organisation | undefined {
    return this.organisations().find((each) => each.login.toLowerCase() === login.toLowerCase());
  }

  organisation(login: string): Organisation {
    const organisation = this.findOrganisation(login);
    if (organisation === undefined) throw new Error(`there is no organisation ${login}`);
    return organisation;
  }

  organisations(): Organisation[] {
    return this.accounts.filter((account) => account.kind === 'organisation');
  }

  /** The seat of a person in an organisation; throws where there is none. */
  seat(organisation: string, login: string): Seat {
    const seat = this.organisation(organisation).seats.find(login, this.now());
    if (seat === undefined) throw new Error(`${login} has no seat in ${organisation}`);
    return seat;
  }

  /**
   * Gives a seat, and an account and membership to whoever has none yet. A seat on its way out is
   * revived with everything known of it; a seat in force is left alone.
   */
  grant(
    organisation: string,
    login: string,
    options: { at?: number; team?: string; id?: number } = {},
  ): Seat {
    const org = this.organisation(organisation);
    const person = this.findPerson(login) ?? this.addPerson(login, options.id);
    org.members.add(person);
    org.invited.delete(person);
    const held = org.seats.ofPerson(person, this.now());
    if (held !== undefined) {
      held.row.pending_cancellation_date = null;
      return held;
    }
    const seat = org.seats.add(person, options.at ?? this.now());
    if (options.team !== undefined) this.moveIntoTeam(organisation, login, options.team);
    return seat;
  }

  /** A seat that GitHub lists without an assignee. */
  grantNobody(organisation: string, at: number = this.now()): Seat {
    return this.organisation(organisation).seats.add(undefined, at);
  }

  /** Cancels a seat as an owner does in GitHub's settings: it ends with the billing cycle. */
  cancel(organisation: string, login: string): Seat {
    const seat = this.seat(organisation, login);
    seat.row.pending_cancellation_date = nextCycleDay(this.now());
    return seat;
  }

  /** Takes the person out of the organisation: the seat is gone at once. */
  dismiss(organisation: string, login: string): void {
    const org = this.organisation(organisation);
    org.seats.remove(this.seat(organisation, login));
    org.members.delete(this.person(login));
  }

  invite(organisation: string, login: string): void {
    const person = this.findPerson(login) ?? this.addPerson(login);
    this.organisation(organisation).invited.add(person);
  }

  /** A use of Copilot: moves every seat the person holds, and goes into the usage reports. */
  useCopilot(
    login: string,
    at: number = this.now(),
    editor = 'vscode/1.105.1/copilot/1.372.0',
    seenBy: SeenBy = 'both',
  ): void {
    const person = this.person(login);
    if (seenBy !== 'seat') this.uses.push({ person, at, editor });
    if (seenBy === 'report') return;
    this.#seatsOf(login, (seats, seat) => seats.noteUse(seat, at, editor));
  }

  /** The person's use, seen on the seat of this one organisation only. */
  useCopilotIn(organisation: string, login: string, at: number = this.now()): void {
    const { seats } = this.organisation(organisation);
    seats.noteUse(this.seat(organisation, login), at, 'vscode/1.105.1/copilot/1.372.0');
  }

  /** A sign-in to Copilot, which is not a use. */
  signIn(login: string, at: number = this.now()): void {
    this.#seatsOf(login, (seats, seat) => seats.noteSignIn(seat, at));
  }

  /** The old login is free for somebody else from now on. */
  rename(login: string, newLogin: string): void {
    const person = this.person(login);
    const taken = this.findPerson(newLogin);
    if (taken !== undefined && taken !== person) throw new Error(`${newLogin} is taken`);
    this.#people.delete(login.toLowerCase());
    person.login = newLogin;
    this.#people.set(newLogin.toLowerCase(), person);
  }

  /** The account is deleted: its seats become nobody's until they end, and its activity is forgotten. */
  deletePerson(login: string): void {
    const person = this.person(login);
    this.#people.delete(login.toLowerCase());
    for (const { seats, members } of this.organisations()) {
      members.delete(person);
      const seat = seats.ofPerson(person, this.now());
      if (seat !== undefined) seats.orphan(seat, this.now());
    }
    const kept = this.uses.filter((use) => use.person !== person);
    this.uses.splice(0, this.uses.length, ...kept);
  }

  /** From now on the seat comes through a team, and only the team can take it away. */
  moveIntoTeam(organisation: string, login: string, team: string): void {
    const org = this.organisation(organisation);
    this.seat(organisation, login).row.assigning_team = teamAnswer(org, team);
  }

  /** Replaces an organisation's seats by rows that are served exactly as they are given here. */
  setSeats(organisation: string, rows: readonly unknown[]): void {
    this.organisation(organisation).seats.replace(rows as readonly SeatRow[]);
  }

  /** The App's installation on an account, by the account's login or slug; throws where there is none. */
  installation(account: string): Installation {
    const { installation } = this.#account(account);
    if (installation === undefined) throw new Error(`the App is not installed on ${account}`);
    return installation;
  }

  suspend(account: string): void {
    this.installation(account).suspendedAt = this.now();
  }

  unsuspend(account: string): void {
    this.installation(account).suspendedAt = undefined;
  }

  uninstall(account: string): void {
    this.#account(account).installation = undefined;
  }

  /** Installs the App anew: another installation id, as on GitHub. */
  install(account: string, permissions?: Permissions): Installation {
    return this.#install(this.#account(account), permissions);
  }

  #install(account: Account, permissions: Permissions = EVERY_PERMISSION): Installation {
    const createdAt = this.now();
    const id = this.#id();
    account.installation = { id, permissions, suspendedAt: undefined, createdAt };
    return account.installation;
  }

  #account(name: string): Account {
    const wanted = name.toLowerCase();
    const found = this.accounts.find((each) => nameOf(each).toLowerCase() === wanted);
    if (found === undefined) throw new Error(`there is no account ${name}`);
    return found;
  }

  #seatsOf(login: string, act: (seats: SeatList, seat: Seat) => void): void {
    for (const { seats } of this.organisations()) {
      const seat = seats.find(login, this.now());
      if (seat !== undefined) act(seats, seat);
    }
  }

  #id(): number {
    this.#nextId += 1;
    return this.#nextId;
  }
}
