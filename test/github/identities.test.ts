import { describe, expect, it } from 'vitest';
import { answered, serverError } from '../../sandbox/github/trouble.ts';
import { GitHubError } from '../../src/github/github.ts';
import { openScene } from './support.ts';

async function sceneWithPeople() {
  const scene = await openScene();
  for (const login of ['ada', 'ben', 'cleo']) scene.company.grant('acme-labs', login);
  scene.company.person('ada').verifiedEmails = ['Ada@Acme.example', 'ada@acme.test'];
  scene.company.person('ben').samlName = 'ben@acme.example';
  scene.company.person('cleo').samlName = 'cleo-in-the-directory';
  return scene;
}

describe('the verified addresses', () => {
  it('come from verified domains and from the SAML provider, in lower case', async () => {
    const scene = await sceneWithPeople();
    const found = await scene.github.readVerifiedEmails(scene.asked());
    const id = (login: string) => scene.company.person(login).id;
    expect(found).toEqual([
      { personId: id('ada'), emails: ['ada@acme.example', 'ada@acme.test'] },
      { personId: id('ben'), emails: ['ben@acme.example'] },
    ]);
  });

  it('are read page by page, with the token of the installation and nothing changed', async () => {
    const scene = await openScene();
    for (let n = 0; n < 201; n += 1) {
      scene.company.grant('acme-labs', `p-${n}`);
      scene.company.person(`p-${n}`).verifiedEmails = [`p-${n}@acme.example`];
    }
    expect(await scene.github.readVerifiedEmails(scene.asked())).toHaveLength(201);
    const asked = scene.local.requests.filter(({ path }) => path === '/graphql');
    expect(asked.map(({ auth }) => auth)).toEqual(Array.from({ length: 4 }, () => 'installation'));
    expect(asked.every(({ body }) => !JSON.stringify(body).includes('mutation'))).toBe(true);
  });

  it('are a matter of permission, which is named', async () => {
    const scene = await sceneWithPeople();
    scene.company.installation('acme-labs').permissions = {};
    const failure = await scene.github.readVerifiedEmails(scene.asked()).catch(asFailure);
    expect(failure).toMatchObject({ kind: 'permission', permission: 'Members' });
  });

  it('come from one source where the other fails, and after passing trouble from both', async () => {
    const scene = await sceneWithPeople();
    scene.local.faults.add({ path: /^\/graphql$/ }, serverError());
    expect(await scene.github.readVerifiedEmails(scene.asked())).toHaveLength(2);
    const body = { data: { organization: null }, errors: [{ type: 'INTERNAL' }] };
    for (let n = 0; n < 3; n += 1) {
      scene.local.faults.add({ path: /^\/graphql$/ }, answered(200, body));
    }
    expect(await scene.github.readVerifiedEmails(scene.asked())).toHaveLength(1);
  });

  it.each([
    ['nodes without a person', { nodes: [null, { databaseId: null }, {}] }, 0],
    ['a page that never ends', { pageInfo: { hasNextPage: true, endCursor: 'same' } }, 0],
    [
      'what is no address',
      { nodes: [{ databaseId: 7, organizationVerifiedDomainEmails: ['x', 3] }] },
      0,
    ],
  ] as const)('are none in %s', async (_, page, count) => {
    const scene = await openScene();
    const members = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [], ...page };
    const body = { data: { organization: { membersWithRole: members } } };
    for (let n = 0; n < 3; n += 1) {
      scene.local.faults.add({ path: /^\/graphql$/ }, answered(200, body));
    }
    expect(await scene.github.readVerifiedEmails(scene.asked())).toHaveLength(count);
  });
});

function asFailure(error: unknown) {
  if (error instanceof GitHubError) return error.failure;
  throw error;
}
