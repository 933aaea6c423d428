/** The demo's company on GitHub, and what its people do there as time passes. */
import { Company } from '../github/company.ts';
import type { Person } from '../github/seat-list.ts';
import { DAY_MS, editorOf, inWorkingHours, type Span, signInsIn, usesIn } from './habits.ts';
import { COLLEAGUES, type Colleague, EU, emailOf, type Grant, LABS } from './roster.ts';

/** How long ago the App was installed in each organisation: Seatkeeper has watched since then. */
export const INSTALLED_DAYS_AGO = { [LABS]: 364, [EU]: 150 } as const;

/** Usage reports reach 28 days back, so nobody ever asks for more. */
const REPORTED_DAYS = 31;

export interface DemoCompany {
  readonly company: Company;
  /** Lets the people go on with their lives. `sparse` keeps only the last use of each person. */
  live(span: Span, options?: { readonly sparse?: boolean }): void;
  /** The GitHub account of a colleague, whatever it is called by now. */
  account(login: string): Person;
}

/** A company whose people have accounts and no seat yet; `start` is the instant days are counted back from. */
export function createDemoCompany(start: number, now: () => number): DemoCompany {
  const company = new Company({ now });
  company.addOrganisation({ login: LABS, installed: false });
  company.addOrganisation({ login: EU, plan: 'enterprise', installed: false });
  const accounts = new Map(
    COLLEAGUES.map((colleague) => [colleague.login, addAccount(company, colleague)] as const),
  );

  function account(login: string): Person {
    const found = accounts.get(login);
    if (found === undefined) throw new Error(`nobody in the demo is called ${login}`);
    return found;
  }

  function live(span: Span, { sparse = false } = {}): void {
    const began = span.to - REPORTED_DAYS * DAY_MS;
    const reported = company.uses.filter(({ at }) => at > began);
    company.uses.splice(0, company.uses.length, ...reported);
    for (const colleague of COLLEAGUES) {
      const person = account(colleague.login);
      giveSeats(company, colleague, person, { span, start });
      actAs(company, colleague, person, { span, start, sparse });
    }
  }
  return { company, live, account };
}

/** GitHub vouches for the addresses of acme-labs alone: people of acme-eu have to say who they are. */
function addAccount(company: Company, colleague: Colleague): Person {
  const account = company.addPerson(colleague.formerly ?? colleague.login);
  const isInLabs = colleague.grants.some(({ organisation }) => organisation === LABS);
  if (isInLabs) account.verifiedEmails = [emailOf(colleague)];
  return account;
}

function giveSeats(
  company: Company,
  { login, grants }: Colleague,
  person: Person,
  { span, start }: { span: Span; start: number },
): void {
  for (const grant of grants) {
    const at = grantedAt(grant, login, start);
    if (at <= span.from || at > span.to) continue;
    const options = grant.team === undefined ? { at } : { at, team: grant.team };
    company.grant(grant.organisation, person.login, options);
  }
}

function grantedAt({ daysAgo }: Grant, login: string, start: number): number {
  return inWorkingHours(start - daysAgo * DAY_MS, login);
}

function actAs(
  company: Company,
  colleague: Colleague,
  account: Person,
  { span, start, sparse }: { span: Span; start: number; sparse: boolean },
): void {
  const seats = company.organisations().map((organisation) => organisation.seats);
  const held = seats.flatMap((list) => list.ofPerson(account, span.to) ?? []);
  const since = Math.min(...held.map(({ row }) => Date.parse(row.created_at)));
  // Somebody without a seat can neither use Copilot nor sign in to it.
  if (held.length === 0) return;
  for (const stretch of colleague.stretches) {
    const seenBy = { cli: 'report', github: 'seat' } as const;
    const witness =
      stretch.editor in seenBy ? seenBy[stretch.editor as keyof typeof seenBy] : 'both';
    for (const at of usesIn(stretch, colleague.login, span, start)) {
      if (at < since) break;
      company.useCopilot(account.login, at, editorOf(stretch), witness);
      if (sparse) break;
    }
  }
  if (!colleague.signsIn) return;
  for (const at of signInsIn(colleague.login, span)) {
    company.signIn(account.login, at);
    break;
  }
}
