import { arena, call, type ClientOptions } from '#lib/server/services.ts';

/** Times that an audit is asked for, each for some seconds, before the visitor is asked to come again. */
const mostAsked = 10;

/** Audits a draft, and says what came out in words. */
export async function tryBlinding(study: string, options: ClientOptions): Promise<string> {
  for (let asked = 0; asked < mostAsked; asked += 1) {
    const { state, warnings } = await call(arena.auditBlinding, { params: { study } }, options);
    if (state === 'pending') continue;
    return warnings.length > 0
      ? warnings.join(' ')
      : `No two arms of “${study}” can be told apart by form beyond doubt.`;
  }
  return `The blinding of “${study}” is still being tried. Ask again in a minute.`;
}
