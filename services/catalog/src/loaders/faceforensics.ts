import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from '@fakexplain/explanation';
import { z } from 'zod';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import { requireFolder } from '../rows/require-file.ts';
import type { Taken } from '../rows/take-rows.ts';
import { namesIn } from './list-images.ts';
import type { LoadedImage, LoadedMask, Loader, LoaderOptions } from './loaded-set.ts';
import { identitiesOf, identityGroups } from './video-identities.ts';

const compressions = ['raw', 'c0', 'c23', 'c40'];
const splitNames = ['train', 'val', 'test'] as const;
const pairsSchema = z.array(z.tuple([z.string(), z.string()]));
type Pairs = z.infer<typeof pairsSchema>;
const defaultFrames = 32;

interface Video {
  /** e.g. `manipulated_sequences/Deepfakes` */
  sequence: string;
  label: Verdict;
  /** The manipulation; absent of originals. */
  method?: string;
  /** Whose numbers its people have. */
  people: 'youtube' | 'actors';
  name: string;
}

/**
 * FaceForensics++: frames extracted next to the videos, `frames/<video>/<frame>.png` where `videos/<video>.mp4` is. Masks
 * of the manipulations are read where they were extracted too.
 */
export const faceForensics: Loader = {
  entry: {
    slug: 'faceforensics',
    title: 'FaceForensics++',
    kind: 'ood',
    licence: "TUM's terms of use, on request; not to be passed on",
    source: 'https://github.com/ondyari/FaceForensics',
    localisation: 'manipulated_region',
  },
  load,
};

async function load(path: string, options: LoaderOptions) {
  const { compression = 'c23', split, frames = defaultFrames } = options;
  if (!compressions.includes(compression)) {
    throw new ImportRefused(`--compression is one of ${compressions.join(', ')}, not ${compression}.`);
  }
  const root = await requireFolder(path);
  const splits = await readSplits(root);
  const all = await listVideos(root, compression);
  const videos = split === undefined ? all : ofSplit(all, split, splits);
  if (videos.length === 0) {
    const where = `original_sequences/youtube/${compression}/frames/<video>/<frame>.png`;
    throw new ImportRefused(
      `${path} holds no frames in the layout ${where}${split ? ` of the split ${split}` : ''}.`,
    );
  }
  const group = groupsOf(all, [...splits.values()].flat());
  return {
    root,
    total: videos.length,
    labels: 'original_sequences/ = real, manipulated_sequences/ = generated',
    notes: [
      `${videos.length} videos of compression ${compression}, at most ${frames} evenly spread frames of each`,
      ...(splits.size < splitNames.length
        ? ['Not all of splits/{train,val,test}.json are there: groups are told by the videos alone']
        : []),
    ],
    reference: {
      title: 'FaceForensics++ masks',
      description: 'Masks of what the manipulations changed, made with the videos; without words',
    },
    rows: framesOf(root, videos, { compression, frames, group }),
  };
}

async function listVideos(root: string, compression: string): Promise<Video[]> {
  const videos: Video[] = [];
  const add = async (of: Omit<Video, 'name'>) => {
    const names = await namesIn(join(root, of.sequence, compression, 'frames'));
    for (const name of names) videos.push({ ...of, name });
  };
  for (const people of ['youtube', 'actors'] as const) {
    await add({ sequence: `original_sequences/${people}`, label: 'real', people });
  }
  for (const method of await namesIn(join(root, 'manipulated_sequences'))) {
    const people = method === 'DeepFakeDetection' ? 'actors' : 'youtube';
    await add({ sequence: `manipulated_sequences/${method}`, label: 'generated', method, people });
  }
  return videos;
}

/** The videos that show only people of a split; the actors' videos are in none. */
function ofSplit(videos: Video[], split: string, splits: Map<string, Pairs>): Video[] {
  const pairs = splits.get(split);
  if (!pairs) {
    const known = splitNames.join(', ');
    throw new ImportRefused(`There is no splits/${split}.json; put the official ones (${known}) there.`);
  }
  const inSplit = new Set(pairs.flat());
  return videos.filter(
    ({ name, people }) =>
      people === 'youtube' && (identitiesOf(name)?.every((identity) => inSplit.has(identity)) ?? false),
  );
}

/** The group of a video. A person appears in the videos of one group only. */
function groupsOf(videos: Video[], pairs: Pairs): (video: Video) => string {
  const person = (people: Video['people'], identity: string) => `${people}:${identity}`;
  const first = identityGroups([
    ...pairs.map((pair) => pair.map((identity) => person('youtube', identity))),
    ...videos.map(({ people, name }) =>
      (identitiesOf(name) ?? []).map((identity) => person(people, identity)),
    ),
  ]);
  return ({ people, name }) => {
    const [identity] = identitiesOf(name) ?? [];
    if (identity === undefined) {
      throw new RowRefused(
        '',
        `the video's name ${name} names no person: expected are 071, 071_054 or 01_02__talking__ABC`,
      );
    }
    return first(person(people, identity));
  };
}

async function* framesOf(
  root: string,
  videos: Video[],
  { compression, frames, group }: { compression: string; frames: number; group: (video: Video) => string },
): AsyncGenerator<Taken<LoadedImage>> {
  const inOrder = new Intl.Collator('en', { numeric: true });
  for (const [index, video] of videos.entries()) {
    const { sequence, label, method, name } = video;
    const folder = `${sequence}/${compression}/frames/${name}`;
    const names = (await namesIn(join(root, folder))).toSorted((a, b) => inOrder.compare(a, b));
    for (const frame of spreadEvenly(names, frames)) {
      const file = `${folder}/${frame}`;
      yield {
        place: { file: join(root, file) },
        done: index + 1,
        prepare: async () => ({
          file,
          field: '',
          label,
          facts: { group: group(video), ...(method !== undefined && { generator: method }) },
          mask: label === 'generated' ? await findMask(root, video, compression, frame) : undefined,
        }),
      };
    }
  }
}

/** Masks lie next to the compressions, as distributed, or inside one, as DeepfakeBench puts them. */
async function findMask(
  root: string,
  { sequence, name }: Video,
  compression: string,
  frame: string,
): Promise<LoadedMask | undefined> {
  const mask = frame.replace(/\.[^.]+$/, '.png');
  for (const folder of [`${sequence}/masks/frames`, `${sequence}/${compression}/masks`]) {
    const file = `${folder}/${name}/${mask}`;
    const there = await access(join(root, file)).then(
      () => true,
      () => false,
    );
    if (there) return { field: '', shape: file };
  }
  return undefined;
}

/**
 * The official splits, lists of pairs of videos whose faces were swapped: `<split>.json` in the root, `splits/` or
 * `dataset/splits/`. Those that are not there are absent. @throws ImportRefused
 */
async function readSplits(root: string): Promise<Map<string, Pairs>> {
  const found = new Map<string, Pairs>();
  for (const split of splitNames) {
    for (const folder of ['splits', 'dataset/splits', '.']) {
      const file = join(root, folder, `${split}.json`);
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text !== undefined && !found.has(split)) found.set(split, parsePairs(text, file));
    }
  }
  return found;
}

function parsePairs(text: string, file: string): Pairs {
  try {
    return pairsSchema.parse(JSON.parse(text));
  } catch {
    throw new ImportRefused(`${file} is not a list of pairs, such as [["071", "054"], …].`);
  }
}

/** At most `n` items, in order and evenly spread: those in the middle of n equal parts. */
export function spreadEvenly<T>(items: readonly T[], n: number): T[] {
  if (items.length <= n) return [...items];
  const middles = new Set(
    Array.from({ length: n }, (_, part) => Math.floor(((part + 0.5) * items.length) / n)),
  );
  return items.filter((_, index) => middles.has(index));
}
