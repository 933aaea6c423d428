/** `/copilot me`, and what people do with their own seats: **I still need it**, **Release my seat**. */
import type { App, BlockAction } from '@slack/bolt';
import { isKept } from '../../core/dormancy.ts';
import {
  DAY_MS,
  type GrantKey,
  type Kept,
  type Organisation,
  type SlackPerson,
} from '../../core/seat.ts';
import { listOtherOrganisations, listOwnSeats } from '../../decision/own-seat.ts';
import { loadPicture } from '../../decision/picture.ts';
import { whenSlow } from '../../lib/when-slow.ts';
import type { Outcome } from '../../removal/outcome.ts';
import type { NotYours } from '../../removal/release.ts';
import type { Denied } from '../../removal/removal-deps.ts';
import { isOpenRequest, type Link } from '../../store/link-store.ts';
import { SLOW_MS } from '../answer.ts';
import { sendFile, sendInTurn } from '../files.ts';
import { OWN_ACTION } from '../own-refs.ts';
import { parsePage, parseSeatRef, parseUndoRef } from '../refs.ts';
import { type Doing, renderProgress } from '../views/answers.ts';
import type { Message } from '../views/context.ts';
import { renderFileComing, renderFileFailed } from '../views/file-words.ts';
import { renderMe } from '../views/me.ts';
import {
  formatStored,
  renderOwnFile,
  renderOwnFileSent,
  renderOwnText,
} from '../views/own-file.ts';
import {
  renderNotYours,
  renderOwnOutcome,
  renderStillNeeded,
  renderTooLateToKeep,
} from '../views/own-outcome.ts';
import type { OwnView } from '../views/own-seat.ts';
import { renderRefusal } from '../views/refusal.ts';
import {
  actInTime,
  addInTime,
  answerDenied,
  answerStale,
  type ClickDeps,
  isOwnEnd,
} from './acting.ts';
import { type Click, readClick } from './click.ts';
import { contextFor, findRefusal, type ListenerDeps, type Reader } from './listener-deps.ts';
import { registerPages } from './paging.ts';
import { findUndoable } from './person.ts';

/** Answers `/copilot me`; makes the link by e-mail first where there is evidence. */
export async function answerWithMe(
  deps: ClickDeps,
  { answer, role, userId }: Reader,
): Promise<void> {
  return answer.add(await renderPage(deps, { role, userId }, 0));
}

async function renderPage(
  deps: ClickDeps,
  { role, userId }: Pick<Reader, 'role' | 'userId'>,
  page: number,
): Promise<Message> {
  const slack = { teamId: deps.identity().teamId, userId };
  const link = await deps.linking.findOwn(slack);
  const own = await loadOwn(deps, slack, link);
  const stored = await deps.store.people.exportAccount(slack);
  return renderMe({ own, stored, page }, contextFor(deps, role, userId));
}

/** What somebody may see of the own seats; `link` is the one in force. */
export async function loadOwn(
  deps: ListenerDeps,
  slack: SlackPerson,
  link: Link | undefined,
): Promise<OwnView> {
  const { store, config, now } = deps;
  if (link === undefined) {
    const request = await store.links.findForSlack(slack);
    return { kind: 'unlinked', request: isGoneBy(request, now()) ? undefined : request };
  }
  const picture = await loadPicture(deps);
  const personId = link.person.id;
  const removals = await store.removals.listForPerson(personId);
  const own = removals.filter(
    ({ evidence, by }) => evidence?.byHolder === true && by.userId === slack.userId,
  );
  return {
    kind: 'linked',
    link,
    picture,
    seats: listOwnSeats(picture, personId, config.removals),
    grants: await store.people.listGrants(personId),
    removals,
    returnable: findUndoable(own, deps),
  };
}

function isGoneBy(request: Link | undefined, now: number): boolean {
  return request?.state === 'requested' && !isOpenRequest(request, now);
}

export function registerOwnSeat(app: App, deps: ClickDeps): void {
  const on = (actionId: string, listen: (deps: ClickDeps, click: Click) => Promise<void>) =>
    app.action<BlockAction>({ type: 'block_actions', action_id: actionId }, async ({ body }) => {
      const click = readClick(body, deps, deps.identity().teamId);
      await listen(deps, click);
    });
  on(OWN_ACTION.release, release);
  on(OWN_ACTION.takeBack, takeBack);
  on(OWN_ACTION.stillNeeded, (_, click) =>
    actInTime(deps, click, 'keep', (answering) => keepOwn(deps, answering)),
  );
  on(OWN_ACTION.ownData, (_, click) =>
    addInTime(deps, click, 'own-data', (answering) => sendOwnData(deps, answering)),
  );
  registerPages(app, deps, {
    actionId: OWN_ACTION.page,
    for: 'member',
    parse: parsePage,
    show: async (reader, page) => reader.answer.replace(await renderPage(deps, reader, page)),
  });
}

async function release(deps: ClickDeps, click: Click): Promise<void> {
  const ref = parseSeatRef(click.value);
  if (ref === undefined) return answerStale(deps, click);
  return finish(deps, click, releaseOwn(deps, ref.grant, click.by), 'release');
}

async function releaseOwn({ linking, removals }: ClickDeps, grant: GrantKey, by: SlackPerson) {
  // A link whose evidence has gone gives nobody a right to a seat.
  await linking.findStanding(by);
  return removals.release(grant, by);
}

async function takeBack(deps: ClickDeps, click: Click): Promise<void> {
  const ref = parseUndoRef(click.value);
  if (ref === undefined) return answerStale(deps, click);
  return finish(deps, click, deps.removals.undo(ref.removalId, click.by), 'take-back');
}

async function finish(
  deps: ClickDeps,
  click: Click,
  work: Promise<Outcome | Denied | NotYours | undefined>,
  doing: Doing,
): Promise<void> {
  const context = contextFor(deps, 'member', click.by.userId);
  const outcome = await whenSlow(work, SLOW_MS, () =>
    click.answer.replace(renderProgress(doing, context)),
  );
  if (outcome === undefined) return answerStale(deps, click);
  if (outcome.kind === 'denied') {
    // A full member was denied because the seat, or the removal, is somebody else's.
    if (outcome.role === 'member' || outcome.role === 'viewer') {
      return click.answer.add(renderNotYours(context));
    }
    return answerDenied(deps, click, outcome.role);
  }
  if (outcome.kind === 'not-yours') return click.answer.add(renderNotYours(context));
  // On Home the lasting direct message is the answer.
  if (!(click.isHome && isOwnEnd(outcome))) {
    const others = await findOthers(deps, outcome);
    await click.answer.replace(renderOwnOutcome(outcome, others, context));
  }
  if (click.isDirect && isOwnEnd(outcome)) await deps.store.removals.markTold(outcome.removal.id);
  await deps.tellOutcomes();
  deps.homes.refreshSoon();
}

/** The organisations through which the person keeps access when the seat of this outcome ends. */
async function findOthers(deps: ClickDeps, outcome: Outcome): Promise<Organisation[]> {
  return 'removal' in outcome ? listOtherOrganisations(deps, outcome.removal) : [];
}

/** Keeps the own seat for one threshold; a longer exemption stays as it is. */
async function keepOwn(deps: ClickDeps, click: Click): Promise<void> {
  const { store, config, now } = deps;
  const context = await findOwnContext(deps, click);
  const ref = parseSeatRef(click.value);
  if (context === undefined) return;
  if (ref === undefined) return answerStale(deps, click);
  const seat = await store.seats.find(ref.grant);
  const link = await deps.linking.findStanding(click.by);
  if (seat === undefined || link?.person.id !== seat.person.id) {
    return click.answer.add(renderNotYours(context));
  }
  if (seat.pendingCancellation !== undefined) {
    return click.answer.replace(renderTooLateToKeep(seat.pendingCancellation, context));
  }
  const at = now();
  const until = at + config.dormantAfterDays * DAY_MS;
  const { person, organisation } = seat;
  const standing = await store.kept.find(person.id);
  const kept = isLonger(standing, until, at)
    ? standing
    : await store.kept.keep({ person, organisation, until, reason: KEPT_REASON, by: click.by }, at);
  await click.answer.replace(renderStillNeeded(kept, context));
}

/** Shown to the managers beside the exemption. */
const KEPT_REASON = 'the person with the seat still needs it';

function isLonger(kept: Kept | undefined, until: number, now: number): kept is Kept {
  return isKept(kept, now) && (kept.until === undefined || kept.until >= until);
}

async function sendOwnData(deps: ClickDeps, click: Click): Promise<void> {
  const context = await findOwnContext(deps, click);
  if (context === undefined) return;
  // What is stored about the login is theirs only where the link still holds.
  await deps.linking.findStanding(click.by);
  const stored = await deps.store.people.exportAccount(click.by);
  if (stored === undefined) return click.answer.add(renderNotYours(context));
  const file = {
    filename: 'seatkeeper-about-me.json',
    title: 'What Seatkeeper stores about you',
    content: formatStored(stored),
    above: {
      coming: renderFileComing(context),
      arrived: renderOwnFile(context),
      failed: renderFileFailed(context),
    },
  };
  const { userId } = click.by;
  if ((await sendFile(deps, userId, file)) === 'no-scope') {
    await sendInTurn(deps, userId, renderOwnText(file.content, context));
  }
  if (!click.isHome && !click.isDirect) await click.answer.add(renderOwnFileSent(context));
}

/** The reader's context; answers the refusal by itself for who is no full member at this moment. */
async function findOwnContext(deps: ClickDeps, click: Click) {
  const { userId } = click.by;
  const role = await deps.people.identify(click.by);
  const context = contextFor(deps, role, userId);
  const refusal = findRefusal(role, 'member', { people: deps.people, userId });
  if (refusal === undefined) return context;
  await click.answer.add(renderRefusal(refusal, context));
  return undefined;
}
