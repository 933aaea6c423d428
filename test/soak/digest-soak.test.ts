import { test } from 'vitest';
import { INSTANTS, soakDigests, UNCERTAIN_INSTANTS } from './digest-soak.ts';

test.concurrent('a process killed around the due time posts exactly one digest a week, where history may be read', async ({
  expect,
}) => {
  const rounds = INSTANTS.length;
  const report = await soakDigests({ rounds, seed: 20_261_123, history: true });
  expect(report.violations).toEqual([]);
  expect(report.kills).toBe(10);
  expect(report.digests).toBe(rounds);
}, 240_000);

test.concurrent('and never two where it may not, with a notice when one is not certain', async ({
  expect,
}) => {
  const instants = UNCERTAIN_INSTANTS;
  const rounds = instants.length;
  const report = await soakDigests({ rounds, seed: 20_261_123, history: false, instants });
  expect(report.violations).toEqual([]);
  expect(report.digests + report.unknown).toBeGreaterThanOrEqual(rounds);
}, 240_000);
