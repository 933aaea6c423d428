/** Trouble on demand, so that one can see what the bot makes of it, and its end. */

import { EVERY_PERMISSION } from '../github/accounts.ts';
import { SEATS, serverError } from '../github/trouble.ts';
import { waitUntil } from '../slack/changes.ts';
import type { DemoAction } from '../slack/page/controls.ts';
import { type ControlledWorld, sayWhen } from './controlled.ts';
import { EU } from './roster.ts';

const HOUR_MS = 3_600_000;
const GROUP = 'Trouble';
/** After two hours without a good read nothing new is concluded, and after three failed ones it is told. */
const HOURS = 3;

export function createTroubleActions(world: ControlledWorld): DemoAction[] {
  const { company, github, clock, time } = world;
  const { organization_copilot_seat_management: _, ...others } = EVERY_PERMISSION;
  let isDown = false;
  const isRevoked = () => company.installation(EU).permissions === others;
  const inTrouble = () =>
    isDown || isRevoked() ? 'GitHub is in trouble already: mend it first.' : undefined;
  const passHours = () => time.passUntil(clock.now() + HOURS * HOUR_MS, HOUR_MS);

  return [
    {
      id: 'break',
      label: 'GitHub fails',
      group: GROUP,
      about: `For ${HOURS} hours no seats can be read anywhere. Takes some ten seconds, as the bot is patient.`,
      unavailable: inTrouble,
      async run() {
        isDown = true;
        github.faults.add({ path: SEATS }, serverError(503), Number.POSITIVE_INFINITY);
        await passHours();
        return `It is ${sayWhen(clock.now())}, and GitHub has failed for ${HOURS} hours.`;
      },
    },
    {
      id: 'revoke',
      label: 'Take a permission away',
      group: GROUP,
      about: `An owner of ${EU} forbids Seatkeeper to read its seats; ${HOURS} hours pass.`,
      unavailable: inTrouble,
      async run() {
        company.installation(EU).permissions = others;
        await passHours();
        return `It is ${sayWhen(clock.now())}, and Seatkeeper may not read the seats of ${EU}.`;
      },
    },
    {
      id: 'mend',
      label: 'Mend everything',
      group: GROUP,
      about: 'GitHub answers again, the permission is back, and half an hour passes.',
      unavailable: () => (isDown || isRevoked() ? undefined : 'Nothing is broken.'),
      async run() {
        isDown = false;
        github.faults.clear();
        company.installation(EU).permissions = EVERY_PERMISSION;
        await time.passUntil(clock.now() + HOUR_MS / 2);
        return `It is ${sayWhen(clock.now())}, and everything has been read again.`;
      },
    },
    createCut(world),
  ];
}

function createCut({ slack }: ControlledWorld): DemoAction {
  return {
    id: 'cut',
    label: 'Cut the line to Slack',
    group: GROUP,
    about: 'The bot loses its connection and comes back by itself.',
    async run() {
      const cutMs = performance.now();
      slack.sockets.drop();
      await waitUntil(slack.workspace.changes, {
        what: 'the end of the connection',
        timeoutMs: 5000,
        probe: () => (slack.sockets.connections === 0 ? true : undefined),
        instead: () => 'It is still there.',
      });
      await slack.waitForConnection(30_000);
      const seconds = ((performance.now() - cutMs) / 1000).toFixed(1);
      return `The line was cut, and the bot was back after ${seconds} seconds.`;
    },
  };
}
