/** Opens the memory and puts its parts together. */
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { createAudit, createAuditStore } from './audit.ts';
import { createDecisions } from './decisions.ts';
import { createDigestStore } from './digests.ts';
import { createFigureStore } from './figures.ts';
import { openFile, touch } from './file.ts';
import { createKeptStore } from './kept.ts';
import { createLinkStore } from './links.ts';
import { createMerge } from './merge.ts';
import { MIGRATIONS_FOLDER } from './migrations.ts';
import { createOrganisationStore } from './organisations.ts';
import { createPersonStore } from './people.ts';
import { createReadStore } from './reads.ts';
import { createRemovalStore } from './removals.ts';
import { forgetOlderThan } from './retention.ts';
import { createSeatStore } from './seats.ts';
import type { Store } from './store.ts';
import { createTallyStore } from './tallies.ts';
import { createUsageStore } from './usage.ts';

/**
 * Opens the memory at `path` for this process alone, making it if there is none (`onNew` is told) and
 * bringing it up to date. Throws `StoreError` and leaves the file as it was when it is locked, damaged,
 * empty, foreign, newer or not writable.
 */
export async function openStore(
  path: string,
  options: { readonly onNew?: (() => void) | undefined } = {},
): Promise<Store> {
  const file = openFile(path, { migrationsFolder: MIGRATIONS_FOLDER, onNew: options.onNew });
  const db = drizzle({ client: file.sqlite });
  const audit = createAudit(db);
  const merge = createMerge(db);
  return {
    organisations: createOrganisationStore(db),
    reads: createReadStore(db, merge),
    seats: createSeatStore(db, merge),
    usage: createUsageStore(db),
    people: createPersonStore(db, audit),
    kept: createKeptStore(db, audit),
    removals: createRemovalStore(db, audit),
    links: createLinkStore(db, audit),
    audit: { ...createAuditStore(db, audit), ...createDecisions(db) },
    digests: createDigestStore(db, audit),
    figures: createFigureStore(db),
    tallies: createTallyStore(db),
    async forgetOlderThan(before) {
      await forgetOlderThan(db, before);
    },
    async isWritable() {
      try {
        touch(file.sqlite);
        return true;
      } catch {
        return false;
      }
    },
    async close() {
      file.close();
    },
  };
}
