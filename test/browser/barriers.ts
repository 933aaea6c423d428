/** What keeps people from using a page, as axe-core sees it: https://github.com/dequelabs/axe-core */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/**
 * Leaves out the rules whose findings never count here, by axe-core's own table of what each finding weighs:
 * a third of them, and a good part of the time. The table has no public name, so a missing one is an error.
 */
const RUN = `(() => {
  const light = axe._audit.rules.filter(({ impact }) => impact === 'minor' || impact === 'moderate');
  if (light.length === 0) throw new Error('axe-core no longer says what a finding weighs');
  const rules = Object.fromEntries(light.map(({ id }) => [id, { enabled: false }]));
  return axe.run(document, { rules, resultTypes: ['violations'] });
})()`;

/** What axe-core finds serious or critical in a page as it stands, a line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  const isThere = await page.evaluate<boolean>('"axe" in window');
  if (!isThere) await page.evaluate(SOURCE);
  const { violations } = await page.evaluate<{ violations: Finding[] }>(RUN);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
