import { comparisonComponents, type Component } from './comparison-graph.ts';
import { add, at } from '@fakexplain/statistics/linear-algebra';
import { eloPerLogOdds } from './interval.ts';
import {
  defaultNeutralRule,
  tabulatePairs,
  type NeutralRule,
  type PairCount,
  type PairTable,
} from './pair-count.ts';
import { maximise } from './maximise.ts';
import { inverseInformation, localPairs, type LocalPairs } from './pair-likelihood.ts';

export interface FitOptions {
  /** What neutral votes are worth; default: ties half a win each, `neither` left out. */
  neutral?: NeutralRule;
  /** An arm whose rating is set; its component is measured from it. Elsewhere the mean rating of a reference is 0. */
  anchor?: { arm: number; elo: number };
  /** Ratings (Elo) by arm of about the same votes, from which the search for the maximum begins; NaN where there is none. */
  start?: Float64Array;
}

/** Arms fitted together: `theta` (log-odds) and a generalised inverse of the information, in the order of `arms`. */
export interface FittedBlock {
  arms: number[];
  pairs: LocalPairs;
  theta: Float64Array;
  /** Computed when it is first asked for. */
  readonly inverse: Float64Array;
}

export interface FittedComponent extends Component {
  /** `separated`: some arms never lost, not even by half, to others; `unvoted`: one arm alone. */
  status: 'ok' | 'separated' | 'unvoted';
  /** The arms whose mean rating is 0 (or holds the anchor): all of them, or where separated the anchor's group, else that with most votes. */
  reference: number[];
  /** Exact fits of `groups`, in their order; `null` for a group of one arm. */
  exact: (FittedBlock | null)[];
  /** Penalised fit of the whole component, only where separated. */
  penalised: FittedBlock | null;
}

export interface BradleyTerryFit {
  arms: number;
  /** `disconnected`: several components have votes and cannot be compared with each other; each has its own status. */
  status: 'ok' | 'separated' | 'disconnected';
  /** By arm; NaN where `method` is `none`. */
  elo: Float64Array;
  /** `ml`: exact maximum; `firth`: penalised, the exact value is infinite; `none`: no votes. */
  method: ('ml' | 'firth' | 'none')[];
  /** Counted votes by arm. */
  votes: Float64Array;
  components: FittedComponent[];
  pairs: PairTable;
  anchor: { arm: number; elo: number } | null;
}

/**
 * Bradley–Terry ratings: P(a preferred to b) = 1 / (1 + 10^((elo_b − elo_a)/400)), at the exact maximum of the likelihood
 * (within 1e-6 Elo), for each component of the comparison graph apart. Where the maximum is at infinity (Ford's condition
 * fails) the arms of the component's greatest group are fitted exactly and the others by Firth's penalised likelihood with
 * those fixed; `method` says which. Source: Bradley & Terry (1952); Hunter (2004) for existence; reference: choix, evalica.
 *
 * @param arms how many arms there are, with or without votes
 * @throws RangeError for malformed counts or an anchor that is not an arm
 */
export function fitBradleyTerry(
  arms: number,
  counts: readonly PairCount[],
  options: FitOptions = {},
): BradleyTerryFit {
  const anchor = options.anchor ?? null;
  if (anchor !== null && !(Number.isInteger(anchor.arm) && anchor.arm >= 0 && anchor.arm < arms))
    throw new RangeError(`the anchor must be one of arms 0 to ${arms - 1}, got ${anchor.arm}`);
  const pairs = tabulatePairs(arms, counts, options.neutral ?? defaultNeutralRule);
  const votes = new Float64Array(arms);
  for (let index = 0; index < pairs.a.length; index++) {
    const n = at(pairs.winsA, index) + at(pairs.winsB, index) + at(pairs.halves, index);
    add(votes, pairs.a[index] as number, n);
    add(votes, pairs.b[index] as number, n);
  }
  const components = comparisonComponents(pairs).map((component) =>
    fitComponent(component, pairs, votes, options),
  );
  const elo = new Float64Array(arms).fill(NaN);
  const method = Array.from({ length: arms }, (): 'ml' | 'firth' | 'none' => 'none');
  for (const component of components) {
    if (component.status === 'unvoted') continue;
    const theta = referencedTheta(component);
    const shift = referenceShift(component, theta, anchor);
    for (const [index, arm] of component.arms.entries()) {
      elo[arm] = at(theta, index) * eloPerLogOdds + shift;
      method[arm] = component.reference.includes(arm) ? 'ml' : 'firth';
    }
  }
  const separated = components.some((component) => component.status === 'separated');
  const voted = components.filter((component) => component.status !== 'unvoted').length;
  const status = voted > 1 ? 'disconnected' : separated ? 'separated' : 'ok';
  return { arms, status, elo, method, votes, components, pairs, anchor };
}

function fitComponent(
  component: Component,
  pairs: PairTable,
  votes: Float64Array,
  { anchor, start }: FitOptions,
): FittedComponent {
  const total = (group: readonly number[]): number => group.reduce((sum, arm) => sum + at(votes, arm), 0);
  const reference =
    component.groups.find((group) => anchor !== undefined && group.includes(anchor.arm)) ??
    component.groups.reduce((best, group) => (total(group) > total(best) ? group : best));
  const status = component.arms.length === 1 ? 'unvoted' : component.groups.length === 1 ? 'ok' : 'separated';
  return {
    ...component,
    status,
    reference,
    exact: component.groups.map((group) =>
      group.length > 1 ? fitBlock(localPairs(pairs, group), group, { start }) : null,
    ),
    penalised:
      status === 'separated'
        ? fitBlock(localPairs(pairs, component.arms), component.arms, { firth: true })
        : null,
  };
}

/** Fits the votes among `arms`, by Firth's penalised likelihood or plainly. @param start as in `FitOptions` */
export function fitBlock(
  pairs: LocalPairs,
  arms: number[],
  { firth = false, start }: { firth?: boolean; start?: Float64Array | undefined } = {},
): FittedBlock {
  const last = arms.length - 1;
  const fixed = new Uint8Array(arms.length);
  fixed[last] = 1;
  const lead = (arm: number) =>
    start === undefined ? 0 : (at(start, arm) - at(start, arms[last] as number)) / eloPerLogOdds || 0;
  const { theta } = maximise(pairs, Float64Array.from(arms, lead), fixed, firth);
  let inverse: Float64Array | null = null;
  return {
    arms,
    pairs,
    theta,
    get inverse() {
      return (inverse ??= inverseInformation(pairs, theta));
    },
  };
}

/** Strengths of a component's arms in their order: the reference exactly, the rest by the penalised fit with those fixed. */
export function referencedTheta(component: FittedComponent): Float64Array {
  const block = component.exact[component.groups.indexOf(component.reference)] ?? null;
  if (component.penalised === null) return block?.theta ?? new Float64Array(1);
  const { start, held } = heldReference(component, component.penalised);
  return maximise(component.penalised.pairs, start, held, true).theta;
}

/** The penalised strengths with those of the reference replaced by exact ones, and marks on those. */
export function heldReference(
  component: FittedComponent,
  penalised: FittedBlock,
): { start: Float64Array; held: Uint8Array } {
  const exact = component.exact[component.groups.indexOf(component.reference)] ?? null;
  const places = component.reference.map((arm) => component.arms.indexOf(arm));
  const start = penalised.theta.slice();
  const held = new Uint8Array(component.arms.length);
  const origin = at(penalised.theta, places.at(-1) as number);
  for (const [index, place] of places.entries()) {
    held[place] = 1;
    start[place] = origin + (exact === null ? 0 : at(exact.theta, index));
  }
  return { start, held };
}

function referenceShift(
  component: FittedComponent,
  theta: Float64Array,
  anchor: { arm: number; elo: number } | null,
): number {
  const place = anchor === null ? -1 : component.arms.indexOf(anchor.arm);
  if (anchor !== null && place >= 0) return anchor.elo - at(theta, place) * eloPerLogOdds;
  const sum = component.reference.reduce((sum, arm) => sum + at(theta, component.arms.indexOf(arm)), 0);
  return (-sum / component.reference.length) * eloPerLogOdds;
}
