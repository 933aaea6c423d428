/**
 * Which Slack account and which GitHub person are one: by an e-mail address that both sides have
 * verified, or by a request that a manager approved. A likeness of names is never evidence.
 */
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Instant, SlackPerson } from '../core/seat.ts';
import type { Link } from '../store/link-store.ts';
import type { Store } from '../store/store.ts';
import { type AddressBook, findOwner, listAddresses } from './address-book.ts';
import type { People } from './people.ts';

export interface Linking {
  /** The link in force of a Slack account; made now where both sides show the same address. */
  findOwn(slack: SlackPerson): Promise<Link | undefined>;
  /** The link in force as remembered, without asking anybody. */
  findKnown(slack: SlackPerson): Promise<Link | undefined>;
  /** The link in force of a GitHub person; made now where both sides show the same address. */
  findColleague(personId: number, teamId: string): Promise<Link | undefined>;
}

export interface LinkingDeps {
  readonly store: Pick<Store, 'links'>;
  readonly addresses: AddressBook;
  readonly people: Pick<People, 'identify'>;
  /** For questions. */
  readonly client: WebClient;
  readonly now: () => Instant;
  readonly log: Logger;
}

const userShape = z.object({
  id: z.string(),
  is_email_confirmed: z.boolean().optional(),
  profile: z.object({ email: z.string().optional() }).optional(),
});

export function createLinking(deps: LinkingDeps): Linking {
  const { store, addresses, now } = deps;

  async function findKnown(slack: SlackPerson): Promise<Link | undefined> {
    const link = await store.links.findForSlack(slack);
    return link?.state === 'linked' ? link : undefined;
  }

  return {
    findKnown,
    async findOwn(slack) {
      const known = await findKnown(slack);
      if (known !== undefined) return known;
      const email = await readEmail(deps, slack.userId);
      if (email === undefined) return undefined;
      const shown = await addresses.read();
      const personId = shown && findOwner(shown, email);
      if (personId === undefined || !(await isColleague(deps, slack))) return undefined;
      return store.links.linkByEmail({ slack, personId }, now());
    },
    async findColleague(personId, teamId) {
      const known = await store.links.findForPerson(personId);
      if (known !== undefined) return known;
      const found = new Set<string>();
      const shown = await addresses.read();
      for (const email of shown === undefined ? [] : listAddresses(shown, personId)) {
        const userId = await lookUpEmail(deps, email);
        if (userId !== undefined) found.add(userId);
      }
      const [userId] = found;
      if (userId === undefined || found.size > 1) return undefined;
      const slack = { teamId, userId };
      if (!(await isColleague(deps, slack))) return undefined;
      return store.links.linkByEmail({ slack, personId }, now());
    },
  };
}

/** Guests and people of other companies hold addresses too; they are never linked. */
async function isColleague({ people }: LinkingDeps, slack: SlackPerson): Promise<boolean> {
  const role = await people.identify(slack);
  return role === 'manager' || role === 'viewer' || role === 'member';
}

async function readEmail(deps: LinkingDeps, userId: string): Promise<string | undefined> {
  return unlessRefused(deps, async () => {
    const { user } = await deps.client.users.info({ user: userId });
    return confirmedEmail(user);
  });
}

async function lookUpEmail(deps: LinkingDeps, email: string): Promise<string | undefined> {
  return unlessRefused(deps, async () => {
    const { user } = await deps.client.users.lookupByEmail({ email });
    return confirmedEmail(user) === email ? userShape.parse(user).id : undefined;
  });
}

/** An address that nobody has confirmed to Slack proves nothing. */
function confirmedEmail(user: unknown): string | undefined {
  const { is_email_confirmed: isConfirmed, profile } = userShape.parse(user);
  return isConfirmed === true ? profile?.email?.trim().toLowerCase() : undefined;
}

/** Without the scope, or where Slack has nobody, there is no evidence, and that is all. */
async function unlessRefused<T>(
  { log }: LinkingDeps,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const code = error instanceof WebAPIPlatformError ? error.data.error : undefined;
    if (code !== 'users_not_found' && code !== 'missing_scope') {
      log.warn({ event: 'address-unread', err: error }, 'Slack did not say an address');
    }
    return undefined;
  }
}
