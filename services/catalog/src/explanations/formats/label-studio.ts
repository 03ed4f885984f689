import {
  runsFromPixels,
  type Box,
  type ImageSize,
  type MaskRuns,
  type ParseProblem,
} from '@fakexplain/explanation';
import { z } from 'zod';
import { RowRefused } from '../../rows/refusal.ts';
import type { WrittenRegion } from '../place-regions.ts';
import type { AnnotatedRegion, Annotation, Answer, AnswerReader } from './answer.ts';
import { decodeBrush } from './label-studio-brush.ts';
import { readDocument, rowsOf } from './read-document.ts';
import { boundsOfPolygon, boxTurned, hullOfTurned } from './turned-box.ts';

const resultSchema = z.object({
  id: z.string().nullish(),
  type: z.string(),
  original_width: z.number().nullish(),
  original_height: z.number().nullish(),
  image_rotation: z.number().nullish(),
  value: z.looseObject({
    x: z.number().nullish(),
    y: z.number().nullish(),
    width: z.number().nullish(),
    height: z.number().nullish(),
    rotation: z.number().nullish(),
    points: z.array(z.tuple([z.number(), z.number()])).nullish(),
    rle: z.array(z.number()).nullish(),
    text: z.union([z.string(), z.array(z.string())]).nullish(),
    choices: z.array(z.string()).nullish(),
  }),
});
type Result = z.infer<typeof resultSchema>;

const annotationSchema = z.object({
  completed_by: z.union([z.number(), z.string(), z.looseObject({ id: z.number() })]).nullish(),
  was_cancelled: z.boolean().nullish(),
  result: z.array(resultSchema),
});
const tasksSchema = z.array(
  z.object({ data: z.record(z.string(), z.unknown()), annotations: z.array(annotationSchema) }),
);

/**
 * Label Studio's JSON export. Places are in percent of the picture, boxes turned about their upper left corner; the words of
 * a region are a second result of the same id. Of several annotators one must be named; a cancelled annotation is none.
 */
export const readLabelStudio: AnswerReader = async (file, { annotator }) => {
  const tasks = await readDocument(file, tasksSchema, 'a Label Studio export');
  let skipped = 0;
  const annotated = tasks.flatMap((task, index) => {
    const annotations = task.annotations.filter(
      ({ was_cancelled: cancelled, completed_by: by }) =>
        !cancelled && (annotator === undefined || idOf(by) === annotator),
    );
    if (annotations.length > 0) return [[`[${index}]`, { ...task, annotations }] as const];
    skipped += 1;
    return [];
  });
  return {
    total: annotated.length,
    rows: rowsOf(file, annotated, ({ data, annotations }): Answer => {
      const [annotation, ...others] = annotations;
      if (!annotation || others.length > 0) {
        const people = annotations.map(({ completed_by: by }) => idOf(by) ?? 'somebody').join(' and ');
        throw new RowRefused(
          'annotations',
          `${annotations.length} annotations, by ${people}; import each of them as a source of its own, with --annotator`,
        );
      }
      return {
        image: imageOf(data),
        field: 'data.image',
        say: (image) => readResults(annotation.result, image),
      };
    }),
    notes: () => (skipped > 0 ? [`${skipped} × a task that was cancelled or not annotated: left out`] : []),
  };
};

const idOf = (by: z.infer<typeof annotationSchema>['completed_by']) =>
  by === null || by === undefined ? undefined : String(typeof by === 'object' ? by.id : by);

/** Uploads get a prefix of eight hex digits. */
const uploadPrefix = /^(.*\/data\/upload\/\d+\/|)[0-9a-f]{8}-(?=[^/]+$)/;
const localFile = /[?&]d=([^&]+)/;

function imageOf(data: Record<string, unknown>): string {
  const written = data['image'] ?? Object.values(data).find((value) => /\.\w{3,4}$/.test(String(value)));
  if (typeof written !== 'string' || written === '')
    throw new RowRefused('data.image', 'the task names no image');
  const [, local] = localFile.exec(written) ?? [];
  if (local !== undefined) return decodeURIComponent(local);
  const path = /^\w+:\/\//.test(written) ? decodeURIComponent(new URL(written).pathname) : written;
  return path.replace(uploadPrefix, '');
}

function readResults(results: readonly Result[], image: ImageSize): Annotation {
  const problems: ParseProblem[] = [];
  const words: string[] = [];
  const reasoning: string[] = [];
  const texts = new Map<string, string[]>();
  const shapes = results.filter(({ value }) => isShape(value));
  const idsOfShapes = new Set(shapes.map(({ id }) => id));
  for (const { id, value } of results) {
    const text = typeof value.text === 'string' ? [value.text] : (value.text ?? []);
    if (id && idsOfShapes.has(id)) texts.set(id, [...(texts.get(id) ?? []), ...text]);
    else {
      for (const line of text) reasoning.push(line);
      // A choice of a region says nothing of the whole image.
      for (const choice of value.choices ?? []) words.push(choice);
    }
  }
  const seen = new Set<string>();
  const regions: AnnotatedRegion[] = [];
  for (const result of shapes) {
    // The words of a region repeat its shape.
    const place = result.id && seen.has(result.id) ? undefined : placeOf(result, image, problems);
    if (!place) continue;
    if (result.id) seen.add(result.id);
    const said = result.id ? (texts.get(result.id) ?? []) : [];
    // A shape and its labels may be two results, of <Rectangle> and <Labels>.
    const same = result.id ? results.filter(({ id }) => id === result.id) : [result];
    const labels = [...new Set(same.flatMap(labelsOf))];
    const field = `result[${results.indexOf(result)}]`;
    regions.push({ ...place, description: said.join(' '), labels, field });
  }
  return { kind: 'annotation', words, reasoning: reasoning.join(' '), regions, problems };
}

/** Percent of an image hold for it in any size, but for no other part of it. */
const otherShape = 0.02;

const isShape = (value: Result['value']) =>
  typeof value.x === 'number' || value.points?.length || value.rle?.length;

function placeOf(
  { type, value, image_rotation: turned, original_width: width, original_height: height }: Result,
  image: ImageSize,
  problems: ParseProblem[],
): Omit<WrittenRegion, 'description'> | undefined {
  if (turned) {
    throw new RowRefused(
      'result',
      `the image was turned by ${turned}° while it was annotated, so its places are turned too`,
    );
  }
  if (width && height && Math.abs((width * image.height) / (height * image.width) - 1) > otherShape) {
    const reason = `the annotated image had ${width} × ${height} pixels, this one has ${image.width} × ${image.height}: another shape`;
    throw new RowRefused('result', reason);
  }
  const [across, down] = [image.width / 100, image.height / 100];
  if (value.rle?.length) {
    const size = { width: width ?? image.width, height: height ?? image.height };
    return { mask: brushMask(value.rle, size, image) };
  }
  if (value.points?.length) {
    const corners = value.points.flatMap(([x, y]) => [tidy(x * across), tidy(y * down)]);
    return { box: boundsOfPolygon(corners), mask: [corners] };
  }
  const { x, y, width: wide, height: high, rotation } = value;
  if (
    typeof x !== 'number' ||
    typeof y !== 'number' ||
    typeof wide !== 'number' ||
    typeof high !== 'number'
  ) {
    if (type.startsWith('textarea')) return undefined;
    throw new RowRefused(
      'result',
      `a place of the type ${type} is not read: boxes, polygons and brushes are`,
    );
  }
  const box: Box = [tidy(x * across), tidy(y * down), tidy((x + wide) * across), tidy((y + high) * down)];
  if (!rotation) return { box };
  problems.push(boxTurned(rotation));
  return { box: hullOfTurned(box, rotation, [box[0], box[1]]) };
}

/** Percent and back again cost the last digits. */
const tidy = (value: number) => Number(value.toFixed(9));

function brushMask(rle: number[], size: ImageSize, image: ImageSize): MaskRuns {
  if (size.width !== image.width || size.height !== image.height) {
    const sizes = `${size.width} × ${size.height} pixels, the image ${image.width} × ${image.height}`;
    throw new RowRefused('result', `a brush of ${sizes}`);
  }
  return runsFromPixels(decodeBrush(rle, size), size, 0);
}

/** Of rectangles, polygons, brushes …: `rectanglelabels`, `polygonlabels`, …, and `labels`, which any shape may have. */
const labelsOf = ({ type, value }: Result): string[] => {
  if (!type.endsWith('labels')) return [];
  const labels: unknown = value[type];
  return Array.isArray(labels) ? labels.map(String) : [];
};
