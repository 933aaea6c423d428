/** The form for one digest, when it comes back: the permission is checked again before anything is saved. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, ViewSubmitAction } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';
import type { SlackPerson } from '../../core/seat.ts';
import type { DigestWish } from '../../store/digest-store.ts';
import { formatWish, isTwin } from '../../store/digest-wish.ts';
import { sendDirectMessage } from '../answer.ts';
import { DIGEST_FORM, type DigestFormRef, parseDigestForm } from '../refs.ts';
import type { Mrkdwn } from '../text.ts';
import type { Message } from '../views/context.ts';
import { CHANNEL_PROBLEMS, DIGEST_NOTICES, renderNotSaved } from '../views/digest-answers.ts';
import { CHANNEL, parseDigestSubmission } from '../views/digest-form.ts';
import type { ClickDeps } from './acting.ts';
import { refusalView, updateDigestList } from './digest-list.ts';
import { refuseDigests } from './digest-refusal.ts';
import { contextFor } from './listener-deps.ts';

const submissionShape = z.object({
  user: z.object({ id: z.string() }),
  view: z.object({
    private_metadata: z.string().default(''),
    root_view_id: z.string(),
    state: z.unknown(),
  }),
});

/** Slack waits three seconds; the checks are asked for until then, and finished after it. */
const ACK_WITHIN_MS = 2000;

export function registerDigestForm(app: App, deps: ClickDeps): void {
  app.view<ViewSubmitAction>(DIGEST_FORM, async ({ body, ack }) => {
    const { user, view } = submissionShape.parse(body);
    const submission = parseDigestSubmission(view.state);
    if (submission.kind === 'errors') {
      return ack({ response_action: 'errors', errors: submission.errors });
    }
    const by = { teamId: deps.identity().teamId, userId: user.id };
    const filled = { by, wish: submission.wish, ref: parseDigestForm(view.private_metadata) };
    const checking = check(deps, filled);
    const early = await Promise.race([checking, sleep(ACK_WITHIN_MS, undefined, { ref: false })]);
    if (early?.kind === 'refused') {
      return ack({ response_action: 'update', view: refusalView(early.message.blocks) });
    }
    if (early?.kind === 'channel') {
      return ack({ response_action: 'errors', errors: { [CHANNEL]: early.problem } });
    }
    await ack();
    const checked = early ?? (await checking);
    // The form is closed by now.
    if (checked.kind === 'refused') return sendDirectMessage(deps, user.id, checked.message);
    if (checked.kind === 'channel') {
      const context = contextFor(deps, 'manager', user.id);
      const no = renderNotSaved(checked.problem, filled.wish.channelId, context);
      return sendDirectMessage(deps, user.id, no);
    }
    const notice = await save(deps, filled);
    const list = { viewId: view.root_view_id, userId: user.id };
    await updateDigestList(deps, list, { page: filled.ref?.page ?? 0, notice });
  });
}

/** A form as it came back. */
interface Filled {
  readonly by: SlackPerson;
  readonly wish: DigestWish;
  /** Undefined for a form that cannot be read any more. */
  readonly ref: DigestFormRef | undefined;
}

type Checked =
  | { readonly kind: 'fine' }
  | { readonly kind: 'refused'; readonly message: Message }
  | { readonly kind: 'channel'; readonly problem: string };

async function check(deps: ClickDeps, { by, wish, ref }: Filled): Promise<Checked> {
  const no = await refuseDigests(deps, by, await deps.people.identify(by));
  if (no !== undefined) return { kind: 'refused', message: no };
  const schedules = await deps.store.digests.listSchedules();
  if (schedules.some((other) => other.id !== ref?.scheduleId && isTwin(other, wish))) {
    return { kind: 'channel', problem: CHANNEL_PROBLEMS.twin };
  }
  const problem = await findChannelProblem(deps, wish.channelId);
  return problem === undefined ? { kind: 'fine' } : { kind: 'channel', problem };
}

const channelShape = z.object({
  is_archived: z.boolean().optional(),
  is_member: z.boolean().optional(),
  is_ext_shared: z.boolean().optional(),
});

/** What would keep a digest out of the channel, as far as Slack tells; the post itself has the last word. */
async function findChannelProblem(
  { clients }: ClickDeps,
  channelId: string,
): Promise<string | undefined> {
  try {
    const { channel } = await clients.asking.conversations.info({ channel: channelId });
    const { is_archived, is_member, is_ext_shared } = channelShape.parse(channel);
    if (is_ext_shared === true) {
      return CHANNEL_PROBLEMS.shared;
    }
    if (is_archived === true) return CHANNEL_PROBLEMS.archived;
    return is_member === false ? CHANNEL_PROBLEMS['not-in-channel'] : undefined;
  } catch (error) {
    const code = error instanceof WebAPIPlatformError ? error.data.error : undefined;
    return code === 'channel_not_found' ? CHANNEL_PROBLEMS['not-in-channel'] : undefined;
  }
}

/** Answers what to say on top of the list. */
async function save(deps: ClickDeps, { by, wish, ref }: Filled): Promise<Mrkdwn> {
  if (ref === undefined) return DIGEST_NOTICES.unreadable;
  const { scheduleId, seen } = ref;
  if (seen === undefined) {
    const added = await deps.store.digests.addSchedule(wish, by, deps.now(), scheduleId);
    if (added.id !== scheduleId) return DIGEST_NOTICES.twin;
    return formatWish(added) === formatWish(wish) ? DIGEST_NOTICES.saved : DIGEST_NOTICES.already;
  }
  const change = { wish, seen };
  const changed = await deps.store.digests.changeSchedule(scheduleId, change, by, deps.now());
  return NOTICES_OF_CHANGE[changed.kind];
}

const NOTICES_OF_CHANGE = {
  changed: DIGEST_NOTICES.saved,
  deleted: DIGEST_NOTICES.deletedMeanwhile,
  overtaken: DIGEST_NOTICES.already,
  twin: DIGEST_NOTICES.twin,
} as const;
