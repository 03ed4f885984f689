import { defineConfig } from 'vitest/config';

const setupFiles = ['test/harness/seed-properties.ts'];

export default defineConfig({
  test: {
    projects: [
      './web/vitest.config.ts',
      {
        test: {
          name: 'unit',
          setupFiles,
          include: [
            'cli/src/**/*.test.ts',
            'demo/**/*.test.ts',
            'packages/*/src/**/*.test.ts',
            'services/*/src/**/*.test.ts',
            'web/{src,server}/**/*.test.ts',
          ],
          exclude: ['**/*.db.test.ts', '**/*.browser.test.ts', '**/node_modules/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'db',
          setupFiles,
          include: ['{cli,packages/*,services/*}/src/**/*.db.test.ts'],
          globalSetup: ['packages/database/src/testing/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'flows',
          setupFiles,
          include: ['test/**/*.test.ts'],
          // All come from one network, and faster than people; a test of limits sets its own.
          env: { LIMIT_ENROL: 'off', LIMIT_DRAW: 'off', LIMIT_VOTE: 'off' },
          exclude: ['**/node_modules/**'],
          globalSetup: ['packages/database/src/testing/global-setup.ts', 'test/harness/shared-folder.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
