/** Where explanations point, against where annotators did: pure functions over regions of one image. */
export { scoreLocalisation, type LocalisationScores, type LocalisedImage } from './score-localisation.ts';
export { localisationSignatures, type LocalisationSlug } from './signatures.ts';
export { marksOf, type Mark } from './marks.ts';
export { iouUnion } from './iou-union.ts';
export { iouMatched } from './iou-matched.ts';
export { iouCentreGreedy } from './iou-centre-greedy.ts';
