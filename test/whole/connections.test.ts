/** What is said while a connection is down, and before anything has been read. */
import { describe, expect, it } from 'vitest';
import { answered, held, INSTALLATIONS, SEATS } from '../../sandbox/github/trouble.ts';
import type { View } from '../../sandbox/slack/views.ts';
import { daysAgo, until } from '../support/whole.ts';
import { openHome, startIdle, waitForHome, wordsOf } from './own-support.ts';
import { type Parts, roundsOf, startParts } from './support.ts';

async function ask({ slack }: Parts, text: string): Promise<string> {
  const before = slack.workspace.ephemeralsOf('maya').length;
  await slack.interactions.slash({ user: 'maya', channel: 'seats', text });
  const answer = await slack.waitForEphemeral(
    'maya',
    (message) => slack.workspace.ephemeralsOf('maya').indexOf(message) >= before,
  );
  return answer.text;
}

async function homeOf({ slack }: Parts, fits: (words: string) => boolean): Promise<View> {
  await slack.interactions.openHome('maya');
  return slack.waitForView((view) => view.type === 'home' && fits(wordsOf(view)));
}

describe('Home', () => {
  it('says that the line to Slack is down, and that it is up again', async () => {
    const whole = await startIdle();
    await openHome(whole, 'maya', 'Slack: connected');
    whole.slack.faults.refuseConnections = true;
    whole.slack.sockets.drop();
    const down = await waitForHome(whole, 'maya', (words) => words.includes('is down* since'));
    expect(wordsOf(down)).toContain('tries again by itself');
    whole.slack.faults.refuseConnections = false;
    await waitForHome(whole, 'maya', (words) => words.includes('Slack: connected'));
  });
});

describe('where GitHub refuses the key before anything was read', () => {
  it('Home and status say so, with what mends it', async () => {
    const parts = await startParts();
    const refused = answered(401, { message: 'A JSON web token could not be decoded' });
    parts.github.faults.add({ path: INSTALLATIONS }, refused, Number.POSITIVE_INFINITY);
    await parts.start();
    await until(() => roundsOf(parts.logs) > 0);
    const home = wordsOf(await homeOf(parts, () => true));
    for (const words of [home, await ask(parts, 'status'), await ask(parts, '')]) {
      expect(words).toContain('GitHub does not accept the key of the GitHub App');
      expect(words).toContain('GITHUB_PRIVATE_KEY');
      expect(words).not.toContain('not installed');
    }
  });
});

describe('before the first read', () => {
  it('every answer says that GitHub is being read, and Home follows the end of it', async () => {
    const parts = await startParts();
    for (const login of ['rhea-osei', 'jun-park']) {
      parts.company.grant('acme-labs', login, { at: daysAgo(90) });
    }
    const seats = parts.github.faults.add({ path: SEATS }, held());
    await parts.start();
    await seats.arrived();
    for (const text of ['', 'dormant', 'user rhea-osei', 'export']) {
      const answer = await ask(parts, text);
      expect(answer).toContain('Reading GitHub for the first time: acme-labs');
      expect(answer).not.toContain('not been read well');
    }
    expect(await ask(parts, 'link rhea-osei')).toContain('rhea-osei is not known here yet');
    const home = wordsOf(await homeOf(parts, () => true));
    expect(home).toContain('Reading GitHub for the first time: acme-labs');
    expect(home).not.toContain('Nothing needs a decision');
    expect(home).not.toContain('cannot be read well');
    seats.release();
    await homeOf(parts, (words) => words.includes('rhea-osei'));
  });
});
