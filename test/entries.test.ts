import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../src/store/database.ts';
import { anInstallation, aReading, read, round } from './store/memory.ts';
import { nodeArguments } from './support/built.ts';

const run = promisify(execFile);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function runEntry(entry: string, words: string[], databasePath: string): Promise<Ended> {
  try {
    const { stdout, stderr } = await run('node', nodeArguments(`src/${entry}.ts`, ...words), {
      env: { ...process.env, DATABASE_PATH: databasePath },
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Ended;
  }
}

async function aMemoryWithRhea(): Promise<{ path: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-entry-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'seatkeeper.db');
  const store = await openStore(path);
  await store.organisations.saveInstallations([anInstallation()], round(0));
  await read(store, [aReading()], { at: round(1) });
  await store.close();
  return { path, folder };
}

describe('npm run backup', () => {
  it('copies the memory beside the running bot, and never over a file', async () => {
    const { path, folder } = await aMemoryWithRhea();
    const running = await openStore(path);
    const target = join(folder, 'copy.db');
    expect(await runEntry('backup', [target], path)).toMatchObject({ code: 0 });
    await running.close();
    const copy = await openStore(target);
    expect(await copy.people.listLogins()).toEqual(['rhea-osei']);
    await copy.close();

    const again = await runEntry('backup', [target], path);
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('exists already') as string,
    });
  });

  it('says what is missing', async () => {
    const ended = await runEntry('backup', ['/tmp/never.db'], '/nowhere/seatkeeper.db');
    expect(ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/nowhere/seatkeeper.db') as string,
    });
    expect(existsSync('/tmp/never.db')).toBe(false);
  });
});

describe('npm run person', () => {
  it('prints all that is stored about somebody', async () => {
    const { path } = await aMemoryWithRhea();
    const { stdout } = await runEntry('person', ['export', 'rhea-osei'], path);
    expect(JSON.stringify(JSON.parse(stdout))).toContain('rhea-osei');
  });

  it('erases somebody only when it is told to be sure', async () => {
    const { path } = await aMemoryWithRhea();
    expect(await runEntry('person', ['erase', 'rhea-osei'], path)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--yes') as string,
    });
    expect(await runEntry('person', ['export', 'rhea-osei'], path)).toMatchObject({ code: 0 });
    expect(await runEntry('person', ['erase', 'rhea-osei', '--yes'], path)).toMatchObject({
      code: 0,
    });
    expect(await runEntry('person', ['export', 'rhea-osei'], path)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nobody called rhea-osei') as string,
    });
  });

  it('refuses while the bot runs, and says so', async () => {
    const { path } = await aMemoryWithRhea();
    const running = await openStore(path);
    const ended = await runEntry('person', ['export', 'rhea-osei'], path);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('in use') as string });
    await running.close();
  });
});
