/** The Home tab: published when somebody looks, and again when more comes to be known. */
import type { App } from '@slack/bolt';
import { computeTrend, figuresOf, TREND_WEEKS } from '../../core/figures.ts';
import { DAY_MS, type SlackPerson } from '../../core/seat.ts';
import { loadPicture } from '../../decision/picture.ts';
import { loadSavings } from '../../decision/savings.ts';
import type { Link } from '../../store/link-store.ts';
import type { Identity } from '../guard.ts';
import { REQUEST_LIVES_MS } from '../linking.ts';
import type { Role } from '../people.ts';
import { dayOf } from '../text.ts';
import type { MessageBlock } from '../views/context.ts';
import { renderManagerHome, renderMemberHome } from '../views/home.ts';
import { renderRefusal } from '../views/refusal.ts';
import { contextFor, findRefusal, type ListenerDeps } from './listener-deps.ts';
import { loadOwn } from './own-seat.ts';

export type HomeDeps = ListenerDeps & { readonly identity: () => Identity };

export function registerHome(app: App, deps: HomeDeps): void {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await deps.homes.open(event.user);
  });
}

/** Publishes what is remembered at once, and anew if GitHub and Slack agree on who this is. */
export async function publishHome(
  deps: HomeDeps,
  userId: string,
  publish: (blocks: readonly MessageBlock[]) => Promise<void>,
): Promise<void> {
  const slack = { teamId: deps.identity().teamId, userId };
  const role = await deps.people.identify(slack);
  const context = contextFor(deps, role, userId);
  const refusal = findRefusal(role, 'member', { people: deps.people, userId });
  if (refusal !== undefined) return publish(renderRefusal(refusal, context).blocks);
  const known = await deps.linking.findKnown(slack);
  await publish(await renderFor(deps, { slack, role, link: known }));
  if (known !== undefined) return;
  const found = await deps.linking.findOwn(slack);
  if (found !== undefined) await publish(await renderFor(deps, { slack, role, link: found }));
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
    savings: await loadSavings(deps, picture),
    own,
    trend: computeTrend(history, figuresOf(picture, config.prices), at),
    requests: await store.links.listRequests(at - REQUEST_LIVES_MS),
    digests: await store.digests.listSchedules(),
  };
  return renderManagerHome(view, context).blocks;
}
