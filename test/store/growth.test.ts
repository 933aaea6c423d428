import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SeatReading } from '../../src/core/seat.ts';
import { openFile } from '../../src/store/file.ts';
import { createMerge } from '../../src/store/merge.ts';
import { MIGRATIONS_FOLDER } from '../../src/store/migrations.ts';
import { createOrganisationStore } from '../../src/store/organisations.ts';
import { createReadStore } from '../../src/store/reads.ts';
import { createSeatStore } from '../../src/store/seats.ts';
import { createUsageStore } from '../../src/store/usage.ts';
import type { UsageDay } from '../../src/store/usage-store.ts';
import { ACME, aFolder, aNobody, anInstallation, aReading, round, START } from './memory.ts';

/** The parts over a connection that the test can ask for its count of written rows. */
async function aCountedMemory() {
  const file = openFile(join(aFolder(), 'seatkeeper.db'), { migrationsFolder: MIGRATIONS_FOLDER });
  onTestFinished(() => {
    file.close();
  });
  const db = drizzle({ client: file.sqlite });
  const merge = createMerge(db);
  await createOrganisationStore(db).saveInstallations([anInstallation()], START);
  const written = file.sqlite.prepare<[], number>('SELECT total_changes()').pluck();
  return {
    sqlite: file.sqlite,
    reads: createReadStore(db, merge),
    seats: createSeatStore(db, merge),
    usage: createUsageStore(db),
    written: () => written.get() ?? Number.NaN,
  };
}

type Counted = Awaited<ReturnType<typeof aCountedMemory>>;

function company(size: number): SeatReading[] {
  const team = { slug: 'platform', name: 'Platform', url: undefined };
  return Array.from({ length: size }, (_, n) =>
    aReading({
      person: { id: n + 1, login: `user-${n}` },
      team: n % 7 === 0 ? team : undefined,
      lastActivityAt: n % 5 === 0 ? undefined : START - n * 60_000,
      lastActivityEditor: n % 3 === 0 ? undefined : 'vscode/1.104',
      lastSignInAt: START - n * 1000,
    }),
  );
}

async function readInPages({ reads }: Counted, seats: readonly SeatReading[], at: number) {
  const id = await reads.start(ACME.id, at);
  const present = new Set<number>();
  for (let from = 0; from < seats.length; from += 100) {
    const page = seats.slice(from, from + 100);
    for (const grant of await reads.saveSlice(id, page, at)) present.add(grant);
  }
  const finish = async () =>
    reads.finish(id, {
      outcome: { kind: 'complete', totalSeats: seats.length, pages: Math.ceil(seats.length / 100) },
      present,
      nobody: [aNobody(), aNobody()],
      at,
    });
  return { finish };
}

/** How often everything else in the process has its turn while this is done. */
async function countTurns(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  const takeTurn = () => {
    turns += 1;
    pending = setImmediate(takeTurn);
  };
  let pending = setImmediate(takeTurn);
  await work();
  clearImmediate(pending);
  return turns;
}

describe('a refresh of 1,000 seats', () => {
  it('in which nothing changed writes the read and nothing else', async () => {
    const memory = await aCountedMemory();
    const seats = company(1000);
    for (const n of [0, 1]) await (await readInPages(memory, seats, round(n))).finish();
    const before = memory.written();
    await (await readInPages(memory, seats, round(2))).finish();

    // Begun, ended, and the organisation's own history.
    expect(memory.written() - before).toBeLessThanOrEqual(3);
  });

  it('in which one person used Copilot writes about that person', async () => {
    const memory = await aCountedMemory();
    const seats = company(1000);
    await (await readInPages(memory, seats, round(0))).finish();
    const before = memory.written();
    const person = { id: 7, login: 'user-6' };
    const changed = seats.with(6, aReading({ person, lastActivityAt: round(1) }));
    await (await readInPages(memory, changed, round(1))).finish();

    expect(memory.written() - before).toBeLessThanOrEqual(6);
  });
});

describe('a usage report of 1,000 people', () => {
  const DAYS = ['2026-11-01', '2026-11-02', '2026-11-03'];

  function report(days: readonly string[]): UsageDay[] {
    return days.flatMap((day) =>
      Array.from({ length: 1000 }, (_, n) => ({
        personId: n + 1,
        login: `user-${n}`,
        day,
        editor: 'vscode',
        ways: ['python', 'go', 'yaml'].map((name) => ({ kind: 'language' as const, name })),
      })),
    );
  }

  it('that is read again writes nothing but that it was read', async () => {
    const { usage, written } = await aCountedMemory();
    await usage.saveDays(ACME.id, report(DAYS), round(0));
    const before = written();
    await usage.saveDays(ACME.id, report(DAYS), round(1));
    expect(written()).toBe(before);
    await usage.saveReportEnd(ACME.id, { kind: 'read', lastDay: '2026-11-03' }, round(1));
    expect(written()).toBe(before + 1);
  });

  it('grows by its new days alone, and not by the ways of use gone before', async () => {
    const { sqlite, usage } = await aCountedMemory();
    const rows = sqlite.prepare<[], number>('SELECT count(*) FROM way_of_use').pluck();
    await usage.saveDays(ACME.id, report(DAYS), round(0));
    expect(rows.get()).toBe(3000);
    await usage.saveDays(ACME.id, report([...DAYS, '2026-11-04']), round(1));
    expect(rows.get()).toBe(3000);
  });

  it('is saved and counted in slices that hold nobody up', async () => {
    const { usage } = await aCountedMemory();
    const saving = await countTurns(() => usage.saveDays(ACME.id, report(DAYS), round(0)));
    const span = { organisationIds: [ACME.id], firstDay: '2026-10-07', lastDay: '2026-11-03' };
    const counting = await countTurns(async () =>
      expect((await usage.countPeople(span)).people).toBe(1000),
    );
    // 3,000 days and as many ways of use.
    expect(saving).toBeGreaterThanOrEqual(10);
    expect(counting).toBeGreaterThanOrEqual(2);
  });
});

describe('100,000 seats', () => {
  const SIZE = 100_000;

  it('never hold up the event loop, not even when all of them vanish at once', async () => {
    const memory = await aCountedMemory();
    memory.sqlite.exec(`
      WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ${SIZE})
        INSERT INTO person SELECT value, 'user-' || value, 1, 0, 0 FROM n;
      INSERT INTO seat_grant (organisation_id, person_id, granted_at, plan, values_at, first_seen_at)
        SELECT ${ACME.id}, id, 1000, 'business', 0, 0 FROM person;
      INSERT INTO activity (person_id, organisation_id, day, source, at, seen_at)
        SELECT id, ${ACME.id}, '2026-11-01', 'seat', id, 0 FROM person;
      INSERT INTO sign_in (person_id, organisation_id, day, at, seen_at)
        SELECT id, ${ACME.id}, '2026-11-01', id, 0 FROM person;`);
    const emptied = await readInPages(memory, [], round(1));

    const ending = await countTurns(() => emptied.finish());
    let listed = 0;
    const listing = await countTurns(async () => {
      listed = (await memory.seats.list()).length;
    });
    expect(listed).toBe(SIZE + 2);
    // A turn at least for every few thousand seats, while they are looked through and while they are
    // written to; how long one takes is measured by the bench.
    expect(ending).toBeGreaterThanOrEqual(3 * (SIZE / 5000));
    expect(listing).toBeGreaterThanOrEqual(SIZE / 5000);
  }, 120_000);
});
