import { decodeMask, maskArea, maskSchema } from '@fakexplain/explanation';
import { type DatasetFolder, datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { drawnImage } from '@fakexplain/fixtures/images';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { contentOf, useCatalog } from '../testing/use-catalog.ts';
import { loading } from '../testing/loading.ts';

const catalog = useCatalog();
let seed = 0;

async function video(
  folder: DatasetFolder,
  sequence: string,
  name: string,
  frames: number,
  compression = 'c23',
) {
  for (let frame = 0; frame < frames; frame += 1) {
    seed += 1;
    await folder.write(
      `${sequence}/${compression}/frames/${name}/${frame}.png`,
      await drawnImage(seed, { format: 'png' }),
    );
  }
}

/** 64 × 48, white from (10, 5) to (30, 25) or black. */
function mask(white: boolean): Promise<Buffer> {
  const patch = sharp({
    create: { width: 20, height: 20, channels: 3, background: white ? '#fff' : '#000' },
  });
  return patch.extend({ left: 10, right: 34, top: 5, bottom: 23, background: '#000' }).png().toBuffer();
}

async function miniature() {
  const folder = await datasetFolder();
  for (const name of ['071', '054', '012']) await video(folder, 'original_sequences/youtube', name, 3);
  await video(folder, 'original_sequences/youtube', '071', 1, 'c40');
  await video(folder, 'original_sequences/actors', '01__talking', 1);
  await video(folder, 'manipulated_sequences/Deepfakes', '071_054', 3);
  await video(folder, 'manipulated_sequences/Deepfakes', '012_026', 3);
  await video(folder, 'manipulated_sequences/DeepFakeDetection', '01_02__talking__ABCDEFGH', 1);
  await folder.write('manipulated_sequences/Deepfakes/masks/frames/071_054/1.png', await mask(true));
  await folder.write('manipulated_sequences/Deepfakes/masks/frames/071_054/0.png', await mask(false));
  await folder.write('splits/train.json', '[["012", "026"]]');
  await folder.write('splits/val.json', '[]');
  await folder.write('splits/test.json', '[["071", "054"]]');
  return folder;
}

test('videos by compression, labels by sequence, people who share faces in one group and fold', async () => {
  const folder = await miniature();
  const { summary, said } = await loading(catalog(), 'faceforensics', folder.path);
  expect(summary).toMatchObject({ added: { real: 10, generated: 7 }, refused: 0 });
  expect(said).toEqual([
    'Labels: original_sequences/ = real, manipulated_sequences/ = generated.',
    '7 videos of compression c23, at most 32 evenly spread frames of each.',
  ]);
  const { images } = await contentOf(catalog(), 'faceforensics');
  const groups = new Map<unknown, Set<unknown>>();
  for (const { path, group_key: group, generator, fold } of images) {
    const [, , , , name] = z.string().parse(path).split('/');
    groups.set(group, (groups.get(group) ?? new Set()).add(`${name} ${generator ?? 'original'} ${fold}`));
  }
  const fold = (name: string) => images.find(({ path }) => String(path).includes(`/${name}/`))?.['fold'];
  expect(groups).toEqual(
    new Map([
      [
        'actors:01',
        new Set([
          `01__talking original ${fold('01__talking')}`,
          `01_02__talking__ABCDEFGH DeepFakeDetection ${fold('01__talking')}`,
        ]),
      ],
      ['youtube:012', new Set([`012 original ${fold('012')}`, `012_026 Deepfakes ${fold('012')}`])],
      [
        'youtube:054',
        new Set(['054 original', '071 original', '071_054 Deepfakes'].map((of) => `${of} ${fold('054')}`)),
      ],
    ]),
  );
});

test('masks become regions without words; a black one marks nothing', async () => {
  const folder = await miniature();
  await loading(catalog(), 'faceforensics', folder.path, { dataset: 'ff-masks', split: 'test' });
  const { explanations } = await contentOf(catalog(), 'ff-masks');
  expect(explanations).toMatchObject([
    {
      source: 'ff-masks-reference',
      path: 'manipulated_sequences/Deepfakes/c23/frames/071_054/0.png',
      regions: [],
    },
    {
      path: 'manipulated_sequences/Deepfakes/c23/frames/071_054/1.png',
      verdict: 'generated',
      reasoning: '',
      regions: [{ box: [10, 5, 30, 25], description: '' }],
    },
  ]);
  const [region] = z.array(z.object({ mask: maskSchema })).parse(explanations[1]?.['regions']);
  expect(region && maskArea(decodeMask(region.mask))).toBe(400);
});

test('a split keeps videos of its own people, a number of frames spreads them', async () => {
  const folder = await miniature();
  const said = { dataset: 'ff-test', split: 'test', frames: 1 };
  const { summary } = await loading(catalog(), 'faceforensics', folder.path, said);
  expect(summary).toMatchObject({ added: { real: 2, generated: 1 } });
  const { images } = await contentOf(catalog(), 'ff-test');
  expect(images.map(({ path }) => path)).toEqual([
    'manipulated_sequences/Deepfakes/c23/frames/071_054/1.png',
    'original_sequences/youtube/c23/frames/054/1.png',
    'original_sequences/youtube/c23/frames/071/1.png',
  ]);
});

test.each([
  [{ compression: 'c41' }, /--compression is one of raw, c0, c23, c40, not c41/],
  [{ compression: 'raw' }, /holds no frames in the layout original_sequences\/youtube\/raw\/frames/],
  [{ split: 'holdout' }, /There is no splits\/holdout\.json/],
])('%j is refused', async (more, reason) => {
  const folder = await miniature();
  await expect(loading(catalog(), 'faceforensics', folder.path, more)).rejects.toThrow(reason);
});

test('a video whose name tells nobody, and a mask of another size, are refused by frame', async () => {
  const folder = await datasetFolder();
  await video(folder, 'original_sequences/youtube', 'intro', 1);
  await video(folder, 'manipulated_sequences/FaceSwap', '001_002', 1);
  const small = await drawnImage(9, { width: 8, height: 8, format: 'png' });
  await folder.write('manipulated_sequences/FaceSwap/c23/masks/001_002/0.png', small);
  const { summary, refusals } = await loading(catalog(), 'faceforensics', folder.path, {
    dataset: 'ff-odd',
  });
  expect(summary).toMatchObject({ added: {}, refused: 2 });
  expect(refusals).toEqual([
    expect.stringMatching(/intro\/0\.png: the video's name intro names no person/),
    expect.stringMatching(/001_002\/0\.png: the mask has 8 × 8 pixels, its image 64 × 48$/),
  ]);
});
