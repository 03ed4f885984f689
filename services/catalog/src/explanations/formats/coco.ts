import type { Box } from '@fakexplain/explanation';
import { z } from 'zod';
import { RowRefused } from '../../rows/refusal.ts';
import type { WrittenRegion } from '../place-regions.ts';
import { writtenMaskSchema } from '../written-mask.ts';
import type { Annotation, Answer, AnswerReader } from './answer.ts';
import { nameOf } from '../../formats/names.ts';
import { readDocument, rowsOf } from './read-document.ts';

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
export const readCoco: AnswerReader = async (file) => {
  const { images, annotations, categories } = await readDocument(
    file,
    annotationsSchema,
    'a COCO annotation file',
  );
  const byImage = Map.groupBy(annotations, ({ image_id: image }) => String(image));
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
  return {
    total: annotated.length,
    rows: rowsOf(file, annotated, ({ id, file_name: image, width, height }): Answer => ({
      image,
      field: 'file_name',
      say: (size) => {
        if (width && height && (width !== size.width || height !== size.height)) {
          const reason = `the file says ${width} × ${height} pixels, the image has ${size.width} × ${size.height}`;
          throw new RowRefused('width', reason);
        }
        return annotationOf(byImage.get(String(id)) ?? [], (category) => nameOfCategory.get(category));
      },
    })),
    notes: () => [
      ...(lacking > 0 ? [`${lacking} × an image without an annotation: left out`] : []),
      ...(stray > 0 ? [`${stray} × an annotation of an image that the file does not list: left out`] : []),
      ...(nameless > 0 ? [`${nameless} × an annotation of a category that the file does not name`] : []),
    ],
  };
};

/**
 * COCO results: `[{image_id, bbox or segmentation, score}]`, or `[{image_id, caption}]`. Only an annotation file ties ids to
 * images, which `--names` gives. The highest score is the probability of `generated`; regions below `minScore` are left out.
 */
export const readCocoResults: AnswerReader = async (file, { names, minScore }) => {
  const results = await readDocument(file, resultsSchema, 'a file of COCO results');
  const byImage = Map.groupBy(results, ({ image_id: image }) => image);
  const images = [...byImage].map(
    (entry) => [`[${results.findIndex(({ image_id: image }) => image === entry[0])}]`, entry] as const,
  );
  let below = 0;
  return {
    total: images.length,
    rows: rowsOf(file, images, ([id, found]): Answer => ({
      image: nameOf(names, id, 'image_id'),
      field: 'image_id',
      say: () => {
        const shown = found.filter(({ score }) => (score ?? 1) >= minScore);
        below += found.length - shown.length;
        const scores = found.flatMap(({ score }) => score ?? []);
        const said = annotationOf(shown, () => undefined);
        const scored = scores.length > 0 && scores.every((score) => score >= 0 && score <= 1);
        if (!scored) return said;
        return {
          ...said,
          probability: Math.max(...scores),
          words: [...said.words, shown.length > 0 ? 'generated' : 'real'],
        };
      },
    })),
    notes: () =>
      below > 0 ? [`${below} × a region with a score below ${minScore}: left out (--min-score)`] : [],
  };
};

function annotationOf(
  annotations: readonly CocoAnnotation[],
  nameOfCategory: (id: string) => string | undefined,
): Annotation {
  const words: string[] = [];
  const reasoning: string[] = [];
  const regions: WrittenRegion[] = [];
  for (const { bbox, segmentation, caption, attributes, category_id: category } of annotations) {
    const name = category === null || category === undefined ? undefined : nameOfCategory(String(category));
    const written = attributesWithWords
      .map((key) => attributes?.[key])
      .find((value) => typeof value === 'string');
    const said = caption ?? (typeof written === 'string' && written !== '' ? written : undefined);
    const mask = maskOf(segmentation);
    const box = boxOf(bbox);
    if (box || mask)
      regions.push({ ...(box && { box }), ...(mask && { mask }), description: said ?? name ?? '' });
    else if (said !== undefined) reasoning.push(said);
    else if (name !== undefined) words.push(name);
  }
  return { kind: 'annotation', words, reasoning: reasoning.join(' '), regions };
}

function boxOf(bbox: CocoAnnotation['bbox']): Box | undefined {
  const [x, y, width, height] = bbox ?? [];
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  return [x, y, x + width, y + height];
}

const maskOf = (written: CocoAnnotation['segmentation']): WrittenRegion['mask'] => {
  const mask = writtenMaskSchema.safeParse(written);
  return mask.success && !(Array.isArray(mask.data) && mask.data.length === 0) ? mask.data : undefined;
};
