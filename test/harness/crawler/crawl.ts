import { z } from 'zod';

/** What an address answered with. */
export interface Found {
  path: string;
  status: number;
  type: string;
  body: Buffer;
}

const services = ['arena', 'catalog', 'metrics', 'inference'];
/** A crawl that never ends is a fault of the crawler. */
const mostRequests = 20_000;
/** Requests under way at a time. */
const atOnce = 4;

const parameterSchema = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: z.object({ enum: z.array(z.string()).optional(), maximum: z.number().optional() }),
});
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z.array(parameterSchema).default([]),
        security: z.array(z.unknown()).default([]),
      }),
    ),
  ),
});
type Parameter = z.infer<typeof parameterSchema>;

interface Template {
  path: string;
  /** Whether it says that it needs a token. */
  isClosed: boolean;
  parameters: Parameter[];
}

/** Pages of other languages are made of the same answers as the English ones. */
const isOtherLanguage = (path: string) => /^\/(de|zh)(\/|\?|$)|[?&]language=/.test(path);

/**
 * Reads all that a site shows to everyone: every English page by its links, and every `GET` of the services' OpenAPI documents with
 * every value found so far in place of its parameters.
 */
export async function crawl(address: string): Promise<Found[]> {
  const found: Found[] = [];
  const asked = new Set<string>();
  const waiting: string[] = [];
  const add = (path: string) => {
    if (asked.has(path) || isOtherLanguage(path)) return;
    asked.add(path);
    waiting.push(path);
  };
  const values = valuesOfParameters();
  const templates = (await Promise.all(services.map((service) => readTemplates(address, service)))).flat();

  add('/');
  for (;;) {
    for (const template of templates) for (const path of fill(template, values.of)) add(path);
    if (waiting.length === 0) return found;
    for (const batch of takeInBatches(waiting)) {
      if (asked.size > mostRequests) throw new Error(`more than ${mostRequests} addresses were found`);
      for (const answer of await Promise.all(batch.map((path) => get(address, path)))) {
        found.push(answer);
        if (!isText(answer)) continue;
        const text = answer.body.toString();
        for (const link of linksIn(text, answer)) add(link);
        values.learn(text, answer);
      }
    }
  }
}

function* takeInBatches(waiting: string[]): Generator<string[]> {
  while (waiting.length > 0) yield waiting.splice(0, atOnce);
}

async function readTemplates(address: string, service: string): Promise<Template[]> {
  const response = await fetch(`${address}/api/${service}/openapi.json`);
  const { paths } = documentSchema.parse(await response.json());
  return Object.entries(paths).flatMap(([path, { get }]) =>
    get
      ? [
          {
            path: `/api/${service}${path}`,
            isClosed: get.security.length > 0,
            parameters: get.parameters,
          },
        ]
      : [],
  );
}

/** What stands in texts and can be a parameter, by the kind of its value. */
function valuesOfParameters() {
  const slugs = new Set<string>();
  const hashes = new Set<string>();
  const ids = new Set<string>();
  const runs = new Set<string>();
  const byName: Record<string, Set<string>> = {
    sha256: hashes,
    run: ids,
    ballot: ids,
    exclusion: ids,
    a: runs,
    b: runs,
    position: new Set(['0', '1', '2']),
    arm: new Set(['0', '1', '2']),
  };
  return {
    /** Values for a parameter of this name. */
    of: (name: string): Iterable<string> => byName[name] ?? slugs,
    learn(text: string, { path, status }: Found): void {
      const [, run] = /^\/api\/metrics\/runs\/([0-9a-f-]+)$/.exec(path) ?? [];
      // A run that is withheld exists, and may be compared with another all the same.
      if (run !== undefined && status !== 404) runs.add(run);
      // A refusal has an id of its own each time.
      if (status >= 400) return;
      for (const [hash] of text.matchAll(/\b[0-9a-f]{64}\b/g)) hashes.add(hash);
      for (const [id] of text.matchAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g)) ids.add(id);
      for (const [, slug = ''] of text.matchAll(/"(?:slug|source|reference)":"([a-z0-9-]+)"/g))
        slugs.add(slug);
    },
  };
}

/** The addresses that a template stands for, with each choice of its query tried by itself. */
function fill(
  { path, isClosed, parameters }: Template,
  valuesOf: (name: string) => Iterable<string>,
): string[] {
  let paths = [path];
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  for (const { name, schema } of inPath)
    paths = paths.flatMap((each) =>
      // What needs a token refuses without one, whatever is asked: once is enough to see that.
      [...(schema.enum ?? valuesOf(name))]
        .slice(0, isClosed ? 1 : undefined)
        .map((value) => each.replace(`{${name}}`, encodeURIComponent(value))),
    );
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const needed = query.filter(({ required }) => required);
  for (const { name } of needed)
    paths = paths.flatMap((each) =>
      [...valuesOf(name)].map((value) => `${each}${each.includes('?') ? '&' : '?'}${name}=${value}`),
    );
  const choices = query.flatMap(({ name, schema: { enum: words = [], maximum } }) => [
    ...words.map((word) => `${name}=${word}`),
    ...(maximum === undefined ? [] : [`${name}=${maximum}`]),
  ]);
  return paths.flatMap((each) => [
    each,
    ...choices.map((choice) => `${each}${each.includes('?') ? '&' : '?'}${choice}`),
  ]);
}

async function get(address: string, path: string): Promise<Found> {
  const leave = new AbortController();
  const response = await fetch(address + path, { redirect: 'manual', signal: leave.signal });
  const { status, headers } = response;
  const type = headers.get('content-type') ?? '';
  const location = headers.get('location');
  if (location !== null) return { path, status, type: 'text/html', body: Buffer.from(`href="${location}"`) };
  if (type.startsWith('text/event-stream')) {
    // A stream has no end; what it says first is what there is.
    const first = await response.body?.getReader().read();
    leave.abort();
    return { path, status, type, body: Buffer.from(first?.value ?? []) };
  }
  return { path, status, type, body: Buffer.from(await response.arrayBuffer()) };
}

export const isText = ({ type }: Found): boolean => /^text\/|json|javascript|x-tex|x-bibtex|xml/.test(type);

/** The addresses of this site that a page links to or loads. */
function linksIn(html: string, { path, type }: Found): string[] {
  if (!type.startsWith('text/html')) return [];
  const base = new URL(path, 'http://site');
  const { href } = base;
  return [...html.matchAll(/(?:href|src)="([^"#]+)[^"]*"/g)].flatMap(([, link = '']) => {
    if (!URL.canParse(link.replaceAll('&amp;', '&'), href)) return [];
    const { origin, pathname, search } = new URL(link.replaceAll('&amp;', '&'), href);
    // What the build made is code, and the same for everyone; a page in another language is made of the same answers.
    const isRead = !pathname.startsWith('/_app/') && !/[?&]language=/.test(search);
    return origin === base.origin && isRead ? [pathname + search] : [];
  });
}
