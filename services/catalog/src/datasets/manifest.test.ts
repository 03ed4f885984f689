import { expect, test } from 'vitest';
import { ImportRefused } from '../rows/refusal.ts';
import { parseManifest } from './manifest.ts';

const dataset = `
dataset:
  slug: birds
  title: Birds
  kind: ood
  licence: CC0-1.0
  source: https://example.org/birds
  localisation: visible_artifact
`;

test('a manifest tells the dataset, the annotators and facts of images by path', () => {
  const manifest = parseManifest(
    `${dataset}
human: { slug: bird-people, name: Bird people }
images:
  ./owls/1.png: { generator: SD 1.5, category: Diffusion, fold: 3, group: owl }
  __proto__: { fold: 1 }
`,
    'm.yaml',
  );
  expect(manifest.dataset).toMatchObject({ slug: 'birds', kind: 'ood', source: 'https://example.org/birds' });
  expect(manifest.human).toEqual({
    slug: 'bird-people',
    name: 'Bird people',
    kind: 'human',
    demo: false,
    description: '',
  });
  expect(manifest.images.get('owls/1.png')).toEqual({
    generator: 'SD 1.5',
    category: 'Diffusion',
    fold: 3,
    group: 'owl',
  });
});

test('only the dataset is needed', () => {
  const manifest = parseManifest(dataset, 'm.yaml');
  expect(manifest.human).toBeUndefined();
  expect(manifest.images.size).toBe(0);
});

test.each([
  ['not YAML', 'dataset: [', /m\.yaml is not YAML/],
  ['a key twice', `${dataset}${dataset}`, /not YAML: Map keys must be unique/],
  ['nothing', '', /the file/],
  ['an unknown kind', dataset.replace('ood', 'birdish'), /dataset\.kind/],
  ['a misspelt field', dataset.replace('licence', 'license'), /license/],
  ['a fold beyond', `${dataset}images: { a.png: { fold: 4 } }`, /images\.a\.png\.fold/],
  ['an unknown category', `${dataset}images: { a.png: { category: VAE } }`, /images\.a\.png\.category/],
  [
    'no language',
    dataset.replace('  kind', '  language: not one\n  kind'),
    /dataset\.language: "not one" is no tag/,
  ],
  ['a path that leads out', `${dataset}images: { ../a.png: { fold: 1 } }`, /leads out/],
  ['a bomb of aliases', aliases(), /not YAML.*alias/i],
])('%s is refused', (_, text, reason) => {
  expect(() => parseManifest(text, 'm.yaml')).toThrow(ImportRefused);
  expect(() => parseManifest(text, 'm.yaml')).toThrow(reason);
});

function aliases(): string {
  const lines = Array.from({ length: 9 }, (_, n) => {
    const before = n === 0 ? 'x' : `*a${n - 1}`;
    return `a${n}: &a${n} [${Array(9).fill(before).join(', ')}]`;
  });
  return lines.join('\n');
}
