import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Company } from '../sandbox/github/company.ts';
import { type LocalGitHub, startLocalGitHub } from '../sandbox/github/server.ts';
import type { AppManifest } from '../sandbox/slack/manifest.ts';
import { type LocalSlack, startLocalSlack } from '../sandbox/slack/server.ts';
import { nodeArguments } from './support/built.ts';

let github: LocalGitHub;
let slack: LocalSlack;
let folder: string;

beforeEach(async () => {
  const manifest = await readFile(new URL('../manifest.json', import.meta.url), 'utf8');
  github = await startLocalGitHub({ company: new Company() });
  slack = await startLocalSlack({ manifest: JSON.parse(manifest) as AppManifest });
  folder = await mkdtemp(join(tmpdir(), 'doctor-test-'));
});

afterEach(async () => {
  await github.close();
  await slack.close();
  await rm(folder, { recursive: true });
});

/** Runs the doctor as `npm run doctor` does, in a folder with this `.env`. */
async function runDoctor(env: Record<string, string>): Promise<{ code: number; text: string }> {
  const settings = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    GITHUB_APP_ID: github.appId,
    GITHUB_PRIVATE_KEY: `"${github.privateKey.replaceAll('\n', '\\n')}"`,
    GITHUB_API_URL: github.url,
    SEAT_MANAGERS: slack.workspace.person('maya').id,
    ...env,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  await writeFile(join(folder, '.env'), lines.join('\n'));
  const child = spawn(process.execPath, nodeArguments('src/doctor.ts'), {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, text: said.join('') };
}

describe('npm run doctor', () => {
  it('reads .env, finds it fine and ends with 0', async () => {
    github.company.addOrganisation({ login: 'acme-labs' });
    const { code, text } = await runDoctor({});
    expect(text).toContain('✓ Every setting is valid.');
    expect(text).toContain('✓ Slack knows the bot as');
    expect(text).toContain(
      `✓ The bot token holds ${slack.backend.manifest.oauth_config?.scopes?.bot?.length} scopes`,
    );
    expect(text).toContain('✓ acme-labs: seats are assigned one by one.');
    expect(text).not.toMatch(/✗|xoxb-|xapp-|PRIVATE KEY/);
    expect(code).toBe(0);
  });

  it('ends with 1 when there is something to mend', async () => {
    const { code, text } = await runDoctor({});
    expect(text).toContain('✗ It is installed in no organisation');
    expect(text).toContain(' to mend');
    expect(code).toBe(1);
  });

  it('ends with 78 when the settings are wrong, and asks nobody', async () => {
    const { code, text } = await runDoctor({
      DORMANT_AFTER_DAYS: 'CANARY',
      SEAT_MANAGER: 'CANARY',
    });
    expect(text).toContain('DORMANT_AFTER_DAYS is not a whole number from 1 to 365');
    expect(text).toContain('Did you mean SEAT_MANAGERS?');
    expect(text).not.toMatch(/CANARY|xoxb-|PRIVATE KEY/);
    expect(code).toBe(78);
    expect([...slack.calls, ...github.requests]).toEqual([]);
  });
});
