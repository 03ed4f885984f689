import { passFile } from '#lib/server/pass-file.ts';
import { arena, orErrorPage, send, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** The log as a file. */
export const GET: RequestHandler = async ({ url, request }) => {
  const given = Object.fromEntries([...url.searchParams].filter(([, value]) => value !== ''));
  const query = { ...given, format: given['format'] === 'csv' ? ('csv' as const) : ('jsonl' as const) };
  return passFile(
    await orErrorPage(send(arena.exportAuditEntries, { query }, { ...toArena(), signal: request.signal })),
  );
};
