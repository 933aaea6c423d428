/** All open requests for a link: opened from Home, its pages, and the list after a decision in it. */
import type { App } from '@slack/bolt';
import { REQUEST_LIVES_MS } from '../../store/link-store.ts';
import { ACTION, parsePage } from '../refs.ts';
import type { Message } from '../views/context.ts';
import { type LinkListView, renderLinkList } from '../views/link-list.ts';
import type { ClickDeps } from './acting.ts';
import { contextFor, type Reader } from './listener-deps.ts';
import { registerPages } from './paging.ts';

export async function renderLinkPage(
  deps: ClickDeps,
  { role, userId }: Pick<Reader, 'role' | 'userId'>,
  at: Pick<LinkListView, 'page' | 'notice'>,
): Promise<Message> {
  const requests = await deps.store.links.listRequests(deps.now() - REQUEST_LIVES_MS);
  return renderLinkList({ ...at, requests }, contextFor(deps, role, userId));
}

export function registerLinkPages(app: App, deps: ClickDeps): void {
  registerPages(app, deps, {
    actionId: ACTION.linkPage,
    parse: parsePage,
    show: async (reader, page) =>
      reader.answer.replace(await renderLinkPage(deps, reader, { page })),
  });
}
