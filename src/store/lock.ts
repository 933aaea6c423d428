/** One process at a time: an exclusive transaction on a file beside the memory. */
import Database from 'better-sqlite3';
import { StoreError } from './store-error.ts';

/**
 * Takes the lock beside `path` and answers with its release. The operating system frees it the moment
 * the process dies, so nothing is ever left to clean up. The memory itself stays readable to backups
 * and analysts, which a lock on the file itself would forbid. Throws `StoreError`.
 */
export function takeLock(path: string): () => void {
  const lockPath = `${path}.lock`;
  let lock: Database.Database;
  try {
    lock = new Database(lockPath, { timeout: 0 });
  } catch (error) {
    throw new StoreError(
      'unwritable',
      `${lockPath} cannot be written, so nothing was opened. Give Seatkeeper a folder it may write to, or set DATABASE_PATH to one.`,
      error,
    );
  }
  try {
    // In WAL mode readers and a writer get along even under BEGIN EXCLUSIVE.
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw asLockError(path, lockPath, error);
  }
  return () => {
    lock.close();
  };
}

function asLockError(path: string, lockPath: string, error: unknown): StoreError {
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StoreError(
      'locked',
      `${path} is in use by another Seatkeeper, so it was not touched. Stop the other one first, or give this one its own DATABASE_PATH.`,
      error,
    );
  }
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new StoreError(
      'foreign',
      `${lockPath} holds something that is not a lock of ours, so ${path} was not touched. Move ${lockPath} away and start again.`,
      error,
    );
  }
  return new StoreError(
    'unwritable',
    `${lockPath} cannot be locked (${code || 'unknown cause'}), so ${path} was not touched. Keep it on a local disk that Seatkeeper may write to.`,
    error,
  );
}
