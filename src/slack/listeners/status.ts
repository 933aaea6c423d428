/** `/copilot status`, and its pages. */
import type { App } from '@slack/bolt';
import { loadPicture } from '../../decision/picture.ts';
import type { Identity } from '../guard.ts';
import { ACTION, parsePage } from '../refs.ts';
import type { Message } from '../views/context.ts';
import { renderStatus } from '../views/status.ts';
import { contextFor, type ListenerDeps, type Reader } from './listener-deps.ts';
import { registerPages } from './paging.ts';

export async function answerStatus(deps: ListenerDeps, reader: Reader): Promise<void> {
  await reader.answer.add(await renderPage(deps, reader, 0));
}

async function renderPage(
  deps: ListenerDeps,
  { role, userId }: Pick<Reader, 'role' | 'userId'>,
  page: number,
): Promise<Message> {
  const picture = await loadPicture(deps);
  const reports = await deps.store.usage.listReports();
  return renderStatus({ picture, page, reports }, contextFor(deps, role, userId));
}

export function registerStatusPages(
  app: App,
  deps: ListenerDeps & { readonly identity: () => Identity },
): void {
  registerPages(app, deps, {
    actionId: ACTION.statusPage,
    parse: parsePage,
    show: async (reader, page) => reader.answer.replace(await renderPage(deps, reader, page)),
  });
}
