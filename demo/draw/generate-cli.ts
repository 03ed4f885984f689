import { parseArgs } from 'node:util';
import { generateDemo } from './generate.ts';

const usage = 'usage: node services/metrics/src/demo/generate-cli.ts [--seed 1] <directory>';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
});
const [directory, ...others] = positionals;
const seed = Number(values.seed);
if (directory === undefined || others.length > 0 || !Number.isInteger(seed)) {
  console.error(usage);
  process.exit(2);
}

const terminal = process.stdout.isTTY;
const { images, defects, standIns } = await generateDemo({
  seed,
  directory,
  onProgress(done, total) {
    if (terminal) process.stdout.write(`\r${done} of ${total} pictures`);
    else if (done % 50 === 0) console.log(`${done} of ${total} pictures`);
  },
});
console.log(
  `${terminal ? '\n' : ''}${images} images, ${defects} defects, ${standIns} stand-in sources in ${directory}`,
);
