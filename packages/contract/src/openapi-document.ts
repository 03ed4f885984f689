import { getRefId, zodToOpenAPIRegistry, type OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from '@hono/zod-openapi';

interface DocumentedApp {
  openAPIRegistry: OpenAPIRegistry;
  getOpenAPI31Document: (settings: { openapi: string; info: { title: string; version: string } }) => object;
}

const holderSchema = z.looseObject({});
const documentSchema = z.looseObject({
  paths: z.record(z.string(), holderSchema),
  components: z.looseObject({ securitySchemes: holderSchema.optional() }).optional(),
});
type OpenApiDocument = z.infer<typeof documentSchema>;

/**
 * The OpenAPI 3.1 document of an app's routes, with the words of every field: `title`, `description`, and its unit as
 * `x-unit`. Left to itself, the generator drops titles, and describes a named schema with the words of the first field
 * that holds it.
 * @throws where two schemas bear one name
 */
export function openApiDocument(
  app: DocumentedApp,
  info: { title: string; version: string },
): OpenApiDocument {
  const named = new Map<string, z.ZodType>();
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (!(value instanceof z.ZodType)) {
      for (const part of Object.values(value)) visit(part);
      return;
    }
    const { title, unit } = value.meta() ?? {};
    const words = { ...(title ? { title } : {}), ...(unit ? { 'x-unit': unit } : {}) };
    if (Object.keys(words).length > 0)
      zodToOpenAPIRegistry.add(value, { ...zodToOpenAPIRegistry.get(value), ...words });
    const name = getRefId(value);
    const schema = name === undefined ? value : original(value, name);
    visit(schema);
    visit(value._zod.def);
    if (name === undefined) return;
    if (named.has(name) && named.get(name) !== schema) throw new Error(`two schemas are named ${name}`);
    // What a schema refers to comes before it, so that the generator meets each named schema by itself first.
    named.set(name, schema);
  };
  for (const definition of app.openAPIRegistry.definitions)
    if ('type' in definition && definition.type === 'route') visit(definition.route);
  for (const [name, schema] of named) app.openAPIRegistry.register(name, schema);
  return documentSchema.parse(tidied(app.getOpenAPI31Document({ openapi: '3.1.0', info })));
}

/** Describes how people say who they are; raters' tokens are the arena's own. */
export function describeAccess(registry: OpenAPIRegistry): void {
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key (`fxk_…`), made on the page of one’s account; it does what its scope and its person’s roles allow.',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'header',
    name: 'X-Session',
    description: 'The token of a session, which signing in answers with.',
  });
}

/** The schema that was given the name, under the words and wrappers of a field. */
function original(schema: z.ZodType, name: string): z.ZodType {
  const { parent, def } = schema._zod;
  const { innerType, out } = holderSchema.parse(def);
  for (const inner of [parent, innerType, out])
    if (inner instanceof z.ZodType && getRefId(inner) === name) return original(inner, name);
  return schema;
}

/**
 * Puts the words of a field that refers to a named schema next to the reference, says in `anyOf` that it may be null
 * (`allOf`, as the generator has it, allows nothing then), and drops the second copy of units.
 */
function tidied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidied);
  if (typeof value !== 'object' || value === null) return value;
  const plain = Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => key !== 'unit' || typeof part !== 'string')
      .map(([key, part]) => [key, tidied(part)]),
  );
  const { allOf, ...others } = plain;
  if (!Array.isArray(allOf) || allOf.length !== 2 || Object.keys(others).length > 0) return plain;
  const [reference = {}, words = {}] = allOf.map((part) => holderSchema.parse(part));
  if (!('$ref' in reference) || 'properties' in words) return plain;
  const { type, ...rest } = words;
  return Array.isArray(type) && type.includes('null')
    ? { anyOf: [reference, { type: 'null' }], ...rest }
    : { ...reference, ...words };
}
