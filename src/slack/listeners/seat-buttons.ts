/** **Remove seat**, **Undo**, **Keep**, **Details**: what happens when they are clicked. */
import type { App, BlockAction } from '@slack/bolt';
import { whenSlow } from '../../lib/when-slow.ts';
import type { Outcome } from '../../removal/outcome.ts';
import type { Denied } from '../../removal/removal-deps.ts';
import { SLOW_MS } from '../answer.ts';
import { KEEP_DAYS, keepFor } from '../keep-span.ts';
import {
  ACTION,
  type ListPosition,
  parseMenuRef,
  parseRemoveRef,
  parseSeatRef,
  parseUndoRef,
  type SeatRef,
} from '../refs.ts';
import { type Doing, renderProgress } from '../views/answers.ts';
import { renderOutcomeWithPassOn } from '../views/outcome.ts';
import { renderRefusal } from '../views/refusal.ts';
import {
  actInTime,
  addInTime,
  answerDenied,
  answerStale,
  type ClickDeps,
  isOwnEnd,
  mayManage,
  showOutcome,
} from './acting.ts';
import { type Click, readClick } from './click.ts';
import { type OpenDialogs, openKeepDialog } from './keep-dialog.ts';
import { contextFor, findRefusal } from './listener-deps.ts';
import { answerWithPerson } from './person.ts';

/** The acting buttons, and the dialogs they open. */
export type ButtonDeps = ClickDeps & { readonly dialogs: OpenDialogs };

export function registerSeatButtons(app: App, deps: ButtonDeps): void {
  const on = (actionId: string, listen: (click: Click) => Promise<void>) =>
    app.action<BlockAction>({ type: 'block_actions', action_id: actionId }, async ({ body }) =>
      listen(readClick(body, deps, deps.identity().teamId)),
    );

  on(ACTION.removeSeat, async (click) => {
    const ref = parseRemoveRef(click.value);
    if (ref === undefined) return answerStale(deps, click);
    const work = deps.removals.remove(ref.grant, click.by, ref.shown);
    return finish(deps, click, { work, doing: 'remove', list: ref.list });
  });

  on(ACTION.undo, async (click) => {
    const ref = parseUndoRef(click.value);
    if (ref === undefined) return answerStale(deps, click);
    const work = deps.removals.undo(ref.removalId, click.by);
    return finish(deps, click, { work, doing: 'undo', list: ref.list });
  });

  on(ACTION.menu, (click) => listenToMenu(deps, click));
  on(ACTION.keep30, (click) => withSeat(deps, click, keepForDays));
  on(ACTION.keep, (click) => withSeat(deps, click, openKeepDialog));
  on(ACTION.unkeep, (click) => withSeat(deps, click, unkeep));
  on(ACTION.details, (click) => withSeat(deps, click, showDetails));
}

type SeatAct = (deps: ButtonDeps, click: Click, ref: SeatRef) => Promise<void>;

async function withSeat(deps: ButtonDeps, click: Click, act: SeatAct): Promise<void> {
  const ref = parseSeatRef(click.value);
  return ref === undefined ? answerStale(deps, click) : act(deps, click, ref);
}

/** An option has room for the seat alone; which list it stands in, the block's id says. */
async function listenToMenu(deps: ButtonDeps, click: Click): Promise<void> {
  const menu = parseMenuRef(click.value);
  if (menu === undefined) return answerStale(deps, click);
  const ref = { grant: menu.grant, list: parseSeatRef(click.blockId)?.list };
  switch (menu.choice) {
    case 'keep-30':
      return keepForDays(deps, click, ref);
    case 'keep':
      return openKeepDialog(deps, click, ref);
    case 'unkeep':
      return unkeep(deps, click, ref);
    case 'details':
      return showDetails(deps, click, ref);
  }
}

interface Task {
  readonly work: Promise<Outcome | Denied | undefined>;
  readonly doing: Doing;
  readonly list: ListPosition | undefined;
}

/** Shows what an act came to: in the list it stood in, or in place of the message that was clicked. */
async function finish(deps: ClickDeps, click: Click, { work, doing, list }: Task): Promise<void> {
  const context = contextFor(deps, 'manager', click.by.userId);
  const outcome = await whenSlow(work, SLOW_MS, () =>
    click.answer.replace(renderProgress(doing, context)),
  );
  if (outcome === undefined) return answerStale(deps, click);
  if (outcome.kind === 'denied') return answerDenied(deps, click, outcome.role, 'replace');
  if (click.isDirect && isOwnEnd(outcome)) {
    // In the direct messages the answer lasts, so nothing more is owed; elsewhere answers vanish.
    const told = await deps.tellColleague(outcome.removal.id);
    if (list === undefined) {
      await click.answer.replace(renderOutcomeWithPassOn(outcome, context, told));
    } else await showOutcome(deps, click, { outcome, list });
    await deps.store.removals.markTold(outcome.removal.id);
    // On Home there is nothing to replace, and the direct message that is owed says it all.
  } else if (!(click.isHome && isOwnEnd(outcome))) {
    await showOutcome(deps, click, { outcome, list });
  }
  await deps.tellOutcomes();
  deps.homes.refreshSoon();
}

/** `act` with a word when it takes longer than a second. */
function timely(how: typeof actInTime, doing: Doing, act: SeatAct): SeatAct {
  return (deps, click, ref) => how(deps, click, doing, (answering) => act(deps, answering, ref));
}

const keepForDays = timely(actInTime, 'keep', async (deps, click, ref) => {
  if (!(await mayManage(deps, click))) return;
  const seat = await deps.store.seats.find(ref.grant);
  if (seat === undefined) return answerStale(deps, click);
  const at = deps.now();
  const kept = await deps.store.kept.keep(
    {
      person: seat.person,
      organisation: seat.organisation,
      until: keepFor(KEEP_DAYS, at),
      reason: undefined,
      by: click.by,
    },
    at,
  );
  await showOutcome(deps, click, {
    outcome: { kind: 'kept', person: seat.person, kept },
    list: ref.list,
  });
});

const unkeep = timely(actInTime, 'keep', async (deps, click, ref) => {
  if (!(await mayManage(deps, click))) return;
  const seat = await deps.store.seats.find(ref.grant);
  if (seat === undefined) return answerStale(deps, click);
  const ended = await deps.store.kept.unkeep(seat.person, click.by, deps.now());
  const outcome = { kind: ended ? 'unkept' : 'not-kept', person: seat.person } as const;
  await showOutcome(deps, click, { outcome, list: ref.list });
});

const showDetails = timely(addInTime, 'person', async (deps, click, ref) => {
  const role = await deps.people.identify(click.by);
  const { userId } = click.by;
  const refusal = findRefusal(role, 'viewer', { people: deps.people, userId });
  if (refusal !== undefined) {
    return click.answer.add(renderRefusal(refusal, contextFor(deps, role, userId)));
  }
  const seat = await deps.store.seats.find(ref.grant);
  if (seat === undefined) return answerStale(deps, click);
  return answerWithPerson(deps, { answer: click.answer, role, userId }, seat.person.login);
});
