import type { ArmExplanation } from './load-arms.ts';

/** An image that the study asks about, with what each arm shows on it, by the arm's position. */
export interface FrozenImage<I> {
  image: I;
  explanations: (ArmExplanation | undefined)[];
}

/** The images on which at least two arms show something different. */
export function freezeImages<I extends { sha256: string }>(
  images: readonly I[],
  arms: readonly ReadonlyMap<string, ArmExplanation>[],
): FrozenImage<I>[] {
  return images
    .map((image) => ({ image, explanations: arms.map((arm) => arm.get(image.sha256)) }))
    .filter(({ explanations }) => new Set(explanations.flatMap((e) => e?.contentHash ?? [])).size > 1);
}

/** Positions of the arms that no pair can be drawn with: on every image they are alone, or look like all others. */
export function undrawableArms(frozen: readonly FrozenImage<unknown>[], arms: number): number[] {
  const drawable = new Set<number>();
  for (const { explanations } of frozen) {
    for (const [position, own] of explanations.entries()) {
      if (own && explanations.some((other) => other && other.contentHash !== own.contentHash))
        drawable.add(position);
    }
  }
  return Array.from({ length: arms }, (_, position) => position).filter(
    (position) => !drawable.has(position),
  );
}
