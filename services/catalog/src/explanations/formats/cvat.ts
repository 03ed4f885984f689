import { readFile } from 'node:fs/promises';
import {
  emptyRuns,
  runsFromPixels,
  type Box,
  type ImageSize,
  type MaskRuns,
  type ParseProblem,
} from '@fakexplain/explanation';
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { ImportRefused, RowRefused } from '../../rows/refusal.ts';
import type { WrittenRegion } from '../place-regions.ts';
import type { LabelNames } from '../../loaders/folder-labels.ts';
import type { AnnotatedRegion, Annotation, Answer, AnswerReader } from './answer.ts';
import { rowsOf } from './read-document.ts';
import { verdictOfLabel } from './verdict-words.ts';
import { boundsOfPolygon, boxTurned, hullOfTurned } from './turned-box.ts';

/** Where annotators write what they see. */
const attributesWithWords = new Set(['explanation', 'description', 'caption', 'comment', 'text', 'why']);

/**
 * "CVAT for images 1.1": `<image>` with tags of the whole picture, and boxes, polygons and masks with attributes. Boxes are
 * turned about their centre; the runs of masks go along the rows of their own rectangle.
 */
export const readCvat: AnswerReader = async (file, { labels }) => {
  const root = await readRoot(file);
  const images = childrenOf(root, 'image');
  if (images.length === 0 && childrenOf(root, 'track').length > 0) {
    throw new ImportRefused(`${file} holds tracks of a video; export as "CVAT for images".`);
  }
  const annotated = images.flatMap((image, index) =>
    childrenOf(image).length > 0 ? [[`image[${index}]`, image] as const] : [],
  );
  const lacking = images.length - annotated.length;
  return {
    total: annotated.length,
    rows: rowsOf(file, annotated, (element): Answer => ({
      image: element.attributes['name'] ?? '',
      field: 'name',
      say: (size) => readImage(element, size, labels),
    })),
    notes: () => (lacking > 0 ? [`${lacking} × an image without an annotation: left out`] : []),
  };
};

async function readRoot(file: string): Promise<XmlElement> {
  try {
    const { root } = parseXml(await readFile(file, 'utf8'));
    if (root?.name === 'annotations') return root;
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ImportRefused(`${file} cannot be read as XML: ${said}`);
  }
  throw new ImportRefused(`${file} has no <annotations>, as "CVAT for images" writes them.`);
}

const childrenOf = (element: XmlElement, name?: string): XmlElement[] =>
  element.children.filter(
    (child): child is XmlElement =>
      child instanceof XmlElement && (name === undefined || child.name === name),
  );

function readImage(element: XmlElement, image: ImageSize, labels: LabelNames): Annotation {
  const [width, height] = [numberOf(element, 'width'), numberOf(element, 'height')];
  if (width !== image.width || height !== image.height) {
    const reason = `the file says ${width} × ${height} pixels, the image has ${image.width} × ${image.height}`;
    throw new RowRefused('width', reason);
  }
  const problems: ParseProblem[] = [];
  const words: string[] = [];
  const regions: AnnotatedRegion[] = [];
  const counts = new Map<string, number>();
  for (const child of childrenOf(element)) {
    const label = child.attributes['label'] ?? '';
    const said = childrenOf(child, 'attribute').find(
      ({ attributes, text }) => attributesWithWords.has(attributes['name'] ?? '') && text.trim() !== '',
    );
    if (child.name === 'tag') {
      words.push(wordOfTag(child, labels));
      continue;
    }
    const count = counts.get(child.name) ?? 0;
    counts.set(child.name, count + 1);
    const place = placeOf(child, image, problems);
    const field = `${child.name}[${count}]`;
    regions.push({ ...place, description: said?.text.trim() ?? '', labels: [label], field });
  }
  return { kind: 'annotation', words, regions, problems };
}

/** The label of a tag, or the verdict that one of its attributes says, as with the tag "verdict". */
function wordOfTag(tag: XmlElement, labels: LabelNames): string {
  const label = tag.attributes['label'] ?? '';
  if (verdictOfLabel(label, labels)) return label;
  const said = childrenOf(tag, 'attribute').map(({ text }) => text.trim());
  return said.find((text) => verdictOfLabel(text, labels)) ?? label;
}

function placeOf(
  element: XmlElement,
  image: ImageSize,
  problems: ParseProblem[],
): Omit<WrittenRegion, 'description'> {
  switch (element.name) {
    case 'box': {
      const [x1, y1, x2, y2] = ['xtl', 'ytl', 'xbr', 'ybr'].map((name) => numberOf(element, name));
      const box: Box = [x1 ?? 0, y1 ?? 0, x2 ?? 0, y2 ?? 0];
      const degrees = element.attributes['rotation'] === undefined ? 0 : numberOf(element, 'rotation');
      if (degrees === 0) return { box };
      problems.push(boxTurned(degrees));
      return { box: hullOfTurned(box, degrees, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]) };
    }
    case 'polygon': {
      const numbers = (element.attributes['points'] ?? '').split(/[;,]/).map(Number);
      if (!numbers.every(Number.isFinite)) throw new RowRefused('polygon.points', 'these are no numbers');
      return { box: boundsOfPolygon(numbers), mask: [numbers] };
    }
    case 'mask':
      return { mask: readMask(element, image) };
    default:
      throw new RowRefused(element.name, `<${element.name}> is not read: boxes, polygons and masks are`);
  }
}

function readMask(element: XmlElement, image: ImageSize): MaskRuns {
  const [left = 0, top = 0, width = 0, height = 0] = ['left', 'top', 'width', 'height'].map((name) =>
    numberOf(element, name),
  );
  const runs = (element.attributes['rle'] ?? '').split(',').map(Number);
  const total = runs.reduce((sum, run) => sum + run, 0);
  const fits = left >= 0 && top >= 0 && left + width <= image.width && top + height <= image.height;
  if (total !== width * height || !runs.every((run) => Number.isInteger(run) && run >= 0) || !fits) {
    const reason = `the runs cover ${total} pixels, its rectangle says ${width} × ${height} at ${left}, ${top}`;
    throw new RowRefused('mask.rle', reason);
  }
  if (total === 0) return emptyRuns(image);
  const pixels = new Uint8Array(image.width * image.height);
  let place = 0;
  for (const [index, run] of runs.entries()) {
    for (const end = place + run; place < end; place += 1) {
      if (index % 2 === 0) continue;
      pixels[(top + Math.floor(place / width)) * image.width + left + (place % width)] = 1;
    }
  }
  return runsFromPixels(pixels, image, 0);
}

function numberOf({ name, attributes }: XmlElement, attribute: string): number {
  const value = Number(attributes[attribute] ?? NaN);
  if (Number.isFinite(value)) return value;
  throw new RowRefused(`${name}.${attribute}`, `${attributes[attribute] ?? 'nothing'} is no number`);
}
