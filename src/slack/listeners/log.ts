/** `/copilot log`: the last decisions, page by page, with Undo for as long as it works. */
import type { App } from '@slack/bolt';
import type { Identity } from '../guard.ts';
import { ACTION, parseLogPage } from '../refs.ts';
import type { Message } from '../views/context.ts';
import { LOG_PAGE, renderLog } from '../views/log.ts';
import { contextFor, type ListenerDeps, type Reader } from './listener-deps.ts';
import { registerPages } from './paging.ts';
import { findUndoable } from './person.ts';

/** Shows the newest entries. */
export async function answerWithLog(deps: ListenerDeps, reader: Reader): Promise<void> {
  await reader.answer.add(await renderLogPage(deps, reader, undefined));
}

/** The entries before `before`, or the newest. */
async function renderLogPage(
  deps: ListenerDeps,
  { role, userId }: Pick<Reader, 'role' | 'userId'>,
  before: number | undefined,
): Promise<Message> {
  const page = await deps.store.audit.listDecisions({ limit: LOG_PAGE, before });
  const ids = new Set(page.decisions.flatMap(({ removalId }) => (removalId ? [removalId] : [])));
  const removals = await Promise.all([...ids].map((id) => deps.store.removals.find(id)));
  const known = removals.filter((removal) => removal !== undefined);
  const view = { ...page, undoable: findUndoable(known, deps) };
  return renderLog(view, contextFor(deps, role, userId));
}

export function registerLogPages(
  app: App,
  deps: ListenerDeps & { readonly identity: () => Identity },
): void {
  registerPages(app, deps, {
    actionId: ACTION.logPage,
    parse: parseLogPage,
    show: async (reader, page) =>
      reader.answer.replace(await renderLogPage(deps, reader, page.before)),
  });
}
