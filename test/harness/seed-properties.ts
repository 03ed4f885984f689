// Properties are tried on the same values in every run, so that a test fails for what was changed and not by luck.
// PROPERTY_SEED (a number, or `random`) and PROPERTY_RUNS try others, and more of them.
import fc from 'fast-check';

const { PROPERTY_SEED = '1', PROPERTY_RUNS } = process.env;
fc.configureGlobal({
  ...(PROPERTY_SEED !== 'random' && { seed: Number(PROPERTY_SEED) }),
  ...(PROPERTY_RUNS && { numRuns: Number(PROPERTY_RUNS) }),
});
