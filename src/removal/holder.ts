/** What somebody may do with the own seat: by the link between Slack account and GitHub person, read anew. */
import type { SlackPerson } from '../core/seat.ts';
import type { Role } from '../slack/people.ts';
import type { Removal } from '../store/store.ts';
import type { RemovalDeps } from './removal-deps.ts';

/** Guests, outsiders and the like hold no seat here, whatever a link says. */
export function isFullMember(role: Role): role is 'manager' | 'viewer' | 'member' {
  return role === 'manager' || role === 'viewer' || role === 'member';
}

/** Whether this Slack account is linked to this GitHub person at this moment. */
export async function isHolder(
  { store }: Pick<RemovalDeps, 'store'>,
  by: SlackPerson,
  personId: number,
): Promise<boolean> {
  const link = await store.links.findForPerson(personId);
  return link !== undefined && link.slack.userId === by.userId && link.slack.teamId === by.teamId;
}

/** Given back by the person with the seat, rather than taken. */
export function isRelease({ evidence }: Removal): boolean {
  return evidence?.byHolder === true;
}

/** A release may be taken back by whoever made it; a manager's removal by managers alone. */
export async function isOwnRelease(
  deps: Pick<RemovalDeps, 'store'>,
  {
    removal,
    by,
    role,
  }: {
    readonly removal: Removal | undefined;
    readonly by: SlackPerson;
    readonly role: Role;
  },
): Promise<boolean> {
  if (removal === undefined || !isRelease(removal) || !isFullMember(role)) return false;
  const isTheirs = removal.by.userId === by.userId && removal.by.teamId === by.teamId;
  return isTheirs && (await isHolder(deps, by, removal.person.id));
}
