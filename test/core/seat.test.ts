import { expect, it } from 'vitest';
import { DAY_MS, grantKeyOf, HOUR_MS, MINUTE_MS } from '../../src/core/seat.ts';
import { anOrganisation, aPerson, aSeat, daysAgo } from '../support/seats.ts';

it('knows a grant by the ids of organisation and person and by its instant', () => {
  const seat = aSeat({
    organisation: anOrganisation('acme-labs', 11),
    person: aPerson('rhea-osei', 22),
    grantedAt: daysAgo(200),
  });
  expect(grantKeyOf(seat)).toEqual({
    organisationId: 11,
    personId: 22,
    grantedAt: daysAgo(200),
  });
});

it('knows a grant again under another login', () => {
  const before = aSeat({
    organisation: anOrganisation('acme-labs', 11),
    person: aPerson('rhea-osei', 22),
  });
  const renamed = aSeat({
    organisation: anOrganisation('acme-research', 11),
    person: aPerson('rhea', 22),
  });
  expect(grantKeyOf(renamed)).toEqual(grantKeyOf(before));
});

it('takes a seat that was given anew for another grant', () => {
  expect(grantKeyOf(aSeat({ grantedAt: daysAgo(3) }))).not.toEqual(grantKeyOf(aSeat()));
});

it('counts 24 hours of 60 minutes of 60,000 milliseconds to a day', () => {
  expect(DAY_MS).toBe(24 * HOUR_MS);
  expect(HOUR_MS).toBe(60 * MINUTE_MS);
  expect(MINUTE_MS).toBe(60_000);
});
