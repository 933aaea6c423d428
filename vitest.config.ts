import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    restoreMocks: true,
    // Nothing here keeps state in a module, so files may share a process and what it has imported.
    isolate: false,
    // Most tests wait for sockets and child processes; on two cores vitest would take one worker.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    expect: { poll: { timeout: 5000 } },
    testTimeout: 15_000,
    hookTimeout: 30_000,
    coverage: { include: ['src/**'] },
  },
});
