import { describe, expect, it } from 'vitest';
import { startLocalSlack } from '../../sandbox/slack/server.ts';
import { aCompany, daysAgo, manifest, NOW, startWhole } from '../support/whole.ts';
import { directMessages, startIdle, waitForDirect } from './own-support.ts';

describe('/copilot export', () => {
  it('sends every seat with state and reason as a file, and writes it down', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    company.grant('acme-labs', 'rhea-osei', { at: daysAgo(90) });
    company.grant('acme-labs', 'jun-park', { at: daysAgo(400) });
    company.useCopilot('jun-park', daysAgo(2));
    company.grant('acme-labs', 'new-one', { at: daysAgo(3) });
    company.grantNobody('acme-labs', daysAgo(60));
    const whole = await startWhole({ company, clock });
    const answer = await whole.ask('victor', 'export', ({ text }) => text.includes('Sent'));
    expect(answer.text).toContain('direct messages');
    const message = await waitForDirect(whole, 'victor', ({ fileIds }) => fileIds.length > 0);
    const file = whole.slack.workspace.files.get(message.fileIds[0] ?? '');
    expect(file?.name).toBe('copilot-seats-2026-11-21.csv');
    const lines = (file?.bytes?.toString('utf8') ?? '').split('\r\n');
    expect(lines[0]).toBe(
      '\uFEFForganisation,login,github id,state,reason,idle days,granted,plan,team,last day,kept until,price a month (once a person),currency,data as of (UTC)',
    );
    const id = (login: string) => company.person(login).id;
    const asOf = 'USD,2026-11-21 14:32';
    expect(lines.slice(1)).toEqual([
      `acme-labs,jun-park,${id('jun-park')},in use,,,,business,,,,19.00,${asOf}`,
      `acme-labs,new-one,${id('new-one')},new,,,2026-11-18,business,,,,19.00,${asOf}`,
      `acme-labs,rhea-osei,${id('rhea-osei')},idle,"never used since it was given on 23 August, 90 days ago",90,2026-08-23,business,,,,19.00,${asOf}`,
      `acme-labs,,,held by nobody,,,2026-09-22,business,,,,19.00,${asOf}`,
      '',
    ]);
    expect((await whole.ask('maya', 'log')).text).toContain('as a file');
    expect(whole.slack.problems).toEqual([]);
  });

  it('leaves nothing in the direct messages that speaks of a file that is not there', async () => {
    const whole = await startIdle();
    whole.slack.faults.error('files.completeUploadExternal', 'internal_error', 1);
    await whole.ask('maya', 'export', ({ text }) => text.includes('Something went wrong'));
    const [message, ...more] = directMessages(whole, 'maya');
    expect(more).toEqual([]);
    expect(message?.text).toContain('The file could not be sent');
    expect(message?.text).not.toContain('Here is');
    await whole.ask('maya', 'export', ({ text }) => text.includes('Sent'));
    await waitForDirect(whole, 'maya', ({ text }) =>
      text.includes('Here is the list of all 3 seats'),
    );
    expect(whole.slack.problems).toEqual([]);
  });

  it('is not for members', async () => {
    const whole = await startIdle();
    expect((await whole.ask('mel', 'export')).text).toContain('nothing is shown');
    expect(directMessages(whole, 'mel')).toEqual([]);
  });

  it('says kindly what is missing where the app may not send files', async () => {
    const slack = await startLocalSlack({ manifest, grantedOptionalScopes: [] });
    const whole = await startIdle({ slack });
    const answer = await whole.ask('maya', 'export', ({ text }) => text.includes('files'));
    expect(answer.text).toContain('files:write');
    expect(directMessages(whole, 'maya')).toEqual([]);
    expect((await whole.ask('maya', 'log')).text).not.toContain('took a list');
  });
});
