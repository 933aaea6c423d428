/**
 * Brings the schema up to date. Our own runner, because drizzle's leaves foreign keys on inside its
 * transaction, where switching them off does nothing, and does not notice a schema newer than itself.
 * https://github.com/drizzle-team/drizzle-orm/issues/5782
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';

export interface Migration {
  /** The file's name without `.sql`, such as `0000_begin`. */
  readonly name: string;
  readonly sql: string;
}

/** The same depth from `src/store` and from `dist/store`. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../drizzle', import.meta.url));

const journalSchema = z.object({ entries: z.array(z.object({ tag: z.string() })) });

/** All migrations in their order. `user_version` counts how many of them a file has had. */
export function listMigrations(folder: string): Migration[] {
  const journal: unknown = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8'));
  return journalSchema.parse(journal).entries.map(({ tag }) => ({
    name: tag,
    sql: readFileSync(join(folder, `${tag}.sql`), 'utf8'),
  }));
}

/** What no migration may ever make fewer of. */
const PRECIOUS_TABLES = ['person', 'seat_grant', 'removal', 'audit'] as const;

/**
 * Runs the migrations that the file has not had, all of them or none. Throws when a row would be lost
 * or a reference would dangle; the file is then as it was.
 */
export function migrate(sqlite: Database, migrations: readonly Migration[]): void {
  const applied = readUserVersion(sqlite);
  // Both are no-ops inside a transaction. The second keeps the renaming of a rebuilt table from
  // failing on a view that names it.
  sqlite.pragma('foreign_keys = OFF');
  sqlite.pragma('legacy_alter_table = ON');
  try {
    sqlite
      .transaction(() => {
        const before = countPrecious(sqlite);
        for (const migration of migrations.slice(applied)) sqlite.exec(migration.sql);
        assertNothingLost(before, countPrecious(sqlite));
        assertReferences(sqlite);
        sqlite.pragma(`user_version = ${migrations.length}`);
      })
      .immediate();
  } finally {
    sqlite.pragma('legacy_alter_table = OFF');
    sqlite.pragma('foreign_keys = ON');
  }
}

export function readUserVersion(sqlite: Database): number {
  return Number(sqlite.pragma('user_version', { simple: true }));
}

function countPrecious(sqlite: Database): Map<string, number> {
  const counts = new Map<string, number>();
  const exists = sqlite.prepare<[string]>(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?",
  );
  for (const table of PRECIOUS_TABLES) {
    if (exists.get(table) === undefined) continue;
    const row = sqlite.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get();
    counts.set(table, row?.n ?? 0);
  }
  return counts;
}

function assertNothingLost(before: Map<string, number>, after: Map<string, number>): void {
  for (const [table, count] of before) {
    const left = after.get(table) ?? 0;
    if (left < count) throw new Error(`${table} would go from ${count} rows to ${left}`);
  }
}

function assertReferences(sqlite: Database): void {
  const dangling = sqlite.prepare<[], { table: string }>('PRAGMA foreign_key_check').all();
  const tables = [...new Set(dangling.map((row) => row.table))];
  if (tables.length > 0) {
    throw new Error(`${dangling.length} rows in ${tables.join(', ')} would refer to nothing`);
  }
}
