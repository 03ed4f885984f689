import { tabletop, wall } from '../backdrop.ts';
import { softShadow } from '../clutter.ts';
import { darker, lighter, linear, radial } from '../paint.ts';
import { interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, ellipse, group, path, place, rect, type Shape } from '../svg.ts';

interface Fish {
  x: number;
  y: number;
  scale: number;
  side: -1 | 1;
  colour: string;
  stripe: string;
  tails: ('back' | 'top')[];
  tailEye: boolean;
}

interface Aquarium {
  backdrop: Shape[];
  tank: { left: number; top: number; width: number; height: number; water: number };
  plants: Shape[];
  bubbles: Shape[];
  fish: Fish[];
}

const at = ({ x, y, scale, side }: Fish) => ({ x, y, scale, scaleX: scale * side });

const tail = ({ colour }: Fish, where: 'back' | 'top'): Shape =>
  place(
    path('M0 0C-12 -6 -24 -22 -34 -20C-30 -8 -30 8 -34 20C-24 22 -12 6 0 0Z', {
      fill: linear([darker(colour, 0.25), lighter(colour, 0.1)], 0),
      stroke: darker(colour, 0.4),
      width: 1,
    }),
    where === 'back' ? { x: -34, y: 0 } : { x: 4, y: -20, turn: 82 },
  );

const fishEye = (x: number): Shape =>
  group([
    circle(x, -5, 6, { fill: '#ffffff', stroke: '#33272b', width: 0.8 }),
    circle(x + 1.2, -5, 3, { fill: '#17121a' }),
  ]);

function drawFish(fish: Fish): Shape {
  const { colour, stripe, tails, tailEye } = fish;
  return place(
    group([
      ...tails.map((where) => tail(fish, where)),
      path('M-14 -18C-4 -34 16 -32 20 -16Z', { fill: darker(colour, 0.15) }),
      path('M-6 18C-2 30 12 28 12 16Z', { fill: darker(colour, 0.2) }),
      path('M-38 0C-26 -24 16 -30 42 -2C43 0 43 2 42 3C16 28 -26 24 -38 0Z', {
        fill: linear([lighter(colour, 0.28), colour, darker(colour, 0.14)]),
        stroke: darker(colour, 0.35),
        width: 1.2,
      }),
      path('M-8 -20C-2 -8 -2 8 -8 18C-14 17 -16 16 -18 15C-12 6 -12 -8 -18 -17Z', { fill: stripe }),
      path('M10 -22C15 -10 15 8 10 20C6 21 4 21 1 20C6 8 6 -10 1 -22Z', { fill: stripe }),
      path('M-2 2C6 2 10 8 6 13C0 12 -4 8 -2 2Z', { fill: darker(colour, 0.25) }),
      path('M38 5C35 7 33 7 31 6', { stroke: darker(colour, 0.5), width: 1.4 }),
      fishEye(26),
      ...(tailEye ? [fishEye(-28)] : []),
    ]),
    at(fish),
  );
}

/** The fish that no defect takes out of the water. */
const staying = ({ fish }: Aquarium) => fish.filter((_, index) => index !== 1);

export const aquarium = defineScene<Aquarium>({
  name: 'aquarium',
  frames: ['landscape', 'square'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const { width, height } = frame;
    const tank = {
      left: width * 0.07,
      top: height * 0.1,
      width: width * 0.86,
      height: height * 0.76,
      water: height * 0.25,
    };
    const bottom = tank.top + tank.height;
    const weed = (x: number, tall: number, colour: string) => {
      const sway = random.pick([-1, 1]) * random.between(8, 16);
      return group(
        [-12, 0, 12].map((dx, index) =>
          path(
            `M${x + dx} ${bottom - 22}C${x + dx + sway} ${bottom - tall * 0.4} ${x + dx - sway} ${bottom - tall * 0.7} ${x + dx + sway * 0.6} ${bottom - tall * (1 - index * 0.14)}`,
            {
              stroke: index === 1 ? lighter(colour, 0.14) : darker(colour, 0.12),
              width: 7,
            },
          ),
        ),
      );
    };
    const rock = (x: number, size: number) =>
      path(
        `M${x - size} ${bottom - 14}C${x - size} ${bottom - size * 0.8} ${x - size * 0.3} ${bottom - size * 1.1} ${x} ${bottom - size}C${x + size * 0.7} ${bottom - size * 0.9} ${x + size} ${bottom - size * 0.4} ${x + size} ${bottom - 14}Z`,
        {
          fill: linear(['#9a959c', '#5d5963'], 60),
        },
      );
    const colours = random.shuffle(['#f08a3c', '#e5c143', '#d9557a', '#5fb7d4', '#8f79d6', '#e86a4f']);
    const slots = [
      [0.25, 0.44],
      [0.63, 0.4],
      [0.42, 0.62],
      [0.76, 0.64],
      [0.2, 0.7],
    ];
    const unit = Math.min(width / 640, 1.1);
    return {
      backdrop: [
        ...wall(frame, palette, random),
        ...tabletop(frame, height * 0.84, palette.wood, random),
        softShadow(width / 2, bottom + 6, tank.width * 0.56, 14, 0.7),
      ],
      tank,
      plants: [
        weed(width * 0.16, height * random.between(0.3, 0.5), '#4f9a5a'),
        weed(width * 0.86, height * random.between(0.3, 0.48), '#6ba348'),
        weed(width * random.between(0.5, 0.58), height * 0.26, '#3f8a70'),
        rock(width * 0.34, 44),
        rock(width * 0.7, 34),
      ],
      bubbles: Array.from({ length: 12 }, () => {
        const r = random.between(2.5, 7);
        return circle(width * random.between(0.45, 0.56), random.between(tank.water + 14, bottom - 50), r, {
          stroke: '#ffffff',
          width: 1.3,
          fill: radial([
            [0, '#ffffff', 0.05],
            [1, '#ffffff', 0.3],
          ]),
          opacity: 0.75,
        });
      }),
      fish: slots.map(([fx = 0, fy = 0], index) => ({
        x: width * (fx + random.between(-0.03, 0.03)),
        y: height * (fy + random.between(-0.02, 0.02)),
        scale: unit * random.between(0.86, 1.12),
        side: random.pick([-1, 1]),
        colour: colours[index] ?? '#f08a3c',
        stripe: random.pick(['#fff6e6', '#2f2a3a', '#ffe9a8']),
        tails: ['back'],
        tailEye: false,
      })),
    };
  },
  draw(model) {
    const { left, top, width, height, water } = model.tank;
    const bottom = top + height;
    return [
      ...model.backdrop,
      rect(left, top, width, height, { fill: '#dff2f5', opacity: 0.22 }, 6),
      rect(left, water, width, bottom - water, {
        fill: linear([
          [0, '#8fd6e2', 0.9],
          [0.5, '#4aa3c0', 0.92],
          [1, '#24688c', 0.95],
        ]),
      }),
      ellipse(left + width * 0.3, water + 60, 90, 130, {
        fill: radial([
          [0, '#ffffff', 0.2],
          [1, '#ffffff', 0],
        ]),
      }),
      path(
        `M${left} ${bottom - 26}C${left + width * 0.3} ${bottom - 44} ${left + width * 0.6} ${bottom - 12} ${left + width} ${bottom - 32}L${left + width} ${bottom}L${left} ${bottom}Z`,
        {
          fill: linear(['#ecd9a6', '#c2a268']),
        },
      ),
      ...model.plants,
      ...model.bubbles,
      rect(left, water - 2, width, 5, { fill: '#ffffff', opacity: 0.6 }),
      ...model.fish.map(drawFish),
      rect(left, top, width, height, { stroke: '#2d3a42', width: 6 }, 6),
      rect(left - 6, top - 8, width + 12, 14, { fill: linear(['#46545d', '#232e35']) }, 4),
      path(
        `M${left + 22} ${top + 30}L${left + 70} ${top + 30}L${left + 34} ${top + height * 0.5}L${left + 22} ${top + height * 0.5}Z`,
        { fill: '#ffffff', opacity: 0.12 },
      ),
    ];
  },
  defects: {
    'second-tail': {
      tag: 'anatomy',
      apply(model, random) {
        const fish = random.pick(staying(model));
        fish.tails.push('top');
        return {
          box: bounds(place(tail(fish, 'top'), at(fish))),
          phrases: [
            'This fish has a second tail growing out of its back.',
            'A tail fin stands upright where only a back fin should be.',
            'One fish carries two tails, one behind and one on top.',
          ],
        };
      },
    },
    'missing-tail': {
      tag: 'anatomy',
      apply(model, random) {
        const fish = random.pick(staying(model).filter(({ tails }) => tails.length === 1));
        const box = bounds(place(tail(fish, 'back'), at(fish)));
        fish.tails = [];
        return {
          box,
          phrases: [
            'The fish has no tail; its body ends in a point.',
            'A tail fin is missing behind this fish.',
            'All fish but this one have a tail.',
          ],
        };
      },
    },
    'eye-on-tail': {
      tag: 'anatomy',
      apply(model, random) {
        const fish = random.pick(staying(model));
        fish.tailEye = true;
        return {
          box: bounds(place(fishEye(-28), at(fish))),
          phrases: [
            'A second eye looks out of the wrong end of the fish, next to the tail.',
            'This fish has an eye at either end of its body.',
            'There is an eye where the tail begins.',
          ],
        };
      },
    },
    'fish-in-air': {
      tag: 'support',
      apply(model) {
        const fish = model.fish[1];
        if (!fish) throw new RangeError('there are five fish');
        const before = bounds(drawFish(fish));
        fish.y = model.tank.water - 26 * fish.scale;
        return {
          box: bounds(drawFish(fish)),
          vacated: [before],
          phrases: [
            'A fish swims in the air above the surface of the water.',
            'This fish is not in the water but over it, as if swimming on.',
            'One of the fish hovers between the water and the lid.',
          ],
        };
      },
    },
  },
  sound: [
    'Every fish has one tail and one visible eye, and all of them are under water.',
    'Water, sand and plants stay inside the tank, and its surface is level.',
    'The bubbles rise in a column, and the fish are of one kind.',
  ],
});
