import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/seat.ts';
import { REQUEST_LIVES_MS } from '../../src/store/link-store.ts';
import { aMemory, MAYA, START } from './memory.ts';

const MEL = { teamId: 'T1', userId: 'U2' };
const ADA = { teamId: 'T1', userId: 'U3' };
const RHEA = { id: 1, login: 'rhea-osei' };
const JUN = { id: 2, login: 'jun-park' };

async function aKnownMemory() {
  const memory = await aMemory();
  // Keeping somebody makes them known.
  for (const person of [RHEA, JUN]) {
    await memory.store.kept.keep(
      { person, until: START + HOUR_MS, reason: undefined, by: MAYA, organisation: undefined },
      START,
    );
  }
  return memory;
}

describe('a link', () => {
  it('is asked for once, decided once, and then stands for both sides', async () => {
    const { links, audit } = (await aKnownMemory()).store;
    const asked = await links.request({ slack: MEL, person: RHEA }, START);
    expect(asked.kind).toBe('requested');
    expect((await links.request({ slack: MEL, person: RHEA }, START + 1)).kind).toBe(
      'asked-before',
    );
    expect(await links.findForPerson(RHEA.id)).toBeUndefined();
    const request = { slack: MEL, person: RHEA, askedAt: START };
    const approval = { approve: true, by: MAYA };
    expect((await links.decide(request, approval, START + 2)).kind).toBe('decided');
    expect((await links.decide(request, approval, START + 3)).kind).toBe('not-open');
    expect(await links.findForPerson(RHEA.id)).toMatchObject({ slack: MEL, decidedBy: MAYA });
    expect(await links.findForSlack(MEL)).toMatchObject({ person: RHEA, state: 'linked' });
    const actions = (await audit.list({ limit: 5 })).map(({ action, outcome }) => [
      action,
      outcome,
    ]);
    expect(actions.slice(0, 2)).toEqual([
      ['link-decided', 'linked'],
      ['link-requested', 'requested'],
    ]);
    expect(await audit.findBreak()).toBeUndefined();
  });

  it('is one a person: the quicker of two requests, and the e-mail, keep the other out', async () => {
    const { links } = (await aKnownMemory()).store;
    await links.request({ slack: MEL, person: RHEA }, START);
    await links.request({ slack: ADA, person: RHEA }, START);
    const request = (slack: typeof MEL) => ({ slack, person: RHEA, askedAt: START });
    const approval = { approve: true, by: MAYA };
    expect((await links.decide(request(ADA), approval, START)).kind).toBe('decided');
    expect((await links.decide(request(MEL), approval, START)).kind).toBe('taken');
    expect(await links.linkByEmail({ slack: MEL, personId: RHEA.id }, START)).toBeUndefined();
    expect((await links.request({ slack: MEL, person: RHEA }, START)).kind).toBe('taken');
    expect((await links.request({ slack: ADA, person: JUN }, START)).kind).toBe('linked');
  });

  it('by e-mail takes the place of a request, of nobody unknown, and of no refusal', async () => {
    const { links } = (await aKnownMemory()).store;
    await links.request({ slack: MEL, person: JUN }, START);
    expect(await links.linkByEmail({ slack: MEL, personId: 99 }, START)).toBeUndefined();
    expect(await links.linkByEmail({ slack: MEL, personId: JUN.id }, START)).toMatchObject({
      person: JUN,
      how: 'email',
    });
    expect(await links.unlink(MEL, MEL, START)).toMatchObject({ person: JUN });
    expect(await links.linkByEmail({ slack: MEL, personId: JUN.id }, START)).toBeUndefined();
    expect(await links.unlink(MEL, MEL, START)).toBeUndefined();
    expect((await links.request({ slack: MEL, person: JUN }, START)).kind).toBe('requested');
  });

  it('by e-mail takes no open request for somebody else away', async () => {
    const { links } = (await aKnownMemory()).store;
    const byEmail = { slack: MEL, personId: JUN.id };
    await links.request({ slack: MEL, person: RHEA }, START);
    expect(await links.linkByEmail(byEmail, START + REQUEST_LIVES_MS)).toBeUndefined();
    expect(await links.findForSlack(MEL)).toMatchObject({ person: RHEA, state: 'requested' });
    expect(await links.linkByEmail(byEmail, START + REQUEST_LIVES_MS + 1)).toMatchObject({
      person: JUN,
    });
  });

  it.each(['ended', 'refused'])(
    'that was %s is not made again by e-mail, also after a request for somebody else',
    async (how) => {
      const { links } = (await aKnownMemory()).store;
      const byEmail = { slack: MEL, personId: JUN.id };
      const refuse = async (person: typeof JUN) => {
        await links.request({ slack: MEL, person }, START);
        const asked = { slack: MEL, person, askedAt: START };
        await links.decide(asked, { approve: false, by: MAYA }, START);
      };
      if (how === 'refused') await refuse(JUN);
      else {
        await links.linkByEmail(byEmail, START);
        await links.unlink(MEL, MEL, START);
      }
      await refuse(RHEA);
      expect(await links.linkByEmail(byEmail, START)).toBeUndefined();
      // It was between those two alone.
      expect(await links.linkByEmail({ ...byEmail, slack: ADA }, START)).toMatchObject({
        person: JUN,
      });
    },
  );

  it('is listed while it is an open request that is not too old', async () => {
    const { links } = (await aKnownMemory()).store;
    await links.request({ slack: MEL, person: RHEA }, START);
    await links.request({ slack: ADA, person: JUN }, START + DAY_MS);
    expect((await links.listRequests(START)).map(({ slack }) => slack)).toEqual([MEL, ADA]);
    expect((await links.listRequests(START + 1)).map(({ slack }) => slack)).toEqual([ADA]);
    await links.decide(
      { slack: ADA, person: JUN, askedAt: START + DAY_MS },
      { approve: false, by: MAYA },
      START + DAY_MS,
    );
    expect(await links.listRequests(START + 1)).toEqual([]);
  });

  it('is asked for anew once the request is too old to be decided', async () => {
    const { links } = (await aKnownMemory()).store;
    await links.request({ slack: MEL, person: RHEA }, START);
    const last = START + REQUEST_LIVES_MS;
    expect((await links.request({ slack: MEL, person: RHEA }, last)).kind).toBe('asked-before');
    expect(await links.request({ slack: MEL, person: RHEA }, last + 1)).toMatchObject({
      kind: 'requested',
      link: { askedAt: last + 1 },
    });
  });

  it('is part of what is exported about a person, and goes with the person', async () => {
    const { links, people } = (await aKnownMemory()).store;
    await links.linkByEmail({ slack: MEL, personId: RHEA.id }, START);
    expect(await people.exportPerson(RHEA.id)).toMatchObject({
      links: [{ slack: { slackTeam: 'T1', slackUser: 'U2' }, state: 'linked', how: 'email' }],
    });
    await people.erasePerson(RHEA.id, START);
    expect(await links.findForSlack(MEL)).toBeUndefined();
  });
});
