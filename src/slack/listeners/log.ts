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
  const found = await deps.store.audit.list({ limit: LOG_PAGE + 1, before });
  const entries = found.slice(0, LOG_PAGE);
  const [newest] = before === undefined ? found : await deps.store.audit.list({ limit: 1 });
  const ids = new Set(entries.flatMap(({ removalId }) => (removalId ? [removalId] : [])));
  const removals = await Promise.all([...ids].map((id) => deps.store.removals.find(id)));
  const view = {
    entries,
    hasOlder: found.length > LOG_PAGE,
    hasNewer: (newest?.seq ?? 0) > (entries[0]?.seq ?? 0),
    undoable: findUndoable(
      removals.filter((removal) => removal !== undefined),
      deps,
    ),
  };
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
