/**
 * Builders of seats and of what surrounds them. Without overrides each gives the plainest case of a
 * seat that is dormant as of `NOW` and that nothing keeps from being removed.
 */
import type { OrganisationOutlook } from '../../src/core/board.ts';
import type { RemovalCircumstances } from '../../src/core/removal.ts';
import {
  type AssigningTeam,
  DAY_MS,
  type HeldSeat,
  type Instant,
  type Kept,
  type NobodySeat,
  type Organisation,
  type Person,
  type SignOfUse,
} from '../../src/core/seat.ts';
import type { ReadHistory, Trust } from '../../src/core/trust.ts';

/** Wednesday, 18 November 2026, noon UTC. */
export const NOW: Instant = Date.UTC(2026, 10, 18, 12);

export function daysAgo(days: number, now: Instant = NOW): Instant {
  return now - days * DAY_MS;
}

/** A person whose id follows from the login, so that the same name is always the same person. */
export function aPerson(login = 'rhea-osei', id: number = idFor(login)): Person {
  return { id, login };
}

/** An organisation whose id follows from the login. */
export function anOrganisation(login = 'acme-labs', id: number = idFor(login)): Organisation {
  return { id, login };
}

export function aTeam(slug = 'platform'): AssigningTeam {
  return { slug, name: slug, url: `https://github.com/orgs/acme-labs/teams/${slug}` };
}

export function aSignOfUse(at: Instant, overrides: Partial<Omit<SignOfUse, 'at'>> = {}): SignOfUse {
  return {
    at,
    source: 'seat',
    organisationId: anOrganisation().id,
    editor: 'vscode/1.104.0/copilot/1.372.0',
    ...overrides,
  };
}

/** An exemption until then; undefined is for always. */
export function aKept(until: Instant | undefined, overrides: Partial<Kept> = {}): Kept {
  return {
    until,
    by: { teamId: 'T0ACME', userId: 'U0MAYA' },
    madeAt: daysAgo(5),
    reason: undefined,
    ...overrides,
  };
}

/** Granted 200 days ago, used until 60 days ago, watched for 400 days. */
export function aSeat(overrides: Partial<Omit<HeldSeat, 'kind'>> = {}): HeldSeat {
  return {
    kind: 'held',
    organisation: anOrganisation(),
    person: aPerson(),
    grantedAt: daysAgo(200),
    plan: 'business',
    team: undefined,
    pendingCancellation: undefined,
    lastUse: aSignOfUse(daysAgo(60)),
    lastSignInAt: undefined,
    kept: undefined,
    watchedSince: daysAgo(400),
    ...overrides,
  };
}

/** A seat that GitHub lists without an assignee. */
export function aNobodySeat(overrides: Partial<Omit<NobodySeat, 'kind'>> = {}): NobodySeat {
  return {
    kind: 'nobody',
    organisation: anOrganisation(),
    grantedAt: daysAgo(200),
    plan: 'business',
    pendingCancellation: undefined,
    ...overrides,
  };
}

export function goodTrust(now: Instant = NOW): Trust {
  return { kind: 'good', asOf: now };
}

/** An organisation with good data, in which seats may be removed one by one. */
export function anOutlook(overrides: Partial<OrganisationOutlook> = {}): OrganisationOutlook {
  return {
    organisation: anOrganisation(),
    trust: goodTrust(),
    appMayWrite: true,
    seatManagement: 'assign_selected',
    removalsUnderWay: 0,
    ...overrides,
  };
}

/** Circumstances in which nothing stands in the way of a removal. */
export function anOpenWay(overrides: Partial<RemovalCircumstances> = {}): RemovalCircumstances {
  return {
    mode: 'on',
    trust: goodTrust(),
    appMayWrite: true,
    seatManagement: 'assign_selected',
    team: undefined,
    seatsStaying: 10,
    lastUseAt: daysAgo(60),
    ...overrides,
  };
}

/** Read well for 400 days, last five minutes ago, with activity that moved in that read. */
export function aReadHistory(overrides: Partial<ReadHistory> = {}): ReadHistory {
  const lastReadAt = NOW - 5 * 60_000;
  return {
    firstGoodReadAt: daysAgo(400),
    lastGoodReadAt: lastReadAt,
    lastReadAt,
    lastFailure: undefined,
    movedAt: lastReadAt,
    goodReadsSinceMoved: 0,
    ...overrides,
  };
}

function idFor(name: string): number {
  let id = 7;
  for (const letter of name) id = (id * 31 + letter.charCodeAt(0)) % 2_147_483_647;
  return id;
}
