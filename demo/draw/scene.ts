import type { Box, ImageSize } from '@fakexplain/explanation';
import { radial } from './paint.ts';
import { createRandom, type Random } from './random.ts';
import { rect, type Shape } from './svg.ts';

export type FrameShape = 'landscape' | 'portrait' | 'square';

const frameSizes: Record<FrameShape, ImageSize[]> = {
  landscape: [
    { width: 640, height: 480 },
    { width: 704, height: 480 },
    { width: 640, height: 448 },
  ],
  portrait: [
    { width: 480, height: 640 },
    { width: 496, height: 616 },
  ],
  square: [{ width: 560, height: 560 }],
};

/** Image-level labels that defects carry. */
export type Tag = 'count' | 'anatomy' | 'structure' | 'support' | 'light' | 'text' | 'proportion' | 'pattern';

/** What a defect did to the picture. */
export interface Finding {
  /** Tightly around what is wrong, in pixels of the picture. */
  box: Box;
  /** Several ways to say what is wrong there; the first may not be the best. */
  phrases: string[];
  /** Where something is gone because it now stands in `box`. */
  vacated?: Box[];
}

/** Changes the model of a scene into one that cannot be, and says where and how. */
export interface Defect<Model> {
  tag: Tag;
  /** Defects of the scene that this one would undo or contradict. */
  excludes?: string[];
  apply(model: Model, random: Random): Finding;
}

interface SceneKind<Model> {
  name: string;
  frames: FrameShape[];
  /** Lays out one sound scene. */
  compose(random: Random, frame: ImageSize): Model;
  draw(model: Model): Shape[];
  defects: Record<string, Defect<Model>>;
  /** What one may truly say of a scene without a defect. */
  sound: string[];
}

export interface AppliedDefect extends Finding {
  name: string;
  tag: Tag;
}

/** One rendering order: an SVG document and what is wrong in it. */
export interface Picture extends ImageSize {
  svg: string;
  findings: AppliedDefect[];
}

export interface Scene {
  name: string;
  defects: string[];
  sound: string[];
  /** Whether two defects can be in one picture. */
  compatible(a: string, b: string): boolean;
  /** What is wrong in the picture that `paint` draws of the same seed and defects. */
  findings(seed: string, defects: string[]): AppliedDefect[];
  /** The same seed with other defects is the same picture but for those defects. */
  paint(seed: string, defects: string[]): Picture;
}

/** Outwards to whole pixels, inside the picture. */
function toPixels([x1, y1, x2, y2]: Box, { width, height }: ImageSize): Box {
  return [
    Math.max(0, Math.floor(x1)),
    Math.max(0, Math.floor(y1)),
    Math.min(width, Math.ceil(x2)),
    Math.min(height, Math.ceil(y2)),
  ];
}

export function defineScene<Model>(kind: SceneKind<Model>): Scene {
  const compose = (seed: string, defects: string[]) => {
    const random = createRandom(`${kind.name}/${seed}`);
    const frame = random.pick(frameSizes[random.pick(kind.frames)]);
    const model = kind.compose(random.fork('compose'), frame);
    const findings = defects.map((name): AppliedDefect => {
      const defect = kind.defects[name];
      if (!defect) throw new RangeError(`the scene "${kind.name}" has no defect "${name}"`);
      const finding = defect.apply(model, random.fork(name));
      return { ...finding, name, tag: defect.tag, box: toPixels(finding.box, frame) };
    });
    return { frame, model, findings, light: light(frame, random.fork('light')) };
  };
  return {
    name: kind.name,
    defects: Object.keys(kind.defects),
    sound: kind.sound,
    compatible: (a, b) => !kind.defects[a]?.excludes?.includes(b) && !kind.defects[b]?.excludes?.includes(a),
    findings: (seed, defects) => compose(seed, defects).findings,
    paint(seed, defects) {
      const { frame, model, findings, light } = compose(seed, defects);
      const { width, height } = frame;
      const body = [...kind.draw(model), ...light].map((shape) => shape.svg).join('');
      const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
      return {
        width,
        height,
        findings,
        svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${body}</svg>`,
      };
    },
  };
}

/** A vignette, and the warmth or coolness of the light. */
function light({ width, height }: ImageSize, random: Random): Shape[] {
  const tint = random.pick(['#ffb066', '#7fb2ff', '#ffe9b0', '#c79cff']);
  const [x, y] = [random.pick([0.15, 0.3, 0.7, 0.85]), random.between(0.05, 0.3)];
  return [
    rect(0, 0, width, height, {
      fill: radial(
        [
          [0, tint, 0.16],
          [0.7, tint, 0],
        ],
        x,
        Number(y.toFixed(2)),
        0.8,
      ),
    }),
    rect(0, 0, width, height, {
      fill: radial(
        [
          [0.6, '#0b0820', 0],
          [1, '#0b0820', random.pick([0.16, 0.26, 0.36])],
        ],
        0.5,
        0.48,
        0.75,
      ),
    }),
  ];
}
