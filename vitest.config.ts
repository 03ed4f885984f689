import { defineConfig } from 'vitest/config';

// Without isolation modules are loaded once for the files of a worker, not once for each: what a test stubs it puts back.
const setupFiles = ['test/harness/seed-properties.ts'];

/** Other tests may have the processors; what is right at once is not waited for. */
const patient = { expect: { poll: { timeout: 20_000 } } };
const database = 'packages/database/src/testing/global-setup.ts';
/** Tests across services go on one after another, and wait for much. */
const flows = {
  ...patient,
  setupFiles,
  // All come from one network, and faster than people; a test of limits sets its own.
  env: { LIMIT_ENROL: 'off', LIMIT_DRAW: 'off', LIMIT_VOTE: 'off', LIMIT_SIGN_IN: 'off' },
  fileParallelism: false,
  isolate: false,
  testTimeout: 300_000,
  hookTimeout: 300_000,
};

export default defineConfig({
  test: {
    projects: [
      './web/vitest.config.ts',
      {
        test: {
          ...patient,
          name: 'unit',
          setupFiles,
          include: [
            'cli/src/**/*.test.ts',
            'demo/**/*.test.ts',
            'packages/*/src/**/*.test.ts',
            'services/*/src/**/*.test.ts',
            'web/{src,server,languages}/**/*.test.ts',
          ],
          exclude: ['**/*.db.test.ts', '**/*.browser.test.ts', '**/node_modules/**'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'db',
          setupFiles,
          include: ['{cli,packages/*,services/*}/src/**/*.db.test.ts'],
          globalSetup: [database],
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...flows,
          name: 'flows',
          include: ['test/{,browser/}*.test.ts'],
          globalSetup: [database],
        },
      },
      {
        test: {
          ...flows,
          name: 'demo-site',
          include: ['test/demo-site/*.test.ts'],
          globalSetup: [database, 'test/harness/demo-site.ts'],
        },
      },
    ],
  },
});
