// npm run check: formatting, lint, types, unused code, generated files. Quiet unless something is wrong.
import { command, root } from './command.ts';

const checks: [name: string, program: string, args: string[], cwd?: string][] = [
  ['format', 'oxfmt', ['--check']],
  ['lint', 'oxlint', ['--deny-warnings', '--quiet']],
  ['types', 'tsc', ['-p', '.']],
  ['site types', 'node', ['cli/src/check-site.ts']],
  ['unused code', 'knip', ['--no-progress']],
  ['WebAssembly', 'node', ['cli/src/assemble.ts', '--check']],
  ['API documents', 'node', ['cli/src/main.ts', 'openapi', '--check']],
  ['migrations', 'node', ['packages/database/src/check-migrations.ts']],
  ['manifests of models', 'node', ['cli/src/main.ts', 'model', 'schema', '--check']],
];

let failed = 0;
for (const [name, program, args, cwd = root] of checks) {
  const started = performance.now();
  const { code, output } = await command(program, args, { cwd });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (code !== 0) {
    failed += 1;
    console.log(output.trimEnd());
  }
}
process.exitCode = failed > 0 ? 1 : 0;
