import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    restoreMocks: true,
    // Most tests wait for sockets and child processes; on two cores vitest would take one worker.
    maxWorkers: 2,
    testTimeout: 15_000,
    hookTimeout: 30_000,
    coverage: { include: ['src/**'] },
  },
});
