/** What every file of the memory needs of the database: a typed handle, a transaction, and a breath. */
import { setImmediate } from 'node:timers/promises';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';

export type Db = BetterSQLite3Database;

/**
 * Runs `work` as one transaction that takes the write lock at its start. A deferred one that reads
 * and then writes can fail at once with SQLITE_BUSY_SNAPSHOT, whatever the busy timeout.
 * `work` must be synchronous.
 */
export function inTransaction<T>(db: Db, work: () => T): T {
  return db.transaction(() => work(), { behavior: 'immediate' });
}

/** Lets timers, sockets and Slack's three seconds have their turn between two chunks of work. */
export async function breathe(): Promise<void> {
  await setImmediate();
}

/** Cuts a list into pieces of at most `size`. */
export function* chunked<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
