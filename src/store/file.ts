/** Opens the one file of the memory, or refuses it untouched. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { takeLock } from './lock.ts';
import { listMigrations, type Migration, migrate, readUserVersion } from './migrations.ts';
import { StoreError } from './store-error.ts';

/** "Seat" in ASCII: how a file of ours is told from any other SQLite file. */
const APPLICATION_ID = 0x53656174;

/** Before this, two connections that checkpoint could corrupt a WAL file. https://sqlite.org/wal.html */
const OLDEST_SAFE_SQLITE = [3, 51, 3] as const;

const BUSY_TIMEOUT_MS = 2000;

export interface OpenFile {
  readonly sqlite: Database.Database;
  /** Empties the WAL into the file, closes it and frees the lock. */
  close(): void;
}

export interface FileOptions {
  readonly migrationsFolder: string;
  /** Called when there was no file and one has been made. */
  readonly onNew?: (() => void) | undefined;
}

/** Opens the file for writing, up to date, for this process alone. Throws `StoreError`. */
export function openFile(path: string, options: FileOptions): OpenFile {
  const migrations = listMigrations(options.migrationsFolder);
  const file = locate(path);
  const release = takeLock(file);
  try {
    if (existsSync(file)) {
      inspect(file, migrations.length);
    } else {
      create(file, migrations);
      options.onNew?.();
    }
    const sqlite = openForWriting(file, migrations);
    return {
      sqlite,
      close() {
        sqlite.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** The file's one true address, so that a link to it does not get a lock of its own. */
function locate(path: string): string {
  const wanted = resolve(path);
  try {
    mkdirSync(dirname(wanted), { recursive: true });
    if (existsSync(wanted)) return realpathSync(wanted);
    return join(realpathSync(dirname(wanted)), basename(wanted));
  } catch (error) {
    throw new StoreError(
      'unwritable',
      `The folder ${dirname(wanted)} cannot be made, so nothing was opened. Set DATABASE_PATH to a file in a folder that Seatkeeper may write to.`,
      error,
    );
  }
}

/** Looks without writing. The header is read first, so that SQLite never opens a foreign file. */
function inspect(file: string, known: number): void {
  const stat = statSync(file);
  if (stat.isFile() && stat.size === 0) {
    throw new StoreError(
      'empty',
      `${file} is empty, which a memory of Seatkeeper never is. It was not touched. Put your last copy in its place, or delete it to begin anew.`,
    );
  }
  if (!stat.isFile() || !isOurs(readHeader(file))) {
    throw new StoreError(
      'foreign',
      `${file} is not a memory of Seatkeeper. It was not touched. Set DATABASE_PATH to another file.`,
    );
  }
  const version = checkSoundness(file);
  if (version > known) {
    throw new StoreError(
      'newer',
      `${file} was written by a newer Seatkeeper (schema ${version}, this one knows ${known}). It was not touched. Start the newer version, or put back the copy beside it that the upgrade made (its name has ".before-" in it).`,
    );
  }
}

/**
 * Reads the first 100 bytes. Only safe before SQLite has the file open here: closing any descriptor
 * drops this process's POSIX locks on it. https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
 */
function readHeader(file: string): Buffer {
  const header = Buffer.alloc(100);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw unwritable(file, error);
  }
  try {
    readSync(descriptor, header, 0, header.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return header;
}

/** Layout: https://sqlite.org/fileformat2.html#the_database_header */
function isOurs(header: Buffer): boolean {
  return (
    header.toString('latin1', 0, 16) === 'SQLite format 3\0' &&
    header.readUInt32BE(68) === APPLICATION_ID
  );
}

/** Answers with the schema's version. */
function checkSoundness(file: string): number {
  let sqlite: Database.Database | undefined;
  try {
    sqlite = new Database(file, { readonly: true, fileMustExist: true });
    const verdict = sqlite.pragma('quick_check(1)', { simple: true });
    if (verdict !== 'ok') throw new Error(String(verdict));
    return readUserVersion(sqlite);
  } catch (error) {
    if (isCode(error, 'SQLITE_CANTOPEN') || isCode(error, 'SQLITE_READONLY')) {
      throw unwritable(file, error);
    }
    throw new StoreError(
      'damaged',
      `${file} is damaged. It was not touched. Put your last good copy in its place; keep the damaged file, because much of it can often be saved with sqlite3's ".recover".`,
      error,
    );
  } finally {
    sqlite?.close();
  }
}

/** Makes the whole file under another name first, so that a crash leaves either none or a whole one. */
function create(file: string, migrations: readonly Migration[]): void {
  refuseOrphans(file);
  const draft = `${file}.new`;
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(draft + suffix, { force: true });
  try {
    const sqlite = new Database(draft);
    try {
      sqlite.pragma('synchronous = FULL');
      sqlite.pragma(`application_id = ${APPLICATION_ID}`);
      migrate(sqlite, migrations);
    } finally {
      sqlite.close();
    }
    renameSync(draft, file);
    syncFolder(dirname(file));
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** SQLite would replay a journal that belongs to a lost file into the new one. */
function refuseOrphans(file: string): void {
  for (const suffix of ['-wal', '-journal']) {
    const orphan = file + suffix;
    if (!existsSync(orphan) || statSync(orphan).size === 0) continue;
    throw new StoreError(
      'damaged',
      `${file} is missing, but ${orphan}, which belongs to it, is there. Nothing was touched. Put ${file} back, or move ${orphan} away to begin anew.`,
    );
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function openForWriting(file: string, migrations: readonly Migration[]): Database.Database {
  let sqlite: Database.Database;
  try {
    sqlite = new Database(file, { fileMustExist: true });
  } catch (error) {
    throw unwritable(file, error);
  }
  try {
    assertSafeSqlite(sqlite);
    configure(sqlite);
    upgrade(sqlite, file, migrations);
    touch(sqlite);
    assertSettings(sqlite, file);
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error instanceof Database.SqliteError ? unwritable(file, error) : error;
  }
}

function configure(sqlite: Database.Database): void {
  sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  // What is erased shall not stay readable in the file's free pages.
  sqlite.pragma('secure_delete = ON');
}

/** Copies the file beside itself, then migrates. */
function upgrade(sqlite: Database.Database, file: string, migrations: readonly Migration[]): void {
  const next = migrations[readUserVersion(sqlite)];
  if (next === undefined) return;
  const copy = `${file}.before-${next.name}`;
  rmSync(`${copy}.new`, { force: true });
  sqlite.prepare<[string]>('VACUUM INTO ?').run(`${copy}.new`);
  renameSync(`${copy}.new`, copy);
  syncFolder(dirname(file));
  try {
    migrate(sqlite, migrations);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      'migration',
      `${file} could not be brought up to date (from ${next.name} on): ${reason}. It is as it was before, and a copy is at ${copy}. Start the version you had, and report this.`,
      error,
    );
  }
}

/** The smallest write there is: the version the file already has. Throws where nothing can be written. */
export function touch(sqlite: Database.Database): void {
  sqlite.pragma(`user_version = ${readUserVersion(sqlite)}`);
}

/** After a write, because better-sqlite3 turns WAL files to NORMAL only then. */
function assertSettings(sqlite: Database.Database, file: string): void {
  const expected = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 };
  for (const [name, value] of Object.entries(expected)) {
    const actual = sqlite.pragma(name, { simple: true });
    if (actual === value) continue;
    throw unwritable(file, new Error(`${name} is ${String(actual)} instead of ${value}`));
  }
}

function assertSafeSqlite(sqlite: Database.Database): void {
  const row = sqlite.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get();
  const version = (row?.version ?? '').split('.').map(Number);
  for (const [place, oldest] of OLDEST_SAFE_SQLITE.entries()) {
    const part = version[place] ?? 0;
    if (part > oldest) return;
    if (part < oldest) {
      throw new Error(`SQLite ${version.join('.')} can corrupt files; install the locked packages`);
    }
  }
}

function unwritable(file: string, error: unknown): StoreError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError(
    'unwritable',
    `${file} cannot be written (${reason}). What was in it is unchanged. Give Seatkeeper's user the right to write to the file and its folder, on a local disk with room.`,
    error,
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith(code);
}
