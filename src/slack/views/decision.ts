/** One decision in a sentence or two: who, what, about whom, why, and what came of it. */
import { z } from 'zod';
import type { Instant } from '../../core/seat.ts';
import type { AuditAction, AuditRecord, Decision } from '../../store/audit-store.ts';
import {
  bold,
  contact,
  formatDay,
  join,
  type Mrkdwn,
  mention,
  mrkdwn,
  name,
  plain,
  plural,
} from '../text.ts';
import { describeTime, findPause, PAUSE_WORDS } from './digest-words.ts';
import { describeKeptEnd } from './words.ts';

const REASON_LENGTH = 200;

/** What the details of a row may hold; they are gone once a person has been erased. */
const detailShape = z.object({
  reason: z.string().optional(),
  until: z.string().optional(),
  evidence: z.object({ reason: z.string(), byHolder: z.boolean().optional() }).optional(),
  /** A sentence about what went wrong. */
  detail: z.string().optional(),
  lastDay: z.string().optional(),
  keptUntil: z.string().optional(),
  slackUser: z.string().optional(),
  seats: z.number().optional(),
  channelId: z.string().optional(),
  why: z.string().optional(),
});

type Detail = z.infer<typeof detailShape>;

const weeklyTimeShape = z.object({
  weekday: z.number(),
  hour: z.number(),
  minute: z.number(),
  timeZone: z.string(),
});

/** A decision, taken apart for its sentence. */
interface Told {
  readonly decision: Decision;
  readonly detail: Detail;
  readonly end: Detail;
  /** The person, with the organisation where one is known. */
  readonly seat: Mrkdwn;
  readonly login: Mrkdwn;
  readonly now: Instant;
}

/** Without the day, which stands before it. */
export function describeDecision(decision: Decision, now: Instant): Mrkdwn {
  const { by, person, organisation, action } = decision;
  const login = person === undefined ? mrkdwn`somebody` : bold(name(person.login));
  const where = organisation === undefined ? mrkdwn`` : mrkdwn` in ${name(organisation.login)}`;
  const told = {
    decision,
    detail: readDetail(decision),
    end: readDetail(decision.end),
    seat: mrkdwn`the seat of ${login}${where}`,
    login,
    now,
  };
  const who = by === undefined ? nameNobody(decision) : mention(by.userId);
  return mrkdwn`${who} ${SENTENCES[action](told)}`;
}

/** Seatkeeper itself pauses a digest; nobody but the settings sets up, changes or deletes one otherwise. */
function nameNobody({ action, outcome }: Decision): string {
  return action === 'digest-changed' && outcome !== 'paused' ? 'The settings' : 'Seatkeeper';
}

function readDetail(record: AuditRecord | undefined): Detail {
  return detailShape.safeParse(record?.detail).data ?? {};
}

/** What follows the name of whoever decided. */
const SENTENCES: Readonly<Record<AuditAction, (told: Told) => Mrkdwn>> = {
  'removal-claimed': describeRemoval,
  'removal-refused': ({ seat, decision }) =>
    mrkdwn`asked to remove ${seat}. Nothing was changed: ${describeWhyNot(decision.outcome)}.`,
  'undo-claimed': describeUndo,
  'undo-refused': ({ seat, decision }) =>
    mrkdwn`asked to undo the removal of ${seat}. Nothing was changed: ${describeWhyNot(decision.outcome)}.`,
  // Others of this kind end a decision and stand in its sentence.
  'undo-ended': ({ seat }) =>
    mrkdwn`saw that ${seat} was given back on GitHub, so its removal does not hold any more.`,
  'removal-ended': ({ seat }) => mrkdwn`saw the end of the removal of ${seat}.`,
  'colleague-told': ({ seat }) => mrkdwn`wrote to the person with ${seat}.`,
  kept: ({ seat, detail, now }) =>
    mrkdwn`kept ${seat} ${describeUntil(detail.until, now)}.${describeReason(detail.reason)}`,
  unkept: ({ seat }) => mrkdwn`ended the keeping of ${seat}.`,
  'refresh-asked': () => mrkdwn`asked for a fresh read of GitHub.`,
  'link-requested': ({ login }) => mrkdwn`said that the GitHub login ${login} is theirs.`,
  'link-decided': describeLink,
  'link-ended': ({ login, detail, decision }) =>
    mrkdwn`ended the link of ${whoOf(detail)} to ${login}${LINK_ENDS.get(decision.outcome) ?? ''}.`,
  'seats-exported': ({ detail }) =>
    detail.seats === undefined
      ? mrkdwn`took a list of all seats as a file.`
      : mrkdwn`took a list of all ${plural(detail.seats, 'seat')} as a file.`,
  'digest-changed': describeDigest,
  'digest-refused': ({ decision }) =>
    mrkdwn`asked to set up or change weekly digests. Nothing was changed: ${describeWhyNot(decision.outcome)}.`,
  'person-erased': () => mrkdwn`erased what was stored about a person.`,
};

function describeRemoval({ decision, seat, detail, end, now }: Told): Mrkdwn {
  const { evidence } = detail;
  const isRelease = evidence?.byHolder === true;
  const why = isRelease ? mrkdwn`` : describeWhy(evidence?.reason, now);
  const asked = mrkdwn`${isRelease ? 'asked to give back' : 'asked to remove'} ${seat}${why}.`;
  switch (decision.end?.outcome) {
    case undefined:
      return mrkdwn`${asked} GitHub has not confirmed it yet.`;
    case 'removed':
      return mrkdwn`${isRelease ? 'gave back' : 'removed'} ${seat}${why}. ${describeEnd(end, now)}`;
    case 'rehearsed':
      return mrkdwn`${asked} It was a rehearsal: nothing was changed.`;
    case 'refused':
      return join([mrkdwn`${asked} GitHub said no, and nothing was changed.`, saidOf(end)]);
    default:
      return join([mrkdwn`${asked} Nothing was removed.`, saidOf(end)]);
  }
}

function describeEnd({ lastDay }: Detail, now: Instant): Mrkdwn {
  return lastDay === undefined
    ? mrkdwn`It ended at once.`
    : mrkdwn`Its last day: ${formatDay(lastDay, now)}.`;
}

function describeUndo({ decision, seat, end, now }: Told): Mrkdwn {
  switch (decision.end?.outcome) {
    case undefined:
      return mrkdwn`asked to undo the removal of ${seat}. GitHub has not confirmed it yet.`;
    case 'undone':
      return mrkdwn`undid the removal of ${seat}, which stays${end.keptUntil === undefined ? '' : ` and is kept ${describeUntil(end.keptUntil, now)}`}.`;
    default:
      return join([
        mrkdwn`asked to undo the removal of ${seat}. The seat still ends.`,
        saidOf(end),
      ]);
  }
}

function describeLink({ decision, login, detail }: Told): Mrkdwn {
  const pair = mrkdwn`the link of ${whoOf(detail)} to ${login}`;
  switch (decision.outcome) {
    case 'linked':
      return decision.by !== undefined && decision.by.userId === detail.slackUser
        ? mrkdwn`confirmed by themselves that the GitHub login ${login} is theirs, as the only seat manager.`
        : mrkdwn`approved ${pair}.`;
    case 'linked by e-mail':
      return mrkdwn`made ${pair}: Slack and GitHub show the same verified e-mail address.`;
    default:
      return mrkdwn`did not confirm ${pair}.`;
  }
}

/** Why a link ended without anybody's wish. */
const LINK_ENDS = new Map([
  ['no common address', ': Slack and GitHub show no common verified e-mail address any more'],
  ['account deactivated', ': that Slack account is deactivated, and the person has a new one'],
]);

function whoOf({ slackUser }: Detail): Mrkdwn {
  return slackUser === undefined ? mrkdwn`somebody` : mention(slackUser);
}

const DIGEST_DEEDS = new Map([
  ['added', 'set up'],
  ['changed', 'changed'],
  ['paused', 'paused'],
  ['resumed', 'resumed'],
  ['deleted', 'deleted'],
  ['asked for', 'asked for one more of'],
]);

function describeDigest({ decision, detail }: Told): Mrkdwn {
  const deed = DIGEST_DEEDS.get(decision.outcome) ?? 'changed';
  const where =
    detail.channelId === undefined ? mrkdwn`` : mrkdwn` in ${contact(detail.channelId)}`;
  const time = weeklyTimeShape.safeParse(decision.detail).data;
  const when = time === undefined ? '' : `: ${describeTime(time)}`;
  const pause = findPause(detail.why);
  const why = pause === undefined ? '' : `, because ${PAUSE_WORDS[pause].why}`;
  return mrkdwn`${deed} the weekly digest${where}${why}${when}.`;
}

/** Reasons are kept as they were written down, days as `2026-09-21`. */
function describeWhy(reason: string | undefined, now: Instant): Mrkdwn {
  if (reason === undefined) return mrkdwn``;
  const days = /\d{4}-\d{2}-\d{2}/g;
  const words = plain(reason, REASON_LENGTH).replaceAll(days, (day) => formatDay(day, now));
  return mrkdwn`: ${words}`;
}

function describeReason(reason: string | undefined): Mrkdwn {
  return reason === undefined || reason === ''
    ? mrkdwn``
    : mrkdwn` Reason: ${plain(reason, REASON_LENGTH)}`;
}

function saidOf({ detail }: Detail): string | undefined {
  return detail === undefined ? undefined : plain(detail, REASON_LENGTH);
}

/** Of an instant as the log keeps it. */
function describeUntil(iso: string | undefined, now: Instant): string {
  const until = iso === undefined ? undefined : Date.parse(iso);
  return describeKeptEnd({ until: Number.isNaN(until) ? undefined : until }, now);
}

/** Why nothing was changed, for the short words that the log keeps. */
const WHY_NOT = new Map([
  ['used', 'it was used again'],
  ['too-early', 'it is too early'],
  ['too-late', 'it was too late'],
  ['last-seat', 'it is the last seat that stays there'],
  ['through-team', 'a team gives it'],
  ['bad-data', 'the data was not good'],
  ['re-granted', 'it was given anew meanwhile'],
  ['left', 'there was no seat any more'],
  ['leaving', 'it was leaving already'],
  ['kept', 'it is kept'],
  ['new', 'it is new'],
  ['nobody', 'nobody held it'],
  ['short-record', 'the record is too short'],
  ['newer-sign', 'a newer sign of use had come to light'],
  ['already-removed', 'it was removed before'],
  ['already-undone', 'it was undone before'],
  ['never-removed', 'the removal had never taken effect'],
  ['holds-seat', 'the person holds a seat that stays'],
  ['stopping', 'Seatkeeper was being stopped'],
  ['not-written', 'it could not be written down'],
  ['came-to-nothing', 'it came to nothing'],
  ['not-asked', 'GitHub could not be asked'],
  ['refused-by-github', 'GitHub said no'],
  ['app-may-only-read', 'the App may only read'],
  ['not-assigned-individually', 'seats are not given one by one there'],
  ['removals-off', 'removals are switched off'],
  ['changed-hands', 'the login had changed hands'],
  ['busy', 'another change was under way'],
  ['not the own seat', 'it is not the own seat'],
]);

const ROLES = new Map([
  ['viewer', 'a viewer'],
  ['member', 'a member'],
  ['guest', 'a guest'],
  ['outsider', 'somebody from another workspace'],
  ['no-person', 'a bot or an account that is not active'],
]);

function describeWhyNot(outcome: string): string {
  const [, role] = /^not allowed: (.+)$/.exec(outcome) ?? [];
  if (role === 'unchecked') return 'Slack could not be asked who may do this';
  if (role !== undefined) {
    return `that is for seat managers, and this was ${ROLES.get(role) ?? plain(role, 60)}`;
  }
  return WHY_NOT.get(outcome) ?? plain(outcome, 60);
}
