import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/database.ts';
import { openFile } from '../../src/store/file.ts';
import { MIGRATIONS_FOLDER } from '../../src/store/migrations.ts';
import { StoreError, type StoreErrorKind } from '../../src/store/store-error.ts';
import { nodeArguments } from '../support/built.ts';
import { aFolder, aMemory, aReading, read, START } from './memory.ts';

async function aClosedMemory(seats = 0): Promise<string> {
  const path = join(aFolder(), 'seatkeeper.db');
  const store = await openStore(path);
  if (seats > 0) {
    const account = { id: 100, name: 'acme-labs' };
    const rest = { installationId: 1, suspended: false, appMayWrite: true };
    await store.organisations.saveInstallations(
      [{ ...rest, account, kind: 'organisation' }],
      START,
    );
    const people = Array.from({ length: seats }, (_, n) => ({ id: n + 1, login: `user-${n}` }));
    await read(
      store,
      people.map((person) => aReading({ person, lastActivityAt: START - person.id })),
      { at: START },
    );
  }
  await store.close();
  return path;
}

async function refusal(path: string): Promise<StoreError> {
  const error: unknown = await openStore(path).then(
    async (store) => {
      await store.close();
      return new Error('it was opened');
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw error;
  return error;
}

/** What opening says, and whether the file and its folder are as they were. */
async function tryToOpen(path: string) {
  const before = readFileSync(path);
  const { kind, message } = await refusal(path);
  // SQLite leaves an empty journal and its index beside a file that was only looked at.
  const harmless = new Set(['', '.lock', '-wal', '-shm'].map((end) => `seatkeeper.db${end}`));
  const strangers = readdirSync(join(path, '..')).filter((name) => !harmless.has(name));
  const journal = existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`).length : 0;
  const untouched = readFileSync(path).equals(before) && strangers.length + journal === 0;
  return { kind, untouched, named: message.includes(path) };
}

function refusedAs(kind: StoreErrorKind) {
  return { kind, untouched: true, named: true };
}

describe('a missing file', () => {
  it('is made whole, with its folder, and said to be new', async () => {
    const path = join(aFolder(), 'deep', 'down', 'seatkeeper.db');
    let news = 0;
    const onNew = () => {
      news += 1;
    };
    await (await openStore(path, { onNew })).close();
    await (await openStore(path, { onNew })).close();

    expect(news).toBe(1);
    expect(readdirSync(join(path, '..')).toSorted()).toEqual([
      'seatkeeper.db',
      'seatkeeper.db.lock',
    ]);
  });

  it('is made anew over what a crash left half made', async () => {
    const path = join(aFolder(), 'seatkeeper.db');
    writeFileSync(`${path}.new`, 'half a file');
    writeFileSync(`${path}.new-journal`, 'half a journal');

    await (await openStore(path)).close();

    expect(existsSync(`${path}.new`)).toBe(false);
    expect(existsSync(`${path}.new-journal`)).toBe(false);
  });

  it('is not made where a journal of the lost file would be replayed into it', async () => {
    const path = join(aFolder(), 'seatkeeper.db');
    writeFileSync(`${path}-wal`, 'committed rows of the file that is gone');

    const error = await refusal(path);

    expect(error.kind).toBe('damaged');
    expect(error.message).toContain(`${path}-wal`);
    expect(existsSync(path)).toBe(false);
  });

  it('is not made under a path that is no folder', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'data'), 'a file');

    expect((await refusal(join(folder, 'data', 'seatkeeper.db'))).kind).toBe('unwritable');
  });
});

describe('a file that is refused stays as it was', () => {
  it('when it is empty', async () => {
    const path = join(aFolder(), 'seatkeeper.db');
    writeFileSync(path, '');

    expect(await tryToOpen(path)).toEqual(refusedAs('empty'));
  });

  it.each([
    ['text', 'Dear diary, today nobody used Copilot, and it rained all day. '.repeat(10)],
    ['a few bytes', 'x'],
  ])('when it is %s', async (_, content) => {
    const path = join(aFolder(), 'seatkeeper.db');
    writeFileSync(path, content);

    expect(await tryToOpen(path)).toEqual(refusedAs('foreign'));
  });

  it('when it is the database of another program', async () => {
    const path = join(aFolder(), 'seatkeeper.db');
    const other = new Database(path);
    other.pragma('journal_mode = WAL');
    other.exec('CREATE TABLE person (id INTEGER PRIMARY KEY)');
    other.close();

    expect(await tryToOpen(path)).toEqual(refusedAs('foreign'));
  });

  it('when it is a folder', async () => {
    const path = join(aFolder(), 'seatkeeper.db');
    mkdirSync(path);

    expect((await refusal(path)).kind).toBe('foreign');
  });

  it('when a newer Seatkeeper wrote it', async () => {
    const path = await aClosedMemory();
    const newer = new Database(path);
    newer.pragma('user_version = 99');
    newer.pragma('wal_checkpoint(TRUNCATE)');
    newer.close();

    expect(await tryToOpen(path)).toEqual(refusedAs('newer'));
    expect((await refusal(path)).message).toContain('schema 99');
  });

  it('when a page in its middle is damaged', async () => {
    const path = await aClosedMemory(500);
    const bytes = readFileSync(path);
    bytes.fill(0xff, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 4096);
    writeFileSync(path, bytes);

    expect(await tryToOpen(path)).toEqual(refusedAs('damaged'));
  });

  it('when its end is missing', async () => {
    const path = await aClosedMemory(500);
    truncateSync(path, 20_000);

    expect(await tryToOpen(path)).toEqual(refusedAs('damaged'));
  });

  it('when another part of this process has it open', async () => {
    const { path, store } = await aMemory();

    expect((await refusal(path)).kind).toBe('locked');
    expect(await store.isWritable()).toBe(true);
  });

  it('when it is open under another name', async () => {
    const { path } = await aMemory();
    const link = join(aFolder(), 'link.db');
    symlinkSync(path, link);

    expect((await refusal(link)).kind).toBe('locked');
  });
});

/** Whom no mode of a file stops, so that a test of one has to give that up first. */
const IS_ROOT = process.getuid?.() === 0;

/**
 * Root without the right to pass over modes. Somebody else would not do: a clone may lie in a folder that
 * only its owner may read.
 */
const AS_ANYBODY = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all'];

function startChild(mode: string, path: string, before: readonly string[] = []): ChildProcess {
  const [command = '', ...words] = [
    ...before,
    process.execPath,
    ...nodeArguments('test/store/child.ts', mode, path),
  ];
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output to read');
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return chunk.toString().trim();
}

describe('two processes', () => {
  it('never have it open at once, and the second gets it the moment the first is killed', async () => {
    const path = await aClosedMemory();
    const first = startChild('hold', path);
    expect(await firstLine(first)).toBe('open');

    expect((await refusal(path)).kind).toBe('locked');

    const closed = once(first, 'close');
    first.kill('SIGKILL');
    await closed;
    const store = await openStore(path);
    expect(await firstLine(startChild('hold', path))).toBe('locked');
    await store.close();
  });

  it('may read it while one writes', async () => {
    const { store, path } = await aMemory();
    await read(store, [aReading()], { at: START });
    const script = `
      const Database = require('better-sqlite3');
      const file = new Database(process.argv[1], { readonly: true });
      console.log(file.prepare('SELECT login FROM v_seats').pluck().get());`;
    const reader = spawn(process.execPath, ['-e', script, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });

    expect(await firstLine(reader)).toBe('rhea-osei');
    expect(await store.isWritable()).toBe(true);
  });
});

describe('a folder that may not be written', () => {
  const before = IS_ROOT ? AS_ANYBODY : [];

  it.each([
    ['there is no file yet', false],
    ['there is a file', true],
  ])('is refused with what to do when %s', async (_, exists) => {
    const path = await aClosedMemory();
    const folder = join(path, '..');
    rmSync(`${path}.lock`);
    if (!exists) rmSync(path);
    chmodSync(folder, 0o555);
    onTestFinished(() => {
      chmodSync(folder, 0o755);
    });

    expect(await firstLine(startChild('hold', path, before))).toBe('unwritable');
  });

  it('is refused although the lock can be taken, when the file itself is read-only', async () => {
    const path = await aClosedMemory();
    chmodSync(path, 0o444);
    const content = readFileSync(path);

    expect(await firstLine(startChild('hold', path, before))).toBe('unwritable');
    expect(readFileSync(path).equals(content)).toBe(true);
  });
});

describe('an open file', () => {
  it('is in WAL mode with full synchronisation and foreign keys, also the second time', () => {
    const path = join(aFolder(), 'seatkeeper.db');
    for (const _ of [1, 2]) {
      const file = openFile(path, { migrationsFolder: MIGRATIONS_FOLDER });
      file.sqlite.exec("INSERT INTO person VALUES (abs(random()), 'x', 1, 0, 0)");

      expect(file.sqlite.pragma('synchronous', { simple: true })).toBe(2);
      expect(file.sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(file.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
      file.close();
    }
  });

  it('says that it cannot be written once it is closed', async () => {
    const path = join(aFolder(), 'seatkeeper.db');
    const store = await openStore(path);
    expect(await store.isWritable()).toBe(true);

    await store.close();

    expect(await store.isWritable()).toBe(false);
  });

  it('leaves one file when it is closed, with nothing in a journal', async () => {
    const path = await aClosedMemory(10);

    expect(existsSync(`${path}-wal`)).toBe(false);
  });
});
