import { arena, call, fieldsOf, orErrorPage, toArena, wordsOf } from '#lib/server/services.ts';
import { requireOwner } from '#lib/server/who.ts';
import type { PageServerLoad } from './$types';

const filters = ['person', 'action', 'kind', 'subject'] as const;

export const load: PageServerLoad = async ({ url }) => {
  await requireOwner();
  const given = Object.fromEntries(
    filters.flatMap((name) => {
      const value = url.searchParams.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const before = url.searchParams.get('before') ?? undefined;
  const [{ entries, next, actions }, { people }] = await orErrorPage(
    Promise.all([
      call(arena.listAuditEntries, { query: { ...given, ...(before ? { before } : {}) } }, toArena()),
      call(arena.listPeople, {}, toArena()),
    ]),
  );
  const filter = new URLSearchParams(given).toString();
  return {
    entries,
    actions,
    people: people.map(({ id, name }) => ({ id, name })),
    given,
    filter,
    next: next === null ? null : `?${new URLSearchParams({ ...given, before: String(next) })}`,
    fields: wordsOf(fieldsOf(arena.listAuditEntries, 'entries')),
  };
};
