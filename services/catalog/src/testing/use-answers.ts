import { lines, row, temporaryFolder } from '@fakexplain/fixtures/dataset-folder';
import sharp from 'sharp';
import { beforeAll } from 'vitest';
import { importTrainingRows } from '../datasets/import-training-rows.ts';
import { importExplanations, type ExplanationsImport } from '../explanations/import-explanations.ts';
import { formatRefusal } from '../rows/refusal.ts';
import { contentOf, useCatalog } from './use-catalog.ts';

/** Images of the dataset `four`, 64 × 48 pixels each; the first two are generated. */
export const answeredImages = ['a-001', 'a-002', 'r-001', 'r-002'].map((name) => `images/${name}.png`);

/**
 * A catalog with the dataset `four`; call at the top of the file.
 * @returns imports a file by a source of its own, and says what became of it
 */
export function useAnswers() {
  const catalog = useCatalog();
  beforeAll(async () => {
    const folder = await temporaryFolder();
    for (const [index, name] of answeredImages.entries()) {
      const background = { r: 40 * index, g: 90, b: 7 };
      const picture = sharp({ create: { width: 64, height: 48, channels: 3, background } });
      await folder.write(name, await picture.png().toBuffer());
    }
    const dataset = { slug: 'four', title: 'Four', kind: 'other', licence: '', source: '' } as const;
    await importTrainingRows({
      ...catalog(),
      file: await folder.write(
        'rows.jsonl',
        lines(answeredImages.map((name, index) => (index < 2 ? row(name, [4, 4, 9, 9]) : row(name)))),
      ),
      imagesFolder: folder.path,
      manifest: { dataset: { ...dataset, localisation: 'visible_artifact' }, images: new Map() },
    });
    await folder.remove();
  });

  let sources = 0;
  return async function bring(file: string, { answers, ...more }: Partial<ExplanationsImport> = {}) {
    sources += 1;
    const slug = `source-${sources}`;
    const told: string[] = [];
    const said: string[] = [];
    const { summary, notes } = await importExplanations(
      {
        ...catalog(),
        file,
        dataset: 'four',
        source: { slug, kind: 'model' },
        answers: answers ?? {},
        ...more,
      },
      {
        onRefusal: (refusal) => told.push(formatRefusal(refusal).slice(file.length)),
        say: (line) => said.push(line),
      },
    );
    const { explanations } = await contentOf(catalog(), 'four');
    const rows = explanations.filter(({ source }) => source === slug);
    return { summary, notes, told, said, rows, understood: summary.understood.lines() };
  };
}
