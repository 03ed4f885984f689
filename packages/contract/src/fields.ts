import { z } from '@hono/zod-openapi';
import type { CallOutput, Operation } from './operation.ts';

/** The words of a field, as `meta` gives them. */
export interface Field {
  title: string;
  description: string;
}

type Item<T> = NonNullable<T> extends readonly (infer Each)[] ? NonNullable<Each> : NonNullable<T>;
type At<T, Path> = Path extends readonly [infer Name extends keyof T, ...infer Rest]
  ? At<Item<T[Name]>, Rest>
  : T;
type AnswerAt<O extends Operation, Path> = At<CallOutput<O>, Path>;

const wordsSchema = z.object({ title: z.string(), description: z.string() });
const answerSchema = z.object({
  content: z.object({ 'application/json': z.object({ schema: z.instanceof(z.ZodObject) }) }),
});

/** The object that a schema is of: itself, or what lies in its lists and behind its nulls. */
function objectOf(schema: unknown, where: string): z.ZodObject {
  if (schema instanceof z.ZodObject) return schema;
  if (schema instanceof z.ZodArray) return objectOf(schema.element, where);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return objectOf(schema.unwrap(), where);
  throw new Error(`${where} holds no fields`);
}

/**
 * The words of every field of an operation's answer, or of the object or the list of objects at a path in it.
 * @throws where nothing with fields lies there, or a field is not described
 */
export function fieldsOf<O extends Operation, const Path extends readonly string[]>(
  operation: O,
  ...path: Path
): Record<keyof AnswerAt<O, Path>, Field>;
export function fieldsOf(operation: Operation, ...path: string[]): Record<string, Field> {
  const where = [operation.operationId, ...path].join('.');
  const answer = answerSchema.parse(operation.responses[200]).content['application/json'].schema;
  const { shape } = path.reduce((object, name) => objectOf(object.shape[name], where), answer);
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [name, wordsSchema.parse(z.globalRegistry.get(field))]),
  );
}
