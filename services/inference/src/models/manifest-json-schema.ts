import { join } from 'node:path';
import { z } from 'zod';
import { manifestSchema } from './manifest-schema.ts';
import { shippedModels } from './read-models.ts';

/** Where the JSON schema of manifests lies, for editors. */
export const manifestJsonSchemaFile = join(shippedModels, 'manifest.schema.json');

/** The JSON schema of manifests. */
export const manifestJsonSchema = () => ({
  title: 'Manifest of a model',
  ...z.toJSONSchema(manifestSchema, { io: 'input', reused: 'inline' }),
});
