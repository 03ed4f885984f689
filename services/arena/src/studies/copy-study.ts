import type { Database, DatabaseOrTransaction } from '@fakexplain/database';
import { arenaSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { eq } from 'drizzle-orm';
import { createStudy, insertStudy, type Places } from './create-study.ts';
import { unknownStudy } from './read-study.ts';
import { readSettings } from './settings.ts';

const { studies } = arenaSchema;

/**
 * Makes a draft with the settings of any study; it is a study of its own.
 * @throws ProblemError `not-found`, `slug-taken`, and as `createStudy`
 */
export async function duplicateStudy(
  db: Database,
  slug: string,
  copy: { slug: string; title?: string | undefined },
  places: Places,
): Promise<void> {
  const settings = await readSettings(db, slug);
  await createStudy(
    db,
    { ...settings, slug: copy.slug, title: copy.title ?? settings.title },
    places,
    'duplicateStudy',
  );
}

/** Longest slug. */
const mostCharacters = 80;

/**
 * Makes the next version of a study, whichever of its versions the slug names: a draft with the settings of the newest one.
 * @returns its slug
 * @throws ProblemError `not-found`, `study-state-conflict` where the newest version is a draft, `slug-taken`, and as `createStudy`
 */
export function makeVersion(
  db: Database,
  slug: string,
  wanted: string | undefined,
  places: Places,
): Promise<string> {
  return db.transaction(async (tx) => {
    const { first, newest } = await findEnds(tx, slug);
    if (newest.status === 'draft')
      throw new ProblemError('study-state-conflict', {
        detail: `"${newest.slug}" (version ${newest.version}) is a draft and can still be changed: edit or open it before there is another version.`,
      });
    const version = newest.version + 1;
    const suffix = `-v${version}`;
    const made = wanted ?? first.slug.slice(0, mostCharacters - suffix.length).replace(/-$/, '') + suffix;
    const settings = await readSettings(tx, newest.slug);
    await insertStudy(tx, { ...settings, slug: made }, places, {
      action: 'makeVersion',
      lineage: { version, predecessorId: newest.id },
    });
    return made;
  });
}

type Version = Pick<typeof studies.$inferSelect, 'id' | 'slug' | 'status' | 'version' | 'predecessorId'>;

/** The first and the newest version of a study; nobody else makes a version after the newest before the transaction ends. */
async function findEnds(
  tx: DatabaseOrTransaction,
  slug: string,
): Promise<{ first: Version; newest: Version }> {
  const versions = (is: ReturnType<typeof eq>) =>
    tx
      .select({
        id: studies.id,
        slug: studies.slug,
        status: studies.status,
        version: studies.version,
        predecessorId: studies.predecessorId,
      })
      .from(studies)
      .where(is)
      .for('update');
  const [named] = await versions(eq(studies.slug, slug));
  if (!named) return unknownStudy(slug);
  let first = named;
  while (first.predecessorId !== null) {
    const [before] = await versions(eq(studies.id, first.predecessorId));
    if (!before) throw new Error(`the predecessor of ${first.slug} vanished`);
    first = before;
  }
  let newest = named;
  for (;;) {
    const [next] = await versions(eq(studies.predecessorId, newest.id));
    if (!next) return { first, newest };
    newest = next;
  }
}
