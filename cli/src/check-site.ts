// Type check of the site: SvelteKit writes its generated types first.
import { join } from 'node:path';
import { command, root } from './command.ts';

const web = join(root, 'web');
const env = { PATH: `${join(web, 'node_modules/.bin')}:${process.env.PATH}` };
for (const [program, ...args] of [
  ['svelte-kit', 'sync'],
  ['svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
] as const) {
  const { code, output } = await command(program, [...args], { cwd: web, env });
  if (code !== 0) {
    console.log(output);
    process.exit(1);
  }
}
