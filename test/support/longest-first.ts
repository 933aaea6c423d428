import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By what takes time: a browser, killed processes, the whole product. All else comes after. */
const FOLDERS = ['browser', 'soak', 'digest', 'whole', 'removal', 'sandbox'];

/**
 * Starts the long files first, so that no worker sits alone with one at the end. Vitest knows them by an earlier
 * run; in a fresh clone it goes by the size of a file, and the soaks are the smallest of all.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const root = join(this.ctx.config.root, 'test');
    const rank = ({ moduleId }: TestSpecification) => {
      const folder = relative(root, moduleId).split('/')[0] ?? '';
      return FOLDERS.includes(folder) ? FOLDERS.indexOf(folder) : FOLDERS.length;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer's method, which gives a new array
    const known = await super.sort(files);
    return known.toSorted((one, other) => rank(one) - rank(other));
  }
}
