/** Who somebody is, by Slack's own record and the settings. When in doubt, nobody. */
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { SlackGroup } from '../config.ts';
import type { SlackPerson } from '../core/seat.ts';

export type Role =
  | 'manager'
  | 'viewer'
  | 'member'
  | 'guest'
  /** From another workspace or company. */
  | 'outsider'
  /** A bot or a deactivated account. */
  | 'no-person'
  /** Slack did not say, so nothing is allowed. */
  | 'unchecked';

export interface People {
  /** The role at this moment: Slack's record and user groups are read anew. */
  identify(person: SlackPerson): Promise<Role>;
  /** True when no seat manager is set at all. */
  readonly withoutManagers: boolean;
}

export interface PeopleDeps {
  readonly client: WebClient;
  readonly managers: SlackGroup;
  readonly viewers: SlackGroup;
  readonly log: Logger;
}

const userShape = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
});

export function createPeople({ client, managers, viewers, log }: PeopleDeps): People {
  async function isIn(group: SlackGroup, userId: string): Promise<boolean> {
    if (group.userIds.includes(userId)) return true;
    for (const usergroup of group.userGroupIds) {
      const members = await client.usergroups.users.list({ usergroup });
      if (members.users?.includes(userId) === true) return true;
    }
    return false;
  }

  async function identify(person: SlackPerson): Promise<Role> {
    const { user } = await client.users.info({ user: person.userId });
    const standing = standingOf(userShape.parse(user), person);
    if (standing !== 'member') return standing;
    const asked = await Promise.allSettled([
      isIn(managers, person.userId),
      isIn(viewers, person.userId),
    ]);
    const [isManager, isViewer] = asked.map((one) => one.status === 'fulfilled' && one.value);
    if (isManager === true) return 'manager';
    // A user group that Slack does not tell of takes nothing from those who are named elsewhere.
    if (isViewer === true) return 'viewer';
    const unanswered = asked.find((one) => one.status === 'rejected');
    if (unanswered !== undefined) throw unanswered.reason;
    return 'member';
  }

  return {
    withoutManagers: managers.userIds.length === 0 && managers.userGroupIds.length === 0,
    identify: (person) =>
      identify(person).catch((error: unknown) => {
        log.warn({ event: 'person-unchecked', err: error }, 'Slack did not say who somebody is');
        return 'unchecked';
      }),
  };
}

/** Slack Connect and Enterprise Grid: the home workspace, or one the person belongs to, must be ours. */
function standingOf(
  user: z.infer<typeof userShape>,
  person: SlackPerson,
): 'member' | 'guest' | 'outsider' | 'no-person' {
  const teams = [...(user.enterprise_user?.teams ?? []), ...(user.team_id ? [user.team_id] : [])];
  const isOurs = teams.length === 0 || teams.includes(person.teamId);
  if (!isOurs || user.is_stranger === true || user.id !== person.userId) return 'outsider';
  if (user.deleted === true || user.is_bot === true) return 'no-person';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
}
