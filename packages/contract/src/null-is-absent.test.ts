import { z } from '@hono/zod-openapi';
import { expect, test } from 'vitest';
import * as arena from './arena/index.ts';
import * as catalog from './catalog/index.ts';
import * as inference from './inference/index.ts';
import * as metrics from './metrics/index.ts';
import { nullIsAbsent } from './null-is-absent.ts';

const routeSchema = z.object({
  operationId: z.string(),
  request: z.object({
    body: z.object({
      content: z.object({
        'application/json': z.object({
          schema: z.custom<z.ZodType>((schema) => schema instanceof z.ZodType),
        }),
      }),
    }),
  }),
});

const bodies = Object.values({ ...arena, ...catalog, ...inference, ...metrics }).flatMap((exported) => {
  const route = routeSchema.safeParse(exported).data;
  return route
    ? [{ operation: route.operationId, body: route.request.body.content['application/json'].schema }]
    : [];
});

/** Values that hold nothing but one field, with null and without it. */
interface Pair {
  field: string;
  withNull: unknown;
  without: unknown;
}

/** One pair for each field of a schema that may be absent, however deep. */
function pairsOf(schema: unknown, field: string): Pair[] {
  if (schema instanceof z.ZodPipe) {
    return [...pairsOf(schema.in, field), ...pairsOf(schema.out, field)];
  }
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, inner]) => {
      const within = pairsOf(inner, `${field}.${key}`).map((pair) => ({
        ...pair,
        withNull: { [key]: pair.withNull },
        without: { [key]: pair.without },
      }));
      const absent = z.safeParse(z.object({ [key]: inner }), {}).success;
      const isNull = z.safeParse(inner, null).success;
      return absent && !isNull
        ? [...within, { field: `${field}.${key}`, withNull: { [key]: null }, without: {} }]
        : within;
    });
  }
  if (schema instanceof z.ZodArray) {
    return pairsOf(schema.element, `${field}[]`).map(({ withNull, without, ...rest }) => ({
      ...rest,
      withNull: [withNull],
      without: [without],
    }));
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => pairsOf(option, field));
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  ) {
    return pairsOf(schema.unwrap(), field);
  }
  return [];
}

const outcome = (schema: z.ZodType, value: unknown) => {
  const { success, data, error } = schema.safeParse(value);
  return success ? { data } : { issues: error?.issues };
};

test('every body of a request reads null in a field that may be absent as its absence', () => {
  const fields = bodies.flatMap(({ operation, body }) =>
    pairsOf(body, operation).map((pair) => ({ ...pair, body })),
  );
  for (const { field, body, withNull, without } of fields) {
    expect(outcome(body, withNull), field).toEqual(outcome(body, without));
  }
  const names = new Set(fields.map(({ field }) => field));
  expect(names).toContain('computeRewards.resize.maxPixels');
  expect(names).toContain('computeRewards.items[].reference.regions[].mask');
  expect(names).toContain('startRun.decoding.temperature');
});

test('null stays where a field knows it, and where one is required', () => {
  const schema = nullIsAbsent(
    z.strictObject({
      note: z.string().nullable().optional(),
      name: z.string(),
      each: z.record(z.string(), z.object({ a: z.int().optional() })).optional(),
      pair: z.tuple([z.object({ b: z.int().default(1) }), z.string()]).optional(),
    }),
  );
  expect(schema.parse({ note: null, name: 'a' })).toEqual({ note: null, name: 'a' });
  expect(schema.safeParse({ name: null }).success).toBe(false);
  expect(schema.safeParse({ name: 'a', other: null }).success).toBe(false);
  expect(schema.parse({ name: 'a', each: { x: { a: null } }, pair: [{ b: null }, 'c'] })).toEqual({
    name: 'a',
    each: { x: {} },
    pair: [{ b: 1 }, 'c'],
  });
});
