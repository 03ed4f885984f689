import type { arena } from '@fakexplain/contract';
import type { AuditedPair } from './audit-study.ts';
import type { AuditedStudy } from './audited-study.ts';
import type { AuditState } from './audits.ts';
import type { GiveAway } from './kernels/give-aways.ts';
import { method, threshold } from './method.ts';

/** Warnings that are written out; of more, it is said how many there are. */
const mostWarnings = 5;

/** The answer to whoever asks for an audit; pure. @param withheld whether give-aways are left out */
export function reportAudit(study: AuditedStudy, found: AuditState, withheld: boolean): arena.BlindingAudit {
  const audit = found.state === 'ready' ? found.audit : null;
  const pairs = (audit?.pairs ?? []).toSorted((x, y) => lowOf(y) - lowOf(x) || x.a - y.a || x.b - y.b);
  const { slug, title, status, arms } = study;
  return {
    study: { slug, title, status },
    state: found.state,
    pairs: pairs.map((pair) => ({
      ...pair,
      nameA: arms[pair.a] ?? '',
      nameB: arms[pair.b] ?? '',
      isTold: isTold(pair),
      giveAways: withheld ? [] : pair.giveAways,
    })),
    pairsOfArms: (arms.length * (arms.length - 1)) / 2,
    warnings: warnings(study, pairs, withheld),
    withheld,
    threshold,
    method,
    seed: study.seed,
    madeAt: audit?.madeAt.toISOString() ?? null,
  };
}

const lowOf = ({ byForm: { interval } }: AuditedPair): number => ('low' in interval ? interval.low : 0);
const isTold = (pair: AuditedPair): boolean => lowOf(pair) > threshold;

function warnings({ arms }: AuditedStudy, pairs: readonly AuditedPair[], withheld: boolean): string[] {
  const told = pairs.filter(isTold);
  const said = told.slice(0, mostWarnings).map((pair) => {
    const [a, b] = [arms[pair.a] ?? '', arms[pair.b] ?? ''];
    const traits = withheld ? [] : pair.giveAways.filter(({ kind }) => kind === 'trait').slice(0, 3);
    const remedies = [...new Set(traits.flatMap(({ leaveOut }) => leaveOut ?? []))];
    const auc = `AUC ${(pair.byForm.auc ?? 0).toFixed(2)}, at least ${lowOf(pair).toFixed(2)}`;
    const by = traits.map(
      (trait) => `${trait.name} (${valueIn(trait, trait.a)} against ${valueIn(trait, trait.b)})`,
    );
    return [
      `“${a}” and “${b}” can be told apart by form alone (${auc})${by.length > 0 ? `: ${by.join(', ')}` : ''}.`,
      ...(remedies.length > 0 ? [`A study that leaves out ${list(remedies)} does not show that.`] : []),
    ].join(' ');
  });
  const more = told.length - said.length;
  return more > 0 ? [...said, `So can ${more} more pairs.`] : said;
}

const list = (words: readonly string[]) => new Intl.ListFormat('en').format(words);
const valueIn = ({ unit }: GiveAway, value: number): string =>
  unit === 'share' ? `${Math.round(100 * value)}%` : value.toFixed(value < 10 ? 1 : 0);
