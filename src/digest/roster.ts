/** Who the seat managers are by name, for messages that every one of them is owed. */
import type { DigestDeps } from './digest-deps.ts';
import { mayPass } from './post-failure.ts';
import type { Rests } from './rest.ts';

export interface Roster {
  /** Slack ids, each once. */
  readonly ids: readonly string[];
  /** False while a user group cannot be read that may be readable later. */
  readonly isComplete: boolean;
}

/** In real time: somebody who joins a group meanwhile is told of the next one. */
const REMEMBERED_MS = 600_000;

/** Reads the groups anew after a while; one that Slack never tells of is left out. Never throws. */
export function createRoster(
  { managers, clients, log }: Pick<DigestDeps, 'managers' | 'clients' | 'log'>,
  rests: Rests,
): () => Promise<Roster> {
  const remembered = new Map<string, { readonly members: string[]; readonly untilMs: number }>();

  async function findMembers(usergroup: string): Promise<string[] | undefined> {
    const known = remembered.get(usergroup);
    if (known !== undefined && Date.now() < known.untilMs) return known.members;
    if (rests.isResting(usergroup)) return undefined;
    const members = await readMembers(usergroup);
    if (members === undefined) return undefined;
    rests.end(usergroup);
    remembered.set(usergroup, { members, untilMs: Date.now() + REMEMBERED_MS });
    return members;
  }

  async function readMembers(usergroup: string): Promise<string[] | undefined> {
    try {
      return (await clients.asking.usergroups.users.list({ usergroup })).users ?? [];
    } catch (error) {
      log.warn({ event: 'group-unread', usergroup, err: error }, 'a user group was not read');
      if (!mayPass(error)) return [];
      rests.begin(usergroup, error);
      return undefined;
    }
  }

  return async () => {
    const ids = new Set(managers.userIds);
    let isComplete = true;
    for (const usergroup of managers.userGroupIds) {
      const members = await findMembers(usergroup);
      if (members === undefined) isComplete = false;
      for (const userId of members ?? []) ids.add(userId);
    }
    return { ids: [...ids], isComplete };
  };
}
