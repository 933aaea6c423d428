/**
 * Weekly digests whose process is killed around the due time, over and over:
 *
 *     npx tsx test/soak/digest-soak.ts 200 [SEED]
 *
 * Each round is one local week, first with and then without history. After it there has to be exactly one digest of that week where history
 * may be read; where it may not, at most one, and a notice whenever its arrival is not certain. Prints
 * attempts and violations; ends with 1 if there were any.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { Company } from '../../sandbox/github/company.ts';
import { held } from '../../sandbox/github/trouble.ts';
import type { Message } from '../../sandbox/slack/conversations.ts';
import { type Killable, makeKillable } from '../support/killable.ts';
import { createRandom } from '../support/random.ts';
import { until } from '../support/whole.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WEEK = 7 * DAY;
/** Monday, 23 November 2026, 09:00 UTC. */
const FIRST_DUE = Date.UTC(2026, 10, 23, 9);
const SEATS = '/orgs/acme-labs/copilot/billing/seats';

/** The instants at which the process ends, and how the request fares that is under way then. */
export const INSTANTS = [
  'just before it is due',
  'while GitHub is being read',
  'while the channel is being looked at',
  'before the post is taken, and it is lost',
  'before the post is taken, and it is taken later',
  'after the post was taken',
  'at random after the due time',
  'at random, twice',
  'by SIGTERM at random after the due time',
  'while the post is being looked up',
  'never, but the answer is lost',
  'never, but the request is lost',
] as const;
type Instant = (typeof INSTANTS)[number];

/** The instants after which only history can tell whether the post arrived. */
export const UNCERTAIN_INSTANTS = [
  'before the post is taken, and it is lost',
  'before the post is taken, and it is taken later',
  'after the post was taken',
  'never, but the answer is lost',
  'never, but the request is lost',
] as const satisfies readonly Instant[];

export interface DigestSoakReport {
  readonly seed: number;
  readonly rounds: number;
  readonly history: boolean;
  kills: number;
  /** Requests that asked Slack to post a digest. */
  attempts: number;
  /** Digests that people see. */
  digests: number;
  /** Weeks whose digest may or may not have arrived, with its notice. */
  unknown: number;
  readonly violations: string[];
}

interface Scene {
  readonly killable: Killable;
  readonly report: DigestSoakReport;
  readonly random: () => number;
}

export interface DigestSoakOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Whether the bot may read the history of channels. */
  readonly history: boolean;
  /** Every one unless these are named. */
  readonly instants?: readonly Instant[];
  readonly say?: (line: string) => void;
}

export async function soakDigests(options: DigestSoakOptions): Promise<DigestSoakReport> {
  const { rounds, seed, history, instants = INSTANTS, say = () => undefined } = options;
  const clock = { now: FIRST_DUE - 3 * DAY };
  const company = new Company({ now: () => clock.now });
  company.addOrganisation({ login: 'acme-labs' });
  for (const login of ['rhea-osei', 'tomas-lind', 'jun-park']) {
    company.grant('acme-labs', login, { at: clock.now - 200 * DAY });
  }
  const killable = await makeKillable(company, clock, {
    settings: (slack) => ({
      DIGEST_CHANNEL: slack.workspace.channel('seat-office').id,
      CHILD_CERTAIN_AFTER_MS: '250',
    }),
    grantedOptionalScopes: [
      'channels:read',
      'groups:read',
      ...(history ? ['channels:history', 'groups:history'] : []),
    ],
  });
  const counts = { kills: 0, attempts: 0, digests: 0, unknown: 0 };
  const report: DigestSoakReport = { seed, rounds, history, ...counts, violations: [] };
  const scene: Scene = { killable, report, random: createRandom(seed) };
  try {
    await killable.start();
    for (let round = 0; round < rounds; round += 1) {
      const instant = planInstant(instants, round, scene.random);
      await runRound(scene, round, instant);
      say(`${round + 1}/${rounds} ${instant}: ${report.violations.length} violations`);
    }
    judgeWhole(scene);
  } finally {
    await killable.close();
  }
  return report;
}

/** Every instant comes once before chance decides, so that a short soak has them all. */
function planInstant(instants: readonly Instant[], round: number, random: () => number): Instant {
  const index = round < instants.length ? round : Math.floor(random() * instants.length);
  return instants[index] ?? INSTANTS[0];
}

async function runRound(scene: Scene, round: number, instant: Instant): Promise<void> {
  const { killable, report } = scene;
  const due = FIRST_DUE + round * WEEK;
  try {
    killable.setClock(due - 2 * MINUTE);
    await breakOff(scene, due, instant);
    await until(() => isSettled(killable, due), 30_000);
    // Another look or two, which must change nothing.
    await sleep(150);
    judgeRound(scene, due, instant);
  } catch (error) {
    report.violations.push(`${weekOf(due)} (${instant}): ${String(error)}`);
    killable.slack.faults.clear();
    killable.github.faults.clear();
    await killable.kill();
    killable.setClock(due + 2 * DAY);
    await killable.start();
  }
}

/** Lets the week fall due, ends the process at the instant, and starts it again a little later. */
async function breakOff(scene: Scene, due: number, instant: Instant): Promise<void> {
  const { killable, random } = scene;
  const { slack, github } = killable;
  const later = due + Math.floor(random() * 20 * 60) * MINUTE;
  const fall = () => killable.setClock(due);
  const killAndStart = async (at = Math.max(later, due)) => {
    scene.report.kills += 1;
    await killable.kill();
    killable.setClock(at);
  };
  switch (instant) {
    case 'just before it is due':
      await killAndStart();
      return killable.start();
    case 'while GitHub is being read': {
      const fault = github.faults.add({ path: SEATS }, held());
      fall();
      await reached(fault.arrived(), instant);
      await killAndStart();
      fault.release();
      return killable.start();
    }
    case 'while the channel is being looked at': {
      const hold = slack.faults.hold('conversations.info');
      fall();
      await reached(hold.reached, instant);
      await killAndStart();
      hold.release();
      return killable.start();
    }
    case 'before the post is taken, and it is lost':
    case 'before the post is taken, and it is taken later': {
      const hold = slack.faults.hold('chat.postMessage');
      fall();
      await reached(hold.reached, instant);
      await killAndStart();
      if (instant.endsWith('taken later')) hold.release();
      return killable.start();
    }
    case 'after the post was taken':
      slack.faults.dropAfterApplying('chat.postMessage', 1);
      fall();
      await until(() => digestsOf(killable, due).length > 0);
      await killAndStart();
      return killable.start();
    case 'at random, twice':
      fall();
      await sleep(random() * 200);
      await killAndStart();
      await killable.start();
      await sleep(random() * 300);
      await killAndStart();
      return killable.start();
    case 'at random after the due time':
      fall();
      await sleep(random() * 300);
      await killAndStart();
      return killable.start();
    case 'by SIGTERM at random after the due time':
      fall();
      await sleep(random() * 300);
      await killable.terminate();
      killable.setClock(later);
      return killable.start();
    case 'while the post is being looked up': {
      const hold = slack.faults.hold('conversations.history');
      slack.faults.dropAfterApplying('chat.postMessage', 1);
      fall();
      await reached(hold.reached, instant);
      await killAndStart();
      hold.release();
      return killable.start();
    }
    case 'never, but the answer is lost':
      slack.faults.dropAfterApplying('chat.postMessage', 1);
      return fall();
    case 'never, but the request is lost':
      slack.faults.refuse('chat.postMessage', 1);
      return fall();
  }
}

/** What never comes is a violation, not a test that hangs. */
async function reached(event: Promise<unknown>, instant: Instant): Promise<void> {
  const late = sleep(20_000, 'late', { ref: false });
  if ((await Promise.race([event, late])) === 'late') throw new Error(`never came: ${instant}`);
}

function weekOf(due: number): string {
  return new Date(due).toISOString().slice(0, 10);
}

/** Monday's week number by the calendar, apart from the bot's own reckoning. */
function slotOf(due: number): string {
  const thursday = new Date(due + 3 * DAY);
  const year = thursday.getUTCFullYear();
  const days = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY);
  return `settings/${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`;
}

function digestsOf({ slack }: Killable, due: number): Message[] {
  return slack.workspace.messagesIn('seat-office').filter(({ metadata }) => {
    const payload = metadata?.['event_payload'] as { slot?: string } | undefined;
    return payload?.slot === slotOf(due);
  });
}

function readSlot({ databasePath }: Killable, due: number) {
  const look = new Database(databasePath, { readonly: true });
  try {
    return look.prepare('select state, told, ts from digest_slot where id = ?').get(slotOf(due)) as
      | { state: string; told: number; ts: string | null }
      | undefined;
  } finally {
    look.close();
  }
}

function isSettled(killable: Killable, due: number): boolean {
  const slot = readSlot(killable, due);
  if (slot === undefined || slot.state === 'claimed' || slot.state === 'sending') return false;
  return slot.state === 'posted' || slot.told === 1;
}

function judgeRound({ killable, report }: Scene, due: number, instant: Instant): void {
  const seen = digestsOf(killable, due);
  const slot = readSlot(killable, due);
  const wrong = (what: string) => report.violations.push(`${weekOf(due)} (${instant}): ${what}`);
  if (seen.length > 1) wrong(`${seen.length} digests`);
  if (slot?.state === 'posted') {
    if (seen.every(({ ts }) => ts !== slot.ts)) wrong('posted, but not there');
  } else if (slot?.state === 'unknown' && !report.history) {
    report.unknown += 1;
  } else {
    wrong(`ended as ${slot?.state ?? 'nothing'}`);
  }
}

function judgeWhole({ killable, report }: Scene): void {
  const { slack } = killable;
  const posts = slack.calls.filter(
    ({ method, args }) => method === 'chat.postMessage' && args['metadata'] !== undefined,
  );
  report.attempts = posts.length;
  report.digests = slack.workspace
    .messagesIn('seat-office')
    .filter(({ metadata }) => metadata?.['event_type'] === 'copilot_digest').length;
  const notices = slack.workspace
    .messagesIn(slack.workspace.directMessage(slack.workspace.person('maya').id).id)
    .filter(({ text }) => text.includes('not certain that the digest')).length;
  if (notices < report.unknown)
    report.violations.push(`${notices} notices, ${report.unknown} unknown`);
  for (const error of killable.errors) report.violations.push(`logged: ${error}`);
}

function describe(report: DigestSoakReport): string {
  const { rounds, kills, attempts, digests, unknown, violations, history } = report;
  const reading = history ? 'with' : 'without';
  return `${rounds} weeks ${reading} history: ${kills} kills, ${attempts} attempts, ${digests} digests, ${unknown} uncertain and told, ${violations.length} violations`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rounds = Number(process.argv[2] ?? 200);
  const seed = Number(process.argv[3] ?? 20_261_123);
  let failed = false;
  for (const history of [true, false]) {
    const say = (line: string) => console.log(line);
    const report = await soakDigests({ rounds, seed, history, say });
    console.log(describe(report));
    for (const violation of report.violations) console.log(violation);
    failed ||= report.violations.length > 0;
  }
  process.exitCode = failed ? 1 : 0;
}
