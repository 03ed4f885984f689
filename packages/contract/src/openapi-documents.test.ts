import { expect, test } from 'vitest';
import { z } from 'zod';
import arena from '../openapi/arena.json' with { type: 'json' };
import catalog from '../openapi/catalog.json' with { type: 'json' };
import inference from '../openapi/inference.json' with { type: 'json' };
import metrics from '../openapi/metrics.json' with { type: 'json' };

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

test.each(Object.entries({ arena, catalog, inference, metrics }))(
  'every property and parameter of %s has a title and a description',
  (_, document) => {
    const found = fields(document, '');
    expect(found.length).toBeGreaterThan(30);
    const undescribed = found
      .filter(({ words }) => !words.title || (words.description ?? '').split(/\s+/).length < 3)
      .map(({ place }) => place);
    expect(undescribed).toEqual([]);
  },
);
