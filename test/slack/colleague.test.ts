import { pino } from 'pino';
import { expect, it } from 'vitest';
import { type ColleagueDeps, createColleagueTeller } from '../../src/slack/colleague.ts';
import { aRemoval } from './views/support.ts';

it('keeps nobody waiting while the colleague’s Slack account cannot be found', async () => {
  const removal = aRemoval();
  const logs: string[] = [];
  const deps: Pick<ColleagueDeps, 'linking' | 'lookMs' | 'log' | 'now'> = {
    linking: { findColleague: () => new Promise(() => undefined) },
    lookMs: 1,
    log: pino({ level: 'warn' }, { write: (line: string) => logs.push(line) }),
    now: () => removal.claimedAt,
  };
  const store = {
    removals: { find: async () => removal },
    links: { hasTold: async () => false },
  };
  const tellColleague = createColleagueTeller({ ...deps, store } as unknown as ColleagueDeps);
  expect(await tellColleague(removal.id)).toBeUndefined();
  expect(logs).toEqual([]);
});
