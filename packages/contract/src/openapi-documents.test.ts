import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const folder = new URL('../openapi/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

const objectSchema = z.record(z.string(), z.unknown());
const wordsSchema = z.object({ title: z.string().optional(), description: z.string().optional() });
const parameterSchema = z.object({ name: z.string(), in: z.string(), schema: objectSchema });

/** Every property and parameter of a document by its place, with its words. */
function fields(value: unknown, place: string): { place: string; words: z.infer<typeof wordsSchema> }[] {
  if (Array.isArray(value)) return value.flatMap((part, index) => fields(part, `${place}/${index}`));
  const object = objectSchema.safeParse(value);
  if (!object.success) return [];
  const properties = objectSchema.safeParse(object.data['properties']);
  const parameter = parameterSchema.safeParse(value);
  return [
    ...(properties.success
      ? Object.entries(properties.data).map(([name, property]) => ({
          place: `${place}/${name}`,
          words: wordsSchema.parse(property),
        }))
      : []),
    ...(parameter.success
      ? [{ place: `${place}/${parameter.data.name}`, words: wordsSchema.parse(parameter.data.schema) }]
      : []),
    ...Object.entries(object.data).flatMap(([name, part]) => fields(part, `${place}/${name}`)),
  ];
}

test.each(files)('every property and parameter in %s has a title and a description', (file) => {
  const found = fields(JSON.parse(readFileSync(new URL(file, folder), 'utf8')), '');
  expect(found.length).toBeGreaterThan(50);
  const undescribed = found
    .filter(({ words }) => !words.title || (words.description ?? '').split(/\s+/).length < 2)
    .map(({ place }) => place);
  expect(undescribed).toEqual([]);
});
