import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Company } from '../../sandbox/github/company.ts';
import type { Fault } from '../../sandbox/github/faults.ts';
import {
  connectionReset,
  held,
  MEMBER_SEAT,
  SELECTED_USERS,
} from '../../sandbox/github/trouble.ts';
import type { Message } from '../../sandbox/slack/conversations.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { nodeArguments } from '../support/built.ts';
import { type Killable, makeKillable } from '../support/killable.ts';
import { daysAgo, NOW, until } from '../support/whole.ts';

const MINUTES = 60_000;

/** One organisation for each name, with an idle seat of that name and another that stays. */
function aCompany(names: readonly string[], clock: { now: number }): Company {
  const company = new Company({ now: () => clock.now });
  for (const name of names) {
    company.addOrganisation({ login: `org-${name}` });
    company.grant(`org-${name}`, name, { at: daysAgo(200) });
    company.grant(`org-${name}`, `other-${name}`, { at: daysAgo(200) });
  }
  return company;
}

async function aKillable(names: readonly string[]): Promise<Killable> {
  const clock = { now: NOW };
  const killable = await makeKillable(aCompany(names, clock), clock);
  onTestFinished(() => killable.close());
  await killable.start();
  return killable;
}

function lastDayOf({ company }: Killable, name: string): string | null | undefined {
  return company.seat(`org-${name}`, name).row.pending_cancellation_date;
}

async function remove(killable: Killable, name: string): Promise<void> {
  const list = await killable.ask('maya', `user ${name}`);
  await killable.click('maya', list, ACTION.removeSeat);
}

async function undo(killable: Killable, name: string): Promise<void> {
  const list = await killable.ask('maya', `user ${name}`);
  await killable.click('maya', list, ACTION.undo);
}

describe('a process that is killed', () => {
  test('at any instant around the DELETE and the POST sends none twice, and ends as GitHub has it', async () => {
    const removals = ['checking', 'lost', 'late', 'done', 'answered'] as const;
    const undos = ['undo-lost', 'undo-late', 'undo-done'] as const;
    const names = [...removals, ...undos];
    const killable = await aKillable(names);
    const { github } = killable;
    const on = (name: string) => ({ organisation: `org-${name}` });
    for (const name of undos) await remove(killable, name);
    await until(() => undos.every((name) => lastDayOf(killable, name) === '2026-12-01'));
    await killable.settled();

    const change = (name: string) => ({ ...on(name), path: SELECTED_USERS });
    const faults = {
      checking: github.faults.add({ ...on('checking'), path: MEMBER_SEAT }, held()),
      lost: github.faults.add(change('lost'), held('before', connectionReset())),
      late: github.faults.add(change('late'), held('before')),
      done: github.faults.add(change('done'), held('after')),
      'undo-lost': github.faults.add(change('undo-lost'), held('before', connectionReset())),
      'undo-late': github.faults.add(change('undo-late'), held('before')),
      'undo-done': github.faults.add(change('undo-done'), held('after')),
    };
    for (const name of removals) {
      if (name !== 'answered') await remove(killable, name);
    }
    for (const name of undos) await undo(killable, name);
    await Promise.all(Object.values(faults).map((fault) => fault.arrived()));
    const reading = await removeUpToReadBack(killable, 'answered');
    await killable.kill();
    for (const fault of [...Object.values(faults), reading]) fault.release();
    await until(
      () => lastDayOf(killable, 'late') !== null && lastDayOf(killable, 'undo-late') === null,
    );

    await killable.start();
    await until(() => killable.removalsOf('done')[0]?.state === 'removed');
    // What left no trace may still come, so it stays open for a while.
    expect(killable.removalsOf('lost')[0]?.state).toBe('sent');
    expect(killable.removalsOf('undo-lost')[0]?.state).toBe('undo-sent');
    killable.setClock(NOW + 3 * MINUTES);
    await killable.settled();

    const ends = Object.fromEntries(
      names.map((name) => [name, [killable.removalsOf(name)[0]?.state, lastDayOf(killable, name)]]),
    );
    expect(ends).toEqual({
      checking: [undefined, null],
      lost: ['failed', null],
      late: ['removed', '2026-12-01'],
      done: ['removed', '2026-12-01'],
      answered: ['removed', '2026-12-01'],
      'undo-lost': ['removed', '2026-12-01'],
      'undo-late': ['undone', null],
      'undo-done': ['undone', null],
    });
    const told = (name: string) => killable.toldOf('maya', name).at(-1);
    expect(killable.toldOf('maya', 'checking')).toEqual([]);
    expect(told('lost')).toMatch(/Not removed.*no trace of the removal.*Nothing was changed/u);
    for (const name of ['late', 'done', 'answered']) {
      expect(told(name)).toContain('ends on 1 December');
    }
    expect(told('undo-lost')).toMatch(/Not undone.*no trace of the undo.*Nothing was changed/u);
    for (const name of ['undo-late', 'undo-done']) expect(told(name)).toContain('keeps the seat');

    await expectNewClicksToWork(killable);
    expect(Object.fromEntries(names.map((name) => [name, killable.changesOf(name)]))).toEqual({
      checking: ['DELETE'],
      lost: ['DELETE', 'DELETE'],
      late: ['DELETE'],
      done: ['DELETE'],
      answered: ['DELETE'],
      'undo-lost': ['DELETE', 'POST', 'POST'],
      'undo-late': ['DELETE', 'POST'],
      'undo-done': ['DELETE', 'POST'],
    });
    expect(killable.slack.problems).toEqual([]);
  }, 60_000);

  test('while it tells what happened tells it after its restart', async () => {
    const killable = await aKillable(['rhea-osei']);
    const { slack } = killable;
    const hold = slack.faults.hold('chat.postMessage');
    await remove(killable, 'rhea-osei');
    await hold.reached;
    await killable.kill();
    hold.release();
    await killable.start();
    await killable.settled();
    expect(killable.toldOf('maya', 'rhea-osei').at(-1)).toContain('ends on 1 December');
    expect(killable.changesOf('rhea-osei')).toEqual(['DELETE']);
  }, 30_000);
});

/** For what was never begun and for what came to nothing. */
async function expectNewClicksToWork(killable: Killable): Promise<void> {
  for (const name of ['checking', 'lost']) {
    await remove(killable, name);
    await until(() => lastDayOf(killable, name) === '2026-12-01');
  }
  await undo(killable, 'undo-lost');
  await until(() => lastDayOf(killable, 'undo-lost') === null);
  await killable.settled();
}

/** Removes a seat as far as the first look after the DELETE, which is held back. */
async function removeUpToReadBack(killable: Killable, name: string): Promise<Fault> {
  const { faults } = killable.github;
  const organisation = `org-${name}`;
  const looked = faults.add({ organisation, path: SELECTED_USERS }, held('after'));
  await remove(killable, name);
  await looked.arrived();
  const reading = faults.add({ organisation, path: MEMBER_SEAT }, held());
  looked.release();
  await reading.arrived();
  return reading;
}

describe('a process that is asked to stop in the middle of a removal', () => {
  test('finishes it, tells what came of it, and ends with 0', async () => {
    const clock = { now: Date.now() };
    const company = new Company({ now: () => clock.now });
    company.addOrganisation({ login: 'acme-labs' });
    for (const login of ['rhea-osei', 'tomas-lind']) {
      company.grant('acme-labs', login, { at: daysAgo(200, clock.now) });
    }
    const killable = await makeKillable(company, clock);
    onTestFinished(() => killable.close());
    const { github, slack } = killable;
    const bot = spawn(process.execPath, nodeArguments('src/main.ts'), {
      env: { PATH: process.env['PATH'], ...killable.env },
      stdio: 'ignore',
    });
    onTestFinished(() => {
      bot.kill('SIGKILL');
    });
    const exited = once(bot, 'exit');
    await slack.waitForConnection(20_000);
    const list = await untilOffered(killable, 'rhea-osei');

    const fault = github.faults.add({ path: SELECTED_USERS }, held('before'));
    await killable.click('maya', list, ACTION.removeSeat);
    await fault.arrived();
    bot.kill('SIGTERM');
    await until(() => slack.sockets.connections === 0);
    fault.release();
    expect(await exited).toEqual([0, null]);
    expect(killable.removalsOf('rhea-osei')).toMatchObject([{ state: 'removed', told: 1 }]);
    expect(killable.toldOf('maya', 'rhea-osei').at(-1)).toContain('ends on');
    expect(killable.changesOf('rhea-osei')).toEqual(['DELETE']);
    expect(slack.problems).toEqual([]);
  }, 30_000);
});

/** Asks until GitHub has been read and the seat is offered. */
async function untilOffered(killable: Killable, login: string): Promise<Message> {
  for (;;) {
    const message = await killable.ask('maya', `user ${login}`);
    if (JSON.stringify(message.blocks).includes(ACTION.removeSeat)) return message;
  }
}
