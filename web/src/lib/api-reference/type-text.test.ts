import { expect, test } from 'vitest';
import { limits, typeParts, type Schema } from './type-text.ts';

const text = (schema: Schema) =>
  typeParts(schema)
    .map((part) => part.text)
    .join('');

test('types are written as TypeScript writes them', () => {
  expect(text({ type: ['string', 'null'] })).toBe('string | null');
  expect(text({ type: 'array', items: { $ref: '#/components/schemas/Vote' } })).toBe('Array<Vote>');
  expect(text({ type: 'array', prefixItems: [{ type: 'number' }, { type: 'integer' }] })).toBe(
    '[number, integer]',
  );
  expect(text({ type: ['string', 'null'], enum: ['real', 'generated', null] })).toBe(
    '"real" | "generated" | null',
  );
  expect(text({ anyOf: [{ $ref: '#/x/A' }, { type: 'null' }] })).toBe('A | null');
});

test('an object shows which properties may be left out, and their limits', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      slug: { type: 'string', minLength: 1, maxLength: 80 },
      inner: {
        type: 'object',
        properties: { n: { type: 'integer', description: 'How many' } },
        required: ['n'],
      },
    },
    required: ['slug'],
  };
  expect(text(schema)).toBe(
    [
      '{',
      '  slug: string  // 1–80 characters',
      '  inner?: {',
      '    n: integer  // How many',
      '  }',
      '}',
    ].join('\n'),
  );
});

test('a reference is marked, so that it can be linked', () => {
  expect(typeParts({ $ref: '#/components/schemas/Vote' })).toEqual([{ text: 'Vote', ref: 'Vote' }]);
});

test('limits in words', () => {
  expect(limits({ minimum: 1, maximum: 200, default: 60 })).toBe('1–200, default 60');
  expect(limits({ exclusiveMinimum: 0, exclusiveMaximum: 0.5 })).toBe('above 0, below 0.5');
  expect(limits({})).toBe('');
});
