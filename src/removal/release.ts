/** Giving the own seat back: the person's own removal, with the same care and without a manager. */
import type { GrantKey, SlackPerson } from '../core/seat.ts';
import { isFullMember, isHolder } from './holder.ts';
import type { Outcome } from './outcome.ts';
import { auditRefusal } from './refusal.ts';
import type { Denied, RemovalDeps } from './removal-deps.ts';
import { decideRemoval, findSubject, UNKNOWN_SUBJECT } from './remove.ts';

/** The seat is not that of whoever clicked, as far as their link says. */
export interface NotYours {
  readonly kind: 'not-yours';
}

/** Releases a seat for the person who holds it, and for nobody else, managers included. */
export async function releaseSeat(
  deps: RemovalDeps,
  grant: GrantKey,
  by: SlackPerson,
): Promise<Outcome | Denied | NotYours> {
  const role = await deps.identify(by);
  const subject = await findSubject(deps, grant);
  if (!isFullMember(role) || !(await isHolder(deps, by, grant.personId))) {
    const outcome = isFullMember(role) ? 'not the own seat' : `not allowed: ${role}`;
    await auditRefusal(deps, { action: 'removal-refused', by, subject, outcome });
    return isFullMember(role) ? { kind: 'not-yours' } : { kind: 'denied', role };
  }
  try {
    return await decideRemoval(deps, { grant, by, subject, purpose: 'release' });
  } catch (error) {
    // Whatever breaks, breaks before anything is sent: after that nothing is let out.
    deps.log.error({ event: 'release-not-written', err: error }, 'a release could not be decided');
    const why = { kind: 'not-written' } as const;
    return { kind: 'not-removed', subject: subject ?? UNKNOWN_SUBJECT, why };
  }
}
