/** What is owed to whoever set a digest up: it did not come, or may not have come. */
import { isTimeZone } from '../core/digest-schedule.ts';
import { sendDirectMessage } from '../slack/answer.ts';
import { type DigestNotice, renderDigestNotices } from '../slack/views/digest-notice.ts';
import { findPause } from '../slack/views/digest-words.ts';
import type { OwedNotice } from '../store/digest-store.ts';
import type { DigestDeps } from './digest-deps.ts';
import { createGathering } from './gathering.ts';
import { findNextTurn } from './next-turn.ts';
import { mayPass } from './post-failure.ts';
import { createRests, type Rests } from './rest.ts';
import { createRoster, type Roster } from './roster.ts';

export interface NoticeDeps extends DigestDeps {
  readonly signal: AbortSignal;
}

/**
 * Tells what is owed: everybody once, and all that one person is owed in one message. Whoever cannot be
 * told just now holds up nobody else. A crash between a message and its mark, or an answer of Slack that
 * is lost, tells that one person twice; never would be worse.
 */
export function createNoticeTeller(deps: NoticeDeps): () => Promise<void> {
  const rests = createRests();
  const listManagers = createRoster(deps, rests);
  const isGathered = createGathering(deps);
  async function findNextLetter(): Promise<Letter | undefined> {
    const letters = await writeLetters(deps, listManagers);
    return letters.find(({ recipient }) => !rests.isResting(recipient));
  }
  return async () => {
    if (!(await isGathered(await deps.store.digests.listOwedNotices()))) return;
    // Written anew after each, so that whoever stands in for somebody hears that with the rest.
    let letter = await findNextLetter();
    while (letter !== undefined && !deps.signal.aborted) {
      await tell(deps, rests, letter);
      letter = await findNextLetter();
    }
  };
}

interface Letter {
  readonly recipient: string;
  readonly notices: readonly OwedNotice[];
}

/** One to everybody who is owed something; what everybody has heard is marked as told. */
async function writeLetters(
  { store, alertChannel }: NoticeDeps,
  listManagers: () => Promise<Roster>,
): Promise<Letter[]> {
  const letters = new Map<string, OwedNotice[]>();
  for (const notice of await store.digests.listOwedNotices()) {
    const audience = await findAudience(notice, listManagers, alertChannel);
    if (audience === 'over') await store.digests.markTold(notice.slot.id);
    else for (const id of audience) letters.set(id, [...(letters.get(id) ?? []), notice]);
  }
  return [...letters].map(([recipient, notices]) => ({ recipient, notices }));
}

/**
 * Who has yet to hear a notice; nobody while nobody can be found who could. Where whoever it is for can
 * never be reached, the managers stand in for them, and the alert channel for the managers.
 */
async function findAudience(
  notice: OwedNotice,
  listManagers: () => Promise<Roster>,
  alertChannel: string | undefined,
): Promise<readonly string[] | 'over'> {
  const { isDeleted, heard } = notice;
  if (isDeleted) return 'over';
  const lists = [
    () => listFirst(notice, listManagers),
    listManagers,
    () => ({ ids: alertChannel === undefined ? [] : [alertChannel], isComplete: true }),
  ];
  for (const list of lists) {
    const { ids, isComplete } = await list();
    const open = ids.filter((id) => !heard.has(id));
    if (open.length > 0 || !isComplete) return open;
    if (ids.some((id) => heard.get(id) === true)) return 'over';
  }
  return [];
}

/**
 * One that was asked for by hand is the news of whoever asked, because their dialog may be closed by
 * then; a pause that followed is also that of whoever set the digest up.
 */
async function listFirst(
  { slot, schedule }: OwedNotice,
  listManagers: () => Promise<Roster>,
): Promise<Roster> {
  const asker = slot.askedBy?.userId;
  const asked = asker === undefined ? [] : [asker];
  if (asker !== undefined && findPause(slot.detail) === undefined) {
    return { ids: asked, isComplete: true };
  }
  const { ids, isComplete } =
    schedule.madeBy === undefined
      ? await listManagers()
      : { ids: [schedule.madeBy.userId], isComplete: true };
  return { ids: [...new Set([...asked, ...ids])], isComplete };
}

/**
 * What may pass makes this recipient rest, and so does a file that takes no mark; what is final is
 * written down, like having been told.
 */
async function tell(deps: NoticeDeps, rests: Rests, letter: Letter): Promise<void> {
  const { recipient, notices } = letter;
  const slots = notices.map(({ slot }) => slot.id);
  const { digests } = deps.store;
  try {
    const told = await Promise.all(notices.map((notice) => describe(notice, deps)));
    await sendDirectMessage(deps, recipient, renderDigestNotices(told, deps.context()));
    await digests.markHeard(slots, { recipient, reached: true }, deps.now());
  } catch (error) {
    deps.log.warn({ event: 'digest-untold', slots, recipient, err: error }, 'a notice is untold');
    if (mayPass(error)) return rests.begin(recipient, error);
    await digests.markHeard(slots, { recipient, reached: false }, deps.now());
  }
  rests.end(recipient);
}

async function describe(notice: OwedNotice, { store, now }: NoticeDeps): Promise<DigestNotice> {
  const { schedule } = notice;
  // A zone that this machine does not know any more has no next one.
  const isKnown = isTimeZone(schedule.timeZone);
  const nextAt = isKnown ? await findNextTurn(store.digests, schedule, now()) : undefined;
  return { ...notice, nextAt };
}
