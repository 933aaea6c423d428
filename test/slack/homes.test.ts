import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { startLocalSlack } from '../../sandbox/slack/server.ts';
import { asSlackLogger } from '../../src/operate/logs.ts';
import { createHomes } from '../../src/slack/homes.ts';
import { mrkdwn } from '../../src/slack/text.ts';
import { note } from '../../src/slack/views/blocks.ts';
import { createWebClients } from '../../src/slack/web-clients.ts';
import { manifest, NOW } from '../support/whole.ts';

it('one person’s Home is published in order, however long the way takes', async () => {
  const slack = await startLocalSlack({ manifest });
  onTestFinished(() => slack.close());
  const log = pino({ level: 'silent' });
  let state = 0;
  const rendered: number[] = [];
  const homes = createHomes({
    clients: createWebClients({
      apiUrl: slack.apiUrl,
      botToken: slack.botToken,
      logger: asSlackLogger(log),
    }),
    log,
    now: () => NOW,
    async render() {
      rendered.push(state);
      return { blocks: [note(mrkdwn`State ${state}`)], unchecked: false };
    },
    learn: async () => undefined,
  });
  const { id } = slack.workspace.person('maya');
  const first = slack.faults.hold('views.publish');
  const opening = homes.open(id);
  await first.reached;
  state = 1;
  homes.refreshSoon();
  await new Promise((resolve) => setImmediate(resolve));
  expect(rendered).toEqual([0]);
  first.release();
  await opening;
  await homes.settle();
  expect(JSON.stringify(slack.workspace.homes.get(id)?.content)).toContain('State 1');
});
