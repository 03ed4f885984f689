import type { catalog } from '@fakexplain/contract';

type Read = Pick<catalog.Image['explanations'][number], 'grammar' | 'coordinateSpace' | 'readingSettings'>;

/** How a text was read, e.g. “grammar qwen2.5-vl, boxes in qwen-smart-resized (resize: maxPixels 1003520)”; null without a grammar. */
export function readingWords({ grammar, coordinateSpace, readingSettings }: Read): string | null {
  if (grammar === null) return null;
  const { resize, boxOrder, tagSeparator } = readingSettings ?? {};
  const limits = Object.entries(resize ?? {}).map(([name, value]) => `${name} ${value}`);
  const told = [
    ...(limits.length > 0 ? [`resize: ${limits.join(', ')}`] : []),
    ...(boxOrder === undefined ? [] : [`box order: ${boxOrder}`]),
    ...(tagSeparator === undefined ? [] : [`tags parted by “${tagSeparator}”`]),
  ];
  const settings = told.length > 0 ? ` (${told.join('; ')})` : '';
  return `grammar ${grammar}, boxes in ${coordinateSpace ?? 'no space'}${settings}`;
}
