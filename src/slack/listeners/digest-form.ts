/** The form for one digest, when it comes back: the permission is checked again before anything is saved. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, ViewSubmitAction } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';
import type { SlackPerson } from '../../core/seat.ts';
import type { DigestWish } from '../../store/digest-store.ts';
import { sendDirectMessage } from '../answer.ts';
import { DIGEST_FORM, type DigestFormRef, parseDigestForm } from '../refs.ts';
import type { Message } from '../views/context.ts';
import { CHANNEL_PROBLEMS, DIGEST_NOTICES } from '../views/digest-answers.ts';
import { CHANNEL, parseDigestSubmission } from '../views/digest-form.ts';
import type { ClickDeps } from './acting.ts';
import { refusalView, updateDigestList } from './digest-list.ts';
import { refuseDigests } from './digest-refusal.ts';

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
    const { wish } = submission;
    const checking = check(deps, by, wish);
    const early = await Promise.race([checking, sleep(ACK_WITHIN_MS, undefined, { ref: false })]);
    if (early?.kind === 'refused') {
      return ack({ response_action: 'update', view: refusalView(early.message.blocks) });
    }
    if (early?.kind === 'channel') {
      return ack({ response_action: 'errors', errors: { [CHANNEL]: early.problem } });
    }
    await ack();
    const checked = early ?? (await checking);
    if (checked.kind === 'refused') return sendDirectMessage(deps, user.id, checked.message);
    const ref = parseDigestForm(view.private_metadata) ?? { scheduleId: undefined, page: 0 };
    return save(deps, { by, wish, ref, rootViewId: view.root_view_id });
  });
}

type Checked =
  | { readonly kind: 'fine' }
  | { readonly kind: 'refused'; readonly message: Message }
  | { readonly kind: 'channel'; readonly problem: string };

async function check(deps: ClickDeps, by: SlackPerson, wish: DigestWish): Promise<Checked> {
  const no = await refuseDigests(deps, by, await deps.people.identify(by));
  if (no !== undefined) return { kind: 'refused', message: no };
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

async function save(
  deps: ClickDeps,
  {
    by,
    wish,
    ref,
    rootViewId,
  }: {
    readonly by: SlackPerson;
    readonly wish: DigestWish;
    readonly ref: DigestFormRef;
    readonly rootViewId: string;
  },
): Promise<void> {
  const { digests } = deps.store;
  const { scheduleId, page } = ref;
  const saved =
    scheduleId === undefined
      ? await digests.addSchedule(wish, by, deps.now())
      : await digests.changeSchedule(scheduleId, wish, by, deps.now());
  deps.log.info({ event: 'digest-saved', schedule: saved?.id }, 'a digest was set up or changed');
  const notice = saved === undefined ? DIGEST_NOTICES.deletedMeanwhile : DIGEST_NOTICES.saved;
  await updateDigestList(deps, { viewId: rootViewId, userId: by.userId }, { page, notice });
}
