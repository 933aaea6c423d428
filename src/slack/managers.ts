/** The seat managers by name, for messages that every one of them is owed. */
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { SlackGroup } from '../config.ts';

/** A message to more than these would be an announcement. */
const MOST_MANAGERS = 25;

/** Whether the settings name nobody else: then nobody else can ever decide. */
export function isOnlyManager({ userIds, userGroupIds }: SlackGroup, userId: string): boolean {
  return userGroupIds.length === 0 && userIds.every((id) => id === userId);
}

/** Slack ids, each once. A user group that cannot be read is left out. */
export async function listManagers(
  { userIds, userGroupIds }: SlackGroup,
  { client, log }: { readonly client: WebClient; readonly log: Logger },
): Promise<string[]> {
  const found = new Set(userIds);
  for (const usergroup of userGroupIds) {
    try {
      const { users = [] } = await client.usergroups.users.list({ usergroup });
      for (const userId of users) found.add(userId);
    } catch (error) {
      log.warn({ event: 'group-unread', err: error }, 'a group of seat managers was not read');
    }
  }
  return [...found].slice(0, MOST_MANAGERS);
}
