/** What every acting button has in common: may this person, and what did it come to? */

import { WebAPIPlatformError } from '@slack/web-api';
import { whenSlow } from '../../lib/when-slow.ts';
import type { Outcome } from '../../removal/outcome.ts';
import { answerInTime, SLOW_MS } from '../answer.ts';
import type { Identity } from '../guard.ts';
import type { Role } from '../people.ts';
import type { ListPosition } from '../refs.ts';
import { type Doing, renderProgress, renderStaleButton } from '../views/answers.ts';
import { renderOutcome } from '../views/outcome.ts';
import { renderRefusal } from '../views/refusal.ts';
import type { Click } from './click.ts';
import { contextFor, findRefusal, type ListenerDeps } from './listener-deps.ts';
import { answerWithList } from './lists.ts';

/** The part of a click that says who acted and where the answer goes. */
export type Act = Pick<Click, 'by' | 'answer'>;

export interface ClickDeps extends ListenerDeps {
  readonly identity: () => Identity;
}

/**
 * Lets `act` answer a click in the place of what was clicked; what takes longer than a second says there
 * that it is being worked on.
 */
export async function actInTime<T extends Act>(
  deps: ClickDeps,
  click: T,
  doing: Doing,
  act: (click: T) => Promise<void>,
): Promise<void> {
  const progress = renderProgress(doing, contextFor(deps, 'member', click.by.userId));
  return answerInTime(click.answer, progress, (answer) => act({ ...click, answer }));
}

/** The same for what is shown beside what was clicked, which has to stay. */
export async function addInTime<T extends Act>(
  deps: ClickDeps,
  click: T,
  doing: Doing,
  act: (click: T) => Promise<void>,
): Promise<void> {
  const progress = renderProgress(doing, contextFor(deps, 'member', click.by.userId));
  return whenSlow(act(click), SLOW_MS, () => click.answer.add(progress));
}

/** Answers a refusal and says false unless the person who clicked is a seat manager at this moment. */
export async function mayManage(deps: ClickDeps, click: Act): Promise<boolean> {
  const role = await deps.people.identify(click.by);
  if (role === 'manager') return true;
  await answerDenied(deps, click, role);
  return false;
}

/** `replace` where something may already be shown in the place of what was clicked. */
export async function answerDenied(
  deps: ClickDeps,
  click: Act,
  role: Role,
  how: 'add' | 'replace' = 'add',
): Promise<void> {
  const { userId } = click.by;
  const refusal = findRefusal(role, 'manager', { people: deps.people, userId });
  const context = contextFor(deps, role, userId);
  await click.answer[how](renderRefusal(refusal ?? { kind: 'not-a-manager' }, context));
}

/** For a button whose reference cannot be read, or whose seat nobody remembers. */
export async function answerStale(deps: ClickDeps, click: Act): Promise<void> {
  await click.answer.add(renderStaleButton(contextFor(deps, 'member', click.by.userId)));
}

/** For a dialog that Slack did not open, mostly because it was asked too late. Throws everything else. */
export async function answerUnopened(deps: ClickDeps, click: Act, error: unknown): Promise<void> {
  const code = error instanceof WebAPIPlatformError ? error.data.error : undefined;
  // Asked again after a lost answer, Slack says that the dialog is open already.
  if (code === 'exchanged_trigger_id') return;
  if (code !== 'expired_trigger_id') throw error;
  const context = contextFor(deps, 'manager', click.by.userId);
  await click.answer.add(renderRefusal({ kind: 'cannot-check' }, context));
}

const OWN_ENDS = ['removed', 'gone-at-once', 'rehearsed', 'undone'] as const;
type OwnEnd = Extract<Outcome, { readonly kind: (typeof OWN_ENDS)[number] }>;

/** The end of what this very click began. Others, told of it, do not take the teller's message away. */
export function isOwnEnd(outcome: Outcome): outcome is OwnEnd {
  return OWN_ENDS.some((kind) => kind === outcome.kind);
}

/** Shows what a manager's act came to: in the list it stood in, or in place of what was clicked. */
export async function showOutcome(
  deps: ClickDeps,
  click: Act,
  { outcome, list }: { readonly outcome: Outcome; readonly list: ListPosition | undefined },
): Promise<void> {
  const { userId } = click.by;
  if (list !== undefined) {
    const reader = { answer: click.answer, role: 'manager', userId } as const;
    return answerWithList(deps, reader, { position: list, notice: outcome });
  }
  return click.answer.replace(renderOutcome(outcome, contextFor(deps, 'manager', userId)));
}
