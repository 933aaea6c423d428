/**
 * `npm run person -- export LOGIN` and `npm run person -- erase LOGIN --yes`: all that is stored about one
 * person, and its end. Seatkeeper must be stopped meanwhile, since the file is for one process.
 */
import { existsSync } from 'node:fs';
import { openStore } from './store/database.ts';
import type { Store } from './store/store.ts';
import { StoreError } from './store/store-error.ts';

const DEFAULT_PATH = './data/seatkeeper.db';
const USAGE = 'Say: npm run person -- export LOGIN, or: npm run person -- erase LOGIN --yes';

/** Something the person at the keyboard can mend. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

async function carryOut(store: Store, words: readonly string[]): Promise<string> {
  const [verb, login, sure] = words;
  if ((verb !== 'export' && verb !== 'erase') || login === undefined) throw new UsageError(USAGE);
  const found = await store.people.findByLogin(login);
  if (found === undefined) throw new UsageError(`Nobody called ${login} is known.`);
  if (verb === 'export') {
    return JSON.stringify(await store.people.exportPerson(found.person.id), undefined, 2);
  }
  if (sure !== '--yes') {
    throw new UsageError(
      `This erases names, days and evidence of ${found.person.login} for good. Add --yes to do it.`,
    );
  }
  await store.people.erasePerson(found.person.id, Date.now());
  return `${found.person.login} was erased. While they hold a seat, the next read sees them anew. Copies and backups still hold what they held.`;
}

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const path = process.env['DATABASE_PATH'] || DEFAULT_PATH;
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
  const store = await openStore(path);
  try {
    process.stdout.write(`${await carryOut(store, process.argv.slice(2))}\n`);
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof UsageError) && !(error instanceof StoreError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
