/** `/copilot link`, `/copilot unlink`, and what a seat manager decides about a request. */
import type { App, BlockAction } from '@slack/bolt';
import type { SlackPerson } from '../../core/seat.ts';
import { isFullMember } from '../../removal/holder.ts';
import { isOpenRequest, type Link, type LinkRequestResult } from '../../store/link-store.ts';
import type { OrganisationRecord } from '../../store/store.ts';
import { sendDirectMessage } from '../answer.ts';
import type { Who } from '../command.ts';
import { isOnlyManager, listManagers } from '../managers.ts';
import { type LinkRef, OWN_ACTION, parseLinkRef, parseRequestPlace } from '../own-refs.ts';
import {
  type LinkAnswer,
  type LinkDecided,
  renderLinkAnswer,
  renderLinkDecided,
  renderLinkRequest,
  renderLinkVerdict,
} from '../views/links.ts';
import { actInTime, answerDenied, answerStale, type ClickDeps, mayManage } from './acting.ts';
import { type Click, readClick } from './click.ts';
import { renderLinkPage } from './link-list.ts';
import { contextFor, type ListenerDeps, type Reader } from './listener-deps.ts';

/** Answers `/copilot link [LOGIN]`: evidence first, else a request to the managers. */
export async function answerLink(
  deps: ClickDeps,
  { answer, role, userId }: Reader,
  login: string | undefined,
): Promise<void> {
  const slack = { teamId: deps.identity().teamId, userId };
  const say = (what: LinkAnswer) =>
    answer.add(renderLinkAnswer(what, contextFor(deps, role, userId)));
  const own = await deps.linking.findOwn(slack);
  if (own !== undefined) return say(describeLinked(own, login));
  if (login === undefined) return say({ kind: 'no-login' });
  const record = await deps.store.people.findByLogin(login);
  // An earlier login may be somebody else's by now, so only the present one counts.
  if (record?.person.login.toLowerCase() !== login.toLowerCase()) {
    const isRead = isReadOnce(await deps.store.organisations.list());
    return say({ kind: 'unknown-login', login, isRead });
  }
  const { person } = record;
  const result = await deps.store.links.request({ slack, person }, deps.now());
  return say(await settleRequest(deps, result, person.login));
}

/** Whether each organisation has been asked for its seats to the end, so that their holders are known. */
function isReadOnce(organisations: readonly OrganisationRecord[]): boolean {
  const asked = organisations.filter(({ state }) => state === 'active');
  return (
    asked.length > 0 &&
    asked.every(
      ({ history, failedReads }) => history.lastGoodReadAt !== undefined || failedReads > 0,
    )
  );
}

function describeLinked(link: Link, login: string | undefined): LinkAnswer {
  const isSame = login === undefined || login.toLowerCase() === link.person.login.toLowerCase();
  return { kind: isSame ? 'linked' : 'linked-elsewhere', link };
}

async function settleRequest(
  deps: ListenerDeps,
  result: LinkRequestResult,
  login: string,
): Promise<LinkAnswer> {
  switch (result.kind) {
    case 'requested': {
      const managersTold = await askManagers(deps, result.link);
      return { kind: 'requested', link: result.link, managersTold };
    }
    case 'linked':
      return describeLinked(result.link, login);
    case 'asked-before':
    case 'too-soon':
      return result;
    case 'taken':
      return { kind: 'taken', login };
  }
}

/**
 * True when a seat manager at least was reached, other than whoever asked; each is checked again when
 * they click.
 */
async function askManagers(deps: ListenerDeps, link: Link): Promise<boolean> {
  const { config, clients, log, people } = deps;
  const managers = await listManagers(config.managers, { client: clients.asking, log });
  let reached = false;
  for (const userId of managers) {
    if (userId === link.slack.userId && !isOnlyManager(config.managers, userId)) continue;
    const role = await people.identify({ teamId: link.slack.teamId, userId });
    if (role !== 'manager') continue;
    const message = renderLinkRequest(link, contextFor(deps, role, userId));
    reached = (await tell(deps, userId, message)) || reached;
  }
  return reached;
}

async function tell(
  deps: Pick<ListenerDeps, 'clients' | 'log'>,
  userId: string,
  message: Parameters<typeof sendDirectMessage>[2],
): Promise<boolean> {
  try {
    await sendDirectMessage(deps, userId, message);
    return true;
  } catch (error) {
    deps.log.warn({ event: 'link-untold', err: error }, 'a message about a link was not sent');
    return false;
  }
}

/** Answers `/copilot unlink` for oneself, and `/copilot unlink LOGIN` or `@person` for managers. */
export async function answerUnlink(
  deps: ClickDeps,
  reader: Reader,
  who: Who | undefined,
): Promise<void> {
  const { answer, role, userId } = reader;
  const by = { teamId: deps.identity().teamId, userId };
  const context = contextFor(deps, role, userId);
  const slack = who === undefined ? by : await findSlack(deps, who, by.teamId);
  const own = slack?.userId === userId;
  if (!own && role !== 'manager') return answerDenied(deps, { by, answer }, role);
  const link = slack && (await deps.store.links.unlink(slack, by, deps.now()));
  return answer.add(
    renderLinkAnswer(
      link === undefined ? { kind: 'none-to-end', own } : { kind: 'ended', link, own },
      context,
    ),
  );
}

async function findSlack(
  { store }: ListenerDeps,
  who: Who,
  teamId: string,
): Promise<SlackPerson | undefined> {
  if (who.kind === 'slack') return { teamId, userId: who.userId };
  const record = await store.people.findByLogin(who.login);
  const link = record && (await store.links.findForPerson(record.person.id));
  return link?.slack;
}

export function registerLinks(app: App, deps: ClickDeps): void {
  const on = (actionId: string, approve: boolean) =>
    app.action<BlockAction>({ type: 'block_actions', action_id: actionId }, async ({ body }) => {
      const click = readClick(body, deps, deps.identity().teamId);
      return actInTime(deps, click, 'keep', (answering) => decide(deps, answering, approve));
    });
  on(OWN_ACTION.approveLink, true);
  on(OWN_ACTION.refuseLink, false);
}

async function decide(deps: ClickDeps, click: Click, approve: boolean): Promise<void> {
  if (!(await mayManage(deps, click))) return;
  const ref = parseLinkRef(click.value);
  if (ref === undefined) return answerStale(deps, click);
  const context = contextFor(deps, 'manager', click.by.userId);
  const decided = await settleDecision(deps, ref, { approve, by: click.by });
  const place = parseRequestPlace(click.blockId);
  if (place === undefined) {
    // The request stays where it is while it is open.
    const isOpen = decided.kind === 'own-request' || decided.kind === 'cannot-check';
    await click.answer[isOpen ? 'add' : 'replace'](renderLinkDecided(decided, context));
  } else {
    const reader = { role: 'manager', userId: click.by.userId } as const;
    const page = { page: place.page, notice: decided };
    await click.answer.replace(await renderLinkPage(deps, reader, page));
  }
}

async function settleDecision(
  deps: ClickDeps,
  ref: LinkRef,
  verdict: { readonly approve: boolean; readonly by: SlackPerson },
): Promise<LinkDecided> {
  const { store, now } = deps;
  const { teamId, userId, personId, askedAt } = ref;
  const slack = { teamId, userId };
  const standing = await store.links.findForSlack(slack);
  const isMeant =
    standing?.state === 'requested' &&
    standing.askedAt === askedAt &&
    standing.person.id === personId;
  if (!isMeant) return { kind: 'not-open', link: standing };
  if (!isOpenRequest(standing, now())) return { kind: 'expired' };
  const hindrance = verdict.approve ? await findHindrance(deps, slack, verdict.by) : undefined;
  if (hindrance !== undefined) return hindrance;
  const { person } = standing;
  const result = await store.links.decide({ slack, person, askedAt }, verdict, now());
  switch (result.kind) {
    case 'decided': {
      const { link } = result;
      const message = renderLinkVerdict(link, contextFor(deps, 'member', userId));
      const told = await tell(deps, userId, message);
      return { kind: verdict.approve ? 'linked' : 'refused', link, told };
    }
    case 'taken':
      return { kind: 'taken', login: person.login };
    case 'not-open':
      return result;
  }
}

/** Why this Slack account cannot be linked by this manager. */
async function findHindrance(
  { config, people }: ClickDeps,
  slack: SlackPerson,
  by: SlackPerson,
): Promise<LinkDecided | undefined> {
  // Whoever is linked may release the seat, in use or not: no manager takes that right alone.
  const isOwn = by.userId === slack.userId && by.teamId === slack.teamId;
  if (isOwn && !isOnlyManager(config.managers, by.userId)) return { kind: 'own-request' };
  const role = await people.identify(slack);
  if (role === 'unchecked') return { kind: 'cannot-check' };
  return isFullMember(role) ? undefined : { kind: 'no-member' };
}
