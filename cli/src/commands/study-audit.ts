import { arena, call, type ClientOptions } from '@fakexplain/contract';

/** The audit of a study, a draft too; asks until it is made, each time for some seconds. */
export async function askForAudit(study: string, options: ClientOptions): Promise<arena.BlindingAudit> {
  for (;;) {
    const audit = await call(arena.auditBlinding, { params: { study } }, options);
    if (audit.state !== 'pending') return audit;
  }
}

/** An audit in lines: each pair with how well its arms can be told apart, then the warnings. */
export function auditLines({ pairs, warnings }: arena.BlindingAudit): string[] {
  return [
    ...pairs.map(
      ({ nameA, nameB, byForm, byAll }) =>
        `${nameA} / ${nameB}: by form ${aucText(byForm)}, by all ${aucText(byAll)}`,
    ),
    ...(warnings.length > 0 ? warnings : ['No two arms can be told apart by form beyond doubt.']),
  ];
}

function aucText({ auc, interval, images }: arena.PairAudit['byForm']): string {
  const on = `on ${images} ${images === 1 ? 'image' : 'images'}`;
  if (auc === null) return `unknown (${on})`;
  const value = auc.toFixed(2);
  if (interval.kind === 'two-sided')
    return `${value} [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}] ${on}`;
  if (interval.kind === 'at-least') return `${value}, at least ${interval.low.toFixed(2)}, ${on}`;
  if (interval.kind === 'at-most') return `${value}, at most ${interval.high.toFixed(2)}, ${on}`;
  return `${value} ${on}: ${interval.reason}`;
}
