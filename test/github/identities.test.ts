import { describe, expect, it } from 'vitest';
import { answered, serverError } from '../../sandbox/github/trouble.ts';
import { GitHubError } from '../../src/github/github.ts';
import { openScene } from './support.ts';

const GRAPHQL = /^\/graphql$/;

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

  it('come from one source where the other may not be read, and after passing trouble from both', async () => {
    const scene = await sceneWithPeople();
    scene.local.faults.add({ path: GRAPHQL }, serverError());
    expect(await scene.github.readVerifiedEmails(scene.asked())).toHaveLength(2);
    const body = { data: { organization: null }, errors: [{ type: 'FORBIDDEN' }] };
    scene.local.faults.add({ path: GRAPHQL }, answered(200, body));
    expect(await scene.github.readVerifiedEmails(scene.asked())).toHaveLength(1);
  });

  it.each(['membersWithRole', 'samlIdentityProvider'])(
    'are not taken from a half: there are none where a later page of %s fails',
    async (field) => {
      const scene = await openScene();
      for (let n = 0; n < 150; n += 1) {
        scene.company.grant('acme-labs', `p-${n}`);
        scene.company.person(`p-${n}`).verifiedEmails = [`p-${n}@acme.example`];
        scene.company.person(`p-${n}`).samlName = `p-${n}@acme.example`;
      }
      scene.local.faults.add(
        { path: GRAPHQL },
        {
          kind: 'rewrite',
          rewrite: (reply, { text }) =>
            text.includes(field) && !text.includes('"after":null')
              ? { status: 200, body: { ...Object(reply.body), errors: [{ type: 'INTERNAL' }] } }
              : reply,
        },
        Infinity,
      );
      const failure = await scene.github.readVerifiedEmails(scene.asked()).catch(asFailure);
      expect(failure).toMatchObject({ kind: 'unreadable' });
    },
  );

  it.each([
    ['nodes without a person', { nodes: [null, { databaseId: null }, {}] }],
    [
      'what is no address',
      { nodes: [{ databaseId: 7, organizationVerifiedDomainEmails: ['x', 3] }] },
    ],
  ] as const)('are none in %s', async (_, page) => {
    const scene = await openScene();
    scene.local.faults.add({ path: GRAPHQL }, answered(200, membersPage(page)));
    expect(await scene.github.readVerifiedEmails(scene.asked())).toEqual([]);
  });

  it.each(['same', null])(
    'are not known from a list that never ends: cursor %j',
    async (endCursor) => {
      const scene = await openScene();
      const page = membersPage({ pageInfo: { hasNextPage: true, endCursor } });
      scene.local.faults.add({ path: GRAPHQL }, answered(200, page), 3);
      const failure = await scene.github.readVerifiedEmails(scene.asked()).catch(asFailure);
      expect(failure).toMatchObject({ kind: 'unreadable' });
    },
  );
});

function membersPage(page: Readonly<Record<string, unknown>>) {
  const members = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [], ...page };
  return { data: { organization: { membersWithRole: members } } };
}

function asFailure(error: unknown) {
  if (error instanceof GitHubError) return error.failure;
  throw error;
}
