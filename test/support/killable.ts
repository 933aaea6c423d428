/** The whole product as a process that can be killed, in front of a GitHub and a Slack that survive it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Company } from '../../sandbox/github/company.ts';
import { type LocalGitHub, startLocalGitHub } from '../../sandbox/github/server.ts';
import type { Message } from '../../sandbox/slack/conversations.ts';
import { type LocalSlack, startLocalSlack } from '../../sandbox/slack/server.ts';
import { program } from './built.ts';
import { type Clock, manifest, until } from './whole.ts';

const CHILD = program('test/support/child-bot.ts');

/** A removal as it stands in the file, read beside the process that writes it. */
export interface RemovalRow {
  readonly id: string;
  readonly state: string;
  readonly told: number;
  readonly lastDay: string | null;
  readonly sentAt: number | null;
  /** Slack ids of who removed and who undid. */
  readonly byUser: string;
  readonly undoByUser: string | null;
  readonly undoDetail: string | null;
  /** How often an undo was decided upon. */
  readonly undoClaims: number;
}

export interface Killable {
  readonly github: LocalGitHub;
  readonly slack: LocalSlack;
  readonly company: Company;
  readonly clock: Clock;
  /** Lines that the process logged as an error, over all its lives. */
  readonly errors: string[];
  readonly env: Readonly<Record<string, string>>;
  readonly databasePath: string;
  /** Starts the process and waits until it has read GitHub once and Slack is connected. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Asks it to stop and gives its exit code. */
  terminate(): Promise<number | null>;
  setClock(now: number): void;
  ask(user: string, text: string, fits?: (message: Message) => boolean): Promise<Message>;
  click(user: string, message: Message, actionId: string): Promise<void>;
  /** Changes of the seats of one person, by method, in order of arrival. */
  changesOf(login: string): string[];
  removalsOf(login: string): RemovalRow[];
  /** Texts of the direct messages to somebody that name this login, oldest first. */
  toldOf(user: string, login: string): string[];
  /** Waits until no removal is open and everybody has been told. */
  settled(withinMs?: number): Promise<void>;
  close(): Promise<void>;
}

export interface KillableOptions {
  /** Settings over the ordinary ones. */
  readonly settings?: (slack: LocalSlack) => Readonly<Record<string, string>>;
  readonly grantedOptionalScopes?: readonly string[];
}

export async function makeKillable(
  company: Company,
  clock: Clock,
  options: KillableOptions = {},
): Promise<Killable> {
  const now = () => clock.now;
  const github = await startLocalGitHub({ company, now });
  const { grantedOptionalScopes } = options;
  const slack = await startLocalSlack({
    manifest,
    now,
    ...(grantedOptionalScopes === undefined ? {} : { grantedOptionalScopes }),
  });
  const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-killable-'));
  const databasePath = join(folder, 'seatkeeper.db');
  const errors: string[] = [];
  let child: ChildProcess | undefined;
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    GITHUB_APP_ID: github.appId,
    GITHUB_PRIVATE_KEY: github.privateKey,
    GITHUB_API_URL: github.url,
    SEAT_MANAGERS: `${slack.workspace.person('maya').id},${slack.workspace.person('ada').id}`,
    DATABASE_PATH: databasePath,
    HEALTH_PORT: '0',
    LOG_LEVEL: 'info',
    ...options.settings?.(slack),
  };

  async function start(): Promise<void> {
    const started = fork(CHILD.path, {
      execArgv: [...CHILD.execArgv],
      env: { PATH: process.env['PATH'] ?? '', ...env, CHILD_NOW: String(clock.now) },
    });
    child = started;
    const seen = new Set<string>();
    started.on(
      'message',
      ({ event, level, line }: { event?: string; level: number; line: string }) => {
        if (event !== undefined) seen.add(event);
        if (level >= 50) errors.push(line);
      },
    );
    await until(
      () => started.exitCode !== null || (seen.has('started') && seen.has('round-ended')),
      30_000,
    );
    if (started.exitCode !== null) throw new Error(`the process ended with ${started.exitCode}`);
    await slack.waitForConnection();
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return null;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    await exited;
    return ending.exitCode;
  }

  function rows<T>(sql: string, ...parameters: unknown[]): T[] {
    const look = new Database(databasePath, { readonly: true });
    try {
      return look.prepare(sql).all(...parameters) as T[];
    } finally {
      look.close();
    }
  }

  return {
    github,
    slack,
    company,
    clock,
    errors,
    env,
    databasePath,
    start,
    async kill() {
      await end('SIGKILL');
      await until(() => slack.sockets.connections === 0);
    },
    terminate: () => end('SIGTERM'),
    setClock(at) {
      clock.now = at;
      child?.send({ now: at });
    },
    async ask(user, text, fits = () => true) {
      const before = slack.workspace.ephemeralsOf(user).length;
      await slack.interactions.slash({ user, channel: 'seats', text });
      return slack.waitForEphemeral(
        user,
        (message) => slack.workspace.ephemeralsOf(user).indexOf(message) >= before && fits(message),
      );
    },
    async click(user, message, actionId) {
      await slack.interactions.click({ user, message, actionId });
    },
    changesOf: (login) =>
      github.requests
        .filter(({ path, body }) => path.endsWith('/selected_users') && namesLogin(body, login))
        .map(({ method }) => method),
    removalsOf: (login) =>
      rows<RemovalRow>(
        `select r.id, state, told, last_day as lastDay, sent_at as sentAt, r.by_user as byUser,
           undo_by_user as undoByUser, undo_detail as undoDetail,
           (select count(*) from audit a where a.removal_id = r.id and a.action = 'undo-claimed')
             as undoClaims
         from removal r join person p on p.id = r.person_id where p.login = ? order by r.rowid`,
        login,
      ),
    toldOf: (user, login) =>
      slack.workspace
        .messagesIn(slack.workspace.directMessage(slack.workspace.person(user).id).id)
        .map(({ text }) => text)
        .filter((text) => new RegExp(`(?<![\\w-])${login}(?![\\w-])`, 'u').test(text)),
    settled: (withinMs = 30_000) =>
      until(
        () =>
          rows("select 1 from removal where told = 0 or state in ('claimed', 'sent', 'undo-sent')")
            .length === 0,
        withinMs,
      ),
    async close() {
      await end('SIGKILL');
      await slack.close();
      await github.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function namesLogin(body: unknown, login: string): boolean {
  const { selected_usernames: logins } = (body ?? {}) as { selected_usernames?: string[] };
  return logins?.includes(login) === true;
}
