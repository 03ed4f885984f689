import { whileOpen, type catalog } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { studiesWithholdingImage } from '@fakexplain/database/embargo';
import { catalogSchema } from '@fakexplain/database/schema';
import { coordinateSpaceSchema, grammarSchema } from '@fakexplain/explanation';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import { eq } from 'drizzle-orm';

const { datasetImages, datasets, explanations, images, runs, sources } = catalogSchema;

export interface FoundImage {
  image: typeof images.$inferSelect;
  /** The studies for which it is under embargo now. */
  embargo: catalog.Image['embargo'];
}

/** An image as the catalog has it. @throws ProblemError `not-found`; `embargoed`, except to maintainers */
export async function findImage(db: Database, sha256: string, reader: Reader): Promise<FoundImage> {
  const [[image], embargo] = await Promise.all([
    db.select().from(images).where(eq(images.sha256, sha256)),
    studiesWithholdingImage(db, sha256),
  ]);
  if (!image) throw new ProblemError('not-found', { detail: `There is no image ${sha256}.` });
  if (embargo.length > 0 && reader === 'public')
    throw new ProblemError('embargoed', {
      detail: `The image, its label and all that is said of it are withheld ${whileOpen(embargo)}.`,
    });
  return { image, embargo };
}

/** One image, where it stands, and what every source said of it. @throws ProblemError as `findImage` does */
export async function readImage(db: Database, sha256: string, reader: Reader): Promise<catalog.Image> {
  const { image, embargo } = await findImage(db, sha256, reader);
  const [places, said] = await Promise.all([
    db
      .select({
        slug: datasets.slug,
        title: datasets.title,
        kind: datasets.kind,
        path: datasetImages.path,
        label: datasetImages.label,
        generator: datasetImages.generator,
        category: datasetImages.category,
        fold: datasetImages.fold,
      })
      .from(datasetImages)
      .innerJoin(datasets, eq(datasets.id, datasetImages.datasetId))
      .where(eq(datasetImages.imageSha256, sha256))
      .orderBy(datasets.slug),
    db
      .select({ explanation: explanations, run: runs, source: sources })
      .from(explanations)
      .innerJoin(runs, eq(runs.id, explanations.runId))
      .innerJoin(sources, eq(sources.id, runs.sourceId))
      .where(eq(explanations.imageSha256, sha256))
      .orderBy(sources.slug, runs.title, explanations.id),
  ]);
  return {
    sha256,
    width: image.width,
    height: image.height,
    mediaType: image.mediaType,
    byteSize: image.byteSize,
    datasets: places,
    embargo,
    explanations: said.map(({ explanation, run, source }) => ({
      id: explanation.id,
      source: { slug: source.slug, name: source.name, kind: source.kind, demo: source.demo },
      run: { id: run.id, title: run.title, origin: run.origin },
      explanation: {
        verdict: explanation.verdict,
        tags: explanation.tags,
        reasoning: explanation.reasoning,
        regions: explanation.regions,
      },
      probability: explanation.probability,
      rawText: explanation.rawText,
      grammar: grammarSchema.nullable().parse(explanation.grammar),
      coordinateSpace: coordinateSpaceSchema.nullable().parse(explanation.coordinateSpace),
      readingSettings: explanation.readingSettings,
      parseStatus: explanation.parseStatus,
      parseProblems: explanation.parseProblems,
    })),
  };
}
