import { describe, expect, it } from 'vitest';
import { signatureString, type MetricSignature } from './signature.ts';

const signature: MetricSignature = {
  metric: 'iou_union',
  variant: 'default',
  settings: [
    ['over', 'boxes'],
    ['empty', 'excluded'],
  ],
  averaging: 'image',
  version: 2,
};

describe('signatureString', () => {
  it('writes the metric, its settings in their order, the averaging and the version', () => {
    expect(signatureString(signature)).toBe('iou_union|over:boxes|empty:excluded|avg:image|v:2');
  });

  it('depends on every part but the name of the variant', () => {
    const written = signatureString(signature);
    expect(signatureString({ ...signature, variant: 'other' })).toBe(written);
    expect(signatureString({ ...signature, metric: 'iou_matched' })).not.toBe(written);
    expect(signatureString({ ...signature, averaging: 'micro' })).not.toBe(written);
    expect(signatureString({ ...signature, version: 3 })).not.toBe(written);
    expect(signatureString({ ...signature, settings: [['over', 'masks']] })).not.toBe(written);
  });

  it('refuses parts by which two signatures could read alike', () => {
    expect(() => signatureString({ ...signature, metric: 'iou|avg:micro' })).toThrow(/cannot be part/);
    expect(() => signatureString({ ...signature, averaging: '' })).toThrow(/cannot be part/);
    expect(() => signatureString({ ...signature, settings: [['over', 'a:b']] })).toThrow(/"a:b"/);
    expect(() => signatureString({ ...signature, settings: [['v', '9']] })).toThrow(/"v" twice/);
  });
});
