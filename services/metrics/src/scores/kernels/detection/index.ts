/** Whether verdicts and probabilities are right: pure functions over counts. Positive is `generated`. */
export { countsFromCells, verdictCell, verdictCells, type VerdictCounts } from './verdict-counts.ts';
export { rankingMetrics, verdictMetrics, type DetectionMetric, type Measured } from './detection-metrics.ts';
export { auroc, averagePrecision, rankScores } from './ranking.ts';
export { calibration, type Calibration, type CalibrationBin } from './calibration.ts';
export { polaritySuspicions } from './polarity.ts';
export { parseShare, parseShareSignature, type ParseCounts } from './parse-share.ts';
