import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type HeldSeatReading } from '../../src/core/seat.ts';
import type { Store } from '../../src/store/store.ts';
import { ACME, aMemory, aReading, OTHER, RHEA, START } from './memory.ts';

/** Observations over a hundred days, often on the same day and often nil. */
const anInstant = fc.option(
  fc
    .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 3 }))
    .map(([day, quarter]) => START - day * DAY_MS + (quarter * DAY_MS) / 8),
  { nil: undefined },
);

interface Observation {
  readonly organisationId: number;
  readonly reading: HeldSeatReading;
}

const anObservation: fc.Arbitrary<Observation> = fc
  .record({
    organisationId: fc.constantFrom(ACME.id, OTHER.id),
    grantedAt: fc.constantFrom(START - 200 * DAY_MS, START - 20 * DAY_MS),
    lastActivityAt: anInstant,
    lastSignInAt: anInstant,
  })
  .map(({ organisationId, ...reading }) => ({ organisationId, reading: aReading(reading) }));

async function feed(store: Store, observations: readonly Observation[]): Promise<void> {
  for (const [n, { organisationId, reading }] of observations.entries()) {
    await store.seats.saveReading(organisationId, reading, START + n);
  }
}

async function known(store: Store) {
  const signals = await store.people.listSignals(RHEA.id);
  const seats = await store.seats.list();
  return {
    signals: signals.map(({ organisation, source, at }) => `${organisation.login} ${source} ${at}`),
    seats: seats
      .map((seat) =>
        seat.kind === 'held'
          ? [seat.organisation.id, seat.grantedAt, seat.lastUse?.at, seat.lastSignInAt].join()
          : '',
      )
      .toSorted(),
  };
}

function maximum(instants: (number | undefined)[]): number | undefined {
  const defined = instants.filter((at) => at !== undefined);
  return defined.length === 0 ? undefined : Math.max(...defined);
}

const runs = { numRuns: 25 };

describe('what is remembered', () => {
  it('never depends on the order in which it was observed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(anObservation, { minLength: 1, maxLength: 12 })
          .chain((all) =>
            fc.tuple(
              fc.constant(all),
              fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
            ),
          ),
        async ([observations, shuffled]) => {
          const [one, other] = [await aMemory(), await aMemory()];
          await feed(one.store, observations);
          await feed(other.store, shuffled);
          const [left, right] = [await known(one.store), await known(other.store)];
          expect(left.signals.toSorted()).toEqual(right.signals.toSorted());
          expect(left.seats).toEqual(right.seats);
        },
      ),
      runs,
    );
  });

  it('is always the latest of all that was ever observed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anObservation, { minLength: 1, maxLength: 12 }),
        async (observations) => {
          const { store } = await aMemory();
          await feed(store, observations);
          const uses = observations.map(({ reading }) => reading.lastActivityAt);
          const signIns = observations.map(({ reading }) => reading.lastSignInAt);
          for (const seat of await store.seats.list()) {
            if (seat.kind === 'nobody') continue;
            expect(seat.lastUse?.at).toBe(maximum(uses));
            expect(seat.lastSignInAt).toBe(maximum(signIns));
          }
        },
      ),
      runs,
    );
  });

  it('never changes by what is nil or older', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anObservation, { minLength: 1, maxLength: 8 }),
        fc.array(anObservation, { maxLength: 8 }),
        async (observations, later) => {
          const { store } = await aMemory();
          await feed(store, observations);
          const before = await known(store);
          const uses = observations.map(({ reading }) => reading.lastActivityAt);
          const signIns = observations.map(({ reading }) => reading.lastSignInAt);
          const grants = new Set(before.seats.map((seat) => seat.split(',', 2).join()));
          const less = later
            .filter(({ organisationId: id, reading }) => grants.has(`${id},${reading.grantedAt}`))
            .map(({ organisationId, reading }) => ({
              organisationId,
              reading: {
                ...reading,
                lastActivityAt: older(reading.lastActivityAt, maximum(uses)),
                lastSignInAt: older(reading.lastSignInAt, maximum(signIns)),
              },
            }));
          await feed(store, less);
          expect((await known(store)).seats).toEqual(before.seats);
        },
      ),
      runs,
    );
  });
});

function older(at: number | undefined, than: number | undefined): number | undefined {
  return at === undefined || than === undefined ? undefined : Math.min(at, than);
}
