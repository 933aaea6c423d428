/** Links between Slack accounts and GitHub logins: asked for, decided, ended. */
import type { types } from '@slack/bolt';
import { type Instant, MINUTE_MS } from '../../core/seat.ts';
import type { Link } from '../../store/link-store.ts';
import { formatLinkRef, OWN_ACTION } from '../own-refs.ts';
import { bold, code, contact, type Mrkdwn, mention, mrkdwn, name, plain, plural } from '../text.ts';
import { describeAsk } from './ask.ts';
import { actions, button, confirm, createMessage, note, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { formatPersonDay } from './words.ts';

export type LinkAnswer =
  /** Asked for; `managersTold` says whether a seat manager was reached. */
  | { readonly kind: 'requested'; readonly link: Link; readonly managersTold: boolean }
  | { readonly kind: 'asked-before'; readonly link: Link }
  | { readonly kind: 'too-soon'; readonly link: Link; readonly until: Instant }
  | { readonly kind: 'linked'; readonly link: Link }
  | { readonly kind: 'linked-elsewhere'; readonly link: Link }
  | { readonly kind: 'taken'; readonly login: string }
  /** `isRead`: GitHub has been read whole once, so the login would be known. */
  | { readonly kind: 'unknown-login'; readonly login: string; readonly isRead: boolean }
  | { readonly kind: 'no-login' }
  | { readonly kind: 'ended'; readonly link: Link; readonly own: boolean }
  | { readonly kind: 'none-to-end'; readonly own: boolean };

/** The answer to `/copilot link` and `/copilot unlink`. */
export function renderLinkAnswer(answer: LinkAnswer, context: ViewContext): Message {
  return createMessage([section(describeAnswer(answer, context))], context);
}

function describeAnswer(answer: LinkAnswer, context: ViewContext): Mrkdwn {
  const { command } = context;
  switch (answer.kind) {
    case 'requested':
      return answer.managersTold
        ? mrkdwn`*Asked.* A seat manager confirms that ${loginOf(answer.link)} is yours, and you will be told.`
        : mrkdwn`*Noted,* but no seat manager could be told yet. ${capital(context)} to look at Seatkeeper’s Home, where the request waits.`;
    case 'asked-before':
      return mrkdwn`*Asked already:* a seat manager has yet to confirm that ${loginOf(answer.link)} is yours. You will be told.`;
    case 'too-soon':
      return describePause(answer, context);
    case 'linked':
      return mrkdwn`${bold(mrkdwn`${name(answer.link.person.login)} is linked to you.`)} Your seat: ${code(`${command} me`)}`;
    case 'linked-elsewhere':
      return mrkdwn`*You are linked to ${name(answer.link.person.login)} already,* so nothing was changed. If that is wrong, ${code(`${command} unlink`)} first.`;
    case 'taken':
      return mrkdwn`${bold(mrkdwn`${name(answer.login)} is linked to another Slack account,`)} so nothing was changed. If it is yours, ${describeAsk(context)}.`;
    case 'unknown-login':
      if (!answer.isRead) {
        return mrkdwn`${bold(mrkdwn`${name(answer.login)} is not known here yet,`)} so nothing was changed. GitHub has not been read whole so far; please type this again in some minutes.`;
      }
      return mrkdwn`${bold(mrkdwn`${name(answer.login)} is not known here,`)} so nothing was changed. Seatkeeper knows the GitHub logins that hold or held a Copilot seat. If yours should, ${describeAsk(context)}.`;
    case 'no-login':
      return mrkdwn`Seatkeeper does not know yet which GitHub login is yours. Please say which: ${code(`${command} link YOUR-GITHUB-LOGIN`)}`;
    case 'ended':
      if (answer.link.state === 'requested') {
        return bold(mrkdwn`The request for ${name(answer.link.person.login)} is taken back.`);
      }
      return mrkdwn`${bold(mrkdwn`${name(answer.link.person.login)} is not linked to ${answer.own ? 'you' : mention(answer.link.slack.userId)} any more.`)}`;
    case 'none-to-end':
      return mrkdwn`*Nothing to end:* there is no link${answer.own ? ' of yours' : ''}.`;
  }
}

function describePause(
  { link, until }: Extract<LinkAnswer, { kind: 'too-soon' }>,
  { now }: ViewContext,
): Mrkdwn {
  const wait = plural(Math.max(1, Math.ceil((until - now) / MINUTE_MS)), 'minute');
  const stands =
    link.state === 'requested'
      ? mrkdwn` Your request for ${loginOf(link)} stands meanwhile.`
      : undefined;
  return mrkdwn`*Please type this again in ${wait}.* The seat managers were asked for you a moment ago, so nothing was changed.${stands ?? ''}`;
}

function loginOf({ person }: Link): Mrkdwn {
  return bold(name(person.login));
}

function capital({ seatContact }: ViewContext): Mrkdwn {
  return seatContact === undefined
    ? mrkdwn`Ask the people who manage the seats`
    : mrkdwn`Ask ${contact(seatContact)}`;
}

/** The direct message to a seat manager: one request, to approve or refuse. */
export function renderLinkRequest(link: Link, context: ViewContext): Message {
  return createMessage([...renderRequest(link, context), note(APPROVE_WITH_CARE)], context);
}

export const APPROVE_WITH_CARE = mrkdwn`Please approve only what you know: whoever is linked sees what is stored about this login and can release its seat.`;

/** One open request with its buttons, for the direct message, for Home, and for the list of all. */
export function renderRequest(
  link: Link,
  { now, mayAct }: ViewContext,
  blockId?: string,
): types.KnownBlock[] {
  const { slack, person, askedAt } = link;
  const value = formatLinkRef({ ...slack, personId: person.id, askedAt });
  const login = plain(person.login, 38);
  const buttons = [
    button({
      action: OWN_ACTION.approveLink,
      label: 'Approve',
      value,
      describes: `Approve the link to ${login}`,
      style: 'primary',
      confirm: confirm({
        title: 'Approve this link?',
        text: `You confirm that ${login} on GitHub is this person. They can then see what is stored about that login and release its seat.`,
        yes: 'Approve',
        no: 'Not now',
      }),
    }),
    button({
      action: OWN_ACTION.refuseLink,
      label: 'Refuse',
      value,
      describes: `Refuse the link to ${login}`,
    }),
  ];
  return [
    section(
      mrkdwn`${mention(slack.userId)} says that the GitHub login ${bold(name(person.login))} is theirs, asked on ${formatPersonDay(askedAt, now)}.`,
    ),
    ...actions(mayAct ? buttons : [], blockId),
  ];
}

export type LinkDecided =
  /** `told` says whether whoever asked was reached. */
  | { readonly kind: 'linked' | 'refused'; readonly link: Link; readonly told: boolean }
  /** Decided by somebody else, asked anew, or taken back. */
  | { readonly kind: 'not-open'; readonly link: Link | undefined }
  | { readonly kind: 'expired' }
  | { readonly kind: 'taken'; readonly login: string }
  /** A manager's own, which another manager can decide. */
  | { readonly kind: 'own-request' }
  /** The requester is no full member any more. */
  | { readonly kind: 'no-member' }
  /** Slack did not say who the requester is. */
  | { readonly kind: 'cannot-check' };

/** What a manager's decision came to. */
export function renderLinkDecided(decided: LinkDecided, context: ViewContext): Message {
  return createMessage([section(describeDecided(decided, context))], context);
}

function describeDecided(decided: LinkDecided, context: ViewContext): Mrkdwn {
  switch (decided.kind) {
    case 'linked':
      return mrkdwn`${bold(mrkdwn`${name(decided.link.person.login)} is linked to ${mention(decided.link.slack.userId)}.`)} ${decided.told ? 'They have been told.' : 'They could not be told by direct message, so please tell them.'}`;
    case 'refused':
      return decided.told
        ? mrkdwn`*Not linked.* ${mention(decided.link.slack.userId)} has been told that ${name(decided.link.person.login)} was not confirmed.`
        : mrkdwn`*Not linked.* ${mention(decided.link.slack.userId)} could not be told by direct message, so please tell them that ${name(decided.link.person.login)} was not confirmed.`;
    case 'not-open':
      return mrkdwn`*This request is not open any more,* so nothing was changed. ${describeStanding(decided.link, context)}`;
    case 'expired':
      return mrkdwn`*This request is too old,* so nothing was changed. The person can ask again.`;
    case 'taken':
      return mrkdwn`${bold(mrkdwn`${name(decided.login)} is linked to another Slack account by now,`)} so nothing was changed.`;
    case 'own-request':
      return mrkdwn`*Your own request is for another seat manager to confirm,* so nothing was changed. It waits on their Home.`;
    case 'no-member':
      return mrkdwn`*Whoever asked is no full member of this workspace,* so nothing was linked.`;
    case 'cannot-check':
      return mrkdwn`*Nothing was changed.* Slack could not be asked just now whether whoever asked is still a full member. Please try again in a minute.`;
  }
}

function describeStanding(link: Link | undefined, { now }: ViewContext): Mrkdwn {
  if (link?.decidedAt === undefined) return mrkdwn`It was taken back or made anew.`;
  const by =
    link.decidedBy === undefined ? mrkdwn`` : mrkdwn` by ${mention(link.decidedBy.userId)}`;
  const what = link.state === 'linked' ? 'linked' : 'not linked';
  return mrkdwn`${name(link.person.login)} was ${what}${by} on ${formatPersonDay(link.decidedAt, now)}.`;
}

/** The direct message to whoever asked. */
export function renderLinkVerdict(link: Link, context: ViewContext): Message {
  const { command } = context;
  const text =
    link.state === 'linked'
      ? mrkdwn`${bold(mrkdwn`${name(link.person.login)} is linked to you now.`)} Your Copilot seat and what happens next: ${code(`${command} me`)}`
      : mrkdwn`${bold(mrkdwn`The link to ${name(link.person.login)} was not confirmed.`)} If that was a mistake, ${describeAsk(context)}.`;
  return createMessage([section(text)], { noManagersFor: undefined });
}
