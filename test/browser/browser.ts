import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

/** A Chromium on this machine: the one that was named, the system's, or one Playwright has fetched. */
function findBrowser(): string | undefined {
  const places = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', chromium.executablePath()];
  return places.find((path) => path !== undefined && path !== '' && existsSync(path));
}

const advice = 'there is no Chromium here: install it, or name one in CHROMIUM_PATH';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(advice);
  return chromium.launch({ executablePath, headless: true, args: flags });
}

/**
 * A suite that needs a browser: without one it says so and is skipped, except where `CI=true`: there it runs, and fails
 * at its launch.
 */
export function describeInBrowser(name: string, suite: () => void): void {
  const isMissing = findBrowser() === undefined;
  const isSkipped = isMissing && process.env['CI'] !== 'true';
  if (isSkipped) console.warn(`${name}: skipped, for ${advice}`);
  describe.skipIf(isSkipped)(`${name}, in a browser`, () => {
    suite();
  });
}
