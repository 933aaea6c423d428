import { App } from '@octokit/app';
import { Octokit } from '@octokit/core';
import { expect, test } from 'vitest';
import type { LocalGitHub } from '../../../sandbox/github/server.ts';
import { anotherKey, startAcme } from './support.ts';

function appFor(github: LocalGitHub, privateKey = github.privateKey): App {
  return new App({
    appId: github.appId,
    privateKey,
    Octokit: Octokit.defaults({ baseUrl: github.url }),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
}

test('the real App client finds its installations, reads, removes and restores', async () => {
  const { company, github } = await startAcme();
  const enterprise = company.addEnterprise({ slug: 'acme-group' });
  const app = appFor(github);
  const found: string[] = [];
  for await (const { installation } of app.eachInstallation.iterator()) {
    found.push(`${installation.target_type} ${installation.target_id}`);
  }
  expect(found).toEqual([
    `Organization ${company.organisation('acme-labs').id}`,
    `Enterprise ${enterprise.id}`,
  ]);

  const octokit = await app.getInstallationOctokit(company.installation('acme-labs').id);
  const about = { org: 'acme-labs' };
  const seats = await octokit.request('GET /orgs/{org}/copilot/billing/seats', about);
  expect(seats.data.total_seats).toBe(3);
  const change = { ...about, selected_usernames: ['ada'] };
  const path = '/orgs/{org}/copilot/billing/selected_users';
  const removed = await octokit.request(`DELETE ${path}`, change);
  expect(removed.data.seats_cancelled).toBe(1);
  const asked = { ...about, username: 'ada' };
  const seat = await octokit.request('GET /orgs/{org}/members/{username}/copilot', asked);
  expect(seat.data.pending_cancellation_date).toBe('2026-12-01');
  const restored = await octokit.request(`POST ${path}`, change);
  expect(restored.status).toBe(201);
  const tokens = github.requests.filter((each) => each.path.endsWith('/access_tokens'));
  expect(tokens).toHaveLength(1);
});

test('the real App client is refused with another key', async () => {
  const { github } = await startAcme();
  const { octokit } = appFor(github, anotherKey());
  await expect(octokit.request('GET /app')).rejects.toThrow(/could not be decoded/);
});

test('a hundred installations are found over all pages', async () => {
  const { company, github } = await startAcme();
  for (let index = 0; index < 120; index += 1) company.addOrganisation({ login: `org-${index}` });
  let count = 0;
  for await (const _ of appFor(github).eachInstallation.iterator()) count += 1;
  expect(count).toBe(121);
});
