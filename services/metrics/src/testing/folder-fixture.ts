import type { Database } from '@fakexplain/database';
import { encodeMask, runsFromBox, type Box } from '@fakexplain/explanation';
import { addDataset, addRun, hashOf, type DatasetImage, type Said } from '@fakexplain/fixtures/catalog';
import { drawNumber } from '@fakexplain/fixtures/images';
import { addStudy, type AddedStudy } from '@fakexplain/fixtures/study';
import type { BlobStore } from '@fakexplain/service-kit/blobs';

const region = (box: Box, description: string) => ({ box, description });

/** Pictures by their names, by number; the last is lost. */
export const pictures = ['a cat', 'b, “quoted”', 'c\tphoto', 'd lost'] as const;
export const bytesOf = (number: number) => new Uint8Array(drawNumber(number + 1));
/** Hash by which the catalog knows a picture of these tests; not of its bytes. */
export const imageOf = (number: number) => hashOf(pictures[number] ?? '');

const places: DatasetImage[] = [
  { label: 'generated', generator: 'SD | 1.5', category: 'Diffusion', fold: 0, groupKey: 'video 1' },
  { label: 'generated', fold: 1 },
  { label: 'real', category: 'Others' },
  { label: 'generated' },
];

/** What people say of each picture, and a model, which says nothing that can be read of the second. */
const people: Said[] = [
  {
    verdict: 'generated',
    tags: ['texture', 'anatomy; paws'],
    reasoning: 'Odd — 猫 🐈 has',
    regions: [
      region([1, 2, 30, 40.5], 'five legs'),
      {
        ...region([10, 10, 20, 20], 'blurred\nedge'),
        mask: encodeMask(runsFromBox([10, 10, 20, 20], { width: 56, height: 56 })),
      },
      region([50, 50, 56, 56], ''),
    ],
  },
  { verdict: 'generated', regions: [region([0, 0, 5, 5], 'a corner')] },
  { verdict: 'real' },
  { verdict: 'generated', regions: [region([0, 0, 56, 56], 'all')] },
];
const model: Said[] = [
  {
    verdict: 'generated',
    probability: 0.8125,
    regions: [region([1, 2, 30, 40.5], 'five legs'), region([3, 3, 4, 4], 'x')],
    raw: { text: '<think>five legs … x</think> <verdict>generated</verdict>' },
  },
  { verdict: null, parseStatus: 'failed' },
  { verdict: 'generated', probability: 0.25, regions: [region([2, 2, 8, 8], 'nothing')] },
  { verdict: 'real' },
];

export interface FolderFixture {
  dataset: string;
  study: AddedStudy;
  blobs: Pick<BlobStore, 'get'>;
}

const blobs: FolderFixture['blobs'] = {
  async get(sha256) {
    const number = pictures.findIndex((name) => hashOf(name) === sha256);
    if (number < 0 || number === pictures.length - 1) return null;
    const bytes = bytesOf(number);
    const stream = async () => new Blob([bytes]).stream();
    return { size: bytes.length, mediaType: 'image/png', bytes: async () => bytes, stream };
  },
};

/** A dataset of four pictures, explained by people and by a model, and a closed study on the first three of them. */
export async function addFolderFixture(db: Database): Promise<FolderFixture> {
  const named = pictures.map((name, number) => [name, number] as const);
  const dataset = 'pictures';
  const datasetId = await addDataset(
    db,
    dataset,
    Object.fromEntries(
      named.map(([name, number]) => [
        name,
        { ...places[number], label: places[number]?.label ?? 'real', width: 56, height: 56 },
      ]),
    ),
    { language: 'en' },
  );
  const run = (source: string, kind: 'human' | 'model', said: Said[]) =>
    addRun(
      db,
      { source, name: `The ${source}`, kind, datasetId, reference: kind === 'human' },
      Object.fromEntries(named.map(([name, number]) => [name, said[number] ?? { verdict: 'real' }])),
    );
  const runIds = [await run('people', 'human', people), await run('model', 'model', model)];
  const study = await addStudy(db, {
    slug: 'pilot',
    datasetId,
    images: pictures.slice(0, 3),
    runIds,
    settings: { status: 'closed' },
  });
  return { dataset, study, blobs };
}
