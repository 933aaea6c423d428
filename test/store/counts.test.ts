import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/seat.ts';
import type { Store } from '../../src/store/store.ts';
import { ACME, aClaim, aMemory, anInstallation, aReading, OTHER, START } from './memory.ts';

const ORGANISATIONS = [ACME.id, OTHER.id];

/** What can happen to the seats of two organisations, over and over. */
const anEvent = fc.oneof(
  { weight: 6, arbitrary: aLook('look') },
  { weight: 2, arbitrary: aLook('gone') },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      organisationId: fc.constantFrom(...ORGANISATIONS),
      people: fc.uniqueArray(fc.integer({ min: 1, max: 5 })),
      /** One for each seat of nobody's; whether it is leaving. */
      nobody: fc.array(fc.boolean(), { maxLength: 3 }),
      leaving: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase' as const), personId: aPerson() }) },
);

function aPerson() {
  return fc.integer({ min: 1, max: 5 });
}

function aLook<T extends string>(kind: T) {
  return fc.record({
    kind: fc.constant(kind),
    organisationId: fc.constantFrom(...ORGANISATIONS),
    personId: aPerson(),
    grantedAt: fc.constantFrom(START - 200 * DAY_MS, START - 20 * DAY_MS),
    leaving: fc.boolean(),
  });
}

type Event = typeof anEvent extends fc.Arbitrary<infer T> ? T : never;

const personOf = (id: number) => ({ id, login: `person-${id}` });
const cancellationOf = (leaving: boolean) => (leaving ? '2026-12-01' : undefined);

async function happen(store: Store, event: Event, at: number): Promise<void> {
  if (event.kind === 'erase') {
    await store.people.erasePerson(event.personId, at);
  } else if (event.kind === 'read') {
    const id = await store.reads.start(event.organisationId, at);
    const pendingCancellation = cancellationOf(event.leaving);
    const seats = event.people.map((person) =>
      aReading({ person: personOf(person), pendingCancellation }),
    );
    const nobody = event.nobody.map((leaving) => ({
      kind: 'nobody' as const,
      grantedAt: undefined,
      plan: 'business' as const,
      pendingCancellation: cancellationOf(leaving),
    }));
    const present = new Set(await store.reads.saveSlice(id, seats, at));
    const totalSeats = seats.length + nobody.length;
    const outcome = { kind: 'complete', totalSeats, pages: 1 } as const;
    await store.reads.finish(id, { outcome, present, nobody, at });
  } else if (event.kind === 'look') {
    const { organisationId, personId, grantedAt, leaving } = event;
    const pendingCancellation = cancellationOf(leaving);
    const reading = aReading({ person: personOf(personId), grantedAt, pendingCancellation });
    await store.seats.saveReading(organisationId, reading, at);
  } else {
    await store.seats.markGone(event, at);
  }
}

/** As it was counted before: every seat loaded, and those of the organisation that stay. */
async function countByLoading(store: Store, organisationId: number): Promise<number> {
  const seats = await store.seats.list();
  return seats.filter(
    ({ organisation, pendingCancellation }) =>
      organisation.id === organisationId && pendingCancellation === undefined,
  ).length;
}

describe('the count of seats that stay', () => {
  it('is that of all seats loaded, whatever became of them', async () => {
    let counted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anEvent, { minLength: 1, maxLength: 25 }), async (events) => {
        const { store } = await aMemory();
        for (const [n, event] of events.entries()) await happen(store, event, START + n * DAY_MS);
        for (const id of [...ORGANISATIONS, 999]) {
          const count = await store.seats.countStaying(id);
          expect(count).toBe(await countByLoading(store, id));
          counted += count;
        }
      }),
      { numRuns: 40 },
    );
    expect(counted).toBeGreaterThan(0);
  });
});

describe('one organisation', () => {
  it('is found as it stands in the list, and no other', async () => {
    const { store } = await aMemory();
    const renamed = anInstallation({ account: { id: ACME.id, name: 'acme-research' } });
    await store.organisations.saveInstallations([renamed], START + 1);
    await store.seats.saveReading(ACME.id, aReading(), START);
    await store.removals.claim(aClaim(), START);
    const all = await store.organisations.list();
    expect(all).toHaveLength(2);
    for (const record of all) {
      expect(await store.organisations.find(record.organisation.id)).toEqual(record);
    }
    expect(await store.organisations.find(ACME.id)).toMatchObject({
      removalsUnderWay: 1,
      earlierLogins: ['acme-labs'],
    });
    expect(await store.organisations.find(999)).toBeUndefined();
  });
});
