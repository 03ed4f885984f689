import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { trainingRow, type Verdict } from '@fakexplain/explanation';
import { drawPicture } from './draw-picture.ts';

/** A set in the layout in which it is distributed, of a few pictures. */
export interface MiniatureSet {
  slug: string;
  /** What its import prints. */
  counts: string;
  /** Arguments of the one command that imports it. */
  command: string[];
  /** What its pictures are, by their paths in the dataset. */
  labels: Record<string, Verdict>;
  /** What it says about them in words. */
  texts?: Record<string, string>;
}

let seed = 0;

/** Writes miniatures of the six sets below a folder. */
export async function writeMiniatureSets(folder: string): Promise<MiniatureSet[]> {
  const write = async (path: string, content: string | Uint8Array) => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  };
  const draw = async (...paths: string[]) => {
    for (const path of paths) await write(path, drawPicture((seed += 1)));
  };
  const at = (path: string) => join(folder, path);

  await draw('FakeXplain/images/a.png', 'FakeXplain/images/b.png', 'FakeXplain/images/real.png');
  const row = (imagePath: string, verdict: Verdict) => {
    const generated = verdict === 'generated';
    const regions = generated
      ? [{ box: [40, 40, 120, 120] as const, description: 'a square in the air' }]
      : [];
    const explanation = { verdict, probability: null, tags: [], reasoning: 'Looked at.' };
    return JSON.stringify(
      trainingRow({
        imagePath,
        explanation: {
          ...explanation,
          regions: regions.map(({ box, ...rest }) => ({ box: [...box], ...rest })),
        },
      }),
    );
  };
  const rows = [
    row('images/a.png', 'generated'),
    row('images/b.png', 'generated'),
    row('images/real.png', 'real'),
  ];
  await write('FakeXplain/annotations.jsonl', rows.join('\n'));

  await draw(
    'FakeClue/test/chameleon/fake/1.png',
    'FakeClue/test/doc/fake/2.png',
    'FakeClue/test/doc/real/3.png',
    'FakeClue/test/ff++/real/youtube/c23/frames/071/9.png',
  );
  const clue = (image: string, label: 0 | 1, cate: string, text: string) => ({
    image,
    label,
    cate,
    conversations: [
      { from: 'human', value: '<image>Is it real?' },
      { from: 'gpt', value: `This is a ${label === 0 ? 'fake' : 'real'} image. ${text}` },
    ],
  });
  const clues = [
    clue('chameleon/fake/1.png', 0, 'object', 'The square has no shadow on the wall.'),
    clue('doc/fake/2.png', 0, 'doc', 'The letters of the title melt into each other.'),
    clue('doc/real/3.png', 1, 'doc', 'All letters are sharp and even.'),
    clue('ff++/real/youtube/c23/frames/071/9.png', 1, 'deepfake', 'The skin has pores and small hairs.'),
  ];
  await write('FakeClue/data_json/test.json', JSON.stringify(clues));

  await draw('Chameleon/test/0_real/a.png', 'Chameleon/test/1_fake/b.png');
  await draw('gpt-image-1/00001.png', 'gpt-image-1/00002.png', 'gpt-image-1/00003.png');

  const ff = 'FaceForensics++';
  const sequences = ['original_sequences/youtube', 'manipulated_sequences/Deepfakes'];
  const [original, deepfakes] = sequences.map((sequence) => `${sequence}/c23/frames`);
  await draw(...['071', '054'].map((video) => `${ff}/${original}/${video}/0.png`));
  await draw(...['071_054', '054_071'].map((video) => `${ff}/${deepfakes}/${video}/0.png`));
  await write(`${ff}/splits/test.json`, '[["071", "054"]]');

  await draw('MMFR/evaluation_sets/flux/0_real/a.png', 'MMFR/evaluation_sets/flux/1_fake/b.png');
  const notes = {
    'flux/0_real/a.png': { texture: 'Fine grain all over.', anatomy: null },
    'flux/1_fake/b.png': { texture: 'Plastic skin.', anatomy: 'One hand has six fingers.' },
  };
  await write('MMFR/evaluation_sets/flux_reasoning.json', JSON.stringify(notes));

  return [
    {
      slug: 'fakexplained',
      counts: '2 generated, 1 real; 0 refused',
      command: ['fakexplained', at('FakeXplain/annotations.jsonl'), '--dataset', 'fakexplained'],
      labels: { 'images/a.png': 'generated', 'images/b.png': 'generated', 'images/real.png': 'real' },
    },
    {
      slug: 'fakeclue',
      counts: '2 generated, 2 real; 0 refused',
      command: ['fakeclue', at('FakeClue'), '--split', 'test'],
      labels: {
        'test/chameleon/fake/1.png': 'generated',
        'test/doc/fake/2.png': 'generated',
        'test/doc/real/3.png': 'real',
        'test/ff++/real/youtube/c23/frames/071/9.png': 'real',
      },
      texts: {
        'test/chameleon/fake/1.png': 'The square has no shadow on the wall.',
        'test/doc/fake/2.png': 'The letters of the title melt into each other.',
        'test/doc/real/3.png': 'All letters are sharp and even.',
        'test/ff++/real/youtube/c23/frames/071/9.png': 'The skin has pores and small hairs.',
      },
    },
    {
      slug: 'chameleon',
      counts: '1 real, 1 generated; 0 refused',
      command: ['chameleon', at('Chameleon')],
      labels: { 'test/0_real/a.png': 'real', 'test/1_fake/b.png': 'generated' },
    },
    {
      slug: 'gpt-image-1',
      counts: '3 generated; 0 refused',
      command: ['gpt-image-1', at('gpt-image-1')],
      labels: { '00001.png': 'generated', '00002.png': 'generated', '00003.png': 'generated' },
    },
    {
      slug: 'faceforensics',
      counts: '2 real, 2 generated; 0 refused',
      command: ['faceforensics', at(ff), '--split', 'test', '--frames', '1'],
      labels: {
        [`${original}/054/0.png`]: 'real',
        [`${original}/071/0.png`]: 'real',
        [`${deepfakes}/054_071/0.png`]: 'generated',
        [`${deepfakes}/071_054/0.png`]: 'generated',
      },
    },
    {
      slug: 'mmfr',
      counts: '1 real, 1 generated; 0 refused',
      command: ['mmfr', at('MMFR')],
      labels: {
        'evaluation_sets/flux/0_real/a.png': 'real',
        'evaluation_sets/flux/1_fake/b.png': 'generated',
      },
      texts: {
        'evaluation_sets/flux/0_real/a.png': 'Fine grain all over.',
        'evaluation_sets/flux/1_fake/b.png': 'One hand has six fingers. Plastic skin.',
      },
    },
  ];
}
