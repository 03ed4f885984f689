import { change } from '#lib/maintain/change.server.ts';
import { number, text } from '#lib/maintain/form-fields.ts';
import { readCited } from '#lib/cite/read-cited.server.ts';
import { bibtexOf, cslOf } from '#lib/cite/files.server.ts';
import { arena, call, fieldsOf, toArena, wordsOf } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url }) => {
  const [{ study, snapshots, cited }, { maintains }] = await Promise.all([
    readCited(params.study, url),
    roleHere(params.study),
  ]);
  const { stamp } = cited;
  return {
    study,
    snapshots,
    stamp,
    snapshot: cited.snapshot,
    bibtex: bibtexOf(cited),
    csl: cslOf(cited),
    maintains,
    fields: wordsOf(fieldsOf(arena.listSnapshots, 'snapshots')),
  };
};

export const actions: Actions = {
  name: async ({ request, params }) => {
    const form = await request.formData();
    const sequence = number(form, 'sequence');
    const body = {
      name: text(form, 'name'),
      note: text(form, 'note'),
      ...(sequence !== undefined && { sequence }),
    };
    return change(form, 'The snapshot has its name, for good.', () =>
      call(arena.makeSnapshot, { params, body }, toArena()),
    );
  },
  note: async ({ request, params }) => {
    const form = await request.formData();
    return change(form, 'The note is changed.', () =>
      call(
        arena.editSnapshot,
        { params: { ...params, snapshot: text(form, 'snapshot') }, body: { note: text(form, 'note') } },
        toArena(),
      ),
    );
  },
};
