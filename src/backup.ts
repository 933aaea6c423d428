/** `npm run backup -- TARGET`: a checked copy of the memory, also while Seatkeeper runs. */
import { existsSync } from 'node:fs';
import { backUp } from './store/backup.ts';
import { StoreError } from './store/store-error.ts';

const DEFAULT_PATH = './data/seatkeeper.db';

function main(): string {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const [target] = process.argv.slice(2);
  if (target === undefined) {
    throw new StoreError('unwritable', 'Where to? For example: npm run backup -- backup/today.db');
  }
  const path = process.env['DATABASE_PATH'] || DEFAULT_PATH;
  backUp(path, target);
  return `${path} was copied to ${target}, and the copy checked.`;
}

try {
  process.stdout.write(`${main()}\n`);
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
