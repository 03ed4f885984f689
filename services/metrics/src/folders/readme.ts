import { filledTables, inOneSentence, limitations, rowsIn, type FolderSummary } from './summary.ts';
import { folderTables, type FolderColumn } from './tables.ts';

/** The number of images as the Hugging Face Hub names it. */
function sizeCategory(images: number): string {
  const steps = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];
  const names = ['n<1K', '1K<n<10K', '10K<n<100K', '100K<n<1M', '1M<n<10M'];
  return names[steps.findIndex((step) => images < step)] ?? 'n>10M';
}

/** Texts as YAML and JSON both have them. */
const quoted = (text: string) => JSON.stringify(text);

/** A dataset card: its configurations for machines, and for people what stands in each. */
export function readme(summary: FolderSummary): string {
  const { subject, files, sources, labels, madeAt } = summary;
  const licences = subject.datasets.map(({ title, licence }) => `- ${title}: ${licence || 'not stated'}`);
  const origins = subject.datasets.flatMap(({ title, origin }) => (origin ? [`- ${title}: ${origin}`] : []));
  const front = [
    '---',
    `pretty_name: ${quoted(subject.title)}`,
    'license: other',
    'task_categories: [image-classification, image-to-text, object-detection]',
    'tags: [ai-generated-image-detection, explanations, croissant]',
    `size_categories: [${quoted(sizeCategory(rowsIn(files.images)))}]`,
    'configs:',
    ...filledTables(summary).flatMap((table) => [
      `- config_name: ${table}`,
      ...(table === 'images' ? ['  default: true'] : []),
      '  data_files:',
      '  - split: train',
      `    path: data/${table}-*.parquet`,
    ]),
    '---',
  ];
  const body = [
    `# ${subject.title}`,
    inOneSentence(summary),
    [
      '```python',
      'from datasets import load_dataset',
      '',
      "images = load_dataset('path/of/this/folder', 'images', split='train')",
      "explanations = load_dataset('path/of/this/folder', 'explanations', split='train')",
      '```',
    ].join('\n'),
    'The split is called `train` because readers expect one of that name; it says nothing of what the images are for. `fold` parts them for cross-validation. Boxes are `[x1, y1, x2, y2]` in pixels of the original image, half-open. `croissant.json` describes the same tables.',
    '## What to know',
    limitations(summary)
      .map((line) => `- ${line}`)
      .join('\n'),
    '## Images',
    table(
      ['label', 'generator', 'images'],
      labels.map(({ label, generator, images }) => [label, generator ?? '', String(images)]),
    ),
    '## Sources',
    subject.blinded
      ? 'Withheld while the study is open.'
      : table(
          ['source', 'name', 'kind', 'explanations'],
          sources.map(({ slug, name, kind, explanations }) => [slug, name, kind, String(explanations)]),
        ),
    ...filledTables(summary).flatMap((name) => [
      `## ${name}`,
      `${folderTables[name].description} ${rowsIn(files[name])} rows.`,
      table(
        ['column', 'meaning'],
        folderTables[name].columns.map(({ name: own, description }: FolderColumn) => [own, description]),
      ),
    ]),
    '## Licences',
    licences.join('\n'),
    ...(origins.length > 0 ? ['## Origin', origins.join('\n')] : []),
    `Made by FakeXplain Arena on ${madeAt.toISOString().slice(0, 10)}.`,
  ];
  return `${front.join('\n')}\n\n${body.join('\n\n')}\n`;
}

const table = (heading: string[], rows: string[][]): string =>
  [heading, heading.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(inCell).join(' | ')} |`)
    .join('\n');

const inCell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
