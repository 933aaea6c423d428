/** Starts, waits for a signal, stops, and ends with an exit code. */
import { existsSync } from 'node:fs';
import { startSeatkeeper } from './app.ts';
import { CONFIG_EXIT_CODE, ConfigError, parseConfig, secretsOf } from './config.ts';
import { createRedactor } from './lib/redaction.ts';
import { HealthPortError } from './operate/health.ts';
import { createLog } from './operate/logs.ts';
import { findUnknownSettings } from './setting-names.ts';
import { SlackStartError } from './slack/slack.ts';
import { StoreError } from './store/store-error.ts';

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = parseConfig(process.env);
  const log = createLog({ level: config.logLevel, secrets: secretsOf(config) });
  for (const unknown of findUnknownSettings(process.env)) {
    log.warn({ event: 'setting-unknown', ...unknown }, 'a setting is not known; is it misspelt?');
  }
  const stopping = new AbortController();
  const asked = askedToStop(stopping);
  const seatkeeper = await startSeatkeeper(config, { log, stopping: stopping.signal });
  await asked;
  await seatkeeper.stop();
  process.exit(0);
}

async function askedToStop(stopping: AbortController): Promise<void> {
  await signalled();
  stopping.abort();
  // Whoever cannot wait for the work in hand asks a second time.
  void signalled().then(() => process.exit(1));
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function fail(error: unknown): void {
  const isExpected =
    error instanceof ConfigError ||
    error instanceof StoreError ||
    error instanceof SlackStartError ||
    error instanceof HealthPortError;
  // Anything else is a fault of ours: with its stack, so that it can be mended.
  const stack = String(error instanceof Error ? error.stack : error);
  const text = isExpected ? error.message : createRedactor([]).text(stack);
  process.stderr.write(`${text}\n`, () =>
    process.exit(error instanceof ConfigError ? CONFIG_EXIT_CODE : 1),
  );
}

// Node's own report of a crash shows whatever an error carries along, requests and their tokens too.
process.on('uncaughtException', fail);
main().catch(fail);
