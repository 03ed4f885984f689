import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { command, root } from './command.ts';

const apart = 'Services know each other through their contract only; cli and test alone may import them.';
const below = 'A package or service imports only the packages below it.';
const pure = 'Pure functions know nothing of HTTP or SQL.';
const routes = 'Routes never touch the database: call a query or a verb of the subject.';
const browser = 'This package runs in a browser, where there is no Node.';
const drivers = 'Only the services and packages/database speak SQL.';
const pages = 'Pages know the services through their contract only.';

/** An import that is forbidden in a file of this path, and what oxlint says of it. */
const forbidden: [file: string, imports: string, message: string][] = [
  // Services, under every narrower rule too
  ['services/arena/src/votes/a.ts', '@fakexplain/catalog', apart],
  ['services/arena/src/votes/b.ts', '../../../catalog/src/app.ts', apart],
  ['services/arena/src/votes/routes.ts', '@fakexplain/metrics/app', apart],
  ['services/arena/src/ratings/kernels/a.ts', '../../../../inference/src/app.ts', apart],
  ['services/metrics/src/metrics/a.ts', '@fakexplain/arena', apart],
  ['services/catalog/src/a.test.ts', '@fakexplain/cli/program', apart],
  ['services/inference/bench/a.ts', '../../catalog/src/app.ts', apart],
  ['demo/draw/a.ts', '@fakexplain/inference', apart],
  ['web/src/lib/a.ts', '@fakexplain/inference', apart],
  ['web/src/routes/b.ts', '../../../services/catalog/src/app.ts', apart],
  ['web/server/a.ts', '@fakexplain/arena', apart],
  ['packages/contract/src/a.ts', '@fakexplain/arena', apart],
  ['packages/statistics/src/a.ts', '../../../services/metrics/src/app.ts', apart],
  // Packages
  ['packages/contract/src/b.ts', '@fakexplain/service-kit', below],
  ['packages/contract/src/c.ts', '../../database/src/index.ts', below],
  ['packages/database/src/a.ts', '@fakexplain/contract', below],
  ['packages/explanation/src/a.ts', '@fakexplain/statistics/random', below],
  ['packages/service-kit/src/a.ts', '@fakexplain/database/schema', below],
  ['packages/statistics/src/b.ts', '@fakexplain/explanation', below],
  ['packages/vlm-onnx/src/a.ts', '@fakexplain/statistics/random', below],
  ['services/arena/src/c.ts', '@fakexplain/vlm-onnx', below],
  ['services/arena/src/ratings/kernels/b.ts', '../../../../../packages/vlm-onnx/src/open-model.ts', below],
  ['web/src/lib/c.ts', '@fakexplain/database', below],
  // Pure functions
  ['services/arena/src/ratings/kernels/c.ts', 'hono', pure],
  ['services/arena/src/ratings/kernels/d.ts', '@fakexplain/database', pure],
  ['services/metrics/src/metrics/b.ts', 'postgres', pure],
  ['services/metrics/src/preference/ballot-agreement.ts', 'drizzle-orm', pure],
  ['services/metrics/src/rewards/reward-scheme.ts', '@fakexplain/database/schema', pure],
  ['services/metrics/src/metrics/text/c.ts', '@fakexplain/service-kit', pure],
  ['packages/statistics/src/c.ts', 'drizzle-orm', pure],
  ['packages/explanation/src/b.ts', '@hono/zod-openapi', pure],
  ['packages/vlm-onnx/bench/a.ts', 'hono/cors', pure],
  // Routes, browsers, SQL
  ['services/metrics/src/runs/routes.ts', '@fakexplain/database/schema', routes],
  ['services/catalog/src/images/routes.ts', 'drizzle-orm', routes],
  ['packages/statistics/src/d.ts', 'node:fs', browser],
  ['packages/contract/src/d.ts', 'node:crypto', browser],
  ['packages/contract/src/e.ts', 'drizzle-orm/pg-core', drivers],
  ['web/src/lib/d.ts', 'postgres', drivers],
  ['web/src/lib/e.ts', '@fakexplain/service-kit', pages],
];

/** Imports that look like forbidden ones. */
const allowed: [file: string, imports: string][] = [
  ['services/arena/src/votes/d.ts', '@fakexplain/database/schema'],
  ['services/arena/src/cases/routes.ts', '@fakexplain/contract'],
  ['services/metrics/src/runs/e.ts', '../metrics/registry.ts'],
  ['services/metrics/src/metrics/d.ts', '@fakexplain/contract'],
  ['services/arena/src/ratings/kernels/e.ts', '@fakexplain/statistics/random'],
  ['packages/contract/src/catalog/f.ts', '../inference/runs.ts'],
  ['web/src/lib/f.ts', '@fakexplain/service-kit/logger'],
  ['web/server/g.ts', '@fakexplain/service-kit'],
  ['cli/src/a.ts', '@fakexplain/arena'],
  ['test/a.ts', '../cli/src/stack/stack.ts'],
];

const outputSchema = z.object({ diagnostics: z.array(z.object({ filename: z.string(), help: z.string() })) });

let folder = '';
let said: Map<string, string[]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-import-rules-'));
  await cp(join(root, 'oxlint.config.ts'), join(folder, 'oxlint.config.ts'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(join(root, 'node_modules/oxlint'), join(folder, 'node_modules/oxlint'));
  for (const [file, imports] of [...forbidden, ...allowed]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `import { a } from '${imports}';\n\nexport const b = a;\n`);
  }
  said = await lint();
});

afterAll(() => rm(folder, { recursive: true }));

/** What oxlint says in the folder, by file. */
async function lint(): Promise<Map<string, string[]>> {
  const folders = ['cli', 'demo', 'packages', 'services', 'test', 'web'];
  const { output } = await command('oxlint', ['--format=json', ...folders], { cwd: folder });
  const { diagnostics } = outputSchema.parse(JSON.parse(output));
  const byFile = Map.groupBy(diagnostics, ({ filename }) => filename);
  return new Map([...byFile].map(([file, found]) => [file, found.map(({ help }) => help)]));
}

test.each(forbidden)('%s may not import %s', (file, _imports, message) => {
  expect(said.get(file)).toContain(message);
});

test.each(allowed)('%s may import %s', (file) => {
  expect(said.get(file)).toBeUndefined();
});
