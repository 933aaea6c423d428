/** A copy of the memory, also while Seatkeeper runs. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreError } from './store-error.ts';

/**
 * Writes a whole copy of the memory at `path` to `target`, which must not exist, and checks it. The running
 * bot is not disturbed: the copy is made by a second connection that only reads.
 */
export function backUp(path: string, target: string): void {
  if (!existsSync(path)) throw new StoreError('unwritable', `There is no file ${path} to copy.`);
  if (existsSync(target)) {
    throw new StoreError('unwritable', `${target} exists already, so nothing was written.`);
  }
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  const source = new Database(path, { readonly: true, fileMustExist: true });
  try {
    source.prepare('VACUUM INTO ?').run(unfinished);
  } finally {
    source.close();
  }
  const copy = new Database(unfinished, { readonly: true });
  const found: unknown = copy.pragma('integrity_check', { simple: true });
  copy.close();
  if (found !== 'ok') {
    rmSync(unfinished);
    throw new StoreError('damaged', `The copy of ${path} failed its check, so it was thrown away.`);
  }
  renameSync(unfinished, target);
}
