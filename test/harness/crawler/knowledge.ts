import { createHash } from 'node:crypto';
import type { arena } from '@fakexplain/contract';
import sharp from 'sharp';
import { z } from 'zod';
import { perceptualHash } from '../../../services/catalog/src/images/perceptual-hash.ts';
import { hammingDistance } from '../../../services/catalog/src/duplicates/near-hashes.ts';
import { isText, type Found } from './crawl.ts';

const said = z.object({
  source: z.object({ slug: z.string() }),
  explanation: z.object({
    reasoning: z.string(),
    regions: z.array(z.object({ box: z.array(z.number()), description: z.string() })),
  }),
});
const labelled = z.object({ sha256: z.string(), label: z.string() });
const image = z.object({
  sha256: z.string(),
  width: z.number().optional(),
  height: z.number().optional(),
  byteSize: z.number().optional(),
  datasets: z.array(z.object({ label: z.string() })).default([]),
});

/** Perceptual hashes that differ in no more bits are taken for the same picture. */
const nearest = 6;

type Side = NonNullable<arena.Ballot['left']>;

/** What can be told of a ballot from everything that is public. */
export interface Knowledge {
  /** Sources to which what a side shows leads: by its words, its boxes, and names that stand near them. */
  sourcesOf(side: Side): Set<string>;
  /** Labels to which a picture leads: by its bytes, its size, and by how it looks. */
  labelsOf(picture: Buffer): Promise<Set<string>>;
}

/**
 * Indexes all that was found by everything that a ballot shows.
 * @param names words that stand for a source, by its slug: what it and its arm are called
 */
export async function learn(found: readonly Found[], names: Record<string, string[]>): Promise<Knowledge> {
  const sources = multimap();
  const labels = multimap();
  const hashesOf = multimap();
  const looks: { hash: string; look: string }[] = [];
  const texts: string[] = [];
  for (const answer of found) {
    if (answer.type.startsWith('image/')) {
      const [, sha256 = sha256Of(answer.body)] = /([0-9a-f]{64})/.exec(answer.path) ?? [];
      looks.push({ hash: sha256, look: await lookOf(answer.body) });
      hashesOf.add(sha256Of(answer.body), sha256);
      hashesOf.add(await sizeOf(answer.body), sha256);
    } else if (isText(answer)) {
      texts.push(answer.body.toString());
      if (answer.type.includes('json')) walk(JSON.parse(answer.body.toString()), takeIn);
    }
  }

  function takeIn(value: unknown): void {
    const explained = said.safeParse(value);
    if (explained.success)
      for (const key of keysOf(explained.data.explanation)) sources.add(key, explained.data.source.slug);
    const place = labelled.safeParse(value);
    if (place.success) labels.add(place.data.sha256, place.data.label);
    const known = image.safeParse(value);
    if (!known.success) return;
    const { sha256, width, height, byteSize, datasets } = known.data;
    for (const { label } of datasets) labels.add(sha256, label);
    if (width !== undefined && height !== undefined) hashesOf.add(`${width} × ${height}`, sha256);
    if (byteSize !== undefined) hashesOf.add(`${byteSize} bytes`, sha256);
  }

  return {
    sourcesOf(side) {
      const keys = keysOf(side);
      const said = commonest(keys.flatMap((key) => [...sources.get(key)]));
      if (said.size > 0) return said;
      return commonest(keys.flatMap((key) => texts.flatMap((text) => namesNear(text, key, names))));
    },
    async labelsOf(picture) {
      const look = await lookOf(picture);
      const hashes = [
        sha256Of(picture),
        ...hashesOf.get(sha256Of(picture)),
        ...hashesOf.get(await sizeOf(picture)),
        ...hashesOf.get(`${picture.length} bytes`),
        ...looks.filter((each) => hammingDistance(each.look, look) <= nearest).map(({ hash }) => hash),
      ];
      return new Set(hashes.flatMap((hash) => [...labels.get(hash)]));
    },
  };
}

/** What a side shows that can be looked up. */
function keysOf({
  reasoning,
  regions,
}: {
  reasoning: string;
  regions: readonly { box: readonly number[]; description: string }[];
}): string[] {
  return [reasoning, ...regions.flatMap(({ box, description }) => [description, JSON.stringify(box)])].filter(
    Boolean,
  );
}

/** The source whose name stands last before some words in a text, wherever they stand. */
function namesNear(text: string, words: string, names: Record<string, string[]>): string[] {
  const near: string[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const before = Object.entries(names).map(([source, called]) => ({
      source,
      place: Math.max(...called.map((name) => text.lastIndexOf(name, at))),
    }));
    const last = before.filter(({ place }) => place >= 0).toSorted((x, y) => y.place - x.place)[0];
    if (last) near.push(last.source);
  }
  return near;
}

/** Those that occur most often. */
function commonest(words: readonly string[]): Set<string> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return new Set([...counts].flatMap(([word, count]) => (count === most ? [word] : [])));
}

function walk(value: unknown, take: (value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return;
  take(value);
  for (const part of Object.values(value)) walk(part, take);
}

function multimap() {
  const map = new Map<string, Set<string>>();
  return {
    add: (key: string, value: string) => {
      const values = map.get(key) ?? new Set();
      map.set(key, values.add(value));
    },
    get: (key: string): Set<string> => map.get(key) ?? new Set(),
  };
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const lookOf = (bytes: Buffer) => perceptualHash(sharp(bytes));

async function sizeOf(bytes: Buffer): Promise<string> {
  const { width, height } = await sharp(bytes).metadata();
  return `${width} × ${height}`;
}
