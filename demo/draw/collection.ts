import type { Box, Verdict } from '@fakexplain/explanation';
import { createRandom, type Random } from './random.ts';
import type { AppliedDefect, Picture, Scene } from './scene.ts';
import { scenes } from './scenes/index.ts';

/** One image of the demo dataset: what is drawn, and everything known about it. */
export interface DemoImage {
  /** Relative to the dataset's folder. */
  path: string;
  label: Verdict;
  fold: number;
  scene: Scene;
  /** With it and the scene, the picture can be drawn again with other defects. */
  seed: string;
  picture: Picture;
}

const size = 200;

/** The share of the smaller box that both cover. */
function shared(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const area = (box: Box) => (box[2] - box[0]) * (box[3] - box[1]);
  return width <= 0 || height <= 0 ? 0 : (width * height) / Math.min(area(a), area(b));
}

const apart = (findings: AppliedDefect[]) =>
  findings.every((finding, index) =>
    findings.slice(index + 1).every((other) => shared(finding.box, other.box) < 0.12),
  );

/** The scene's `turn`-th defect, and up to two more where they do not get in each other's way. */
function chooseDefects(scene: Scene, seed: string, turn: number, random: Random): string[] {
  const first = scene.defects[turn % scene.defects.length];
  if (first === undefined) throw new RangeError(`the scene "${scene.name}" has no defect`);
  const others = random.shuffle(scene.defects.filter((name) => name !== first));
  const wish = random.next();
  const count = wish < 0.5 ? 1 : wish < 0.85 ? 2 : 3;
  const chosen = [first];
  for (const name of others) {
    if (chosen.length === count) break;
    if (!chosen.every((other) => scene.compatible(other, name))) continue;
    if (apart(scene.findings(seed, [...chosen, name]))) chosen.push(name);
  }
  return chosen;
}

/** The 200 images of a seed, scenes taking turns, half of them without a defect; yields as it draws. */
export function* composeCollection(seed: number): Generator<DemoImage> {
  const random = createRandom(`collection/${seed}`);
  const labels = random.shuffle(
    Array.from({ length: size }, (_, index): Verdict => (index % 2 === 0 ? 'real' : 'generated')),
  );
  const turns = new Map<Scene, number>();
  const seen = { real: 0, generated: 0 };
  for (const [index, label] of labels.entries()) {
    const scene = scenes[seen[label] % scenes.length];
    if (!scene) throw new RangeError('there are no scenes');
    const imageSeed = `${seed}/${index}`;
    const turn = turns.get(scene) ?? 0;
    const defects =
      label === 'real' ? [] : chooseDefects(scene, imageSeed, turn, random.fork(`defects/${index}`));
    const picture = scene.paint(imageSeed, defects);
    if (label === 'generated') turns.set(scene, turn + 1);
    const fold = (Math.floor(seen[label] / scenes.length) + (seen[label] % scenes.length)) % 4;
    seen[label]++;
    yield {
      path: `images/${String(index + 1).padStart(3, '0')}-${scene.name}.webp`,
      label,
      fold,
      scene,
      seed: imageSeed,
      picture,
    };
  }
}
