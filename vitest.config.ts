import { defineConfig } from 'vitest/config';

const setupFiles = ['scripts/seed-properties.ts'];

export default defineConfig({
  test: {
    projects: [
      './web/vitest.config.ts',
      {
        test: {
          name: 'unit',
          setupFiles,
          include: ['packages/*/src/**/*.test.ts', 'services/*/src/**/*.test.ts', 'web/src/**/*.test.ts'],
          exclude: ['**/*.db.test.ts', '**/*.browser.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'db',
          setupFiles,
          include: ['packages/*/src/**/*.db.test.ts', 'services/*/src/**/*.db.test.ts'],
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
