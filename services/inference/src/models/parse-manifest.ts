import type { inference } from '@fakexplain/contract';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { manifestSchema, type Manifest } from './manifest-schema.ts';

export type ParsedManifest = { manifest: Manifest; problems: [] } | { manifest: null; problems: string[] };

export type LocatedManifest =
  | { manifest: Manifest; problems: [] }
  | { manifest: null; problems: inference.ManifestProblem[] };

/**
 * Reads the YAML of a manifest. Every problem says where it is: `line 7, backend.endpoints[0]: …`.
 * Placeholders stay as they are.
 */
export function parseManifest(text: string): ParsedManifest {
  const { manifest, problems } = locateProblems(text);
  if (manifest) return { manifest, problems: [] };
  return {
    manifest,
    problems: problems.map(({ line, field, message }) => `line ${line}${field && `, ${field}`}: ${message}`),
  };
}

/** The same, with the place of each problem by itself. */
export function locateProblems(text: string): LocatedManifest {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      manifest: null,
      problems: document.errors.map(({ pos: [start], message }) => ({
        line: lines.linePos(start).line,
        field: '',
        message,
      })),
    };
  }
  const parsed = manifestSchema.safeParse(document.toJS());
  if (parsed.success) return { manifest: parsed.data, problems: [] };
  const problems = parsed.error.issues.flatMap(spread).map(({ path, message }) => ({
    line: lineOf(document, lines, path),
    field: fieldName(path),
    message,
  }));
  return { manifest: null, problems };
}

/** Fields that are unknown stand for themselves, each where it is. */
function spread(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is no field of a manifest' }));
}

/** Where the field stands, or the nearest thing around it that is there. */
function lineOf(document: Document, lines: LineCounter, path: PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

const fieldName = (path: readonly PropertyKey[]) =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
