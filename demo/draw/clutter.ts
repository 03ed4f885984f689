import { darker, lighter, linear, mix, radial } from './paint.ts';
import type { Random } from './random.ts';
import {
  circle,
  ellipse,
  group,
  line,
  path,
  place,
  polygon,
  rect,
  smooth,
  type Point,
  type Shape,
} from './svg.ts';

/** A soft dark patch under or behind something. */
export function softShadow(x: number, y: number, rx: number, ry: number, strength = 0.4): Shape {
  const stops: [number, string, number][] = [
    [0, '#120c1e', strength],
    [0.55, '#120c1e', Math.round(strength * 55) / 100],
    [1, '#120c1e', 0],
  ];
  return ellipse(x, y, rx, ry, { fill: radial(stops, 0.5, 0.5, 0.5) });
}

export function cloud(x: number, y: number, size: number, colour: string, random: Random): Shape {
  const puffs = Array.from({ length: 4 }, (_, index) => {
    const r = size * random.between(0.22, 0.36) * (index === 1 || index === 2 ? 1.25 : 0.9);
    return circle(x + (index - 1.5) * size * 0.36, y - r * 0.55, r, { fill: colour });
  });
  return group(
    [...puffs, rect(x - size * 0.8, y - size * 0.2, size * 1.6, size * 0.22, { fill: colour }, size * 0.1)],
    0.85,
  );
}

export function bush(x: number, y: number, size: number, colour: string, random: Random): Shape {
  const blobs = Array.from({ length: 5 }, (_, index) => {
    const r = size * random.between(0.26, 0.4);
    return circle(x + (index - 2) * size * 0.3, y - r * 0.7, r, {
      fill: linear([lighter(colour, 0.18), darker(colour, 0.18)]),
    });
  });
  return group(blobs);
}

/** A tree standing on (x, y). */
export function tree(x: number, y: number, height: number, colour: string, pointed: boolean): Shape {
  const bark = mix('#6b4a35', colour, 0.15);
  const trunk = polygon(
    [
      [x - height * 0.04, y],
      [x - height * 0.025, y - height * 0.5],
      [x + height * 0.025, y - height * 0.5],
      [x + height * 0.04, y],
    ],
    { fill: linear([darker(bark, 0.3), bark]) },
  );
  if (pointed) {
    const tiers = [0, 1, 2].map((tier) => {
      const [base, half] = [y - height * (0.18 + tier * 0.24), height * (0.26 - tier * 0.06)];
      return path(
        `M${x - half} ${base}Q${x} ${base + half * 0.28} ${x + half} ${base}L${x} ${base - height * 0.36}Z`,
        { fill: linear([lighter(colour, 0.16), darker(colour, 0.22)], 30) },
      );
    });
    return group([trunk, ...tiers]);
  }
  const crown: [number, number, number][] = [
    [-0.17, 0.52, 0.17],
    [0.17, 0.54, 0.16],
    [0, 0.5, 0.19],
    [-0.09, 0.72, 0.18],
    [0.1, 0.74, 0.17],
    [0, 0.84, 0.15],
  ];
  return group([
    trunk,
    ...crown.map(([dx, up, r]) =>
      circle(x + dx * height, y - up * height, r * height, {
        fill: radial([lighter(colour, 0.22), colour, darker(colour, 0.22)], 0.35, 0.3, 0.75),
      }),
    ),
  ]);
}

/** A framed picture on a wall, its top left corner at (x, y). */
export function framedPicture(
  x: number,
  y: number,
  width: number,
  height: number,
  colours: string[],
  random: Random,
): Shape {
  const [a, b] = random.shuffle(colours);
  const [sky, land] = [a ?? '#88aabb', b ?? '#557755'];
  const rim = Math.min(width, height) * 0.08;
  const [ix, iy, iw, ih] = [x + rim * 1.9, y + rim * 1.9, width - rim * 3.8, height - rim * 3.8];
  const hill: Point[] = [
    [ix, iy + ih],
    [ix, iy + ih * random.between(0.5, 0.75)],
    [ix + iw * random.between(0.25, 0.45), iy + ih * random.between(0.35, 0.55)],
    [ix + iw * 0.7, iy + ih * random.between(0.55, 0.7)],
    [ix + iw, iy + ih * random.between(0.4, 0.7)],
    [ix + iw, iy + ih],
  ];
  return group([
    rect(x + rim * 0.6, y + rim * 0.9, width, height, { fill: '#120c1e', opacity: 0.22 }, 2),
    rect(x, y, width, height, { fill: linear(['#7a5a40', '#4f3929'], 45) }, 2),
    rect(x + rim, y + rim, width - rim * 2, height - rim * 2, { fill: '#f6efe2' }),
    rect(ix, iy, iw, ih, { fill: linear([lighter(sky, 0.3), lighter(sky, 0.65)]) }),
    circle(ix + iw * random.between(0.3, 0.7), iy + ih * 0.3, ih * 0.1, { fill: '#fff4d2' }),
    polygon(hill, { fill: land }),
  ]);
}

/** A plant in a pot standing on (x, y). */
export function pottedPlant(
  x: number,
  y: number,
  height: number,
  pot: string,
  leaf: string,
  random: Random,
): Shape {
  const top = y - height * 0.36;
  const leaves = Array.from({ length: 7 }, (_, index) => {
    const lean = (index - 3) * 20 + random.between(-7, 7);
    const length = height * random.between(0.5, 0.66);
    const blade = path(
      `M0 0C${-length * 0.2} ${-length * 0.4} ${-length * 0.12} ${-length * 0.8} 0 ${-length}C${length * 0.12} ${-length * 0.8} ${length * 0.2} ${-length * 0.4} 0 0Z`,
      {
        fill: linear([lighter(leaf, 0.2), darker(leaf, index % 2 ? 0.3 : 0.12)]),
      },
    );
    return place(blade, { x, y: top, turn: lean });
  });
  const half = height * 0.17;
  return group([
    softShadow(x, y, half * 1.6, height * 0.05),
    ...leaves,
    polygon(
      [
        [x - half, top],
        [x + half, top],
        [x + half * 0.72, y],
        [x - half * 0.72, y],
      ],
      { fill: linear([lighter(pot, 0.15), darker(pot, 0.25)], 20) },
    ),
    rect(x - half * 1.12, top - height * 0.03, half * 2.24, height * 0.08, { fill: lighter(pot, 0.1) }, 2),
  ]);
}

/** Books lying on one another on (x, y), the middle of the lowest. */
export function bookStack(x: number, y: number, width: number, colours: string[], random: Random): Shape {
  const thickness = width * 0.17;
  const books = random.shuffle(colours).slice(0, random.int(2, 4));
  return group([
    softShadow(x, y, width * 0.62, thickness * 0.5),
    ...books.flatMap((colour, index) => {
      const length = width * random.between(0.8, 1);
      const [left, top] = [x - length / 2 + random.between(-0.05, 0.05) * width, y - thickness * (index + 1)];
      return [
        rect(
          left,
          top,
          length,
          thickness,
          { fill: linear([lighter(colour, 0.12), darker(colour, 0.18)]) },
          3,
        ),
        rect(left + length * 0.08, top + thickness * 0.3, length * 0.05, thickness * 0.4, {
          fill: '#fff4dc',
          opacity: 0.6,
        }),
        rect(left + length * 0.8, top + thickness * 0.3, length * 0.05, thickness * 0.4, {
          fill: '#fff4dc',
          opacity: 0.6,
        }),
      ];
    }),
  ]);
}

/** A distant bird. */
export function bird(x: number, y: number, size: number, colour: string): Shape {
  return path(
    `M${x - size} ${y}Q${x - size * 0.5} ${y - size * 0.7} ${x} ${y}Q${x + size * 0.5} ${y - size * 0.7} ${x + size} ${y}`,
    {
      stroke: colour,
      width: Math.max(1.4, size * 0.16),
    },
  );
}

export function grassTuft(x: number, y: number, size: number, colour: string): Shape {
  return group(
    [-0.5, -0.15, 0.2, 0.55].map((lean) =>
      line(
        [
          [x + lean * size * 0.3, y],
          [x + lean * size, y - size * (1 - Math.abs(lean) * 0.4)],
        ],
        { stroke: colour, width: Math.max(1.2, size * 0.14) },
      ),
    ),
  );
}

export function pebbles(y: number, width: number, depth: number, colour: string, random: Random): Shape {
  return group(
    Array.from({ length: 16 }, () => {
      const size = random.between(1.5, 4.5);
      return ellipse(random.between(0, width), y + random.between(0.1, 1) * depth, size * 1.6, size, {
        fill: random.chance(0.5) ? lighter(colour, 0.18) : darker(colour, 0.16),
      });
    }),
  );
}

/** A pencil lying with its middle at (x, y). */
export function pencil(x: number, y: number, length: number, turn: number, colour: string): Shape {
  const w = length * 0.055;
  return place(
    group([
      rect(-length / 2 + w, -w + w * 0.9, length * 0.95, w * 2, { fill: '#120c1e', opacity: 0.2 }),
      rect(-length / 2, -w, length * 0.84, w * 2, {
        fill: linear([lighter(colour, 0.2), darker(colour, 0.2)]),
      }),
      rect(-length / 2, -w, length * 0.08, w * 2, { fill: '#e8a0a0' }),
      polygon(
        [
          [length * 0.34, -w],
          [length * 0.5, 0],
          [length * 0.34, w],
        ],
        { fill: '#ecd2a6' },
      ),
      polygon(
        [
          [length * 0.45, -w * 0.32],
          [length * 0.5, 0],
          [length * 0.45, w * 0.32],
        ],
        { fill: '#2b2320' },
      ),
    ]),
    { x, y, turn },
  );
}

/** Long soft hills along a line. */
export function hills(
  y: number,
  rise: number,
  width: number,
  bottom: number,
  colour: string,
  random: Random,
): Shape {
  const count = 6;
  const crest = Array.from({ length: count + 1 }, (_, index): Point => [
    (index / count) * (width + 80) - 40,
    y - rise * random.between(0, 1),
  ]);
  const curve = smooth(crest, { fill: 'none' });
  const data = /d="([^"]*)"/.exec(curve.svg)?.[1] ?? '';
  return path(`${data}L${width + 40} ${bottom}L-40 ${bottom}Z`, {
    fill: linear([lighter(colour, 0.12), darker(colour, 0.08)]),
  });
}

/** A board on the wall, its top edge at `y`. */
export function shelfBoard(x: number, y: number, width: number, thickness: number, wood: string): Shape {
  return group([
    rect(x + 5, y + thickness, width - 2, thickness * 0.9, {
      fill: linear([
        [0, '#120c1e', 0.35],
        [1, '#120c1e', 0],
      ]),
    }),
    rect(x, y, width, thickness, { fill: linear([lighter(wood, 0.25), darker(wood, 0.2)]) }, 2),
  ]);
}
