/** `npm run doctor`: tries the settings against the file, Slack and GitHub, and starts nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { CONFIG_EXIT_CODE, type Config, ConfigError, parseConfig, secretsOf } from './config.ts';
import { createGitHub } from './github/client.ts';
import { createRedactor } from './lib/redaction.ts';
import { count, renderSections, type Section } from './operate/doctor/findings.ts';
import { planUnknownSettings } from './operate/doctor/settings.ts';
import type { WantedScopes } from './operate/doctor/slack.ts';
import { examine } from './operate/doctor.ts';
import { createLog } from './operate/logs.ts';
import { openStore } from './store/database.ts';

const manifestShape = z.object({
  oauth_config: z.object({
    scopes: z.object({
      bot: z.array(z.string()),
      bot_optional: z.array(z.string()).default([]),
    }),
  }),
});

async function main(): Promise<number> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = readSettings();
  if (config === undefined) return CONFIG_EXIT_CODE;
  const sections = await examineAll(config);
  process.stdout.write(createRedactor(secretsOf(config)).text(renderSections(sections)));
  return count(sections, 'problem') === 0 ? 0 : 1;
}

/** Undefined, with everything said, when they are wrong. */
function readSettings(): Config | undefined {
  try {
    return parseConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const unknown = { title: 'Also seen', findings: planUnknownSettings(process.env) };
    const also = unknown.findings.length === 0 ? '' : `\n${renderSections([unknown])}`;
    process.stdout.write(`${error.message}\n${also}`);
    return undefined;
  }
}

async function examineAll(config: Config): Promise<Section[]> {
  const log = createLog({
    level: /^(?:trace|debug)$/.test(config.logLevel) ? config.logLevel : 'silent',
    secrets: secretsOf(config),
    write: (line) => process.stderr.write(line),
  });
  // Somebody is waiting, so less patience with limits than the bot has.
  const timing = { deadlineMs: 10_000, patienceMs: 5000 };
  return examine({
    config,
    env: process.env,
    wantedScopes: readWantedScopes(),
    github: createGitHub({ ...config.github, log, timing }),
    tryMemory: async (path) => {
      const store = await openStore(path);
      await store.close();
    },
    log,
  });
}

/** The manifest lies at the same depth from `src` and from `dist`. */
function readWantedScopes(): WantedScopes {
  const text = readFileSync(new URL('../manifest.json', import.meta.url), 'utf8');
  const { bot, bot_optional: optional } = manifestShape.parse(JSON.parse(text)).oauth_config.scopes;
  // An optional scope may stand in both lists.
  return { required: bot.filter((scope) => !optional.includes(scope)), optional };
}

process.exitCode = await main();
