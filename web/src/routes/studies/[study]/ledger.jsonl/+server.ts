import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** The study's ledger as it is now, an entry a line; read page by page, as fast as it is taken. */
export const GET: RequestHandler = async ({ params }) => {
  const service = toArena();
  const readPage = (after: number) => call(arena.readLedger, { params, query: { after } }, service);
  let page = await orErrorPage(readPage(0));
  const { position: last, hash } = page.head;
  const lines = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const entries = page.entries.filter(({ position }) => position <= last);
      const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
      if (text) controller.enqueue(new TextEncoder().encode(text));
      const end = entries.at(-1)?.position ?? last;
      if (end >= last) controller.close();
      else page = await readPage(end);
    },
  });
  return new Response(lines, {
    headers: {
      'content-type': 'application/jsonl',
      'content-disposition': `attachment; filename="${params.study}-ledger-${hash.slice(0, 8)}.jsonl"`,
      'cache-control': 'private, no-cache',
      vary: 'Cookie',
    },
  });
};
