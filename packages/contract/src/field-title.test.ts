import { z } from '@hono/zod-openapi';
import { expect, test } from 'vitest';
import { arena, fieldTitle, nullIsAbsent, operationsOf } from './index.ts';

const named = (title: string) => ({ title, description: 'Something to be told.' });
const schema = nullIsAbsent(
  z.object({
    name: z.string().meta(named('Name')).optional(),
    arms: z.array(z.object({ slug: z.string().meta(named('Arm')), size: z.int() })).meta(named('Arms')),
    goal: z.union([z.object({ width: z.number().meta(named('Width')) }), z.object({ power: z.number() })]),
    links: z.record(
      z.string(),
      z.object({ url: z.string().nullable().default(null).meta(named('Address')) }),
    ),
  }),
);

test.each([
  [['name'], 'Name'],
  [['arms'], 'Arms'],
  [['arms', 1, 'slug'], 'Arm'],
  [['arms', 1, 'size'], 'Arms'],
  [['goal', 'width'], 'Width'],
  [['goal', 'power'], undefined],
  [['links', 'home', 'url'], 'Address'],
  [['else'], undefined],
  [[], undefined],
])('%j is called %s', (path, title) => expect(fieldTitle(schema, path)).toBe(title));

test('every field of what a request of the arena holds is called something', () => {
  for (const { operationId, request } of operationsOf(arena))
    for (const { schema } of Object.values(request?.body?.content ?? {})) {
      const object = schema instanceof z.ZodPipe ? schema.out : schema;
      if (object instanceof z.ZodObject)
        for (const key of Object.keys(object.shape))
          expect(fieldTitle(schema, [key]), `${operationId}.${key}`).toEqual(expect.any(String));
    }
});
