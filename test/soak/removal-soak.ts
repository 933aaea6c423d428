/**
 * Removals and undos whose process is killed at every kind of instant, over and over:
 *
 *     npm run soak:removal -- 200 [SEED]
 *
 * After each restart GitHub, the memory and what people were told have to agree, and no decision may
 * have sent more than one request. Prints attempts and violations; ends with 1 if there were any.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Company } from '../../sandbox/github/company.ts';
import type { Fault } from '../../sandbox/github/faults.ts';
import {
  appliedUnanswered,
  connectionReset,
  held,
  MEMBER_SEAT,
  SELECTED_USERS,
} from '../../sandbox/github/trouble.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { openStore } from '../../src/store/database.ts';
import { type Killable, makeKillable, type RemovalRow } from '../support/killable.ts';
import { daysAgo, NOW, until } from '../support/whole.ts';

const MINUTE = 60_000;
const ORGANISATIONS = ['acme-labs', 'acme-eu', 'acme-us'] as const;
const MANAGERS = ['maya', 'ada'] as const;

/** The instants at which the process ends, and how the request fares that is under way then. */
export const INSTANTS = [
  'while the seat is being checked',
  'before the change arrives, and it is lost',
  'before the change is made, and it is made later',
  'after the change was made',
  'while the change is being read back',
  'while the people are being told',
  'at random after the click',
  'at random after the change arrived',
  'never, but the answer is lost',
  'by SIGTERM',
] as const;
type Instant = (typeof INSTANTS)[number];

export interface SoakReport {
  readonly seed: number;
  readonly rounds: number;
  /** Clicks on Remove seat and Undo. */
  attempts: number;
  deletes: number;
  posts: number;
  kills: number;
  readonly violations: string[];
}

interface Scene {
  readonly killable: Killable;
  readonly report: SoakReport;
  readonly random: () => number;
}

interface Round {
  readonly login: string;
  readonly organisation: string;
  readonly instant: Instant;
  readonly act: 'remove' | 'undo';
}

/** Runs so many rounds; `say` is told of each. */
export async function soakRemovals(
  rounds: number,
  seed: number,
  say: (line: string) => void = () => undefined,
): Promise<SoakReport> {
  const clock = { now: NOW };
  const company = new Company({ now: () => clock.now });
  for (const organisation of ORGANISATIONS) {
    company.addOrganisation({ login: organisation });
    for (const n of [1, 2]) company.grant(organisation, `${organisation}-stays-${n}`);
  }
  const report = { seed, rounds, attempts: 0, deletes: 0, posts: 0, kills: 0, violations: [] };
  const killable = await makeKillable(company, clock);
  const scene: Scene = { killable, report, random: createRandom(seed) };
  try {
    const plan = Array.from({ length: rounds }, (_, n) => planRound(n, scene.random));
    for (const { organisation, login } of plan.slice(0, 1)) give(scene, organisation, login);
    await killable.start();
    for (const [n, round] of plan.entries()) {
      const next = plan[n + 1];
      await runRound(scene, round, next);
      const { length } = report.violations;
      say(`${n + 1}/${rounds} ${round.act} ${round.instant}: ${length} violations`);
    }
    await judgeWhole(scene);
  } finally {
    await killable.close();
  }
  return report;
}

/** Every instant comes once for a removal before chance decides, so that a short soak has them all. */
function planRound(n: number, random: () => number): Round {
  const instant = INSTANTS[n < INSTANTS.length ? n : Math.floor(random() * INSTANTS.length)];
  return {
    login: `person-${n}`,
    organisation: ORGANISATIONS[n % ORGANISATIONS.length] ?? ORGANISATIONS[0],
    instant: instant ?? INSTANTS[0],
    act: n % 3 === 2 ? 'undo' : 'remove',
  };
}

function give({ killable }: Scene, organisation: string, login: string): void {
  killable.company.grant(organisation, login, { at: daysAgo(200) });
}

async function runRound(scene: Scene, round: Round, next: Round | undefined): Promise<void> {
  const { killable, report } = scene;
  const { login } = round;
  try {
    if (round.act === 'undo') {
      await act(scene, { ...round, act: 'remove' });
      await killable.settled();
    }
    await breakOff(scene, round);
    if (next !== undefined) give(scene, next.organisation, next.login);
    // GitHub may come round late, so what left no trace is given up only after a while.
    killable.setClock(killable.clock.now + 3 * MINUTE);
    await killable.start();
    await killable.settled();
    judgeRound(scene, round, 'after the restart');
    await actAnew(scene, round);
    await killable.settled();
    judgeRound(scene, round, 'after a new click');
  } catch (error) {
    report.violations.push(`${login} (${round.act}, ${round.instant}): ${String(error)}`);
    killable.github.faults.clear();
    killable.slack.faults.clear();
    await killable.kill();
    await killable.start();
  }
}

/** A new click after all that: takes the seat if it stays, gives it back if it is leaving. */
async function actAnew(scene: Scene, round: Round): Promise<void> {
  const { killable } = scene;
  if (isLeaving(killable, round)) return act(scene, { ...round, act: 'undo' });
  if (killable.removalsOf(round.login).at(-1)?.state === 'undone') {
    // Whoever was given the seat back is kept for a while.
    const message = await killable.ask(MANAGERS[0], `user ${round.login}`);
    await killable.click(MANAGERS[0], message, ACTION.unkeep);
    await killable.slack.waitForEphemeral(MANAGERS[0], ({ text }) =>
      text.includes('no longer kept'),
    );
  }
  return act(scene, { ...round, act: 'remove' });
}

/** Lets somebody act while nothing goes wrong, and waits until GitHub shows it. */
async function act(scene: Scene, round: Round): Promise<void> {
  const { killable } = scene;
  const wanted = round.act === 'remove';
  await click(scene, round, pick(scene, MANAGERS));
  await until(() => isLeaving(killable, round) === wanted, 30_000);
}

async function click({ killable, report }: Scene, round: Round, who: string): Promise<void> {
  const message = await killable.ask(who, `user ${round.login}`);
  const action = round.act === 'remove' ? ACTION.removeSeat : ACTION.undo;
  if (!JSON.stringify(message.blocks).includes(`"${action}"`)) {
    throw new Error(`${who} was offered nothing to ${round.act}: ${message.text}`);
  }
  report.attempts += 1;
  // Whoever dies before acknowledging is not waited for.
  killable.click(who, message, action).catch((error: unknown) => {
    report.violations.push(`${round.login}: ${who} could not click: ${String(error)}`);
  });
}

/** Acts, lets the process die at the round's instant, and lets go of what was held back. */
async function breakOff(scene: Scene, round: Round): Promise<void> {
  const { killable, report, random } = scene;
  const reached = arrange(scene, round);
  const both = random() < 0.3;
  await click(scene, round, MANAGERS[0]);
  // The second one may come too late to be offered anything.
  if (both) await click(scene, round, MANAGERS[1]).catch(() => undefined);
  const letGo = await reached();
  report.kills += 1;
  if (round.instant === 'by SIGTERM') {
    const ended = killable.terminate();
    await until(() => killable.slack.sockets.connections === 0);
    letGo();
    const code = await ended;
    if (code !== 0) report.violations.push(`${round.login}: SIGTERM ended with ${String(code)}`);
  } else {
    await killable.kill();
    letGo();
    // What was held back is carried out by now, if it is carried out at all.
    await sleep(20);
  }
}

/** Prepares the round's instant. The answer waits for it, and then gives what lets go of everything. */
function arrange(scene: Scene, round: Round): () => Promise<() => void> {
  const { killable, random } = scene;
  const { faults } = killable.github;
  const change = { organisation: round.organisation, path: SELECTED_USERS };
  const look = { organisation: round.organisation, path: MEMBER_SEAT };
  const at = (fault: Fault) => async () => {
    await fault.arrived();
    return () => fault.release();
  };
  switch (round.instant) {
    case 'while the seat is being checked':
      return at(faults.add(look, held()));
    case 'before the change arrives, and it is lost':
      return at(faults.add(change, held('before', connectionReset())));
    case 'before the change is made, and it is made later':
    case 'by SIGTERM':
      return at(faults.add(change, held('before')));
    case 'after the change was made':
      return at(faults.add(change, held('after')));
    case 'while the change is being read back':
      return atReadBack(scene, faults.add(change, held('after')), look);
    case 'while the people are being told':
      return whileTelling(scene);
    case 'at random after the click':
      return async () => {
        await sleep(random() * 80);
        return () => undefined;
      };
    case 'at random after the change arrived': {
      const fault = faults.add(change, held(pick(scene, ['before', 'after'])));
      return async () => {
        await fault.arrived();
        fault.release();
        await sleep(random() * 25);
        return () => undefined;
      };
    }
    case 'never, but the answer is lost': {
      const fault = faults.add(change, appliedUnanswered());
      return async () => {
        await fault.arrived();
        await killable.settled();
        return () => undefined;
      };
    }
  }
}

function atReadBack(
  { killable }: Scene,
  changed: Fault,
  look: { organisation: string; path: RegExp },
): () => Promise<() => void> {
  return async () => {
    await changed.arrived();
    const reading = killable.github.faults.add(look, held());
    changed.release();
    await reading.arrived();
    return () => reading.release();
  };
}

function whileTelling({ killable }: Scene): () => Promise<() => void> {
  const hold = killable.slack.faults.hold('chat.postMessage');
  return async () => {
    await hold.reached;
    return () => hold.release();
  };
}

function isLeaving({ company }: Killable, { organisation, login }: Round): boolean {
  return typeof company.seat(organisation, login).row.pending_cancellation_date === 'string';
}

/** Holds GitHub, the memory and the direct messages against each other. */
function judgeRound({ killable, report }: Scene, round: Round, when: string): void {
  const { login, instant, act: done } = round;
  const rows = killable.removalsOf(login);
  const last = rows.at(-1);
  const faults = [
    ...findSentTwice(killable.changesOf(login), rows),
    ...findContradiction(isLeaving(killable, round), last),
    ...(last === undefined ? [] : findUntold(killable, login, last)),
  ];
  report.violations.push(
    ...faults.map((what) => `${login} (${done}, ${instant}, ${when}): ${what}`),
  );
}

function findSentTwice(changes: readonly string[], rows: readonly RemovalRow[]): string[] {
  const deletes = changes.filter((method) => method === 'DELETE').length;
  const posts = changes.length - deletes;
  const sent = rows.filter(({ sentAt }) => sentAt !== null).length;
  const undos = rows.reduce((sum, { undoClaims }) => sum + undoClaims, 0);
  return [
    ...(deletes > sent ? [`${deletes} DELETEs for ${sent} decisions`] : []),
    ...(posts > undos ? [`${posts} POSTs for ${undos} decisions`] : []),
  ];
}

function findContradiction(leaving: boolean, last: RemovalRow | undefined): string[] {
  if (leaving === (last?.state === 'removed')) return [];
  const shown = leaving ? 'leaving' : 'staying';
  return [`GitHub shows ${shown}, the memory ${last?.state ?? 'nothing'}`];
}

function findUntold(killable: Killable, login: string, last: RemovalRow): string[] {
  const expected = expectedWords(last);
  const told = killable.toldOf(last.undoByUser ?? last.byUser, login).at(-1);
  if (told !== undefined && expected.test(told)) return [];
  return [`expected to be told ${String(expected)}, was told ${told ?? 'nothing'}`];
}

function expectedWords({ state, undoDetail }: RemovalRow): RegExp {
  if (state === 'removed') return undoDetail === null ? /ends on 1 December/u : /Not undone/u;
  return state === 'undone' ? /keeps the seat/u : /Not removed/u;
}

/** When all is done: the exit code, the audit chain, the whole count, and Slack's opinion. */
async function judgeWhole({ killable, report }: Scene): Promise<void> {
  const code = await killable.terminate();
  if (code !== 0) report.violations.push(`the last process ended with ${String(code)}`);
  const store = await openStore(killable.databasePath);
  const broken = await store.audit.findBreak();
  await store.close();
  if (broken !== undefined) report.violations.push(`the audit chain breaks at ${broken}`);
  for (const { method, path } of killable.github.requests) {
    if (!path.endsWith('/selected_users')) continue;
    if (method === 'DELETE') report.deletes += 1;
    else report.posts += 1;
  }
  for (const { where, error } of killable.slack.problems) {
    // A click that the process did not live to acknowledge.
    if (error !== 'operation_timeout') report.violations.push(`Slack: ${where}: ${error}`);
  }
  report.violations.push(...killable.errors.map((line) => `logged: ${line}`));
}

function pick<T>({ random }: Pick<Scene, 'random'>, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** The same numbers for the same seed. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 200);
  const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
  const startedMs = performance.now();
  const report = await soakRemovals(rounds, seed, (line) => process.stderr.write(`${line}\n`));
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  const { violations, ...figures } = report;
  console.log(JSON.stringify({ ...figures, seconds, violations: violations.length }));
  for (const violation of violations) console.log(violation);
  process.exitCode = violations.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
