// Writes the JSON schema of manifests, for editors, or with --check compares it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { manifestSchema } from './manifest-schema.ts';
import { shippedModels } from './read-models.ts';

const file = join(shippedModels, 'manifest.schema.json');
const schema = {
  title: 'Manifest of a model',
  ...z.toJSONSchema(manifestSchema, { io: 'input', reused: 'inline' }),
};
const text = `${JSON.stringify(schema, null, 2)}\n`;

if (!process.argv.includes('--check')) await writeFile(file, text);
else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
  console.error(`${file} is not what the manifest's schema says; write it anew: the same without --check.`);
  process.exitCode = 1;
}
