export { boxArea, boxIou, clipBox } from './box.ts';
export { unionArea, unionAreas, unionIou } from './union.ts';
export type { UnionAreas } from './union.ts';
export {
  decodeMask,
  encodeMask,
  MaskError,
  pixelsOfRuns,
  runsFromCounts,
  runsFromPixels,
} from './mask-runs.ts';
export type { MaskRuns } from './mask-runs.ts';
export { maskArea, maskAreas, maskBounds, maskIou } from './mask-areas.ts';
export { intersectMasks, uniteMasks } from './merge-masks.ts';
export { emptyRuns, runsFromBox, runsFromPolygon, runsFromPolygons } from './rasterise.ts';
export { boxesOfMask, partsOfMask } from './mask-boxes.ts';
export type { MaskBoxOptions, MaskPart } from './mask-boxes.ts';
