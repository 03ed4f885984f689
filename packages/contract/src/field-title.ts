import { z } from '@hono/zod-openapi';

/** What a schema itself, or one that it wraps, is called. */
function ownTitle(schema: z.core.$ZodType): string | undefined {
  const { title } = z.globalRegistry.get(schema) ?? {};
  const inner = title === undefined ? unwrapped(schema) : null;
  return title ?? (inner ? ownTitle(inner) : undefined);
}

/** The schema within one that only says more of it. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  )
    return schema.unwrap();
  // What is prepared before it is read has its words in what reads it.
  if (schema instanceof z.ZodPipe) return schema.in instanceof z.ZodTransform ? schema.out : schema.in;
  return null;
}

/** Schemas of what lies under a key of a value; several where the value may have several forms. */
function under(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType[] {
  if (schema instanceof z.ZodObject)
    return Object.hasOwn(schema.shape, key) ? [schema.shape[String(key)]] : [];
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodTuple) return schema.def.items.slice(Number(key), Number(key) + 1);
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => under(option, key));
  const inner = unwrapped(schema);
  return inner ? under(inner, key) : [];
}

/** The title of the field at a path of a value, or of the nearest one around it that has one; none where the value has no such field. */
export function fieldTitle(schema: z.core.$ZodType, path: readonly PropertyKey[]): string | undefined {
  let at = [schema];
  let title: string | undefined;
  for (const key of path) {
    at = at.flatMap((one) => under(one, key));
    title = at.map(ownTitle).find((found) => found !== undefined) ?? title;
  }
  return title;
}
