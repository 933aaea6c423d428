/** The Home tab: published when somebody looks, and again when more comes to be known. */
import type { App, BlockAction } from '@slack/bolt';
import { computeTrend, figuresOf, TREND_WEEKS } from '../../core/figures.ts';
import { DAY_MS, type SlackPerson } from '../../core/seat.ts';
import { loadPicture } from '../../decision/picture.ts';
import { loadSavings } from '../../decision/savings.ts';
import { isFullMember } from '../../removal/holder.ts';
import { type Link, REQUEST_LIVES_MS } from '../../store/link-store.ts';
import type { Identity } from '../guard.ts';
import type { RenderedHome } from '../homes.ts';
import { OWN_ACTION } from '../own-refs.ts';
import type { Role } from '../people.ts';
import { ACTION } from '../refs.ts';
import { dayOf } from '../text.ts';
import type { MessageBlock } from '../views/context.ts';
import { renderManagerHome, renderMemberHome, renderUncheckedHome } from '../views/home.ts';
import { renderRefusal } from '../views/refusal.ts';
import { addInTime, answerUnopened, mayManage } from './acting.ts';
import { type Click, readClick } from './click.ts';
import { openDigestList } from './digest-list.ts';
import { contextFor, findRefusal, type ListenerDeps } from './listener-deps.ts';
import { answerWithMe, loadOwn } from './own-seat.ts';

export type HomeDeps = ListenerDeps & { readonly identity: () => Identity };

export function registerHome(app: App, deps: HomeDeps): void {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await deps.homes.open(event.user);
  });
  const on = (actionId: string, listen: (click: Click) => Promise<void>) =>
    app.action<BlockAction>({ type: 'block_actions', action_id: actionId }, async ({ body }) =>
      listen(readClick(body, deps, deps.identity().teamId)),
    );
  on(ACTION.digestList, (click) => openDigests(deps, click));
  on(OWN_ACTION.me, (click) =>
    addInTime(deps, click, 'own-data', (answering) => sendMe(deps, answering)),
  );
}

async function openDigests(deps: HomeDeps, click: Click): Promise<void> {
  if (!(await mayManage(deps, click))) return;
  try {
    await openDigestList(deps, click.by.userId, click.triggerId ?? '');
  } catch (error) {
    await answerUnopened(deps, click, error);
  }
}

async function sendMe(deps: HomeDeps, { by, answer }: Click): Promise<void> {
  const { userId } = by;
  const role = await deps.people.identify(by);
  const refusal = findRefusal(role, 'member', { people: deps.people, userId });
  if (refusal === undefined) return answerWithMe(deps, { answer, role, userId });
  return answer.add(renderRefusal(refusal, contextFor(deps, role, userId)));
}

/** What is remembered, for who this is at this moment. */
export async function renderHome(deps: HomeDeps, userId: string): Promise<RenderedHome> {
  const slack = { teamId: deps.identity().teamId, userId };
  const role = await deps.people.identify(slack);
  const context = contextFor(deps, role, userId);
  if (role === 'unchecked') return { blocks: renderUncheckedHome(context).blocks, unchecked: true };
  const refusal = findRefusal(role, 'member', { people: deps.people, userId });
  const blocks =
    refusal === undefined
      ? await renderFor(deps, { slack, role, link: await deps.linking.findKnown(slack) })
      : renderRefusal(refusal, context).blocks;
  return { blocks, unchecked: false };
}

/** Makes or ends the link as GitHub and Slack now show it; open Homes follow it by themselves. */
export async function learnWhose(deps: HomeDeps, userId: string): Promise<void> {
  const slack = { teamId: deps.identity().teamId, userId };
  if (isFullMember(await deps.people.identify(slack))) await deps.linking.findOwn(slack);
}

interface Looking {
  readonly slack: SlackPerson;
  readonly role: Role;
  readonly link: Link | undefined;
}

async function renderFor(deps: HomeDeps, { slack, role, link }: Looking): Promise<MessageBlock[]> {
  const { store, config, now } = deps;
  const context = contextFor(deps, role, slack.userId);
  const own = await loadOwn(deps, slack, link);
  if (role !== 'manager' && role !== 'viewer') return renderMemberHome(own, context).blocks;
  const picture = await loadPicture(deps);
  const at = now();
  const history = await store.figures.list(dayOf(at - (TREND_WEEKS + 1) * 7 * DAY_MS));
  const view = {
    picture,
    line: deps.line(),
    savings: await loadSavings(deps, picture),
    own,
    trend: computeTrend(history, figuresOf(picture, config.prices), at),
    requests: await store.links.listRequests(at - REQUEST_LIVES_MS),
    digests: await store.digests.listSchedules(),
  };
  return renderManagerHome(view, context).blocks;
}
