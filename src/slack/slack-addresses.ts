/** The e-mail addresses that Slack vouches for, asked for one by one. */
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';

export interface SlackAddressDeps {
  /** For questions. */
  readonly client: WebClient;
  readonly log: Logger;
}

const userShape = z.object({
  id: z.string(),
  is_email_confirmed: z.boolean().optional(),
  profile: z.object({ email: z.string().optional() }).optional(),
});

type User = z.infer<typeof userShape>;

/** What Slack shows of somebody's address; undefined where it shows none, as without the scope. */
export async function readSlackAddress(
  deps: SlackAddressDeps,
  userId: string,
): Promise<{ readonly confirmed: string | undefined } | undefined> {
  return unlessRefused(deps, async () => {
    const user = userShape.parse((await deps.client.users.info({ user: userId })).user);
    return user.profile?.email === undefined ? undefined : { confirmed: confirmedEmail(user) };
  });
}

/** The Slack id of whoever has confirmed this address. */
export async function lookUpSlackAddress(
  deps: SlackAddressDeps,
  email: string,
): Promise<string | undefined> {
  return unlessRefused(deps, async () => {
    const user = userShape.parse((await deps.client.users.lookupByEmail({ email })).user);
    return confirmedEmail(user) === email ? user.id : undefined;
  });
}

/** An address that nobody has confirmed to Slack proves nothing. */
function confirmedEmail({ is_email_confirmed: isConfirmed, profile }: User): string | undefined {
  return isConfirmed === true ? profile?.email?.trim().toLowerCase() : undefined;
}

/** Without the scope, or where Slack has nobody, there is no evidence, and that is all. */
async function unlessRefused<T>(
  { log }: SlackAddressDeps,
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
