/** `/copilot log`: the last decisions, page by page, with Undo for as long as it works. */
import type { App, BlockAction } from '@slack/bolt';
import { answerInTime } from '../answer.ts';
import type { Identity } from '../guard.ts';
import { ACTION, parseLogPage } from '../refs.ts';
import { renderProgress, renderStaleButton } from '../views/answers.ts';
import type { Message } from '../views/context.ts';
import { LOG_PAGE, renderLog } from '../views/log.ts';
import { renderRefusal } from '../views/refusal.ts';
import { type Click, readClick } from './click.ts';
import { contextFor, findRefusal, type ListenerDeps } from './listener-deps.ts';
import type { Reader } from './lists.ts';
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
  app.action<BlockAction>(
    { type: 'block_actions', action_id: ACTION.logPage },
    async ({ body }) => {
      const click = readClick(body, deps, deps.identity().teamId);
      const progress = renderProgress('list', contextFor(deps, 'member', click.by.userId));
      return answerInTime(click.answer, progress, (answer) => turnTo(deps, { ...click, answer }));
    },
  );
}

async function turnTo(
  deps: ListenerDeps,
  { by, value, answer }: Pick<Click, 'by' | 'value' | 'answer'>,
): Promise<void> {
  const { userId } = by;
  const role = await deps.people.identify(by);
  const context = contextFor(deps, role, userId);
  const refusal = findRefusal(role, 'viewer', { people: deps.people, userId });
  if (refusal !== undefined) return answer.add(renderRefusal(refusal, context));
  const page = parseLogPage(value);
  if (page === undefined) return answer.add(renderStaleButton(context));
  await answer.replace(await renderLogPage(deps, { role, userId }, page.before));
}
