import type { Box, ParseProblem } from '@fakexplain/explanation';
import { z } from 'zod';
import { RowRefused } from '../../rows/refusal.ts';
import { writtenMaskSchema } from '../written-mask.ts';
import type { LabelNames } from '../../loaders/folder-labels.ts';
import type { AnnotatedRegion, Annotation, Answer, AnswerReader } from './answer.ts';
import { nameOf } from '../../formats/names.ts';
import { readDocument, rowsOf } from './read-document.ts';
import { boxTurned, hullOfTurned } from './turned-box.ts';
import { verdictOfLabel } from './verdict-words.ts';

const id = z.union([z.number(), z.string()]);
/** `[x, y, width, height]` in pixels from 0; some writers have an empty list where there is only a mask. */
const boxSchema = z.union([
  z.tuple([z.number(), z.number(), z.number(), z.number()]),
  z.array(z.number()).length(0),
]);
const annotationSchema = z.object({
  image_id: id,
  category_id: id.nullish(),
  bbox: boxSchema.nullish(),
  segmentation: z.union([writtenMaskSchema, z.array(z.unknown()).length(0)]).nullish(),
  caption: z.string().nullish(),
  score: z.number().nullish(),
  attributes: z.record(z.string(), z.unknown()).nullish(),
});
type CocoAnnotation = z.infer<typeof annotationSchema>;
/** With where the file has it. */
type Placed = CocoAnnotation & { field: string };

const annotationsSchema = z.object({
  images: z.array(
    z.object({ id, file_name: z.string(), width: z.number().nullish(), height: z.number().nullish() }),
  ),
  annotations: z.array(annotationSchema),
  categories: z.array(z.object({ id, name: z.string() })).nullish(),
});
const resultsSchema = z.array(annotationSchema);
/** Where annotators write what they see, if not into `caption`. */
const attributesWithWords = ['explanation', 'description', 'caption', 'comment', 'text'];

/**
 * A COCO annotation file: boxes and masks of its images, described by caption, attribute or category. A category without a
 * place is a word of the whole image. Images without any annotation are left out: nobody says that they are real.
 */
export const readCoco: AnswerReader = async (file, { labels }) => {
  const { images, annotations, categories } = await readDocument(
    file,
    annotationsSchema,
    'a COCO annotation file',
  );
  const placed = annotations.map((annotation, index) => ({ ...annotation, field: `annotations[${index}]` }));
  const byImage = Map.groupBy(placed, ({ image_id: image }) => String(image));
  const nameOfCategory = new Map((categories ?? []).map(({ id, name }) => [String(id), name]));
  const annotated = images.flatMap((image, index) =>
    byImage.has(String(image.id)) ? [[`images[${index}]`, image] as const] : [],
  );
  const lacking = images.length - annotated.length;
  const known = new Set(images.map(({ id }) => String(id)));
  const stray = annotations.filter(({ image_id: image }) => !known.has(String(image))).length;
  const nameless = annotations.filter(
    ({ category_id: category }) =>
      category !== null && category !== undefined && !nameOfCategory.has(String(category)),
  ).length;
  const answerOf = (
    { id, file_name: image, width, height }: (typeof images)[number],
    field: string,
  ): Answer => ({
    image,
    field: `${field}.file_name`,
    say: (size) => {
      if (width && height && (width !== size.width || height !== size.height)) {
        const reason = `the file says ${width} × ${height} pixels, the image has ${size.width} × ${size.height}`;
        throw new RowRefused(`${field}.width`, reason);
      }
      return annotationOf(byImage.get(String(id)) ?? [], { nameOfCategory, labels });
    },
  });
  return {
    total: annotated.length,
    rows: rowsOf(file, annotated, answerOf, { fromTop: true }),
    notes: () => [
      ...(lacking > 0 ? [`${lacking} × an image without an annotation: left out`] : []),
      ...(stray > 0 ? [`${stray} × an annotation of an image that the file does not list: left out`] : []),
      ...(nameless > 0 ? [`${nameless} × an annotation of a category that the file does not name`] : []),
    ],
  };
};

/**
 * COCO results: `[{image_id, bbox or segmentation, score}]`, or `[{image_id, caption}]`. Only an annotation file ties ids to
 * images and categories, which `--names` gives. The highest score is the probability of `generated`, that of a place called real
 * its opposite; regions below `minScore` are left out.
 */
export const readCocoResults: AnswerReader = async (file, { names, categories, minScore, labels }) => {
  const results = await readDocument(file, resultsSchema, 'a file of COCO results');
  const placed = results.map((result, index) => ({ ...result, field: `[${index}]` }));
  const byImage = Map.groupBy(placed, ({ image_id: image }) => image);
  const images = [...byImage].map((entry) => [entry[1][0]?.field ?? '', entry] as const);
  const naming = { nameOfCategory: categories, labels };
  let below = 0;
  let turned = 0;
  const answerOf = ([id, found]: (typeof images)[number][1], field: string): Answer => ({
    image: nameOf(names, id, `${field}.image_id`),
    field: `${field}.image_id`,
    say: () => {
      for (const { field, score } of found) checkScore(score, `${field}.score`);
      const shown = found.filter(({ score }) => (score ?? 1) >= minScore);
      below += found.length - shown.length;
      const said = annotationOf(shown, naming);
      if (found.some(({ score }) => score === null || score === undefined)) return said;
      const [real, others] = [true, false].map((isReal) =>
        found.flatMap((result) => (saysReal(result, naming) === isReal ? (result.score ?? []) : [])),
      );
      if (others && others.length > 0) {
        const marks = shown.some((result) => !saysReal(result, naming));
        // Places called real say it themselves.
        const word = marks ? ['generated'] : shown.length > 0 ? [] : ['real'];
        return { ...said, probability: Math.max(...others), words: [...said.words, ...word] };
      }
      turned += 1;
      return { ...said, probability: 1 - Math.max(...(real ?? [])) };
    },
  });
  return {
    total: images.length,
    rows: rowsOf(file, images, answerOf, { fromTop: true }),
    notes: () => [
      ...(below > 0 ? [`${below} × a region with a score below ${minScore}: left out (--min-score)`] : []),
      ...(turned > 0
        ? [
            `${turned} × an image with nothing but places called real: 1 less their highest score is its probability`,
          ]
        : []),
    ],
  };
};

function checkScore(score: number | null | undefined, field: string): void {
  if (score === null || score === undefined || (score >= 0 && score <= 1)) return;
  throw new RowRefused(
    field,
    `${score} is not a probability, 0 to 1; percent are divided by 100, logits go through a sigmoid first`,
  );
}

interface Naming {
  nameOfCategory: ReadonlyMap<string, string>;
  labels: LabelNames;
}

const categoryOf = ({ category_id: id }: CocoAnnotation, { nameOfCategory }: Naming) =>
  id === null || id === undefined ? undefined : nameOfCategory.get(String(id));

const saysReal = (annotation: CocoAnnotation, naming: Naming) =>
  verdictOfLabel(categoryOf(annotation, naming) ?? '', naming.labels) === 'real';

function annotationOf(annotations: readonly Placed[], naming: Naming): Annotation {
  const words: string[] = [];
  const reasoning: string[] = [];
  const regions: AnnotatedRegion[] = [];
  const problems: ParseProblem[] = [];
  for (const annotation of annotations) {
    const { bbox, segmentation, caption, attributes, field } = annotation;
    const name = categoryOf(annotation, naming);
    const written = attributesWithWords
      .map((key) => attributes?.[key])
      .find((value) => typeof value === 'string');
    const said = caption ?? (typeof written === 'string' && written !== '' ? written : undefined);
    const mask = maskOf(segmentation);
    const box = boxOf(bbox, mask ? undefined : attributes?.['rotation'], `${field}.bbox`, problems);
    if (box || mask) {
      const labels = name === undefined ? [] : [name];
      const where = `${field}.${box ? 'bbox' : 'segmentation'}`;
      regions.push({ ...box, ...(mask && { mask }), description: said ?? '', labels, field: where });
      continue;
    }
    if (said !== undefined) reasoning.push(said);
    // Beside words of the whole image a category is no tag, but it may be the verdict.
    if (name !== undefined && (said === undefined || verdictOfLabel(name, naming.labels))) words.push(name);
  }
  return { kind: 'annotation', words, reasoning: reasoning.join(' '), regions, problems };
}

/** Beyond the box the file may say by how many degrees it is turned about its centre, as CVAT writes it. */
function boxOf(
  bbox: CocoAnnotation['bbox'],
  rotation: unknown,
  field: string,
  problems: ParseProblem[],
): { box: Box; shown: string } | undefined {
  const [x, y, width, height] = bbox ?? [];
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  const shown = `[${[x, y, width, height].join(', ')}]`;
  if (!(width > 0 && height > 0)) {
    const lacks = width > 0 ? 'height' : height > 0 ? 'width' : 'width and no height';
    throw new RowRefused(field, `${shown} has no ${lacks}: a box is [x, y, width, height]`);
  }
  const box: Box = [x, y, x + width, y + height];
  if (typeof rotation !== 'number' || rotation % 360 === 0) return { box, shown };
  problems.push(boxTurned(rotation));
  return {
    box: hullOfTurned(box, rotation, [x + width / 2, y + height / 2]),
    shown: `${shown}, turned by ${rotation}°,`,
  };
}

const maskOf = (written: CocoAnnotation['segmentation']): AnnotatedRegion['mask'] => {
  const mask = writtenMaskSchema.safeParse(written);
  return mask.success && !(Array.isArray(mask.data) && mask.data.length === 0) ? mask.data : undefined;
};
