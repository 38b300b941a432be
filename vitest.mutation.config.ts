import { defineConfig } from 'vitest/config';

/** The tests that mutation testing asks: the fast ones that are about risk and cost alone. */
export default defineConfig({
  test: {
    include: ['test/risk/**/*.test.ts', 'test/cost/**/*.test.ts'],
    // They load every resource type, which takes seconds a mutant, and are about what these cost.
    exclude: ['test/cost/bundled-prices.test.ts', 'test/cost/usage.test.ts'],
    // The tests change nothing that another sees, and loading the code once for all of them is faster by half.
    isolate: false,
    testTimeout: 30_000,
  },
});
