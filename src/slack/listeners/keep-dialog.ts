/** The dialog behind **Keep…**: opened by a click, confirmed later, with the permission checked twice. */
import type { App, ViewSubmitAction } from '@slack/bolt';
import { z } from 'zod';
import type { Instant } from '../../core/seat.ts';
import { type Answer, createAnswer } from '../answer.ts';
import { KEEP_DIALOG, parseSeatRef, type SeatRef } from '../refs.ts';
import { renderStaleButton } from '../views/answers.ts';
import { parseKeepSubmission, renderKeepDialog } from '../views/keep-dialog.ts';
import {
  type Act,
  actInTime,
  answerDenied,
  answerStale,
  answerUnopened,
  type ClickDeps,
  mayManage,
  showOutcome,
} from './acting.ts';
import type { Click } from './click.ts';
import { contextFor } from './listener-deps.ts';

/** Response URLs of the clicks behind open dialogs: a dialog's own delivery carries none. */
export interface OpenDialogs {
  remember(viewId: string, responseUrl: string): void;
  take(viewId: string): string | undefined;
}

/** Slack lets a response URL live for 30 minutes; a restart costs no more than a direct message. */
const LIFETIME_MS = 30 * 60_000;

export function createOpenDialogs(): OpenDialogs {
  const open = new Map<string, { responseUrl: string; atMs: number }>();
  return {
    remember(viewId, responseUrl) {
      const nowMs = Date.now();
      for (const [id, { atMs }] of open) if (nowMs - atMs > LIFETIME_MS) open.delete(id);
      open.set(viewId, { responseUrl, atMs: nowMs });
    },
    take(viewId) {
      const found = open.get(viewId);
      open.delete(viewId);
      return found?.responseUrl;
    },
  };
}

/** Opens the dialog for a seat manager. The trigger lives three seconds, so the role is asked once. */
export async function openKeepDialog(
  deps: ClickDeps & { readonly dialogs: OpenDialogs },
  click: Click,
  ref: SeatRef,
): Promise<void> {
  if (!(await mayManage(deps, click))) return;
  const seat = await deps.store.seats.find(ref.grant);
  if (seat === undefined || click.triggerId === undefined) return answerStale(deps, click);
  const context = contextFor(deps, 'manager', click.by.userId);
  const view = renderKeepDialog({ ref, login: seat.person.login }, context);
  try {
    const opened = await deps.clients.asking.views.open({ trigger_id: click.triggerId, view });
    const viewId = opened.view?.id;
    if (viewId !== undefined && click.responseUrl !== undefined && click.isPrivate) {
      deps.dialogs.remember(viewId, click.responseUrl);
    }
  } catch (error) {
    await answerUnopened(deps, click, error);
  }
}

const submissionShape = z.object({
  user: z.object({ id: z.string() }),
  view: z.object({ id: z.string(), private_metadata: z.string().default(''), state: z.unknown() }),
});

export function registerKeepDialog(
  app: App,
  deps: ClickDeps & { readonly dialogs: OpenDialogs },
): void {
  app.view<ViewSubmitAction>(KEEP_DIALOG, async ({ body, ack }) => {
    const { user, view } = submissionShape.parse(body);
    const submission = parseKeepSubmission(view.state, deps.now());
    if (submission.kind === 'errors') {
      return ack({ response_action: 'errors', errors: submission.errors });
    }
    await ack();
    const responseUrl = deps.dialogs.take(view.id);
    const click = {
      by: { teamId: deps.identity().teamId, userId: user.id },
      answer: answerAfterDialog(deps, user.id, responseUrl),
    };
    const keeping = { ref: parseSeatRef(view.private_metadata), ...submission };
    return actInTime(deps, click, 'keep', (answering) => keep(deps, answering, keeping));
  });
}

function answerAfterDialog(
  deps: ClickDeps,
  userId: string,
  responseUrl: string | undefined,
): Answer {
  return createAnswer(deps, { userId, responseUrl, isPrivate: true, dialogId: undefined });
}

interface Keeping {
  readonly ref: SeatRef | undefined;
  readonly until: Instant | undefined;
  readonly reason: string | undefined;
}

async function keep(deps: ClickDeps, click: Act, { ref, until, reason }: Keeping): Promise<void> {
  const role = await deps.people.identify(click.by);
  if (role !== 'manager') return answerDenied(deps, click, role);
  const seat = ref && (await deps.store.seats.find(ref.grant));
  if (ref === undefined || seat === undefined) {
    return click.answer.add(renderStaleButton(contextFor(deps, role, click.by.userId)));
  }
  const { person, organisation } = seat;
  const kept = await deps.store.kept.keep(
    { person, organisation, until, reason, by: click.by },
    deps.now(),
  );
  return showOutcome(deps, click, { outcome: { kind: 'kept', person, kept }, list: ref.list });
}
