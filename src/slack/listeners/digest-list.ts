/** `/copilot digest`: the list of what is set up, and the buttons in it. For seat managers only. */
import { randomBytes } from 'node:crypto';
import type { App, BlockAction } from '@slack/bolt';
import { z } from 'zod';
import type { SlackPerson } from '../../core/seat.ts';
import { findNextTurn } from '../../digest/next-turn.ts';
import { ACTION, parsePage } from '../refs.ts';
import type { Mrkdwn } from '../text.ts';
import { plainText } from '../views/blocks.ts';
import type { Message } from '../views/context.ts';
import { DIGEST_NOTICES, describeSent } from '../views/digest-answers.ts';
import { renderDigestForm } from '../views/digest-form.ts';
import { type ListedDigest, renderDigestList } from '../views/digest-list.ts';
import type { ClickDeps } from './acting.ts';
import { refuseDigests } from './digest-refusal.ts';
import { contextFor } from './listener-deps.ts';

/** Opens the list. The caller has made sure that this is a seat manager; the trigger lives three seconds. */
export async function openDigestList(
  deps: ClickDeps,
  userId: string,
  triggerId: string,
): Promise<void> {
  const view = await renderList(deps, userId, { page: 0, notice: undefined });
  await deps.clients.asking.views.open({ trigger_id: triggerId, view });
}

interface ListState {
  readonly page: number;
  readonly notice: Mrkdwn | undefined;
}

async function renderList(deps: ClickDeps, userId: string, { page, notice }: ListState) {
  const { digests } = deps.store;
  const schedules: ListedDigest[] = [];
  for (const schedule of await digests.listSchedules()) {
    schedules.push({ ...schedule, nextAt: await findNextTurn(digests, schedule, deps.now()) });
  }
  return renderDigestList({ schedules, page, notice }, contextFor(deps, 'manager', userId));
}

/** Shows the list anew; a dialog that was closed meanwhile is no trouble. */
export async function updateDigestList(
  deps: ClickDeps,
  { viewId, userId }: { readonly viewId: string; readonly userId: string },
  state: ListState,
): Promise<void> {
  const view = await renderList(deps, userId, state);
  await updateView(deps, viewId, view);
}

async function updateView(
  { clients, log }: ClickDeps,
  viewId: string,
  view: Awaited<ReturnType<typeof renderList>>,
): Promise<void> {
  try {
    await clients.asking.views.update({ view_id: viewId, view });
  } catch (error) {
    log.info({ event: 'digest-list-closed', err: error }, 'the list of digests is closed');
  }
}

const bodyShape = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  view: z.object({ id: z.string(), private_metadata: z.string().default('') }),
  actions: z.tuple([z.object({ value: z.string() })]).rest(z.unknown()),
});

interface ListClick {
  readonly by: SlackPerson;
  readonly value: string;
  readonly viewId: string;
  readonly triggerId: string;
  readonly page: number;
}

export function registerDigestList(app: App, deps: ClickDeps): void {
  const on = (actionId: string, act: (click: ListClick) => Promise<ListState | undefined>) =>
    app.action<BlockAction>({ type: 'block_actions', action_id: actionId }, async ({ body }) => {
      const click = readListClick(body, deps.identity().teamId);
      if (!(await mayManageHere(deps, click))) return;
      const state = await act(click);
      if (state === undefined) return;
      await updateDigestList(deps, { viewId: click.viewId, userId: click.by.userId }, state);
    });
  const { digests } = deps.store;
  const saying = (page: number, said: boolean, words: Mrkdwn): ListState => ({
    page,
    notice: said ? words : DIGEST_NOTICES.already,
  });

  on(ACTION.digestAdd, (click) => openForm(deps, click, undefined));
  on(ACTION.digestEdit, (click) => openForm(deps, click, click.value));
  on(ACTION.digestPause, async ({ value, page, by }) =>
    saying(page, await digests.pauseSchedule(value, by, deps.now()), DIGEST_NOTICES.paused),
  );
  on(ACTION.digestResume, async ({ value, page, by }) =>
    saying(page, await digests.resumeSchedule(value, by, deps.now()), DIGEST_NOTICES.resumed),
  );
  on(ACTION.digestDelete, async ({ value, page, by }) =>
    saying(page, await digests.deleteSchedule(value, by, deps.now()), DIGEST_NOTICES.deleted),
  );
  on(ACTION.digestPage, async ({ value }) => ({
    page: parsePage(value) ?? 0,
    notice: undefined,
  }));
  on(ACTION.digestSendNow, (click) => sendNow(deps, click));
}

function readListClick(body: unknown, teamId: string): ListClick {
  const { user, view, trigger_id: triggerId, actions } = bodyShape.parse(body);
  return {
    by: { teamId, userId: user.id },
    value: actions[0].value,
    viewId: view.id,
    triggerId,
    page: parsePage(view.private_metadata) ?? 0,
  };
}

/** Whether this is a seat manager at this moment; everybody else sees a refusal in the dialog. */
async function mayManageHere(deps: ClickDeps, { by, viewId }: ListClick): Promise<boolean> {
  const no = await refuseDigests(deps, by, await deps.people.identify(by));
  if (no === undefined) return true;
  await updateView(deps, viewId, refusalView(no.blocks));
  return false;
}

/** A dialog that says no. */
export function refusalView(blocks: Message['blocks']) {
  return {
    type: 'modal' as const,
    title: plainText('Weekly digests', 24),
    close: plainText('Close', 24),
    blocks,
  };
}

async function openForm(
  deps: ClickDeps,
  { by, triggerId, page }: ListClick,
  scheduleId: string | undefined,
): Promise<ListState | undefined> {
  const schedule =
    scheduleId === undefined ? undefined : await deps.store.digests.findSchedule(scheduleId);
  if (scheduleId !== undefined && schedule?.madeBy === undefined)
    return { page, notice: DIGEST_NOTICES.already };
  const view = renderDigestForm({
    // A new one is named here, so that a form that arrives twice makes one digest.
    scheduleId: scheduleId ?? randomBytes(8).toString('hex'),
    schedule,
    timeZone: await findZoneOf(deps, by),
    page,
  });
  await deps.clients.asking.views.push({ trigger_id: triggerId, view });
  return undefined;
}

async function findZoneOf({ clients, log }: ClickDeps, { userId }: SlackPerson): Promise<string> {
  try {
    return (await clients.asking.users.info({ user: userId })).user?.tz ?? 'Etc/UTC';
  } catch (error) {
    log.info({ event: 'zone-unread', err: error }, 'Slack did not say where somebody lives');
    return 'Etc/UTC';
  }
}

/** Reads GitHub first, which takes a moment; the list says so meanwhile. */
async function sendNow(deps: ClickDeps, click: ListClick): Promise<ListState> {
  const { by, viewId, page, value } = click;
  const working = { page, notice: DIGEST_NOTICES.sending };
  const sending = deps.digests.sendNow(value, by);
  await updateDigestList(deps, { viewId, userId: by.userId }, working);
  return { page, notice: describeSent(await sending) };
}
