import { expect, test } from 'vitest';
import type { VisionConfig } from '../checkpoint/model-config.ts';
import golden from '../golden/vision-layout.json' with { type: 'json' };
import { rotaryFrequencies, visionInputs } from './graph-inputs.ts';

const base: VisionConfig = {
  depth: 1,
  hiddenSize: 32,
  intermediateSize: 64,
  numHeads: 4,
  inChannels: 3,
  patchSize: 14,
  temporalPatchSize: 2,
  spatialMergeSize: 2,
  windowSize: 112,
  fullAttentionBlocks: [],
  outHiddenSize: 32,
};

const cases = golden.cases.flatMap(({ name, config, grids }) =>
  grids.map((grid) => ({
    name: `${name}, ${grid.rows} × ${grid.columns}`,
    config: { ...base, ...config },
    grid,
  })),
);

test.each(cases)('window layout and rotary angles agree with transformers: $name', ({ config, grid }) => {
  const inputs = visionInputs(grid, config);
  const [windows, length] = inputs.windows.dims;
  const unit = config.spatialMergeSize ** 2;
  const members = Array.from({ length: windows ?? 0 }, (_, window) => {
    const from = window * (length ?? 0);
    return Array.from(inputs.windows.data.subarray(from, from + (length ?? 0))).filter(
      (_, i) => inputs.window_mask.data[from + i] === 0,
    );
  });

  expect(members.flat()).toEqual(
    grid.windowIndex.flatMap((cell) => Array.from({ length: unit }, (_, i) => BigInt(cell * unit + i))),
  );
  let end = 0;
  expect([0, ...members.map((window) => (end += window.length))]).toEqual(grid.windowEnds);
  const slots = [...inputs.window_slots.data];
  expect(slots.map((slot) => inputs.windows.data[Number(slot)])).toEqual(
    slots.map((_, patch) => BigInt(patch)),
  );
  expect(slots.every((slot) => inputs.window_mask.data[Number(slot)] === 0)).toBe(true);

  for (const [input, sums, last] of [
    [inputs.rotary_cos, grid.cosSums, grid.lastCos],
    [inputs.rotary_sin, grid.sinSums, grid.lastSin],
  ] as const) {
    const half = last.length;
    expect(input.dims).toEqual([sums.length, half]);
    sums.forEach((sum, patch) => {
      const row = input.data.slice(patch * half, (patch + 1) * half);
      expect(row.reduce((total, value) => total + value, 0)).toBeCloseTo(sum, 4);
    });
    last.forEach((value, i) => expect(input.data.at(i - half)).toBeCloseTo(value, 6));
  }
});

test("the text model's frequencies are transformers' within the last bit of float32", () => {
  const frequencies = rotaryFrequencies(128, 1e6);
  expect(frequencies).toHaveLength(golden.textFrequencies.length);
  golden.textFrequencies.forEach((expected, i) => {
    expect(Math.abs((frequencies[i] ?? 0) / expected - 1)).toBeLessThan(2 ** -23);
  });
});

test('refuses a grid that does not divide into merged cells', () => {
  expect(() => visionInputs({ rows: 3, columns: 4 }, base)).toThrow('3 × 4');
});
