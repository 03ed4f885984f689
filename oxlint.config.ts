// Of two overrides that set one rule for a file only the later counts. Each override below therefore lists every import
// that its files may not have, and goes after those of the folders around it. cli/src/import-rules.test.ts breaks each once.
import { defineConfig, type OxlintOverride } from 'oxlint';

type Ban = { message: string } & ({ regex: string } | { group: string[] });

/** Forbids parts of the workspace, by their name and by a relative path into their folder. */
const parts = (names: string[], message: string): Ban => ({
  regex: `^@fakexplain/(${names.join('|')})(/|$)|^\\.\\..*/(${names.join('|')})/src/`,
  message,
});

const libraries = (names: string[], message: string): Ban => ({
  regex: `^(${names.join('|')})(/|$)`,
  message,
});

/** The packages, and which of them each folder may import. */
const packages = ['contract', 'database', 'explanation', 'service-kit', 'statistics', 'vlm-onnx'];
const mayImport: Record<string, string[]> = {
  'packages/contract': ['explanation'],
  'packages/database': ['explanation'],
  'packages/explanation': [],
  'packages/service-kit': ['contract'],
  'packages/statistics': [],
  'packages/vlm-onnx': ['explanation'],
  'services/arena': ['contract', 'database', 'explanation', 'service-kit', 'statistics'],
  'services/catalog': ['contract', 'database', 'explanation', 'service-kit'],
  'services/inference': ['contract', 'database', 'explanation', 'service-kit', 'vlm-onnx'],
  'services/metrics': ['contract', 'database', 'explanation', 'service-kit', 'statistics'],
  demo: ['contract', 'explanation', 'vlm-onnx'],
  'web/{src,server}': ['contract', 'explanation', 'service-kit', 'statistics'],
};

function bansOf(folder: string): Ban[] {
  const allowed = mayImport[folder] ?? [];
  return [
    parts(
      ['arena', 'catalog', 'inference', 'metrics', 'cli'],
      'Services know each other through their contract only; cli and test alone may import them.',
    ),
    parts(
      packages.filter((name) => !allowed.includes(name)),
      'A package or service imports only the packages below it.',
    ),
  ];
}

const drivers = ['drizzle-orm', 'postgres'];
const pure = libraries(
  ['hono', '@hono', ...drivers, '@fakexplain/(contract|database|service-kit)'],
  'Pure functions know nothing of HTTP or SQL.',
);
const noNode = { regex: '^node:', message: 'This package runs in a browser, where there is no Node.' };
const noDrivers = libraries(drivers, 'Only the services and packages/database speak SQL.');

/** Files with more bans than all files of their folder have. */
const stricter: [files: string, folder: string, ...bans: Ban[]][] = [
  ['packages/contract/src/**', 'packages/contract', noDrivers, noNode],
  ['packages/explanation/src/**', 'packages/explanation', pure],
  ['packages/statistics/src/**', 'packages/statistics', pure, noNode],
  ['packages/vlm-onnx/**', 'packages/vlm-onnx', pure],
  ...['arena', 'catalog', 'inference', 'metrics'].flatMap((service): [string, string, ...Ban[]][] => [
    [`services/${service}/src/**/kernels/**`, `services/${service}`, pure],
    [
      `services/${service}/src/**/*routes.ts`,
      `services/${service}`,
      libraries(
        [...drivers, '@fakexplain/database/schema'],
        'Routes never touch the database: call a query or a verb of the subject.',
      ),
    ],
  ]),
  [
    'services/metrics/src/{preference/ballot-agreement,rewards/format-holds,rewards/reward-scheme}.ts',
    'services/metrics',
    pure,
  ],
  [
    'services/metrics/src/metrics/**',
    'services/metrics',
    libraries(['hono', '@hono', ...drivers, '@fakexplain/(database|service-kit)'], pure.message),
  ],
  [
    'web/src/**',
    'web/{src,server}',
    noDrivers,
    {
      group: ['@fakexplain/service-kit', '@fakexplain/service-kit/*', '!@fakexplain/service-kit/logger'],
      message: 'Pages know the services through their contract only.',
    },
  ],
];

const restrict = (files: string, patterns: Ban[]): OxlintOverride => ({
  files: [files],
  rules: { 'eslint/no-restricted-imports': ['error', { patterns }] },
});

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/consistent-type-imports': 'error',
    'import/no-cycle': 'error',
    'import/no-unassigned-import': 'off',
    'import/no-named-as-default-member': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'eslint/no-shadow': 'off',
    'eslint/no-await-in-loop': 'off',
    'eslint/no-underscore-dangle': 'off',
  },
  overrides: [
    ...Object.keys(mayImport).map((folder) => restrict(`${folder}/**`, bansOf(folder))),
    ...stricter.map(([files, folder, ...bans]) => restrict(files, [...bansOf(folder), ...bans])),
  ],
  ignorePatterns: ['**/build', '**/.svelte-kit', '.data'],
});
