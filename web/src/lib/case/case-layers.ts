import type { catalog } from '@fakexplain/contract';
import type { StageLayer } from '../viewer/layers.ts';

/** Line styles that stay apart without colour; repeated when a case has more explanations. */
const styles = [
  { colour: 'var(--a)', dash: 'none' },
  { colour: 'var(--b)', dash: '6 4' },
  { colour: 'var(--c)', dash: '2 3' },
  { colour: 'var(--d)', dash: '10 3 2 3' },
  { colour: 'var(--e)', dash: '12 4' },
  { colour: 'var(--f)', dash: '4 2' },
] as const;

/** A, B, …, Z, AA, AB, … */
export function letters(index: number): string {
  const head = index >= 26 ? letters(Math.floor(index / 26) - 1) : '';
  return head + String.fromCodePoint(65 + (index % 26));
}

/** A layer for each explanation of an image, in their order; its key is the explanation's letter. */
export function caseLayers(explanations: catalog.Image['explanations']): StageLayer[] {
  return explanations.map(({ explanation }, index) => ({
    key: letters(index),
    label: letters(index),
    colour: styles[index % styles.length]?.colour ?? 'var(--a)',
    dash: styles[index % styles.length]?.dash ?? 'none',
    regions: explanation.regions,
  }));
}

/** Which layers to draw at first: those asked for, or all while they are few, or the first that marks anything. */
export function firstVisible(layers: readonly StageLayer[], asked: readonly string[]): string[] {
  const known = asked.filter((key) => layers.some((layer) => layer.key === key));
  if (known.length > 0) return known;
  const marking = layers.filter(({ regions }) => regions.length > 0).map(({ key }) => key);
  return marking.length <= 2 ? marking : marking.slice(0, 1);
}
