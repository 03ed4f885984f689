import type { Box } from '../types.ts';
import type { JsonList, JsonObject, JsonValue } from './json-values.ts';
import { boxAround, readBoxElement } from './numbers.ts';
import type { WrittenBox } from './numbers.ts';

/** What an object with a box says. */
export interface JsonRegion {
  boxes: WrittenBox[];
  /** Descriptions, one for all boxes or one each; empty where there is none. */
  descriptions: string[];
  /** `[y1, x1, y2, x2]`, as Gemini's `box_2d` has it (Google's documentation of its bounding boxes). */
  rowFirst: boolean;
}

/** What the JSON of an answer says. */
export interface JsonContent {
  regions: JsonRegion[];
  /** Descriptions of objects that have no box. */
  withoutBox: string[];
  /** Boxes, under their keys, that are none. */
  malformed: string[];
  /** Prose: what an object around the regions says in words. */
  prose: string[];
  /** Keys whose words are not read. */
  unread: string[];
  /** Keys whose numbers are not read, such as a confidence. */
  ignored: string[];
}

const boxKeys = new Set([
  'bbox2d',
  'bbox',
  'bboxes',
  'box2d',
  'box',
  'boxes',
  'boundingbox',
  'boundingboxes',
  'bndbox',
  'coordinates',
  'quad',
  'polygon',
]);
const descriptionKeys = new Set([
  'label',
  'labels',
  'description',
  'text',
  'textcontent',
  'category',
  'name',
  'object',
  'caption',
  'reason',
  'explanation',
  'defect',
  'artifact',
  'artefact',
  'anomaly',
  'issue',
  'ref',
]);
const proseKeys = new Set([
  'reasoning',
  'analysis',
  'think',
  'thought',
  'summary',
  'overall',
  ...descriptionKeys,
]);

/** What no words hold: a key or a value that JSON gone wrong has made too long. */
const strayJson = /[{}[\]"]/;

const plainKey = (key: string) => key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const isList = (value: JsonValue | undefined): value is JsonList =>
  typeof value === 'object' && value !== null && !(value instanceof Map);

const numberOf = (value: JsonValue | undefined): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
};

function numbersOf(value: JsonValue | undefined): number[] | null {
  if (!isList(value) || !value.closed) return null;
  const numbers = value.items.map(numberOf);
  return numbers.every((number) => number !== null) ? numbers : null;
}

const sides = [
  ['x1', 'y1', 'x2', 'y2'],
  ['xmin', 'ymin', 'xmax', 'ymax'],
  ['left', 'top', 'right', 'bottom'],
];
const corners = [
  ['x', 'y', 'width', 'height'],
  ['x', 'y', 'w', 'h'],
];

const sideNames = new Set([...sides, ...corners].flat());

/** Keys that say what their four numbers are, with the corners that these make. */
const boxesBySides = new Map<string, (numbers: Box) => Box>(
  Object.entries({
    xyxy: (box: Box): Box => box,
    yxyx: ([y1, x1, y2, x2]: Box): Box => [x1, y1, x2, y2],
    xywh: ([x, y, width, height]: Box): Box => [x, y, x + width, y + height],
    cxcywh: ([x, y, width, height]: Box): Box => [
      x - width / 2,
      y - height / 2,
      x + width / 2,
      y + height / 2,
    ],
  }).flatMap(([sides, corners]) =>
    ['', 'bbox', 'box'].map((name): [string, typeof corners] => [`${name}${sides}`, corners]),
  ),
);

/** The box under a key that says what its numbers are; null where the key says nothing, or they are not four. */
function boxBySides(key: string, value: JsonValue): WrittenBox | null {
  const corners = boxesBySides.get(plainKey(key));
  const [a, b, c, d, ...others] = numbersOf(value) ?? [];
  if (!corners || a === undefined || b === undefined || c === undefined || d === undefined) return null;
  return others.length > 0 ? null : { box: corners([a, b, c, d]), polygon: false, hasNamedSides: true };
}

function boxOfObject(object: JsonObject): Box | null {
  const byKey = new Map([...object].map(([key, value]) => [plainKey(key), value]));
  const pick = (names: readonly string[]) => names.map((name) => numberOf(byKey.get(name)));
  for (const names of sides) {
    const [x1 = null, y1 = null, x2 = null, y2 = null] = pick(names);
    if (x1 !== null && y1 !== null && x2 !== null && y2 !== null) return [x1, y1, x2, y2];
  }
  for (const names of corners) {
    const [x = null, y = null, width = null, height = null] = pick(names);
    if (x !== null && y !== null && width !== null && height !== null) return [x, y, x + width, y + height];
  }
  return null;
}

/** One box of numbers, of points, of named sides, or of text; null where it is none. */
function boxOf(value: JsonValue): WrittenBox | null {
  if (value instanceof Map) {
    const box = boxOfObject(value);
    return box && { box, polygon: false, hasNamedSides: true };
  }
  const numbers = numbersOf(value);
  if (numbers) return boxAround(numbers);
  if (!isList(value) || !value.closed) return null;
  const points = value.items.map(numbersOf);
  if (points.length < 2 || !points.every((point) => point?.length === 2)) return null;
  return boxAround(points.flatMap((point) => point ?? []));
}

function boxesOf(value: JsonValue): WrittenBox[] | null {
  if (typeof value === 'string') return readBoxElement(value);
  const box = boxOf(value);
  if (box) return [box];
  if (!isList(value)) return null;
  const boxes = value.items.map(boxOf);
  return boxes.length > 0 && boxes.every((each) => each !== null) ? boxes : null;
}

/** Whether a value is an object with more to say than the sides of a box. */
const saysMore = (value: JsonValue): boolean =>
  value instanceof Map &&
  (boxOfObject(value) === null || [...value].some(([key, words]) => textsUnder(key, words).length > 0));

/** Whether a value holds objects that may be regions themselves. */
const holdsObjects = (value: JsonValue): boolean =>
  saysMore(value) || (isList(value) && value.items.some(saysMore));

function textsOf(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  return isList(value) ? value.items.filter((item) => typeof item === 'string') : [];
}

/** The descriptions that a key of an object has. */
const textsUnder = (key: string, value: JsonValue): string[] =>
  descriptionKeys.has(plainKey(key)) ? textsOf(value) : [];

/** Several words of one object stand one after another, as written: `category: description`. */
function descriptionsOf(texts: readonly string[][]): string[] {
  const [first = []] = texts;
  if (texts.length <= 1) return first;
  return [[...new Set(texts.flat().filter((text) => text !== ''))].join(': ')];
}

/** One description for all boxes, or one each; where there are otherwise many, all of them are of all boxes. */
const oneForEach = (descriptions: string[], boxes: number): string[] =>
  descriptions.length > 1 && descriptions.length !== boxes ? [descriptions.join(', ')] : descriptions;

/** What a list or an object says; its depth is bounded by `findJson`. */
export function readJson(value: JsonList | JsonObject): JsonContent {
  const content: JsonContent = {
    regions: [],
    withoutBox: [],
    malformed: [],
    prose: [],
    unread: [],
    ignored: [],
  };
  visit(value, content);
  return content;
}

function visit(value: JsonValue, content: JsonContent): void {
  if (value instanceof Map) visitObject(value, content);
  else if (isList(value)) for (const item of value.items) visit(item, content);
}

function visitObject(object: JsonObject, content: JsonContent): void {
  const own = boxOfObject(object);
  // The sides of a box beside its words: `{"x1": …, "y1": …, "x2": …, "y2": …, "label": "six fingers"}`.
  const members = [...object].filter(([key]) => !own || !sideNames.has(plainKey(key)));
  const isContainer = members.some(([, value]) => holdsObjects(value));
  const words: string[][] = [];
  const boxed: [string, JsonValue][] = [];
  const unnamed: [string, JsonValue][] = [];
  for (const [key, value] of members) {
    const texts = textsUnder(key, value);
    if (holdsObjects(value)) visit(value, content);
    else if (boxKeys.has(plainKey(key)) || boxesBySides.has(plainKey(key))) boxed.push([key, value]);
    else if (numbersOf(value)?.length === 4) unnamed.push([key, value]);
    else if (!isContainer && texts.length > 0) words.push(texts);
    else if (typeof value === 'string' && proseKeys.has(plainKey(key))) content.prose.push(value);
    else if (textsOf(value).length > 0) content.unread.push(key);
    else if (value !== null) content.ignored.push(key);
  }
  const descriptions = descriptionsOf(words);
  if (own && boxed.length === 0) {
    content.ignored.push(...unnamed.map(([key]) => key));
    content.regions.push({
      boxes: [{ box: own, polygon: false, hasNamedSides: true }],
      descriptions: oneForEach(descriptions, 1),
      rowFirst: false,
    });
    return;
  }
  // `{"six fingers": [x1, y1, x2, y2]}`: the key describes its box.
  if (boxed.length === 0 && words.length === 0) {
    for (const [key, value] of unnamed) {
      const description = strayJson.test(key) ? '' : key;
      content.regions.push({ boxes: boxesOf(value) ?? [], descriptions: [description], rowFirst: false });
    }
    return;
  }
  const [onlyUnnamed] = unnamed;
  if (boxed.length === 0 && onlyUnnamed && unnamed.length === 1) boxed.push(onlyUnnamed);
  else content.ignored.push(...unnamed.map(([key]) => key));
  const boxes: WrittenBox[] = [];
  let rowFirst = false;
  for (const [key, value] of boxed) {
    const bySides = boxBySides(key, value);
    const read = bySides ? [bySides] : boxesOf(value);
    if (read) boxes.push(...read);
    else content.malformed.push(key);
    rowFirst ||= plainKey(key) === 'box2d' && read?.every(({ hasNamedSides }) => !hasNamedSides) === true;
  }
  if (boxes.length > 0)
    content.regions.push({ boxes, descriptions: oneForEach(descriptions, boxes.length), rowFirst });
  else content.withoutBox.push(...descriptions);
}
