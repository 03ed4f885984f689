import type { MetricSignature } from '../signature.ts';

export type LocalisationSlug = 'iou_union' | 'iou_matched' | 'iou_centre_greedy' | 'false_alarm_area';

/** Boxes exactly; if a mask is among what is compared, pixels, the boxes drawn by COCO's rule. */
const area = ['area', 'exact-boxes,coco-pixels-with-masks'] as const;
/** Without prediction 0, without reference left out; several annotators: the mean over those who marked something. */
const iouSettings = [area, ['nopred', '0'], ['noref', 'left-out'], ['annotators', 'mean']] as const;

/** Signature of each localisation metric, for the mean over images. */
export const localisationSignatures: Readonly<Record<LocalisationSlug, MetricSignature>> = {
  iou_union: {
    metric: 'iou_union',
    variant: 'default',
    settings: [['images', 'generated'], ...iouSettings],
    averaging: 'image',
    version: 1,
  },
  iou_matched: {
    metric: 'iou_matched',
    variant: 'default',
    settings: [['images', 'generated'], ['match', 'greatest-total'], ['over', 'max'], ...iouSettings],
    averaging: 'image',
    version: 1,
  },
  iou_centre_greedy: {
    metric: 'iou_centre_greedy',
    variant: 'default',
    settings: [['images', 'generated'], ['match', 'nearest-centre'], ['over', 'references'], ...iouSettings],
    averaging: 'image',
    version: 1,
  },
  false_alarm_area: {
    metric: 'false_alarm_area',
    variant: 'default',
    settings: [['images', 'real'], area, ['nopred', '0']],
    averaging: 'image',
    version: 1,
  },
};
