import { limits, typeParts, type Schema, type TypePart } from './type-text.ts';

type Content = Record<string, { schema?: Schema }>;

interface DocumentedOperation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

/** The part of an OpenAPI 3.1 document that the reference shows. */
export interface OpenApiDocument {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, DocumentedOperation>>;
  components?: { schemas?: Record<string, Schema> };
}

export interface ShownOperation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  /** Whose token it takes; empty for none. */
  tokens: string[];
  parameters: {
    name: string;
    place: string;
    required: boolean;
    type: TypePart[];
    limits: string;
    description: string;
  }[];
  body: TypePart[] | null;
  answers: { status: string; description: string; type: TypePart[] | null; mediaType: string | null }[];
  /** Slugs of the problems it may answer with. */
  problems: string[];
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

function shown(method: string, path: string, operation: DocumentedOperation): ShownOperation {
  const responses = Object.entries(operation.responses);
  const [bodyContent] = Object.values(operation.requestBody?.content ?? {});
  return {
    id: operation.operationId ?? `${method}-${path}`,
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? '',
    description: operation.description ?? '',
    tokens: (operation.security ?? []).flatMap((scheme) => Object.keys(scheme)),
    parameters: (operation.parameters ?? []).map((parameter) => ({
      name: parameter.name,
      place: parameter.in,
      required: parameter.required ?? false,
      type: typeParts(parameter.schema ?? {}),
      limits: limits(parameter.schema ?? {}),
      description: parameter.description ?? parameter.schema?.description ?? '',
    })),
    body: bodyContent?.schema ? typeParts(bodyContent.schema) : null,
    answers: responses
      .filter(([status]) => Number(status) < 400)
      .map(([status, { description, content = {} }]) => {
        const [first] = Object.entries(content);
        const isJson = first?.[0].endsWith('json') ?? false;
        return {
          status,
          description,
          mediaType: first?.[0] ?? null,
          type: isJson && first?.[1].schema ? typeParts(first[1].schema) : null,
        };
      }),
    problems: responses
      .filter(([status]) => Number(status) >= 400)
      .flatMap(([, { description }]) =>
        [...description.matchAll(/`([a-z-]+)`/g)].map(([, slug]) => slug ?? ''),
      ),
  };
}

/** The operations of a document by their first tag, in the document's order. */
export function operationsByTag(document: OpenApiDocument): { tag: string; operations: ShownOperation[] }[] {
  const tagged = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation
        ? [{ tag: operation.tags?.[0] ?? 'other', operation: shown(method, path, operation) }]
        : [];
    }),
  );
  return [...Map.groupBy(tagged, ({ tag }) => tag)].map(([tag, entries]) => ({
    tag,
    operations: entries.map(({ operation }) => operation),
  }));
}

/** Every named schema with the text of its type, by name. */
export function namedTypes(document: OpenApiDocument): { name: string; type: TypePart[] }[] {
  return Object.entries(document.components?.schemas ?? {})
    .map(([name, schema]) => ({ name, type: typeParts(schema) }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
