// node cli/src/assemble.ts: assembles the kernels that are written in WebAssembly's text (.wat) to the bytes beside them, in base64,
// which are committed; with --check it only says whether they are up to date.
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import wabt from 'wabt';
import { root } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { keepGeneratedFile } from './keep-generated-file.ts';

const check = process.argv.includes('--check');
const { parseWat } = await wabt();
for await (const source of glob('{packages,services}/*/src/**/*.wat', { cwd: root })) {
  const { buffer } = parseWat(source, await readFile(join(root, source), 'utf8'), { simd: true }).toBinary(
    {},
  );
  const bytes = Buffer.from(buffer).toString('base64');
  const kept = await keepGeneratedFile(join(root, source.replace(/\.wat$/, '.wasm.json')), bytes, { check });
  if (kept !== exitCodes.done) process.exitCode = kept;
}
