import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/database.ts';
import { openFile } from '../../src/store/file.ts';
import { listMigrations, MIGRATIONS_FOLDER } from '../../src/store/migrations.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { aFolder } from './memory.ts';

interface Journal {
  entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[];
}

/** The migrations of the house with more, or only the first few, of them. */
function someMigrations(change: { only?: number; add?: Record<string, string> }): string {
  const folder = join(aFolder(), 'drizzle');
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
  const journalPath = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(journalPath, 'utf8')) as Journal;
  journal.entries = journal.entries.slice(0, change.only);
  for (const [tag, sql] of Object.entries(change.add ?? {})) {
    writeFileSync(join(folder, `${tag}.sql`), sql);
    journal.entries.push({
      idx: journal.entries.length,
      version: '6',
      when: 1,
      tag,
      breakpoints: true,
    });
  }
  writeFileSync(journalPath, JSON.stringify(journal));
  return folder;
}

function fill(file: { sqlite: Database.Database }): void {
  file.sqlite.exec(`
    INSERT INTO organisation (id, login, installation_id, kind, state, app_may_write)
      VALUES (100, 'acme-labs', 1, 'organisation', 'active', 1);
    INSERT INTO person VALUES (1, 'rhea-osei', 1, 0, 0), (2, 'jun-park', 1, 0, 0);
    INSERT INTO seat_grant (organisation_id, person_id, granted_at, plan, values_at, first_seen_at)
      VALUES (100, 1, 1000, 'business', 0, 0), (100, 2, 1000, 'business', 0, 0);`);
}

function count(path: string, table: string): unknown {
  const look = new Database(path, { readonly: true });
  const n = look.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  look.close();
  return n;
}

function version(path: string): unknown {
  const look = new Database(path, { readonly: true });
  const n = look.pragma('user_version', { simple: true });
  look.close();
  return n;
}

describe('the migrations', () => {
  it('say what the schema says, so that a new one would be empty', () => {
    const folder = join(aFolder(), 'drizzle');
    cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
    const before = readdirSync(folder);
    execFileSync(
      process.execPath,
      [
        'node_modules/drizzle-kit/bin.cjs',
        'generate',
        '--dialect=sqlite',
        '--schema=./src/store/schema.ts',
        `--out=${folder}`,
        '--name=drift',
      ],
      { stdio: 'pipe' },
    );

    expect(readdirSync(folder)).toEqual(before);
  });

  it('never cascade', () => {
    for (const { sql } of listMigrations(MIGRATIONS_FOLDER)) {
      expect(sql).not.toMatch(/on (delete|update) cascade/i);
    }
  });

  it('bring the first version up to date, keep its rows and leave a copy of it', async () => {
    const path = join(aFolder(), 'seatkeeper.db');
    const first = openFile(path, { migrationsFolder: someMigrations({ only: 1 }) });
    fill(first);
    first.close();

    const store = await openStore(path);

    expect(
      (await store.seats.list()).map((seat) => seat.kind === 'held' && seat.person.id),
    ).toEqual([1, 2]);
    await store.close();
    expect(version(path)).toBe(listMigrations(MIGRATIONS_FOLDER).length);
    const copy = `${path}.before-${listMigrations(MIGRATIONS_FOLDER)[1]?.name}`;
    expect(version(copy)).toBe(1);
    expect(count(copy, 'seat_grant')).toBe(2);
  });

  it('replace an older copy of the same name', async () => {
    const path = join(aFolder(), 'seatkeeper.db');
    const first = openFile(path, { migrationsFolder: someMigrations({ only: 1 }) });
    fill(first);
    first.close();
    const copy = `${path}.before-${listMigrations(MIGRATIONS_FOLDER)[1]?.name}`;
    writeFileSync(copy, 'left by an earlier try');
    writeFileSync(`${copy}.new`, 'half a copy');

    await (await openStore(path)).close();

    expect(count(copy, 'person')).toBe(2);
    expect(existsSync(`${copy}.new`)).toBe(false);
  });

  it('make no copy when there is nothing to do', async () => {
    const path = join(aFolder(), 'seatkeeper.db');
    await (await openStore(path)).close();
    await (await openStore(path)).close();

    expect(readdirSync(join(path, '..')).filter((name) => name.includes('before'))).toEqual([]);
  });
});

describe('a migration that rebuilds a table', () => {
  /** As drizzle-kit writes it for a changed column. */
  const REBUILD = `PRAGMA foreign_keys=OFF;--> statement-breakpoint
    CREATE TABLE __new_person (id integer PRIMARY KEY NOT NULL, login text NOT NULL,
      login_held integer NOT NULL, login_since integer NOT NULL, first_seen_at integer NOT NULL, note text);
    --> statement-breakpoint
    INSERT INTO __new_person SELECT id, login, login_held, login_since, first_seen_at, null FROM person;
    --> statement-breakpoint
    DROP TABLE person;--> statement-breakpoint
    ALTER TABLE __new_person RENAME TO person;--> statement-breakpoint
    PRAGMA foreign_keys=ON;`;

  it('keeps the rows that refer to it, and the views that name it', () => {
    const path = join(aFolder(), 'seatkeeper.db');
    const before = openFile(path, { migrationsFolder: MIGRATIONS_FOLDER });
    fill(before);
    before.close();

    const after = openFile(path, {
      migrationsFolder: someMigrations({ add: { rebuild: REBUILD } }),
    });

    expect(after.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(after.sqlite.prepare('SELECT count(*) FROM v_seats').pluck().get()).toBe(2);
    expect(() => after.sqlite.exec('DELETE FROM person WHERE id = 1')).toThrow(/FOREIGN KEY/);
    after.close();
  });
});

describe('a migration that goes wrong is taken back, with the copy named', () => {
  it.each([
    ['loses rows', 'DELETE FROM seat_grant WHERE person_id = 2', 'seat_grant would go from 2'],
    ['drops a table', 'DROP VIEW v_seats; DROP TABLE removal', 'removal would go from 1'],
    ['leaves references that dangle', 'UPDATE person SET id = 7 WHERE id = 2', 'seat_grant'],
    ['is not SQL', 'CREATE TABEL x', 'syntax error'],
  ])('when it %s', (_, sql, reason) => {
    const path = join(aFolder(), 'seatkeeper.db');
    const before = openFile(path, { migrationsFolder: MIGRATIONS_FOLDER });
    fill(before);
    before.sqlite.exec(`INSERT INTO removal (id, organisation_id, person_id, granted_at, state, mode,
      by_team, by_user, claimed_at, price, currency)
      VALUES ('a', 100, 1, 1000, 'removed', 'on', 'T', 'U', 1, 1900, 'USD')`);
    before.close();
    const known = listMigrations(MIGRATIONS_FOLDER).length;
    const bad = `CREATE TABLE half (id integer); ${sql};`;

    const attempt = () =>
      openFile(path, { migrationsFolder: someMigrations({ add: { '9999_bad': bad } }) });
    expect(attempt).toThrow(StoreError);
    expect(attempt).toThrow(reason);
    expect(attempt).toThrow(`${path}.before-9999_bad`);

    expect(version(path)).toBe(known);
    expect(count(path, 'seat_grant')).toBe(2);
    expect(count(path, "sqlite_schema WHERE name = 'half'")).toBe(0);
    expect(count(`${path}.before-9999_bad`, 'removal')).toBe(1);
    openFile(path, { migrationsFolder: MIGRATIONS_FOLDER }).close();
  });
});
