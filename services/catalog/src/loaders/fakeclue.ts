import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { normalisePath } from '../images/locate-image.ts';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import { requireFolder } from '../rows/require-file.ts';
import type { PlaceFacts } from '../datasets/store-images.ts';
import type { Taken } from '../rows/take-rows.ts';
import { readFakeClueRow } from './fakeclue-row.ts';
import type { LoadedImage, Loader } from './loaded-set.ts';
import { identitiesOf, identityGroups } from './video-identities.ts';

const splits = ['train', 'test'] as const;
type Split = (typeof splits)[number];

/** FakeClue: `data_json/{train,test}.json` beside the extracted archives, whose paths may or may not repeat the split. */
export const fakeClue: Loader = {
  entry: {
    slug: 'fakeclue',
    title: 'FakeClue',
    kind: 'ood',
    licence: 'Apache-2.0, as its card says; holds FaceForensics++ and Chameleon images under stricter terms',
    source: 'https://huggingface.co/datasets/lingcco/FakeClue',
    localisation: 'whole_image',
  },
  async load(path, { split }) {
    const root = await requireFolder(path);
    const wanted = splits.filter((name) => split === undefined || split === name);
    if (wanted.length === 0) throw new ImportRefused(`--split is one of ${splits.join(', ')}, not ${split}.`);
    const parts = [];
    for (const name of wanted) parts.push({ split: name, rows: await readSplit(root, name) });
    const found = parts.flatMap(({ split, rows }) => (rows ? [{ split, rows }] : []));
    if (found.length === 0) {
      throw new ImportRefused(`${path} has no data_json/${wanted.join('.json or data_json/')}.json.`);
    }
    const group = identityGroups(
      found.flatMap(({ rows }) =>
        rows.flatMap((row) => {
          const people = peopleOf(imageOf(row));
          return people ? [people] : [];
        }),
      ),
    );
    return {
      root,
      total: found.reduce((sum, { rows }) => sum + rows.length, 0),
      labels: '0 = generated (fake), 1 = real, as FakeClue writes them',
      notes: [],
      reference: {
        title: 'FakeClue answers',
        description:
          "FakeClue's answers without the sentence of the verdict; made by models, without regions",
      },
      rows: rowsOf(root, found, group),
    };
  },
};

async function readSplit(root: string, split: Split): Promise<unknown[] | undefined> {
  const file = join(root, 'data_json', `${split}.json`);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const rows: unknown = JSON.parse(text);
    if (Array.isArray(rows)) return rows;
  } catch (error) {
    throw new ImportRefused(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new ImportRefused(`${file} is no list of rows.`);
}

function* rowsOf(
  root: string,
  parts: { split: Split; rows: unknown[] }[],
  group: (identity: string) => string,
): Generator<Taken<LoadedImage>> {
  let done = 0;
  for (const { split, rows } of parts) {
    const file = join(root, 'data_json', `${split}.json`);
    for (const [index, json] of rows.entries()) {
      done += 1;
      yield {
        place: { file, field: `[${index}]` },
        done,
        prepare: async () => {
          const { image, label, category, text } = readFakeClueRow(json);
          const inSplit = normalisePath(image, 'image').replace(new RegExp(`^(?:${split}/)+`), '');
          return {
            file: await findFile(root, split, inSplit),
            path: `${split}/${inSplit}`,
            field: 'image',
            label,
            text,
            facts: { ...(category !== undefined && { category }), ...factsOfVideo(inSplit, label, group) },
          };
        },
      };
    }
  }
}

async function findFile(root: string, split: Split, inSplit: string): Promise<string> {
  const candidates = [`${split}/${inSplit}`, `${split}/${split}/${inSplit}`, inSplit];
  for (const candidate of candidates) {
    const there = await access(join(root, candidate)).then(
      () => true,
      () => false,
    );
    if (there) return candidate;
  }
  throw new RowRefused('image', `there is no file ${candidates.join(', nor ')}`);
}

const frame = /(?:^|\/)ff\+\+\/(?:real|fake)\/(?:(.+)\/)?(?:c0|c23|c40|raw)\/frames\/([^/]+)\/[^/]+$/;

/** People in the video of a frame of FaceForensics++. */
function peopleOf(image: string): string[] | null {
  const [, , video] = frame.exec(image) ?? [];
  return video === undefined ? null : identitiesOf(video);
}

const imageOf = (row: unknown): string =>
  typeof row === 'object' && row !== null && 'image' in row && typeof row.image === 'string' ? row.image : '';

function factsOfVideo(image: string, label: string, group: (identity: string) => string): PlaceFacts {
  const [, method] = frame.exec(image) ?? [];
  const [person] = peopleOf(image) ?? [];
  return {
    ...(label === 'generated' && method !== undefined && { generator: method }),
    ...(person !== undefined && { group: `ff++:${group(person)}` }),
  };
}
