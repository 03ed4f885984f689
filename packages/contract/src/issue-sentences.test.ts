import { z } from '@hono/zod-openapi';
import { expect, test } from 'vitest';
import * as contract from './index.ts';

const { arena, catalog, inference, metrics, operationsOf } = contract;
const operations = [arena, catalog, inference, metrics].flatMap(operationsOf);

/** A schema of each kind of bound, a value that it refuses, and what is said. */
const table: [kind: string, schema: z.ZodType, value: unknown, sentence: string][] = [
  ['string', z.string(), undefined, 'Missing: it is needed'],
  ['string', z.string(), 5, 'Has to be text, but is a number'],
  ['string', z.string(), null, 'Has to be text, but is null'],
  ['number', z.number(), 'five', 'Has to be a number, but is text'],
  ['number', z.coerce.number(), 'five', 'Has to be a number, but is no number'],
  ['boolean', z.boolean(), 'yes', 'Has to be true or false, but is text'],
  ['array', z.array(z.string()), { a: 1 }, 'Has to be a list, but is an object with fields'],
  ['object', z.object({}), [], 'Has to be an object with fields, but is a list'],
  ['record', z.record(z.string(), z.string()), 'x', 'Has to be an object with fields, but is text'],
  [
    'record',
    z.record(z.string().regex(/^a/), z.string()),
    { b: '' },
    'Holds a name that cannot be one: leave it out',
  ],
  ['tuple', z.tuple([z.int(), z.int()]), [1], 'Too few: give at least 2, these are 1'],
  ['tuple', z.tuple([z.int(), z.int()]), [1, 2, 3], 'Too many: give at most 2, these are 3'],
  ['null', z.null(), 'x', 'Has to be null, but is text'],
  ['number_format', z.int(), 1.5, 'Not a whole number: leave the decimals out'],
  ['min_length', z.string().min(1), '', 'Empty: write something'],
  ['min_length', z.string().min(12), 'short', 'Too short: write at least 12 characters'],
  ['max_length', z.string().max(3), 'four', 'Too long: write at most 3 characters, these are 4'],
  ['length_equals', z.string().length(2), 'x', 'Of another length: write exactly 2 characters, these are 1'],
  [
    'length_equals',
    z.string().length(2),
    'xyz',
    'Of another length: write exactly 2 characters, these are 3',
  ],
  ['min_length', z.array(z.string()).min(1), [], 'Empty: give at least one'],
  ['min_length', z.array(z.string()).min(2), ['a'], 'Too few: give at least 2, these are 1'],
  ['max_length', z.array(z.string()).max(1), ['a', 'b'], 'Too many: give at most 1, these are 2'],
  ['length_equals', z.array(z.string()).length(2), ['a'], 'Of another number: give exactly 2, these are 1'],
  ['greater_than', z.number().min(0.5), 0.4, 'Too small: at least 0.5'],
  ['greater_than', z.number().gt(0), 0, 'Too small: more than 0'],
  ['less_than', z.number().max(1), 2, 'Too large: at most 1'],
  ['less_than', z.number().lt(1), 1, 'Too large: less than 1'],
  ['multiple_of', z.number().multipleOf(5), 3, 'Has to be a multiple of 5'],
  ['enum', z.enum(['left', 'right']), 'up', 'Not one of these: choose left, right'],
  ['literal', z.literal(true), false, 'Has to be true'],
  ['regex', z.string().regex(/^a+$/), 'b', 'Written otherwise than it has to be: /^a+$/'],
  ['regex', z.string().regex(/^a+$/, 'Only the letter a'), 'b', 'Only the letter a'],
  ['starts_with', z.string().startsWith('/'), 'x', 'Has to begin with “/”'],
  ['url', z.url(), 'example', 'Not an address: write it whole, such as https://example.org/page'],
  ['uuid', z.uuid(), '7', 'Not an id: copy it whole, such as 01890a5d-ac96-774b-bcce-b302099a8057'],
  ['datetime', z.iso.datetime(), 'noon', 'Not a date with time: write it like 2026-05-31T14:00:00Z'],
  ['date', z.iso.date(), 'today', 'Not a date: write it like 2026-05-31'],
  ['base64', z.base64(), '%', 'Not base64: send the bytes encoded as base64'],
  ['email', z.email(), 'me', 'Not an e-mail address: write it like name@example.org'],
  ['strict', z.strictObject({}), { size: 1, b: 2 }, 'Holds fields that are not known: leave out size, b'],
  ['custom', z.string().refine(() => false, 'Each question once'), 'x', 'Each question once'],
  [
    'union',
    z.union([z.string(), z.int()]),
    true,
    'Fits none of its forms. Has to be text, but is true or false, or: Has to be a number, but is true or false',
  ],
  [
    'union',
    z.union([z.object({ a: z.int() }), z.literal('all')]),
    { a: 'x' },
    'Fits none of its forms. a: Has to be a number, but is text, or: Has to be all',
  ],
  [
    'union',
    z.union([z.null(), z.string().max(2)]),
    'abc',
    'Too long: write at most 2 characters, these are 3',
  ],
  [
    'union',
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('sum') })]),
    { kind: 'x' },
    'Not one of these: choose sum',
  ],
];

test.each(table)('%s refuses %#', (_, schema, value, sentence) => {
  expect(schema.safeParse(value).error?.issues[0]?.message).toBe(sentence);
});

/** Kinds of bounds in a schema, and in all that it holds. */
function kindsIn(schema: z.core.$ZodType, seen = new Set<z.core.$ZodType>()): string[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const { def } = schema._zod;
  const checks = [...(def.checks ?? []), ...('check' in def ? [schema] : [])].map((check) => {
    const { check: kind, format } = Object(check)._zod.def;
    return String(kind === 'string_format' ? format : kind);
  });
  const inner = [
    ...(schema instanceof z.ZodObject ? Object.values(schema.shape) : []),
    ...(schema instanceof z.ZodArray ? [schema.element] : []),
    ...(schema instanceof z.ZodTuple ? schema.def.items : []),
    ...(schema instanceof z.ZodUnion ? schema.options : []),
    ...(schema instanceof z.ZodRecord ? [schema.keyType, schema.valueType] : []),
    ...(schema instanceof z.ZodPipe ? [schema.in, schema.out] : []),
    ...('innerType' in def && def.innerType instanceof z.ZodType ? [def.innerType] : []),
  ];
  const strict = schema instanceof z.ZodObject && schema.def.catchall instanceof z.ZodNever ? ['strict'] : [];
  return [def.type, ...checks, ...strict, ...inner.flatMap((one) => kindsIn(one, seen))];
}

test('every kind of bound that requests have is in the table', () => {
  const parts = operations.flatMap(({ request }) => [
    request?.params,
    request?.query,
    request?.headers,
    ...Object.values(request?.body?.content ?? {}).map(({ schema }) => schema),
  ]);
  const kinds = new Set(parts.flatMap((schema) => (schema ? kindsIn(schema) : [])));
  // What takes anything, or only wraps another; `overwrite` trims.
  const free = [
    'unknown',
    'any',
    'optional',
    'nullable',
    'default',
    'pipe',
    'transform',
    'readonly',
    'overwrite',
  ];
  const told = new Set([...table.map(([kind]) => kind), ...free]);
  expect(kinds.size).toBeGreaterThan(15);
  expect([...kinds].filter((kind) => !told.has(kind))).toEqual([]);
});
