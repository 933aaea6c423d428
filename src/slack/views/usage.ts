/** `/copilot usage`: the last 28 days of GitHub's usage report in sums over people, never about one. */
import type { types } from '@slack/bolt';
import {
  ageOf,
  type DayFigure,
  FEWEST_PEOPLE,
  isWeekday,
  OLD_AFTER_DAYS,
  REPORT_DAYS,
  summariseDays,
  type UsageFigures,
  WAY_KINDS,
  type WayFigures,
  type WayKind,
} from '../../core/usage.ts';
import type { UsagePicture } from '../../decision/usage.ts';
import {
  bold,
  code,
  formatDay,
  formatNumber,
  formatWhen,
  join,
  list,
  type Mrkdwn,
  mrkdwn,
  name,
  plural,
} from '../text.ts';
import { createMessage, note, section } from './blocks.ts';
import { type ChartBlock, chart, shortDay } from './chart.ts';
import type { Message, ViewContext } from './context.ts';
import { describeNowhere } from './trouble.ts';
import { renderReportTroubles } from './usage-trouble.ts';
import { KIND_WORDS, nameWay } from './usage-words.ts';

const MOST_NAMES = 5;

type Report = NonNullable<UsagePicture['report']>;

export function renderUsage(picture: UsagePicture, context: ViewContext): Message {
  const { report, troubled } = picture;
  const troubles = renderReportTroubles(troubled, context);
  if (report === undefined) {
    const why =
      troubled.length === 0
        ? describeNowhere(picture, context)
        : mrkdwn`*There is no usage report to show yet.*`;
    return createMessage([section(why), ...troubles], context);
  }
  const reading = note(describeReport(report, context));
  if (report.figures === undefined) {
    const few = section(describeTooFew(picture, context));
    return createMessage([few, reading, ...troubles], context);
  }
  const { figures } = report;
  const weekdays = figures.days.filter(({ day }) => isWeekday(day));
  const head = [
    section(describeSpan(report)),
    reading,
    ...troubles,
    section(describeDays(figures, weekdays, context)),
  ];
  const foot = [
    ...WAY_KINDS.map((kind) => section(describeWays(kind, figures.ways[kind], figures))),
    note(describeCounting(figures)),
  ];
  const inWords = createMessage(
    [...head, ...listWeeks(figures, weekdays, context), ...foot],
    context,
  );
  const drawn = drawDays(figures, weekdays, context);
  const { blocks } = createMessage([...head, ...drawn, ...foot], context);
  return { text: inWords.text, blocks, withoutChart: inWords.blocks };
}

function describeSpan({ of }: Report): Mrkdwn {
  const names = list(
    of.map(({ login }) => name(login)),
    MOST_NAMES,
  );
  return bold(mrkdwn`${REPORT_DAYS} days of GitHub Copilot in ${names}`);
}

/** When it was read, what it covers, and what GitHub leaves out of it: under every answer. */
function describeReport({ readAt, days }: Report, { now }: ViewContext): Mrkdwn {
  const [firstDay = ''] = days;
  const lastDay = days.at(-1) ?? firstDay;
  const age = ageOf({ lastDay }, now);
  return join([
    mrkdwn`GitHub’s usage report for ${formatDay(firstDay, now)} to ${formatDay(lastDay, now)}, read ${formatWhen(readAt, now)}.`,
    age > OLD_AFTER_DAYS
      ? `It ended ${plural(age, 'day')} ago, which is longer than usual; Seatkeeper asks for a newer one every day.`
      : 'GitHub takes about two days to count.',
    'Chat on github.com and GitHub Mobile are not in it.',
  ]);
}

function describeTooFew({ only }: UsagePicture, { command }: ViewContext): Mrkdwn {
  if (only === undefined) {
    return mrkdwn`*Fewer than ${FEWEST_PEOPLE} people are in GitHub’s usage report, so there is nothing to show.* Sums over so few would be about somebody; from ${FEWEST_PEOPLE} people on they stand here.`;
  }
  return mrkdwn`*There is nothing to show for ${name(only.login)} alone.* Fewer than ${FEWEST_PEOPLE} people are in its usage report, or outside it, and sums over so few would be about somebody. All organisations together: ${code(`${command} usage`)}`;
}

/** A number of people; one that was rounded down says so. */
function count(people: number, { step }: UsageFigures): string {
  return step === 1 ? formatNumber(people) : `${formatNumber(people)}+`;
}

function describeDays(
  figures: UsageFigures,
  weekdays: readonly DayFigure[],
  { now }: ViewContext,
): Mrkdwn {
  const { usual, most, daysWithFew } = summariseDays(weekdays);
  const weekend = summariseDays(figures.days.filter(({ day }) => !isWeekday(day)));
  const say = (people: number | undefined) =>
    people === undefined ? `fewer than ${FEWEST_PEOPLE}` : count(people, figures);
  return join([
    mrkdwn`*People a day, Monday to Friday:* usually ${say(usual)}.`,
    most && most.people !== usual
      ? `Most on ${formatDay(most.day, now)}: ${say(most.people)}.`
      : undefined,
    usual !== undefined && daysWithFew > 0
      ? `On ${plural(daysWithFew, 'day')} fewer than ${FEWEST_PEOPLE}.`
      : undefined,
    `At weekends usually ${say(weekend.usual)}.`,
  ]);
}

function drawDays(
  figures: UsageFigures,
  weekdays: readonly DayFigure[],
  { now }: ViewContext,
): ChartBlock[] {
  if (weekdays.every(({ people }) => people === undefined)) return [];
  const rounding = figures.step === 1 ? '' : `, in steps of ${figures.step}`;
  return [
    chart({
      type: 'bar',
      title: `People a day, Monday to Friday${rounding}`,
      counted: 'People',
      points: weekdays.map(({ day, people }) => ({
        label: shortDay(day, now),
        value: people ?? 0,
      })),
    }),
  ];
}

/** The chart in words: a line a week. */
function listWeeks(
  figures: UsageFigures,
  weekdays: readonly DayFigure[],
  { now }: ViewContext,
): types.KnownBlock[] {
  const weeks: DayFigure[][] = [];
  for (const figure of weekdays) {
    const isMonday = new Date(`${figure.day}T00:00:00Z`).getUTCDay() === 1;
    const week = isMonday ? undefined : weeks.at(-1);
    if (week === undefined) weeks.push([figure]);
    else week.push(figure);
  }
  const lines = weeks.map((week) => {
    const days = week.map(({ people }) =>
      people === undefined ? `under ${FEWEST_PEOPLE}` : count(people, figures),
    );
    return mrkdwn`• from ${formatDay(week[0]?.day ?? '', now)}: ${days.join(', ')}`;
  });
  return [section(join([mrkdwn`Day by day:`, ...lines], '\n'))];
}

function describeWays(kind: WayKind, { shown, hasOthers }: WayFigures, figures: UsageFigures) {
  const title = bold(`${KIND_WORDS[kind]}:`);
  if (shown.length === 0) {
    return hasOthers
      ? mrkdwn`${title} too few people each to be shown.`
      : mrkdwn`${title} GitHub reports none.`;
  }
  const ways = shown.map(({ name: way, people }) => {
    const number = people === 'nearly-all' ? 'nearly all' : count(people, figures);
    return mrkdwn`${nameWay(kind, way)} (${number})`;
  });
  return mrkdwn`${title} ${list(hasOthers ? [...ways, 'others'] : ways)}.`;
}

/** How the numbers are to be read, as far as it matters to those above. */
function describeCounting({ days, ways, step }: UsageFigures): Mrkdwn {
  const all = WAY_KINDS.map((kind) => ways[kind]);
  const isDayHidden = days.some(({ day, people }) => people === undefined && isWeekday(day));
  return join([
    'Each number counts people who did so on any of these days; one person may be in several.',
    all.some(({ shown }) => shown.some(({ people }) => people === 'nearly-all'))
      ? `“Nearly all” is everybody in the report, or all but fewer than ${FEWEST_PEOPLE}.`
      : undefined,
    `Sums over fewer than ${FEWEST_PEOPLE} people are not shown, nor what would let one work them out: they are among “others”${isDayHidden ? ', and empty in the chart' : ''}.`,
    step === 1
      ? undefined
      : `For one organisation among several, numbers are rounded down to the next ${step}.`,
  ]);
}
