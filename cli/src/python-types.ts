import { z } from 'zod';

/** What is read of a JSON schema; the rest narrows values, which types in Python do not say. */
const schemaSchema = z.object({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), schemaSchema).optional();
  },
  get items() {
    return schemaSchema.optional();
  },
  get prefixItems() {
    return z.array(schemaSchema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), schemaSchema]).optional();
  },
  get oneOf() {
    return z.array(schemaSchema).optional();
  },
  get anyOf() {
    return z.array(schemaSchema).optional();
  },
  get allOf() {
    return z.array(schemaSchema).optional();
  },
});
type Schema = z.infer<typeof schemaSchema>;
const documentSchema = z.object({
  components: z.object({ schemas: z.record(z.string(), schemaSchema) }),
});

const scalars: Record<string, string> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  null: 'None',
};

const head = `"""What a site answers, as types. Generated from its OpenAPI documents: \`npm run fakexplain -- openapi\`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    # Python 3.10 has it not in \`typing\`; no value of it is ever made.
    from typing_extensions import NotRequired

`;

/**
 * A Python module with a TypedDict for each object that the given schemas of OpenAPI documents hold, in the order in which they are
 * needed; anonymous objects are named by where they stand.
 * @param wanted documents, and the names of the schemas that are wanted of each
 * @throws Error where a schema is not there, or two documents mean different things by one name
 */
export function pythonTypes(wanted: readonly { document: unknown; schemas: readonly string[] }[]): string {
  const definitions = new Map<string, string>();
  for (const { document, schemas } of wanted) {
    const known = documentSchema.parse(document).components.schemas;
    const written = new Map<string, string>();
    const find = (name: string): Schema => {
      const schema = known[name];
      if (!schema) throw new Error(`No OpenAPI document has the schema ${name}.`);
      return schema;
    };
    const define = (name: string, text: string) => {
      written.set(name, text);
      if ((definitions.get(name) ?? text) !== text)
        throw new Error(`${name} is not the same in two OpenAPI documents.`);
      definitions.set(name, text);
    };
    const named = (name: string) => {
      if (written.has(name)) return name;
      // Before its parts are written, since they may mean it.
      written.set(name, '');
      const schema = find(name);
      define(name, schema.properties ? typedDict(name, schema) : `${name} = ${typeOf(schema, name)}\n`);
      return name;
    };
    const typeOf = (schema: Schema, name: string) => [...new Set(alternatives(schema, name))].join(' | ');
    const alternatives = (schema: Schema, name: string): string[] => {
      if (schema.$ref !== undefined) return [named(schema.$ref.split('/').at(-1) ?? '')];
      const choices = schema.oneOf ?? schema.anyOf;
      if (choices)
        return choices.flatMap((choice, at) => alternatives(choice, `${name}${suffixOf(choice, at)}`));
      const [only, ...others] = schema.allOf ?? [];
      if (only && others.length === 0) return alternatives(only, name);
      if (schema.enum) return [`Literal[${schema.enum.map(literal).join(', ')}]`];
      const types = [schema.type ?? []].flat();
      return types.length === 0 ? ['Any'] : types.map((type) => ofType(type, schema, name));
    };
    const ofType = (type: string, schema: Schema, name: string): string => {
      if (type === 'object' && schema.properties) {
        define(name, typedDict(name, schema));
        return name;
      }
      if (type === 'object') {
        const values = schema.additionalProperties;
        return `dict[str, ${typeof values === 'object' ? typeOf(values, `${name}Value`) : 'Any'}]`;
      }
      if (type !== 'array') return scalars[type] ?? 'Any';
      const items = schema.prefixItems?.flatMap((item, at) => alternatives(item, `${name}${at}`)) ?? [];
      // JSON has no tuples.
      if (items.length > 0) return `list[${[...new Set(items)].join(' | ')}]`;
      return `list[${schema.items ? typeOf(schema.items, `${name}Item`) : 'Any'}]`;
    };
    const typedDict = (name: string, { properties = {}, required = [], description }: Schema): string => {
      const fields = Object.entries(properties).map(([key, value]) => {
        const type = typeOf(value, `${name}${capital(key)}`);
        return { key, type: required.includes(key) ? type : `NotRequired[${type}]`, value };
      });
      if (fields.some(({ key }) => !isName(key))) {
        const entries = fields.map(({ key, type }) => `    ${literal(key)}: ${literal(type)},\n`);
        return `${name} = TypedDict(${literal(name)}, {\n${entries.join('')}})\n`;
      }
      const about = description === undefined ? '' : `${docstring(description)}\n`;
      const lines = fields.map(
        ({ key, type, value }) =>
          `    ${key}: ${type}\n${value.description === undefined ? '' : docstring(value.description)}`,
      );
      return `class ${name}(TypedDict):\n${about}${lines.join('') || '    pass\n'}`;
    };
    for (const name of schemas) named(name);
  }
  return head + [...definitions.values()].map((text) => `\n${text}`).join('\n');
}

/** An object that one of several may be is called by the only value that tells it apart. */
function suffixOf({ properties = {} }: Schema, at: number): string {
  const telling = Object.values(properties).find((property) => property.enum?.length === 1)?.enum?.[0];
  return typeof telling === 'string' ? telling.split(/\W|_/).map(capital).join('') : String(at + 1);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const keywords = new Set([
  'from',
  'class',
  'in',
  'is',
  'not',
  'and',
  'or',
  'import',
  'global',
  'pass',
  'with',
]);
const isName = (key: string) => /^[A-Za-z_]\w*$/.test(key) && !keywords.has(key);
const literal = (value: string | number | boolean | null) =>
  value === null ? 'None' : typeof value === 'boolean' ? capital(String(value)) : JSON.stringify(value);
const docstring = (text: string) =>
  `    """${text.replaceAll('\\', '\\\\').replaceAll('"""', "'''").replace(/"$/, '" ')}"""\n`;
