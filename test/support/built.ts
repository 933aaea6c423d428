/** Where the files are that tests start as processes of their own. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Names the folder of what was compiled for this run of the tests. */
export const BUILT = 'SEATKEEPER_BUILT';

interface Program {
  readonly path: string;
  readonly execArgv: readonly string[];
}

/** How Node runs a file of this repository: compiled, or by tsx where no run of the tests has compiled it. */
export function program(file: string): Program {
  const folder = process.env[BUILT];
  if (folder !== undefined) return { path: join(folder, file.replace(/ts$/, 'js')), execArgv: [] };
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  return { path, execArgv: ['--import', import.meta.resolve('tsx')] };
}

/** The same as arguments for `node`, with those for the file. */
export function nodeArguments(file: string, ...words: readonly string[]): string[] {
  const { path, execArgv } = program(file);
  return [...execArgv, path, ...words];
}
