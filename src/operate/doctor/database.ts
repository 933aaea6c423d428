/**
 * Looks at the memory without touching it: what is tried is a copy in a folder that is deleted again,
 * so that neither the file, its lock nor its journal ever sees the doctor.
 */
import { constants, type Stats } from 'node:fs';
import { access, copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { StoreError, type StoreErrorKind } from '../../store/store-error.ts';
import { type Finding, fine, note, problem } from './findings.ts';

export type FileState =
  | { readonly kind: 'sound' }
  | { readonly kind: 'absent'; readonly creatable: boolean }
  /** Written to while it was looked at: a bot is at work on it. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'not-writable' }
  /** No copy could be made, so it is not known. */
  | { readonly kind: 'unknown'; readonly code: string }
  | { readonly kind: 'refused'; readonly why: StoreErrorKind };

/** Opens a memory as the bot would, migrations and all, and closes it. Throws `StoreError`. */
export type TryMemory = (path: string) => Promise<void>;

export async function probeFile(path: string, tryMemory: TryMemory): Promise<FileState> {
  const file = resolve(path);
  const found = await statOf(file);
  if (found === undefined) {
    // A journal without its file: the bot refuses to begin anew beside it.
    const orphan = await statOf(`${file}-wal`);
    if (orphan !== undefined && orphan.size > 0) return { kind: 'refused', why: 'damaged' };
    return { kind: 'absent', creatable: await isWritableFolder(dirname(file)) };
  }
  if (!found.isFile()) return { kind: 'refused', why: 'foreign' };
  if (!(await may(file, constants.R_OK | constants.W_OK))) return { kind: 'not-writable' };
  if (!(await isWritableFolder(dirname(file)))) return { kind: 'not-writable' };
  return tryCopy(file, tryMemory);
}

const COPIES = 3;

async function tryCopy(file: string, tryMemory: TryMemory): Promise<FileState> {
  const folder = await mkdtemp(join(tmpdir(), 'seatkeeper-doctor-'));
  try {
    for (let attempt = 0; attempt < COPIES; attempt += 1) {
      const copy = join(folder, `${attempt}.db`);
      const before = await stampOf(file);
      const failed = await copyMemory(file, copy);
      if (failed !== undefined) return { kind: 'unknown', code: failed };
      const state = await tryOne(copy, tryMemory);
      // A copy of a file that moved meanwhile may be torn, which proves nothing against the file.
      if (state.kind === 'sound' || before === (await stampOf(file))) return state;
    }
    return { kind: 'busy' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Answers with the system's error code where it failed. */
async function copyMemory(file: string, copy: string): Promise<string | undefined> {
  try {
    await copyFile(file, copy, constants.COPYFILE_FICLONE);
    if ((await statOf(`${file}-wal`)) !== undefined) await copyFile(`${file}-wal`, `${copy}-wal`);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

async function tryOne(copy: string, tryMemory: TryMemory): Promise<FileState> {
  try {
    await tryMemory(copy);
    return { kind: 'sound' };
  } catch (error) {
    if (error instanceof StoreError) return { kind: 'refused', why: error.kind };
    throw error;
  }
}

async function stampOf(file: string): Promise<string> {
  const stats = await Promise.all([statOf(file), statOf(`${file}-wal`)]);
  return stats.map((each) => `${each?.mtimeMs}/${each?.size}`).join(' ');
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch {
    return undefined;
  }
}

async function may(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** The folder, or where it is not there yet, the nearest one above it. */
async function isWritableFolder(folder: string): Promise<boolean> {
  const found = await statOf(folder);
  if (found === undefined && dirname(folder) !== folder) return isWritableFolder(dirname(folder));
  return found?.isDirectory() === true && may(folder, constants.W_OK | constants.X_OK);
}

const KEEP_A_COPY = 'Put your last good copy in its place, or set another DATABASE_PATH.';
const RIGHTS =
  "Give Seatkeeper's user the right to write to it and its folder, or set another DATABASE_PATH.";

const REFUSALS: Readonly<Record<StoreErrorKind, readonly [what: string, mend: string]>> = {
  damaged: ['is damaged.', KEEP_A_COPY],
  foreign: ['is not a memory of Seatkeeper.', 'Set DATABASE_PATH to another file.'],
  newer: [
    'was written by a newer Seatkeeper.',
    'Start that version, or put back the copy beside the file that the upgrade made.',
  ],
  empty: ['is empty, which a memory never is.', `${KEEP_A_COPY} Or delete it to begin anew.`],
  migration: ['cannot be brought up to date.', 'Start the version you had, and report this.'],
  unwritable: ['cannot be written.', RIGHTS],
  locked: ['is in use.', 'Look again in a minute.'],
};

export function planDatabaseFindings(state: FileState, path: string): Finding[] {
  switch (state.kind) {
    case 'sound':
      return [fine(`${path} is sound.`)];
    case 'absent':
      return [
        state.creatable
          ? fine(`${path} is not there yet; the first start makes it.`)
          : problem(`${path} is not there and cannot be made.`, RIGHTS),
      ];
    case 'busy':
      return [fine(`${path} is being written to by a running Seatkeeper.`)];
    case 'not-writable':
      return [problem(`${path} cannot be read and written.`, RIGHTS)];
    case 'unknown':
      return [
        note(
          `${path} could not be looked at (${state.code}): that takes a copy in ${tmpdir()}.`,
          'Make room there, or set TMPDIR.',
        ),
      ];
    case 'refused': {
      const [what, mend] = REFUSALS[state.why];
      return [problem(`${path} ${what} It was not touched.`, mend)];
    }
  }
}
