import { expect, test } from 'vitest';
import { soakRemovals } from './removal-soak.ts';

test('removals and undos survive a process that is killed again and again', async () => {
  const report = await soakRemovals(8, 20_261_121);
  expect(report.violations).toEqual([]);
  expect(report.kills).toBe(8);
  expect(report.deletes).toBeGreaterThan(8);
}, 240_000);
