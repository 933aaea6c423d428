import { expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/seat.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { until } from '../support/whole.ts';
import { startIdle } from './own-support.ts';

it('counts what a removal has saved month by month, until the person holds a seat again', async () => {
  const whole = await startIdle();
  const { clock, company } = whole;
  await whole.click('maya', await whole.ask('maya', 'user rhea-osei'), ACTION.removeSeat);
  await until(() => whole.changes().length === 1);
  const overview = async () => (await whole.ask('maya', '')).text;
  expect(await overview()).not.toContain('saved');

  // The last day is 1 December, so in the middle of January one month is full.
  clock.now += 50 * DAY_MS;
  await whole.readAgain();
  expect(await overview()).toContain('have saved up to $19 so far');

  company.grant('acme-labs', 'rhea-osei');
  await whole.readAgain();
  clock.now += 100 * DAY_MS;
  await whole.readAgain();
  expect(await overview()).toContain('have saved up to $19 so far');
});
