import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { addExamples } from '../define-command.ts';
import { readStoresEnv } from '../env.ts';
import { exitCodes, Refused } from '../exit-codes.ts';
import { openNamedBlobs, openStores } from '../open-stores.ts';
import type { Perform, Task } from '../session.ts';

export function addBackupCommands(program: Command, perform: Perform): void {
  const backup = program
    .command('backup')
    .summary('everything that was voted, imported and made, into a folder')
    .description(
      'Writes all tables as of one moment and the pictures that they name, while the site runs. Run it again on the same folder to bring that up to date, or to go on after an interruption: pictures that are there are not copied again.',
    )
    .argument('<folder>')
    .action((folder) => perform(backUp, { folder }));
  addExamples(backup, { 'backup /backups/arena': 'of npm start, running or not' });

  const restore = program
    .command('restore')
    .summary('a backup into an empty DATA_DIR or database')
    .description(
      'Restores a backup into a DATA_DIR without a database, or into the empty database of DATABASE_URL and the blob store of BLOB_*; makes roles and grants, and verifies rows and ledgers. After an interruption, run it again.',
    )
    .argument('<folder>')
    .action((folder) => perform(restoreFrom, { folder }));
  addExamples(restore, { 'restore /backups/arena': 'into .data, or the DATA_DIR of the environment' });

  const check = program
    .command('check-blobs')
    .summary('find pictures that are missing or damaged, and repair them')
    .description('Reads every picture that the database names and compares it with its hash.')
    .option('--from <folder>', 'a backup that sound pictures are taken from')
    .action(({ from }) => perform(checkPictures, { from }));
  addExamples(check, {
    'check-blobs': 'what is damaged, and where it is used',
    'check-blobs --from /backups/arena': 'repair it from a backup',
  });
}

const participantKeyOf = (dataDir: string) => join(resolve(dataDir), 'participant-key');

const backUp: Task<{ folder: string }> = async ({ folder }, session) => {
  const { writeBackup } = await import('../backup/write-backup.ts');
  const { DATA_DIR, DATABASE_URL } = readStoresEnv();
  const signal = session.interruptible('Stopping after this table or picture …');
  const stores = await openStores({ applicationName: 'fakexplain backup' });
  try {
    const { at, tables, ledgers, blobs, lacking } = await writeBackup({
      sql: stores.sql,
      blobs: stores.blobs,
      folder: resolve(folder),
      participantKey: DATABASE_URL === undefined ? participantKeyOf(DATA_DIR) : undefined,
      signal,
      tell: (line) => session.progress.update(() => line),
    });
    session.progress.end();
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    console.log(
      `${folder}: ${rows} rows, ${ledgers.length} ledgers and ${blobs.count - lacking.length} pictures as of ${at}`,
    );
    for (const sha256 of lacking) console.error(`${sha256} is missing or damaged in the blob store`);
    return lacking.length > 0 ? exitCodes.partial : exitCodes.done;
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    await stores.close();
  }
};

const restoreFrom: Task<{ folder: string }> = async ({ folder }, session) => {
  const { assertSound, readManifest } = await import('../backup/manifest.ts');
  const { restoreBackup } = await import('../backup/restore-backup.ts');
  const env = readStoresEnv();
  const signal = session.interruptible('Stopping after this table or picture …');
  const manifest = await readManifest(folder);
  await assertSound(folder, manifest);
  const postgres = join(resolve(env.DATA_DIR), 'postgres');
  const embedded = await import('@fakexplain/database/embedded');
  if (env.DATABASE_URL === undefined && embedded.runningEmbedded(postgres) !== null)
    throw new Refused(`The database in ${postgres} is running. Stop npm start, or name another DATA_DIR.`);
  const own =
    env.DATABASE_URL === undefined ? await embedded.startEmbedded({ dataDir: postgres }) : undefined;
  try {
    const missing = await restoreBackup({
      url: env.DATABASE_URL ?? own?.url ?? '',
      blobs: await openNamedBlobs(env),
      folder,
      manifest,
      signal,
      tell: (line) => session.progress.update(() => line),
    });
    session.progress.end();
    if (own && manifest.participantKey) {
      await mkdir(resolve(env.DATA_DIR), { recursive: true });
      await copyKey(join(folder, manifest.participantKey.path), participantKeyOf(env.DATA_DIR));
    }
    console.log(
      `Restored as of ${manifest.at}: ${manifest.tables.length} tables, ${manifest.ledgers.length} ledgers, ${manifest.blobs.count - manifest.lacking.length - missing.length} pictures`,
    );
    for (const sha256 of missing) console.error(`${sha256} is missing or damaged in the backup`);
    return missing.length > 0 ? exitCodes.partial : exitCodes.done;
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    await own?.stop();
  }
};

async function copyKey(from: string, to: string): Promise<void> {
  if (!existsSync(to)) await copyFile(from, to, constants.COPYFILE_EXCL);
}

const checkPictures: Task<{ from: string | undefined }> = async ({ from }, session) => {
  const { checkBlobs } = await import('../backup/check-blobs.ts');
  const signal = session.interruptible();
  const stores = await openStores({ applicationName: 'fakexplain check-blobs' });
  let left = 0;
  try {
    const tell = (line: string) => session.progress.update(() => line);
    for await (const damage of checkBlobs({ ...stores, from, signal, tell })) {
      const { sha256, state, uses, isRepaired } = damage;
      if (!isRepaired) left += 1;
      console.log(`${sha256}: ${state}${isRepaired ? ', repaired' : ''}; ${uses.join('; ')}`);
    }
    session.progress.end();
    if (left > 0)
      console.error(`${left} left to repair: name a backup with --from, or import the images again.`);
    return left > 0 ? exitCodes.partial : exitCodes.done;
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    await stores.close();
  }
};
