import { expect, test } from 'vitest';
import { soakDigests } from './digest-soak.ts';

test('a process killed around the due time posts exactly one digest a week, where history may be read', async () => {
  const report = await soakDigests({ rounds: 6, seed: 20_261_123, history: true });
  expect(report.violations).toEqual([]);
  expect(report.kills).toBeGreaterThanOrEqual(4);
  expect(report.digests).toBe(report.rounds);
}, 240_000);

test('and never two where it may not, with a notice when one is not certain', async () => {
  const report = await soakDigests({ rounds: 6, seed: 20_261_123, history: false });
  expect(report.violations).toEqual([]);
  expect(report.digests + report.unknown).toBeGreaterThanOrEqual(6);
}, 240_000);
