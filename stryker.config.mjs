/**
 * Mutation testing: whether the tests notice when the code that judges risk and cost is broken on purpose.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: ['lib/risk/**/*.ts', 'lib/cost/**/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  // Only what the tests need is copied to where the code is broken. Without tsconfig.json Stryker does not look for
  // the programming interface of the TypeScript compiler, which TypeScript 7 does not have; nothing here needs it.
  ignorePatterns: [
    '.*',
    'bin',
    'cdk.out',
    'docs',
    'functions',
    'infra',
    'test/e2e',
    'test/emulator',
    'tsconfig.json',
  ],
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'reports/mutation/index.html' },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  thresholds: { high: 90, low: 80, break: 80 },
  // Mutants that never end are few; a busy machine is slow more often than that.
  timeoutMS: 20_000,
  concurrency: Number(process.env.STRYKER_CONCURRENCY ?? 2),
  allowConsoleColors: false,
};
