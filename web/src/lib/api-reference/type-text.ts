/** The part of a JSON Schema that the services' documents use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: (string | number | boolean | null)[];
  const?: string | number | boolean;
  format?: string;
  description?: string;
  'x-unit'?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  default?: unknown;
}

/** A piece of a type's text; with `ref` it names a schema that the page describes elsewhere. */
export interface TypePart {
  text: string;
  ref?: string;
}

const separated = (lists: TypePart[][], separator: string): TypePart[] =>
  lists.flatMap((parts, index) => (index === 0 ? parts : [{ text: separator }, ...parts]));

/** Limits of a value in words: `1–200`, `up to 80 characters`, `default 60`. */
export function limits(schema: Schema): string {
  const range = (low: number | undefined, high: number | undefined, unit: string): string | null => {
    if (low !== undefined && high !== undefined) return `${low}–${high}${unit}`;
    if (high !== undefined) return `up to ${high}${unit}`;
    return low === undefined ? null : `from ${low}${unit}`;
  };
  return [
    schema.format,
    range(schema.minimum, schema.maximum, ''),
    schema.exclusiveMinimum === undefined ? null : `above ${schema.exclusiveMinimum}`,
    schema.exclusiveMaximum === undefined ? null : `below ${schema.exclusiveMaximum}`,
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' entries'),
    schema.pattern ? `matching ${schema.pattern}` : null,
    schema.default === undefined ? null : `default ${JSON.stringify(schema.default)}`,
  ]
    .filter((words) => words !== null && words !== undefined)
    .join(', ');
}

function objectType(schema: Schema, indent: string): TypePart[] {
  const deeper = `${indent}  `;
  const entries = Object.entries(schema.properties ?? {});
  if (entries.length === 0) return [{ text: '{}' }];
  const lines = entries.flatMap(([name, property]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    const note = [property.description, property['x-unit'] && `unit: ${property['x-unit']}`, limits(property)]
      .filter(Boolean)
      .join('; ');
    return [
      { text: `${deeper}${name}${optional}: ` },
      ...typeParts(property, deeper),
      { text: `${note ? `  // ${note}` : ''}\n` },
    ];
  });
  return [{ text: '{\n' }, ...lines, { text: `${indent}}` }];
}

/** A schema as the text of a TypeScript-like type, in pieces. */
export function typeParts(schema: Schema, indent = ''): TypePart[] {
  if (schema.$ref) {
    const ref = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return [{ text: ref, ref }];
  }
  if (schema.const !== undefined) return [{ text: JSON.stringify(schema.const) }];
  if (schema.enum) return [{ text: schema.enum.map((value) => JSON.stringify(value)).join(' | ') }];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices)
    return separated(
      choices.map((choice) => typeParts(choice, indent)),
      ' | ',
    );
  if (schema.allOf)
    return separated(
      schema.allOf.map((part) => typeParts(part, indent)),
      ' & ',
    );
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'unknown'];
  return separated(
    types.map((type) => {
      if (type === 'object') return objectType(schema, indent);
      if (type !== 'array') return [{ text: type === 'integer' ? 'integer' : type }];
      if (schema.prefixItems)
        return [
          { text: '[' },
          ...separated(
            schema.prefixItems.map((item) => typeParts(item, indent)),
            ', ',
          ),
          { text: ']' },
        ];
      return [{ text: 'Array<' }, ...typeParts(schema.items ?? {}, indent), { text: '>' }];
    }),
    ' | ',
  );
}
