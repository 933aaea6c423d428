import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface PackageJson {
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageJson;

function listFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[jt]s$/.test(name))
    .map((name) => join(folder, name));
}

/** What a file imports: other files from the root of the project, packages by their name. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, name = '']) => name,
  );
  return found.map((name) =>
    name.startsWith('.') ? normalize(join(file, '..', name)) : packageOf(name),
  );
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('the sandbox', () => {
  const product = listFiles('src').flatMap((file) =>
    importsOf(file).map((imported) => ({ file, imported })),
  );

  it('is imported by nothing in the product', () => {
    expect(product.length).toBeGreaterThan(300);
    expect(product.filter(({ imported }) => /^(sandbox|test|bench)\b/.test(imported))).toEqual([]);
  });

  it('brings no package into the product, whose imports are all ordinary dependencies', () => {
    const known = new Set([...Object.keys(packageJson.dependencies), ...builtinModules]);
    const strange = product.filter(
      ({ imported }) =>
        !imported.startsWith('src/') && !imported.startsWith('node:') && !known.has(imported),
    );
    expect(strange).toEqual([]);
    for (const name of ['ws', 'tsx', 'jose', 'playwright-core', 'axe-core']) {
      expect(packageJson.dependencies).not.toHaveProperty(name);
    }
  });

  it('is not among the published files', () => {
    expect(packageJson.files).toContain('dist');
    for (const entry of packageJson.files) {
      expect(relative('sandbox', entry).startsWith('..')).toBe(true);
      expect(entry).not.toMatch(/\*/);
    }
    const build = readFileSync(join(ROOT, 'tsconfig.build.json'), 'utf8');
    expect(JSON.parse(build)).toMatchObject({ include: ['src'] });
  });

  it('is joined to the product only by the demo', () => {
    const joined = listFiles('sandbox').filter((file) =>
      importsOf(file).some((imported) => imported.startsWith('src/')),
    );
    expect(joined.filter((file) => !file.startsWith('sandbox/demo/'))).toEqual([]);
  });
});
