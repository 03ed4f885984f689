/** Ways of resampling, by Pillow's names. */
export const resamples = ['nearest', 'box', 'bilinear', 'hamming', 'bicubic', 'lanczos'] as const;
export type Resample = (typeof resamples)[number];

interface Filter {
  /** Half of the width in which it is not 0, in source pixels where nothing is made smaller. */
  support: number;
  weigh: (x: number) => number;
}

// C floats in Pillow's source, so not quite 0.54 and 0.46.
const hammingBase = Math.fround(0.54);
const hammingSwing = Math.fround(0.46);
const cubic = -0.5;

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));

/** The filters of Pillow's `Resample.c`, term by term: another order of operations rounds differently. */
export const filters: Readonly<Record<Exclude<Resample, 'nearest'>, Filter>> = {
  box: { support: 0.5, weigh: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weigh: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    support: 1,
    weigh: (signed) => {
      const x = Math.abs(signed);
      if (x === 0) return 1;
      if (x >= 1) return 0;
      const turned = x * Math.PI;
      return (Math.sin(turned) / turned) * (hammingBase + hammingSwing * Math.cos(turned));
    },
  },
  bicubic: {
    support: 2,
    weigh: (signed) => {
      const x = Math.abs(signed);
      if (x < 1) return ((cubic + 2) * x - (cubic + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * cubic : 0;
    },
  },
  lanczos: { support: 3, weigh: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};
