/** A button that turns to another page; who may see it is checked at the click. */
import type { App, BlockAction } from '@slack/bolt';
import { answerInTime } from '../answer.ts';
import type { Identity } from '../guard.ts';
import { renderProgress, renderStaleButton } from '../views/answers.ts';
import { renderRefusal } from '../views/refusal.ts';
import { type Click, readClick } from './click.ts';
import { contextFor, findRefusal, type ListenerDeps, type Reader } from './listener-deps.ts';

export interface Pages<T> {
  readonly actionId: string;
  /** Managers and viewers unless told otherwise. */
  readonly for?: 'viewer' | 'member';
  /** What the button carries; undefined when it cannot be read. */
  readonly parse: (value: string) => T | undefined;
  readonly show: (reader: Reader, page: T) => Promise<void>;
}

export function registerPages<T>(
  app: App,
  deps: ListenerDeps & { readonly identity: () => Identity },
  pages: Pages<T>,
): void {
  app.action<BlockAction>(
    { type: 'block_actions', action_id: pages.actionId },
    async ({ body }) => {
      const click = readClick(body, deps, deps.identity().teamId);
      const progress = renderProgress('list', contextFor(deps, 'member', click.by.userId));
      return answerInTime(click.answer, progress, (answer) =>
        turnTo(deps, { ...click, answer }, pages),
      );
    },
  );
}

async function turnTo<T>(
  deps: ListenerDeps,
  { by, value, answer }: Pick<Click, 'by' | 'value' | 'answer'>,
  { parse, show, for: needed = 'viewer' }: Pages<T>,
): Promise<void> {
  const { userId } = by;
  const role = await deps.people.identify(by);
  const context = contextFor(deps, role, userId);
  const refusal = findRefusal(role, needed, { people: deps.people, userId });
  if (refusal !== undefined) return answer.add(renderRefusal(refusal, context));
  const page = parse(value);
  if (page === undefined) return answer.add(renderStaleButton(context));
  return show({ answer, role, userId }, page);
}
