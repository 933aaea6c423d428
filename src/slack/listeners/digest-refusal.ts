/** Digests are for seat managers: whoever else asks is told so, and it stands in the log. */
import type { SlackPerson } from '../../core/seat.ts';
import { auditRefusal } from '../../removal/refusal.ts';
import type { Role } from '../people.ts';
import type { Message } from '../views/context.ts';
import { renderRefusal } from '../views/refusal.ts';
import { contextFor, findRefusal, type ListenerDeps } from './listener-deps.ts';

/** Undefined for a seat manager. `role` is what `by` is at this moment. */
export async function refuseDigests(
  deps: ListenerDeps,
  by: SlackPerson,
  role: Role,
): Promise<Message | undefined> {
  const refusal = findRefusal(role, 'manager', { people: deps.people, userId: by.userId });
  if (refusal === undefined) return undefined;
  const outcome = `not allowed: ${role}`;
  await auditRefusal(deps, { action: 'digest-refused', by, subject: undefined, outcome });
  return renderRefusal(refusal, contextFor(deps, role, by.userId));
}
