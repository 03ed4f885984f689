import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { trainingRow, type Explanation } from '@fakexplain/explanation';
import { drawImage, drawMask } from '@fakexplain/fixtures/images';

export type Files = Record<string, string | Uint8Array>;

/** Writes files by their paths below a folder. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

export const jsonLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Pictures of 320 × 240 pixels at these paths; `set` tells them from those of other sets. */
const pictures = (set: number, paths: readonly string[]): Files =>
  Object.fromEntries(paths.map((path, index) => [path, drawImage(set * 10 + index + 1)]));

const real: Explanation = {
  verdict: 'real',
  probability: null,
  tags: [],
  reasoning: 'Nothing stands out.',
  regions: [],
};

const annotations: [path: string, Explanation][] = [
  ['images/r1.png', real],
  ['images/r2.png', real],
  [
    'images/g1.png',
    {
      ...real,
      verdict: 'generated',
      reasoning: '',
      regions: [{ box: [40, 40, 120, 120], description: 'the square is dark' }],
    },
  ],
  [
    'images/g2.png',
    {
      ...real,
      verdict: 'generated',
      reasoning: '',
      regions: [
        { box: [0, 0, 100, 100], description: 'bent edge' },
        { box: [50, 50, 150, 150], description: 'blurred corner' },
      ],
    },
  ],
];

const fakeXplainedManifest = `dataset:
  slug: fakexplained
  title: FakeXplained
  kind: in_distribution
  licence: CC0-1.0
  source: made for a test
  localisation: visible_artifact
human:
  slug: annotators
  name: Annotators
images:
  images/g1.png: { category: Diffusion, generator: SDXL }
  images/g2.png: { category: GAN, generator: StyleGAN }
`;

const clue = (image: string, label: 0 | 1, answer: string) => ({
  image,
  label,
  cate: 'object',
  width: 320,
  height: 240,
  conversations: [
    { from: 'human', value: '<image>Is this image real or fake?' },
    { from: 'gpt', value: answer },
  ],
});

const ffReal = 'original_sequences/youtube/c23/frames';
const ffFake = 'manipulated_sequences/Deepfakes';

/** A set in the layout in which it is distributed. */
interface DistributedSet {
  /** Of the dataset and of the folder that holds it. */
  slug: string;
  title: string;
  files: Files;
  /** What follows `npm run fakexplain -- import` in its one command. */
  command: (folder: string) => string[];
  /** What the command says of its labels. */
  counts: string;
}

export const distributedSets: DistributedSet[] = [
  {
    slug: 'fakexplained',
    title: 'FakeXplained',
    files: {
      ...pictures(
        0,
        annotations.map(([path]) => path),
      ),
      'annotations.jsonl': jsonLines(
        annotations.map(([imagePath, explanation]) => trainingRow({ imagePath, explanation })),
      ),
      'manifest.yaml': fakeXplainedManifest,
    },
    command: (folder) => [
      'fakexplained',
      join(folder, 'annotations.jsonl'),
      '--manifest',
      join(folder, 'manifest.yaml'),
    ],
    counts: '2 real, 2 generated; 0 refused',
  },
  {
    slug: 'chameleon',
    title: 'Chameleon',
    files: pictures(1, [
      'test/0_real/1.png',
      'test/0_real/2.png',
      'test/1_fake/3.png',
      'test/1_fake/4.png',
      'test/1_fake/5.png',
    ]),
    command: (folder) => ['chameleon', folder],
    counts: '2 real, 3 generated; 0 refused',
  },
  {
    slug: 'faceforensics',
    title: 'FaceForensics++',
    files: {
      ...pictures(2, [
        `${ffReal}/071/10.png`,
        `${ffReal}/054/20.png`,
        `${ffFake}/c23/frames/071_054/30.png`,
        `${ffFake}/c23/frames/071_054/40.png`,
      ]),
      [`${ffFake}/masks/frames/071_054/30.png`]: drawMask([40, 40, 120, 120]),
      [`${ffFake}/masks/frames/071_054/40.png`]: drawMask([40, 40, 120, 120]),
      'splits/train.json': '[]',
      'splits/val.json': '[]',
      'splits/test.json': '[["071", "054"]]',
    },
    command: (folder) => ['faceforensics', folder],
    counts: '2 real, 2 generated; 0 refused',
  },
  {
    slug: 'fakeclue',
    title: 'FakeClue',
    files: {
      ...pictures(3, [
        'test/chameleon/fake/1.png',
        'test/chameleon/real/2.png',
        'test/doc/real/3.png',
        'test/doc/fake/4.png',
      ]),
      'data_json/test.json': JSON.stringify([
        clue('chameleon/fake/1.png', 0, 'This is a fake image. The petals repeat.'),
        clue('chameleon/real/2.png', 1, 'This is a real image. The grain is even.'),
        clue('doc/real/3.png', 1, 'This is a real image. The letters are sharp.'),
        clue('doc/fake/4.png', 0, 'This is a fake image. The letters melt.'),
      ]),
    },
    command: (folder) => ['fakeclue', folder],
    counts: '2 generated, 2 real; 0 refused',
  },
  {
    slug: 'gpt-image-1',
    title: 'GPT-Image-1',
    files: pictures(4, ['00001.png', '00002.png', '00003.png']),
    command: (folder) => ['gpt-image-1', folder],
    counts: '3 generated; 0 refused',
  },
  {
    slug: 'mmfr',
    title: 'MMFR-Dataset',
    files: {
      ...pictures(5, [
        'evaluation_sets/flux/0_real/a.png',
        'evaluation_sets/flux/1_fake/b.png',
        'evaluation_sets/flux/1_fake/c.png',
      ]),
      'evaluation_sets/flux_reasoning.json': JSON.stringify({
        'flux/0_real/a.png': { texture: 'Fine grain.', lighting: null },
        'flux/1_fake/b.png': { texture: 'Plastic skin.', anatomy: 'Six fingers.' },
        'flux/1_fake/c.png': { texture: 'Plastic hair.', anatomy: null },
      }),
    },
    command: (folder) => ['mmfr', folder],
    counts: '1 real, 2 generated; 0 refused',
  },
];
