/** `/copilot status`: per organisation, when it was read, what failed, and what mends it. */
import type { types } from '@slack/bolt';
import type { OrganisationOutlook } from '../../core/board.ts';
import { nextRoundAt } from '../../core/schedule.ts';
import type { OrganisationRecord } from '../../store/store.ts';
import type { UsageReportRecord } from '../../store/usage-store.ts';
import { ACTION, formatPage } from '../refs.ts';
import {
  bold,
  formatDay,
  formatWhen,
  join,
  list,
  type Mrkdwn,
  mrkdwn,
  name,
  plural,
} from '../text.ts';
import { createMessage, note, section } from './blocks.ts';
import type { Message, Picture, ViewContext } from './context.ts';
import { describeGeneralObstacle } from './obstacles.ts';
import {
  describeFailure,
  describeMending,
  describeNowhere,
  describeReportNeeds,
  describeTrouble,
  describeUnlisted,
} from './trouble.ts';
import { renderTurns } from './turns.ts';

const RECORDS_PER_PAGE = 20;

export interface StatusView {
  readonly picture: Picture;
  /** From 0; what lies beyond the last one is the last one. */
  readonly page: number;
  /** How the reading of each usage report went. */
  readonly reports: readonly UsageReportRecord[];
}

export function renderStatus(view: StatusView, context: ViewContext): Message {
  const { records } = view.picture;
  const outlooks = new Map(
    view.picture.organisations.map((outlook) => [outlook.organisation.id, outlook]),
  );
  const isTroubled = ({ organisation }: OrganisationRecord) =>
    outlooks.get(organisation.id)?.trust.kind !== 'good';
  // Trouble first, so that it is never behind a button.
  const ordered = [...records.filter(isTroubled), ...records.filter((one) => !isTroubled(one))];
  const lastPage = Math.max(0, Math.ceil(ordered.length / RECORDS_PER_PAGE) - 1);
  const page = Math.min(view.page, lastPage);
  const blocks = ordered
    .slice(page * RECORDS_PER_PAGE, (page + 1) * RECORDS_PER_PAGE)
    .map((record) =>
      section(describeRecord(record, outlooks.get(record.organisation.id), view, context)),
    );
  const unlisted = describeUnlisted(view.picture.listing, context);
  return createMessage(
    [
      ...(records.length === 0 ? [section(describeNowhere(view.picture, context))] : []),
      ...(records.length === 0 || unlisted === undefined ? [] : [section(unlisted)]),
      ...blocks,
      ...renderTurns({ page, lastPage, action: ACTION.statusPage, format: formatPage }),
      renderFoot(context),
    ],
    context,
  );
}

const SUSPENDED = 'The GitHub App is suspended there; an owner can resume it.';

function renderFoot(context: ViewContext): types.KnownBlock {
  const next = nextRoundAt(context.now, context.refreshMinutes);
  return note(
    join([
      mrkdwn`Next round ${formatWhen(next, context.now)}, then every ${plural(context.refreshMinutes, 'minute')}.`,
      describeMode(context),
    ]),
  );
}

function describeMode({ mode }: ViewContext): string {
  switch (mode) {
    case 'on':
      return 'Removing seats is switched on.';
    case 'dry-run':
      return 'REMOVALS is dry-run: removals are rehearsed, and nothing is changed.';
    case 'off':
      return 'REMOVALS is off: no seat is removed.';
  }
}

function describeRecord(
  record: OrganisationRecord,
  outlook: OrganisationOutlook | undefined,
  view: StatusView,
  context: ViewContext,
): Mrkdwn {
  const kind = describeKind(record, view, context);
  if (kind !== undefined) return join([kind, describeNames(record)]);
  const health =
    outlook === undefined || outlook.trust.kind === 'good'
      ? describeHealthy(record, view, context)
      : join([describeTrouble(outlook, [record], context), describeLastRead(record, context)]);
  return join([
    health,
    describeNames(record),
    record.quarantined
      ? 'Many seats vanished from GitHub’s list at once; they are only believed to be gone once several reads agree.'
      : undefined,
    record.state === 'suspended' && !namesSuspension(outlook) ? SUSPENDED : undefined,
    ...describeLimits(record, view, context),
  ]);
}

/** Whether the trouble says already that the App is suspended. */
function namesSuspension(outlook: OrganisationOutlook | undefined): boolean {
  const trust = outlook?.trust;
  return (
    (trust?.kind === 'stale' || trust?.kind === 'unread') && trust.failure?.kind === 'suspended'
  );
}

/** What is no organisation to read, by name. */
function describeKind(
  { kind, state, organisation }: OrganisationRecord,
  { reports }: StatusView,
  context: ViewContext,
): Mrkdwn | undefined {
  const title = bold(name(organisation.login));
  if (state === 'removed') {
    return mrkdwn`${title}: the GitHub App was uninstalled there, so it is not read. What is remembered stays.`;
  }
  if (kind === 'enterprise') {
    const report = reports.find(({ organisationId }) => organisationId === organisation.id);
    return join([
      mrkdwn`${title}: an enterprise. Its organisations are read where the GitHub App is installed on them.`,
      state === 'suspended' ? SUSPENDED : undefined,
      describeEnterpriseReport(report, context),
    ]);
  }
  if (kind === 'user') {
    return mrkdwn`${title}: a personal account, which has no seats to read.`;
  }
  return undefined;
}

/** All that is read of an enterprise itself. */
function describeEnterpriseReport(
  report: UsageReportRecord | undefined,
  { now }: ViewContext,
): Mrkdwn {
  const read =
    report?.read === undefined
      ? undefined
      : mrkdwn`Its usage report was read ${formatWhen(report.read.at, now)} and covers days up to ${formatDay(report.read.lastDay, now)}.`;
  return join([read, describeReportTrouble(report)]);
}

function describeReportTrouble(report: UsageReportRecord | undefined): string | undefined {
  if (report === undefined) return 'Its usage report has not been read yet.';
  const { trouble } = report;
  if (trouble === undefined) return undefined;
  if (trouble.kind === 'no-report')
    return 'GitHub had no usage report to give when it was asked last.';
  const { failure } = trouble;
  return failure.kind === 'permission'
    ? `Its usage report cannot be read: ${describeReportNeeds(true)}.`
    : `Its usage report could not be read: ${describeFailure(failure)}. ${describeMending(failure)}`;
}

function describeNames({ earlierLogins }: OrganisationRecord): Mrkdwn | undefined {
  return earlierLogins.length === 0
    ? undefined
    : mrkdwn`Earlier name: ${list(earlierLogins.map(name), 3)}.`;
}

function describeHealthy(
  { organisation, history, failedReads }: OrganisationRecord,
  { picture }: StatusView,
  { now }: ViewContext,
): Mrkdwn {
  const seats = picture.rows.filter(({ seat }) => seat.organisation.id === organisation.id).length;
  const read =
    history.lastGoodReadAt === undefined
      ? undefined
      : mrkdwn`Read ${formatWhen(history.lastGoodReadAt, now)}.`;
  const { lastFailure } = history;
  const failed =
    failedReads > 0 && lastFailure !== undefined
      ? `The last read failed: ${describeFailure(lastFailure)}. ${describeMending(lastFailure)}`
      : undefined;
  return join([
    mrkdwn`${bold(name(organisation.login))}: up to date, ${plural(seats, 'seat')}.`,
    read,
    failed,
  ]);
}

function describeLastRead(
  { history, failedReads }: OrganisationRecord,
  { now }: ViewContext,
): Mrkdwn | undefined {
  if (history.lastReadAt === undefined) return undefined;
  const fails = failedReads > 1 ? `, and ${plural(failedReads, 'read')} failed in a row` : '';
  return mrkdwn`Last try ${formatWhen(history.lastReadAt, now)}${fails}.`;
}

/** What does not work there although it is read well. */
function describeLimits(
  { organisation, appMayWrite, seatManagement }: OrganisationRecord,
  { reports }: StatusView,
  context: ViewContext,
): (Mrkdwn | string | undefined)[] {
  const login = name(organisation.login);
  const oneByOne = seatManagement === 'assign_selected' || seatManagement === 'unknown';
  return [
    appMayWrite
      ? undefined
      : describeGeneralObstacle({ kind: 'app-may-only-read' }, login, context),
    oneByOne
      ? undefined
      : describeGeneralObstacle(
          { kind: 'not-assigned-individually', setting: seatManagement },
          login,
          context,
        ),
    isForbidden(reports.find(({ organisationId }) => organisationId === organisation.id))
      ? `The usage report cannot be read, so one sign of use less is known: ${describeReportNeeds(false)}.`
      : undefined,
  ];
}

function isForbidden(report: UsageReportRecord | undefined): boolean {
  return report?.trouble?.kind === 'failed' && report.trouble.failure.kind === 'permission';
}
