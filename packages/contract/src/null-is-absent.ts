import { z } from '@hono/zod-openapi';

/**
 * The same schema, which takes null for absent in every field that may be absent and that does not know null itself, however
 * deep: pandas, pyarrow and Python's clients write null where they have nothing.
 */
export const nullIsAbsent = <S extends z.ZodType>(schema: S) =>
  z.preprocess<unknown, S, z.input<S>>((value) => withoutNulls(schema, value), schema);

const mayBeAbsent = (schema: z.core.$ZodType) => schema._zod.optin !== undefined;

const nullKnown = new WeakMap<z.core.$ZodType, boolean>();
function knowsNull(schema: z.core.$ZodType): boolean {
  const known = nullKnown.get(schema) ?? z.safeParse(schema, null).success;
  nullKnown.set(schema, known);
  return known;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as the schema should read it; the same one where it holds no null that stands for absence. */
function withoutNulls(schema: z.core.$ZodType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (schema instanceof z.ZodObject) return isRecord(value) ? objectWithoutNulls(schema.shape, value) : value;
  if (schema instanceof z.ZodArray) return itemsWithoutNulls(() => schema.element, value);
  if (schema instanceof z.ZodTuple) return itemsWithoutNulls((index) => schema.def.items[index], value);
  if (schema instanceof z.ZodRecord) {
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).map(([key, each]) => [key, withoutNulls(schema.valueType, each)]);
    return entries.some(([key, each]) => value[String(key)] !== each) ? Object.fromEntries(entries) : value;
  }
  if (schema instanceof z.ZodUnion) {
    const fitting = schema.options
      .map((option) => ({ option, read: withoutNulls(option, value) }))
      .find(({ option, read }) => z.safeParse(option, read).success);
    return fitting ? fitting.read : value;
  }
  if (schema instanceof z.ZodPipe) return withoutNulls(schema.in, value);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  )
    return withoutNulls(schema.unwrap(), value);
  return value;
}

function objectWithoutNulls(
  shape: z.core.$ZodShape,
  value: Record<string, unknown>,
): Record<string, unknown> {
  let changed = false;
  const entries = Object.entries(value).flatMap(([key, each]) => {
    const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (!field) return [[key, each]];
    if (each === null && mayBeAbsent(field) && !knowsNull(field)) {
      changed = true;
      return [];
    }
    const read = withoutNulls(field, each);
    changed ||= read !== each;
    return [[key, read]];
  });
  return changed ? Object.fromEntries(entries) : value;
}

function itemsWithoutNulls(
  schemaOf: (index: number) => z.core.$ZodType | undefined,
  value: unknown,
): unknown {
  if (!Array.isArray(value)) return value;
  let changed = false;
  const items: unknown[] = value.map((each: unknown, index) => {
    const schema = schemaOf(index);
    const read = schema ? withoutNulls(schema, each) : each;
    changed ||= read !== each;
    return read;
  });
  return changed ? items : value;
}
