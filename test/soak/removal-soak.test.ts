import { expect, test } from 'vitest';
import { INSTANTS, soakRemovals } from './removal-soak.ts';

test('removals and undos survive a process that is killed again and again', async () => {
  const report = await soakRemovals(INSTANTS.length, 20_261_121);
  expect(report.violations).toEqual([]);
  expect(report.kills).toBe(INSTANTS.length);
  expect(report.deletes).toBeGreaterThan(INSTANTS.length);
}, 240_000);
