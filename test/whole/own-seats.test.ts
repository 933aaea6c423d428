/** `/copilot me` without a seat, with two, and with more than a page of them. */
import { describe, expect, it } from 'vitest';
import { permissionMissing, SEATS } from '../../sandbox/github/trouble.ts';
import { OWN_ACTION } from '../../src/slack/own-refs.ts';
import { aCompany, daysAgo, NOW, startWhole, type Whole } from '../support/whole.ts';
import { openHome, startLinked, waitForDirect } from './own-support.ts';
import { elementsOf, valuesOf } from './support.ts';

/** So many organisations, in each of which mel holds an idle seat beside somebody's. */
async function startIn(organisations: readonly string[]): Promise<Whole> {
  const clock = { now: NOW };
  const company = aCompany(clock);
  for (const login of organisations) {
    if (company.findOrganisation(login) === undefined) company.addOrganisation({ login });
    for (const person of ['mel-okafor', 'jun-park']) {
      company.grant(login, person, { at: daysAgo(90) });
    }
  }
  company.person('mel-okafor').verifiedEmails = ['mel@acme.example'];
  return startWhole({ company, clock });
}

/** Two reads in a row without it, and one more, so that the seat is known to be gone. */
async function letItShow(whole: Whole): Promise<void> {
  for (let reads = 0; reads < 3; reads += 1) await whole.readAgain();
}

describe('somebody without a seat', () => {
  it('is told which organisation cannot be read, instead of a conclusion', async () => {
    const whole = await startIn(['acme-labs', 'acme-eu']);
    await whole.ask('mel', 'me');
    for (const organisation of ['acme-labs', 'acme-eu']) {
      whole.company.dismiss(organisation, 'mel-okafor');
    }
    await letItShow(whole);
    whole.github.faults.add(
      { path: SEATS, organisation: 'acme-eu' },
      permissionMissing(),
      Number.POSITIVE_INFINITY,
    );
    for (let reads = 0; reads < 6; reads += 1) await whole.readAgain();
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('cannot tell at this moment whether you hold a Copilot seat');
    expect(me.text).not.toContain('You hold no Copilot seat');
    expect(me.text).toContain('You hold none in acme-labs.');
    expect(me.text).toMatch(/• acme-eu has given nothing to rely on for 3 hours: .*permission/);
    const home = JSON.stringify((await openHome(whole, 'mel', 'cannot tell')).content['blocks']);
    expect(home).not.toContain('You hold no Copilot seat');
    expect(whole.slack.problems).toEqual([]);
  });

  it('is told of the organisation that is not connected any more', async () => {
    const whole = await startIn(['acme-labs', 'acme-eu']);
    await whole.ask('mel', 'me');
    whole.company.dismiss('acme-labs', 'mel-okafor');
    await letItShow(whole);
    whole.company.uninstall('acme-eu');
    await whole.readAgain();
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('cannot tell');
    expect(me.text).toContain('acme-eu is not connected to Seatkeeper any more');
  });

  it('is told when the seat ended that was ended on GitHub', async () => {
    const whole = await startLinked();
    await whole.ask('mel', 'me');
    whole.company.dismiss('acme-labs', 'mel-okafor');
    await letItShow(whole);
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('You hold no Copilot seat');
    expect(me.text).toContain('The last one, in acme-labs, ended on or before 21 November.');
  });

  it('is told of the end of the newest seat, not of an earlier one that was given back here', async () => {
    const whole = await startLinked();
    const first = await whole.ask('mel', 'me');
    await whole.click('mel', first, OWN_ACTION.release);
    await waitForDirect(whole, 'mel', ({ text }) => text.includes('ends on 1 December'));
    whole.clock.now = Date.parse('2026-12-02T09:00:00Z');
    await letItShow(whole);
    expect((await whole.ask('mel', 'me')).text).toContain('ended on 1 December');
    whole.clock.now = Date.parse('2027-01-06T09:00:00Z');
    whole.company.grant('acme-labs', 'mel-okafor', { at: Date.parse('2027-01-05T09:00:00Z') });
    await whole.readAgain();
    whole.company.cancel('acme-labs', 'mel-okafor');
    await whole.readAgain();
    whole.clock.now = Date.parse('2027-02-10T09:00:00Z');
    await letItShow(whole);
    const me = await whole.ask('mel', 'me');
    expect(me.text).toContain('ended on 1 February');
    expect(me.text).not.toContain('1 December 2026.');
  });
});

describe('somebody with seats in two organisations', () => {
  it('is told before and after a release that access and cost stay through the other', async () => {
    const whole = await startIn(['acme-labs', 'acme-eu']);
    const me = await whole.ask('mel', 'me');
    const asked = JSON.stringify(me.blocks);
    expect(asked).toContain('Access and cost stay through your seat in acme-eu.');
    expect(asked).toContain('Access and cost stay through your seat in acme-labs.');
    expect(asked).not.toContain('Copilot works until');

    const release = elementsOf(me).find(
      (element) =>
        element.action_id === OWN_ACTION.release &&
        JSON.stringify(element).includes('seat in acme-labs?'),
    );
    await whole.click('mel', me, OWN_ACTION.release, { value: release?.value ?? '' });
    const { text } = await waitForDirect(whole, 'mel', (message) =>
      message.text.includes('Your seat in acme-labs ends on 1 December'),
    );
    expect(text).toContain('Access and cost stay through your seat in acme-eu.');
    expect(text).not.toContain('Copilot works until');
    const after = await whole.ask('mel', 'me');
    // The other one is the last that stays, so it is said again that Copilot ends with it.
    expect(JSON.stringify(after.blocks)).toContain('Copilot works until that day.');
  });
});

describe('somebody with more seats than a page holds', () => {
  it('turns the pages and can release every one of them', async () => {
    const whole = await startIn(Array.from({ length: 14 }, (_, index) => `branch-${index + 10}`));
    const first = await whole.ask('mel', 'me');
    const values = new Set(valuesOf(first, OWN_ACTION.release));
    expect(values.size).toBe(10);
    await whole.click('mel', first, OWN_ACTION.page);
    const second = await whole.slack.waitForEphemeral(
      'mel',
      ({ text, ts }) => ts === first.ts && text.includes('Page 2 of 2'),
    );
    for (const value of valuesOf(second, OWN_ACTION.release)) values.add(value);
    expect(values.size).toBe(14);
    expect(whole.slack.problems).toEqual([]);
  });
});
