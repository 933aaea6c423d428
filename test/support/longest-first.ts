import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What takes time, in the order of its start. A browser keeps a core busy while the soaks and the digests
 * mostly wait, so these run beside each other; all that is not named comes after.
 */
const ORDER = ['browser/page', 'soak/', 'browser/', 'digest/', 'whole/', 'sandbox/', 'removal/'];

/**
 * Starts the long files first, so that no worker sits alone with one at the end. Vitest knows them by an earlier
 * run; in a fresh clone it goes by the size of a file, and the soaks are the smallest of all.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const root = join(this.ctx.config.root, 'test');
    const rank = ({ moduleId }: TestSpecification) => {
      const name = relative(root, moduleId);
      const found = ORDER.findIndex((start) => name.startsWith(start));
      return found === -1 ? ORDER.length : found;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer's method, which gives a new array
    const known = await super.sort(files);
    return known.toSorted((one, other) => rank(one) - rank(other));
  }
}
