import type { ImageSize } from '@fakexplain/explanation';
import { bird, cloud, framedPicture, hills, pebbles } from './clutter.ts';
import { darker, lighter, linear, mix, radial } from './paint.ts';
import type { Exterior, Interior } from './palette.ts';
import type { Random } from './random.ts';
import { circle, group, line, polygon, rect, type Shape } from './svg.ts';

/** A papered wall with the light of a window falling on it. */
export function wall({ width, height }: ImageSize, palette: Interior, random: Random): Shape[] {
  const base = rect(0, 0, width, height, {
    fill: linear([lighter(palette.wall, 0.14), palette.wall, darker(palette.wall, 0.16)], 65),
  });
  const pattern = random.pick(['plain', 'stripes', 'dots', 'panels']);
  const decoration: Shape[] = [];
  if (pattern === 'stripes') {
    const step = random.between(34, 58);
    for (let x = step / 2; x < width; x += step) {
      decoration.push(rect(x, 0, step * 0.42, height, { fill: lighter(palette.wall, 0.3), opacity: 0.22 }));
    }
  }
  if (pattern === 'dots') {
    const step = random.between(30, 44);
    for (let row = 0; row * step < height + step; row++) {
      for (let x = row % 2 ? 0 : step / 2; x < width + step; x += step) {
        decoration.push(circle(x, row * step, 2.6, { fill: lighter(palette.wall, 0.5), opacity: 0.32 }));
      }
    }
  }
  if (pattern === 'panels') {
    decoration.push(rect(0, height * 0.7, width, height * 0.3, { fill: palette.trim, opacity: 0.55 }));
    decoration.push(rect(0, height * 0.69, width, 7, { fill: palette.trim }));
    for (let x = 20; x < width; x += 96) {
      decoration.push(
        rect(x, height * 0.74, 76, height * 0.2, { stroke: darker(palette.trim, 0.18), width: 2 }, 3),
      );
    }
  }
  const slant = random.between(0.1, 0.5) * width;
  const panes = [0, 1].map((index) =>
    polygon(
      [
        [slant + index * 110, height * 0.04],
        [slant + index * 110 + 90, height * 0.02],
        [slant + index * 110 + 10, height * 0.8],
        [slant + index * 110 - 90, height * 0.84],
      ],
      {
        fill: linear([
          [0, '#fff6d8', 0.3],
          [1, '#fff6d8', 0],
        ]),
      },
    ),
  );
  return [base, ...decoration, group(panes, random.chance(0.6) ? 0.8 : 0)];
}

/** Pictures on the wall to both sides of the middle. */
export function wallPictures(frame: ImageSize, palette: Interior, free: number, random: Random): Shape[] {
  return [0, 1].flatMap((side) => {
    const room = frame.width / 2 - free;
    if (room < 85 || random.chance(0.2)) return [];
    const size = Math.min(room * 0.8, 130);
    const x = side === 0 ? (room - size) / 2 : frame.width - (room + size) / 2;
    const y = random.between(0.07, 0.2) * frame.height;
    return [framedPicture(x, y, size, size * random.pick([0.8, 1.1, 1.25]), palette.accents, random)];
  });
}

/** A table top or desk from `y` down. */
export function tabletop({ width, height }: ImageSize, y: number, wood: string, random: Random): Shape[] {
  const grain = Array.from({ length: 9 }, () => {
    const gy = y + 10 + random.next() * (height - y - 12);
    const x = random.between(-0.2, 0.7) * width;
    return line(
      [
        [x, gy],
        [x + random.between(0.15, 0.5) * width, gy + random.between(-3, 3)],
      ],
      { stroke: random.chance(0.5) ? darker(wood, 0.22) : lighter(wood, 0.16), width: 1.6, opacity: 0.5 },
    );
  });
  return [
    rect(0, y, width, height - y, { fill: linear([lighter(wood, 0.24), wood, darker(wood, 0.22)]) }),
    rect(0, y, width, 5, { fill: lighter(wood, 0.38), opacity: 0.7 }),
    ...grain,
  ];
}

/** Boards of a floor from `y` down. */
export function floor({ width, height }: ImageSize, y: number, wood: string, palette: Interior): Shape[] {
  const boards: Shape[] = [];
  for (let index = -12; index <= 12; index++) {
    boards.push(
      line(
        [
          [width / 2 + index * 46, y],
          [width / 2 + index * 110, height],
        ],
        { stroke: darker(wood, 0.3), width: 1.5, opacity: 0.55 },
      ),
    );
  }
  return [
    rect(0, y, width, height - y, { fill: linear([darker(wood, 0.12), lighter(wood, 0.12)]) }),
    ...boards,
    rect(0, y - 13, width, 13, { fill: linear([lighter(palette.trim, 0.2), darker(palette.trim, 0.1)]) }),
  ];
}

export interface Outdoors {
  shapes: Shape[];
  /** −1: the sun stands at the left, 1: at the right. */
  sunSide: -1 | 1;
}

/** Sky, clouds, hills and the ground from `horizon` down. */
export function outdoors(frame: ImageSize, horizon: number, palette: Exterior, random: Random): Outdoors {
  const { width, height } = frame;
  const sunSide = random.chance(0.5) ? -1 : 1;
  const [sunX, sunY] = [
    width * (0.5 + sunSide * random.between(0.32, 0.42)),
    horizon * random.between(0.14, 0.3),
  ];
  const glow = radial(
    [
      [0, palette.sun, 0.9],
      [0.4, palette.sun, 0.35],
      [1, palette.sun, 0],
    ],
    0.5,
    0.5,
    0.5,
  );
  const clouds = Array.from({ length: random.int(2, 4) }, () =>
    cloud(
      random.between(0.05, 0.95) * width,
      random.between(0.14, 0.6) * horizon,
      random.between(34, 72),
      palette.cloud,
      random,
    ),
  );
  const birds = Array.from({ length: random.int(0, 4) }, () =>
    bird(
      random.between(0.2, 0.8) * width,
      random.between(0.1, 0.4) * horizon,
      random.between(6, 11),
      mix(palette.ink, palette.skyTop, 0.3),
    ),
  );
  return {
    sunSide,
    shapes: [
      rect(0, 0, width, horizon + 4, { fill: linear([palette.skyTop, palette.skyLow]) }),
      circle(sunX, sunY, 110, { fill: glow }),
      circle(sunX, sunY, 24, { fill: palette.sun }),
      ...clouds,
      ...birds,
      hills(horizon - 16, 52, width, horizon + 20, palette.far, random),
      hills(horizon - 2, 26, width, horizon + 20, palette.near, random),
      rect(0, horizon, width, height - horizon, {
        fill: linear([lighter(palette.ground, 0.12), palette.ground, darker(palette.ground, 0.24)]),
      }),
      pebbles(horizon, width, height - horizon, palette.ground, random),
    ],
  };
}

/** Blurred lights, as behind something near. */
export function bokeh({ width, height }: ImageSize, colours: string[], random: Random): Shape[] {
  const [base = '#445566', second = '#223344'] = random.shuffle(colours);
  const discs = Array.from({ length: 16 }, () => {
    const colour = lighter(random.pick(colours), 0.25);
    return circle(random.between(0, 1) * width, random.between(0, 1) * height, random.between(16, 62), {
      fill: radial(
        [
          [0, colour, 0.32],
          [0.8, colour, 0.22],
          [1, colour, 0],
        ],
        0.5,
        0.5,
        0.5,
      ),
    });
  });
  return [
    rect(0, 0, width, height, {
      fill: linear([mix(base, '#30304a', 0.45), mix(second, '#1d1d2e', 0.5)], 60),
    }),
    ...discs,
  ];
}
