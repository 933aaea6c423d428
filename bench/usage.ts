/** A usage report of 1,000 people, on disk: reading it first, reading it again, and counting for an answer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS } from '../src/core/seat.ts';
import { openStore } from '../src/store/database.ts';
import type { UsageDay } from '../src/store/usage-store.ts';
import { inWords, type Report, watched } from './pauses.ts';

const PEOPLE = 1000;
const DAYS = 28;
const WAYS_A_DAY = 12;
const NOW = Date.parse('2026-11-21T14:32:00Z');

function dayAgo(days: number): string {
  return new Date(NOW - days * DAY_MS).toISOString().slice(0, 10);
}

/** In the batches in which a report is read: every person's days together. */
function* batches(): Generator<UsageDay[]> {
  const ways = Array.from({ length: WAYS_A_DAY }, (_, way) => ({
    kind: 'language' as const,
    name: `language-${way}`,
  }));
  for (let from = 0; from < PEOPLE; from += 50) {
    yield Array.from({ length: 50 * DAYS }, (_, index) => {
      const personId = from + Math.floor(index / DAYS) + 1;
      const day = dayAgo(DAYS - (index % DAYS) + 1);
      return { personId, login: `person-${personId}`, day, editor: 'vscode', ways };
    });
  }
}

export async function benchUsage(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-bench-'));
  const store = await openStore(join(folder, 'seatkeeper.db'));
  const account = { id: 7, name: 'acme-labs' };
  const installation = { installationId: 1, account, kind: 'organisation' } as const;
  await store.organisations.saveInstallations(
    [{ ...installation, suspended: false, appMayWrite: true }],
    NOW,
  );
  const readOnce = async () => {
    for (const batch of batches()) await store.usage.saveDays(7, batch, NOW);
  };
  const span = { organisationIds: [7], firstDay: dayAgo(DAYS + 1), lastDay: dayAgo(1) };
  const name = 'a usage report of 1,000 people';
  report(`first saving of ${name}`, inWords(await watched(readOnce)));
  report(`saving ${name} again`, inWords(await watched(readOnce)));
  report(`counting ${name}`, inWords(await watched(() => store.usage.countPeople(span))));
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}
