import { join } from 'node:path';
import type { Region, Verdict } from '@fakexplain/explanation';
import { drawMask } from '@fakexplain/fixtures/images';
import { jsonLines, type Files } from './distributed-sets.ts';

const said = (image: string, verdict: Verdict, ...regions: Region[]) => ({
  image,
  explanation: { verdict, regions },
});
const ff = {
  real: 'original_sequences/youtube/c23/frames',
  fake: 'manipulated_sequences/Deepfakes/c23/frames/071_054',
};

/** What one model says of each set, in our own form, by the slug of the set. */
export const arbiter: Record<string, object[]> = {
  fakexplained: [
    said('images/r1.png', 'real'),
    said('images/r2.png', 'generated', { box: [0, 0, 32, 24], description: 'odd' }),
    // Half of the square, with a word too many: IoU 3,200 / 6,400; ROUGE-L of 4 words of 5 and 4 of 4.
    said('images/g1.png', 'generated', { box: [40, 40, 120, 80], description: 'the square is very dark' }),
    // Around both squares, which cover 17,500 of its 22,500 pixels; 2 words of 2 and 2 of 4.
    said('images/g2.png', 'generated', { box: [0, 0, 150, 150], description: 'bent corner' }),
  ],
  chameleon: [
    said('test/0_real/1.png', 'real'),
    said('test/0_real/2.png', 'real'),
    said('test/1_fake/3.png', 'generated'),
    said('test/1_fake/4.png', 'real'),
    said('test/1_fake/5.png', 'generated'),
  ],
  faceforensics: [
    said(`${ff.real}/071/10.png`, 'real'),
    said(`${ff.real}/054/20.png`, 'real'),
    said(`${ff.fake}/30.png`, 'generated', { box: [40, 40, 120, 120], description: 'a face of another' }),
    said(`${ff.fake}/40.png`, 'real'),
  ],
  fakeclue: [
    said('test/chameleon/fake/1.png', 'generated'),
    said('test/chameleon/real/2.png', 'generated'),
    said('test/doc/real/3.png', 'real'),
    said('test/doc/fake/4.png', 'real'),
  ],
  'gpt-image-1': [said('00001.png', 'generated'), said('00002.png', 'real'), said('00003.png', 'real')],
  mmfr: [
    said('evaluation_sets/flux/0_real/a.png', 'real'),
    said('evaluation_sets/flux/1_fake/b.png', 'generated'),
    said('evaluation_sets/flux/1_fake/c.png', 'generated'),
  ],
};

/** A file of another model's raw texts of the first set, one of which cannot be read. */
export const guesser = [
  { source: { slug: 'guesser', name: 'Guesser', kind: 'model' }, grammar: 'qwen2.5-vl', space: 'original' },
  { image: 'images/r1.png', text: '<verdict>generated</verdict>' },
  { image: 'images/r2.png', text: '<verdict>real</verdict>' },
  { image: 'images/g1.png', text: 'I would rather not say.' },
  said(
    'images/g2.png',
    'generated',
    {
      box: [0, 0, 100, 100],
      description: 'bent edge',
    },
    { box: [50, 50, 150, 150], description: 'blurred corner' },
  ),
];

const answers = [
  ['test/chameleon/fake/1.png', 'This is a fake image. The petals repeat.'],
  ['test/chameleon/real/2.png', 'This is a real image. The grain is even.'],
  ['test/doc/real/3.png', 'A page of a book.'],
  ['test/doc/fake/4.png', 'This is a real image. The letters are sharp.'],
];
const not = 'The picture has not been tampered with.';
const has = 'The picture has been tampered with. The jaw is blurred.';

interface Native {
  /** Of the source. */
  name: string;
  files: Files;
  /** What follows `npm run fakexplain -- import predictions`. */
  command: (folder: string) => string[];
}

/** What models say as their own programs write it, by the slug of the source. */
export const natives: Record<string, Native> = {
  legion: {
    files: {
      ...Object.fromEntries(
        ['r1', 'r2', 'g1', 'g2'].map((name) => [
          `out/${name}.png/explanation.json`,
          JSON.stringify({ [`/data/${name}.png`]: `<p> The square </p> [SEG] of ${name}.` }),
        ]),
      ),
      'out/r1.png/mask.png': drawMask(),
      'out/r2.png/mask.png': drawMask(),
      'out/g1.png/mask.png': drawMask([40, 40, 120, 120]),
      'verdicts.csv': 'image,verdict\nr1.png,real\nr2.png,real\ng1.png,fake\ng2.png,fake\n',
    },
    command: (folder) => [
      'legion',
      join(folder, 'out'),
      '--dataset',
      'fakexplained',
      '--verdicts',
      join(folder, 'verdicts.csv'),
    ],
    name: 'LEGION',
  },
  npr: {
    files: {
      'scores.csv':
        'image,score\ntest/0_real/1.png,0.2\ntest/0_real/2.png,0.6\ntest/1_fake/3.png,0.9\ntest/1_fake/4.png,0.4\ntest/1_fake/5.png,0.7\n',
    },
    command: (folder) => ['scores', join(folder, 'scores.csv'), '--dataset', 'chameleon'],
    name: 'NPR',
  },
  fakeshield: {
    files: {
      'DTE-FDM_output.jsonl': jsonLines([
        { image: `${ff.real}/071/10.png`, outputs: not },
        { image: `${ff.real}/054/20.png`, outputs: has },
        { image: `${ff.fake}/30.png`, outputs: has },
        { image: `${ff.fake}/40.png`, outputs: has },
      ]),
      'masks/10.png': drawMask(),
      'masks/20.png': drawMask(),
      'masks/30.png': drawMask([40, 40, 120, 80]),
    },
    command: (folder) => [
      'fakeshield',
      join(folder, 'DTE-FDM_output.jsonl'),
      '--dataset',
      'faceforensics',
      '--masks',
      join(folder, 'masks'),
    ],
    name: 'FakeShield',
  },
  fakevlm: {
    files: { 'output.json': JSON.stringify(answers.map(([image_path, output]) => ({ image_path, output }))) },
    command: (folder) => ['fakevlm', join(folder, 'output.json'), '--dataset', 'fakeclue'],
    name: 'FakeVLM',
  },
  dire: {
    files: {
      'scores.jsonl': jsonLines([
        { image: '00001.png', score: 0.1 },
        { image: '00002.png', score: 0.3 },
        { image: '00003.png', score: 0.8 },
      ]),
    },
    command: (folder) => [
      'scores',
      join(folder, 'scores.jsonl'),
      '--dataset',
      'gpt-image-1',
      '--positive',
      'real',
    ],
    name: 'DIRE',
  },
  defake: {
    files: {
      'flux.csv':
        'path,label,pred\nevaluation_sets/flux/0_real/a.png,1,1\nevaluation_sets/flux/1_fake/b.png,0,0\nevaluation_sets/flux/1_fake/c.png,0,-1\n',
    },
    command: (folder) => ['mllm-defake', join(folder, 'flux.csv'), '--dataset', 'mmfr'],
    name: 'DeFake',
  },
};

/** `[right or summed, images]` by dataset, model and metric, as counted by hand from what stands above. */
export const expectedValues: Record<string, Record<string, Record<string, [sum: number, n: number]>>> = {
  fakexplained: {
    Arbiter: { acc: [3, 4], iou_union: [1 / 2 + 7 / 9, 2], rouge_l: [8 / 9 + 2 / 3, 2], parse_ok: [4, 4] },
    Guesser: { acc: [2, 4], iou_union: [0 + 1, 2], rouge_l: [0 + 1, 2], coverage: [3, 4] },
    LEGION: { acc: [4, 4], iou_union: [1 + 0, 2], parse_ok: [3, 4] },
  },
  chameleon: {
    Arbiter: { acc: [4, 5], recall: [2, 3] },
    NPR: { acc: [3, 5], recall: [2, 3] },
  },
  faceforensics: {
    Arbiter: { acc: [3, 4], iou_union: [1 + 0, 2] },
    FakeShield: { acc: [3, 4], iou_union: [1 / 2 + 0, 2], parse_ok: [3, 4] },
  },
  fakeclue: {
    Arbiter: { acc: [2, 4] },
    FakeVLM: { acc: [2, 4], coverage: [3, 4], rouge_l: [1 + 1 + 0 + 4 / 7, 4] },
  },
  'gpt-image-1': { Arbiter: { recall: [1, 3] }, DIRE: { recall: [2, 3] } },
  mmfr: { Arbiter: { acc: [3, 3] }, DeFake: { acc: [2, 3], coverage: [2, 3] } },
};
