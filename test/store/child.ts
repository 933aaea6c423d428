/**
 * A second process for the tests. `hold FILE` opens the memory and says so; `write FILE` merges slice
 * after slice and prints each one's number once it is acknowledged. Both run until they are killed.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../../src/store/database.ts';
import { StoreError } from '../../src/store/store-error.ts';

const [mode, path = ''] = process.argv.slice(2);
const ORGANISATION = 100;
const SEATS_PER_SLICE = 20;

async function write(): Promise<void> {
  const store = await openStore(path);
  const account = { id: ORGANISATION, name: 'acme-labs' };
  const rest = { installationId: 1, kind: 'organisation', suspended: false, appMayWrite: true };
  await store.organisations.saveInstallations([{ ...rest, account, kind: 'organisation' }], 1);
  await store.reads.abandonOpen(1);
  const first = (await store.seats.list()).length / SEATS_PER_SLICE;
  const read = await store.reads.start(ORGANISATION, 1);
  for (let slice = first; ; slice += 1) {
    const seats = Array.from({ length: SEATS_PER_SLICE }, (_, place) => ({
      kind: 'held' as const,
      person: { id: slice * SEATS_PER_SLICE + place + 1, login: `user-${slice}-${place}` },
      grantedAt: 1000,
      plan: 'business' as const,
      team: undefined,
      pendingCancellation: undefined,
      lastActivityAt: 1_700_000_000_000 + slice,
      lastActivityEditor: 'vscode',
      lastSignInAt: undefined,
    }));
    await store.reads.saveSlice(read, seats, 2);
    // Straight to the pipe, so that what was acknowledged is known even when the kill comes next.
    writeSync(1, `${slice}\n`);
  }
}

async function hold(): Promise<void> {
  await openStore(path);
  writeSync(1, 'open\n');
  setInterval(() => undefined, 1000);
}

(mode === 'hold' ? hold() : write()).catch((error: unknown) => {
  writeSync(1, `${error instanceof StoreError ? error.kind : String(error)}\n`);
  process.exitCode = 1;
});
