export interface Thresholds {
  /** Least IoU of what was marked, 0–1. */
  iou: number;
  /** Least share of the reference's labels, 0–1. */
  labels: number;
}

/** Those of FakeXplained's quality control. */
export const usualThresholds: Thresholds = { iou: 0.2, labels: 1 / 3 };
