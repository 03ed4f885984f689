import { expect, test } from 'vitest';
import { pythonTypes } from './python-types.ts';

const field = (schema: object) => ({ type: 'object', required: ['at'], properties: { at: schema } });
const documentOf = (schemas: object) => ({ components: { schemas } });
const typesOf = (schemas: object) => {
  const text = pythonTypes([{ document: documentOf(schemas), schemas: ['Told'] }]);
  return text.slice(text.indexOf('\n\n\n') + 3);
};

test.each([
  [{ type: 'integer' }, 'int'],
  [{ type: ['number', 'null'] }, 'float | None'],
  [{ enum: ['a', 'b'], type: 'string' }, 'Literal["a", "b"]'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'str | None'],
  [{ type: 'object', additionalProperties: { type: 'integer' } }, 'dict[str, int]'],
  [{ type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }] }, 'list[float]'],
  [{}, 'Any'],
])('%j is %s', (schema, type) => {
  expect(typesOf({ Told: field(schema) })).toBe(`class Told(TypedDict):\n    at: ${type}\n`);
});

test('what may be missing, what Python cannot name, and what means itself', () => {
  const told = {
    type: 'object',
    description: 'Says “it”.',
    required: ['kind'],
    properties: {
      kind: { type: 'string', enum: ['x'], description: 'Which one.' },
      parts: { type: 'array', items: { $ref: '#/components/schemas/Told' } },
      bin: { type: 'object', required: ['from'], properties: { from: { type: 'number' } } },
    },
  };
  expect(typesOf({ Told: told })).toBe(`ToldBin = TypedDict("ToldBin", {
    "from": "float",
})


class Told(TypedDict):
    """Says “it”."""

    kind: Literal["x"]
    """Which one."""
    parts: NotRequired[list[Told]]
    bin: NotRequired[ToldBin]
`);
});

test('one name with two meanings, and a name without any, are told', () => {
  const [one, two] = ['string', 'integer'].map((type) => ({
    document: documentOf({ Told: field({ type }) }),
    schemas: ['Told'],
  }));
  expect(() => pythonTypes([one, two].flatMap((each) => each ?? []))).toThrow('not the same');
  expect(() => pythonTypes([{ document: documentOf({}), schemas: ['Told'] }])).toThrow('has the schema Told');
});
