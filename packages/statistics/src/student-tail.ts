import betainc from '@stdlib/math-base-special-betainc';

/** P(T > t) for Student's t with any real number of degrees of freedom > 0. */
export function studentTail(t: number, degreesOfFreedom: number): number {
  const beyond = betainc(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2;
  return t < 0 ? 1 - beyond : beyond;
}
