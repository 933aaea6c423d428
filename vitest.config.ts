import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    restoreMocks: true,
    testTimeout: 15_000,
    hookTimeout: 30_000,
    coverage: { include: ['src/**'] },
  },
});
