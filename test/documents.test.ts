import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../src/config.ts';
import { SECRET_NAMES, SETTING_NAMES } from '../src/setting-names.ts';

function textOf(file: string): string {
  return readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
}

/** Every name `parseConfig` asks the environment for. */
function namesRead(): string[] {
  const names = new Set<string>();
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get(_target, name) {
        names.add(String(name));
        return undefined;
      },
    },
  );
  expect(() => parseConfig(env)).toThrow(ConfigError);
  return [...names].toSorted();
}

const EXAMPLE = textOf('.env.example');
const FILE_NAMES = SECRET_NAMES.map((name) => `${name}_FILE`);

describe('the settings', () => {
  it('that are read are the ones that are listed', () => {
    expect(namesRead()).toEqual([...SETTING_NAMES, ...FILE_NAMES].toSorted());
  });

  it('are all in .env.example, each once, explained', () => {
    const lines = EXAMPLE.split('\n');
    const names = lines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
    expect(names.toSorted()).toEqual([...SETTING_NAMES].toSorted());
    for (const name of FILE_NAMES) expect(EXAMPLE).toContain(name);
    expect(lines.filter((line) => line.startsWith('# ')).length).toBeGreaterThan(names.length - 3);
  });

  it('have their defaults in .env.example', () => {
    const required = {
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      GITHUB_APP_ID: '1',
      GITHUB_PRIVATE_KEY_PATH: 'key.pem',
    };
    const example = parseEnv(EXAMPLE);
    // With a channel, so that the digest's defaults count too.
    const channel = { DIGEST_CHANNEL: 'C012ABC' };
    const { privateKey: key } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    expect(parseConfig({ ...example, ...required, ...channel }, () => key)).toEqual(
      parseConfig({ ...required, ...channel }, () => key),
    );
    const filled = Object.entries(example).filter(([, value]) => value !== '');
    expect(filled.map(([name]) => name)).toEqual(
      expect.arrayContaining(['DORMANT_AFTER_DAYS', 'DIGEST_TIME', 'HEALTH_PORT', 'CURRENCY']),
    );
  });

  it('are all in the README, in its table', () => {
    const rows = textOf('README.md')
      .split('\n')
      .filter((line) => /^\|\s*`[A-Z_]+`/.test(line))
      .map((line) => line.split('|')[1] ?? '');
    const names = rows.flatMap((cell) =>
      [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name),
    );
    expect(names.toSorted()).toEqual([...SETTING_NAMES].toSorted());
  });
});

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(new URL('../docs', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe.each(DOCUMENTS)('%s', (document) => {
  const text = textOf(document);

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm (?:run (?:-s )?)([a-z][a-z:-]*)/g)].map(
      ([, name]) => name,
    );
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  it('links only to files that exist', () => {
    const targets = [
      ...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g),
      ...text.matchAll(/(?:src|srcset)="(?!https?:)([^"]+)"/g),
    ];
    const missing = targets
      .map(([, target]) => target ?? '')
      .filter((target) => !existsSync(new URL(target, new URL(`../${document}`, import.meta.url))));
    expect(missing).toEqual([]);
  });
});
