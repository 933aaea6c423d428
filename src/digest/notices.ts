/** What is owed to whoever set a digest up: it did not come, or may not have come. */
import { WebAPIPlatformError } from '@slack/web-api';
import { nextOccurrence } from '../core/digest-schedule.ts';
import { sendDirectMessage } from '../slack/answer.ts';
import { renderDigestNotice } from '../slack/views/digest-notice.ts';
import type { OwedNotice } from '../store/digest-store.ts';
import type { DigestDeps } from './digest-deps.ts';

/** After these answers somebody will never be reached. */
const NEVER = new Set([
  'channel_not_found',
  'user_not_found',
  'user_disabled',
  'account_inactive',
  'cannot_dm_bot',
]);

/**
 * Tells each owed notice once. A crash between the message and the mark tells it twice; never would be
 * worse.
 */
export async function tellOwedNotices(deps: DigestDeps): Promise<void> {
  for (const notice of await deps.store.digests.listOwedNotices()) {
    // Nobody waits for a digest that was deleted.
    if (notice.slot.detail !== 'deleted') await tellOne(deps, notice);
    await deps.store.digests.markTold(notice.slot.id);
  }
}

/** Throws what may pass, unless somebody has been told. */
async function tellOne(deps: DigestDeps, notice: OwedNotice): Promise<void> {
  const { slot, schedule } = notice;
  const owner = slot.askedBy ?? schedule.madeBy;
  if (owner !== undefined && (await tellPerson(deps, notice, owner.userId))) return;
  // For the one from the settings, and where whoever set it up has left.
  let told = 0;
  for (const userId of await listManagers(deps)) {
    try {
      if (await tellPerson(deps, notice, userId)) told += 1;
    } catch (error) {
      if (told === 0) throw error;
      deps.log.warn({ event: 'digest-untold', slot: slot.id, err: error }, 'not all were told');
    }
  }
}

/** False when this person can never be reached. Throws what may pass. */
async function tellPerson(deps: DigestDeps, notice: OwedNotice, userId: string): Promise<boolean> {
  const { schedule, slot } = notice;
  const nextAt =
    schedule.paused === undefined ? nextOccurrence(schedule, deps.now()).dueAt : undefined;
  const message = renderDigestNotice({ ...notice, nextAt }, deps.context());
  try {
    await sendDirectMessage(deps, userId, message);
    return true;
  } catch (error) {
    const isFinal = error instanceof WebAPIPlatformError && NEVER.has(error.data.error);
    if (!isFinal) throw error;
    deps.log.warn({ event: 'digest-untellable', slot: slot.id, err: error }, 'somebody is gone');
    return false;
  }
}

/** Every seat manager, by user id and by user group. */
async function listManagers({ managers, clients, log }: DigestDeps): Promise<string[]> {
  const found = new Set(managers.userIds);
  for (const usergroup of managers.userGroupIds) {
    try {
      const { users = [] } = await clients.asking.usergroups.users.list({ usergroup });
      for (const userId of users) found.add(userId);
    } catch (error) {
      log.warn({ event: 'group-unread', usergroup, err: error }, 'a user group cannot be read');
    }
  }
  return [...found];
}
