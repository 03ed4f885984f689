import type { Command } from '@commander-js/extra-typings';
import { readDatabaseEnv } from '../env.ts';
import { addExamples } from '../define-command.ts';
import type { Perform, Task } from '../session.ts';

export function addMigrateCommand(program: Command, perform: Perform): void {
  const command = program
    .command('migrate')
    .summary('bring the database to the version of this code')
    .description(
      'Applies migrations/ to the database that DATABASE_URL names, under a lock, and verifies what was applied before.',
    )
    .action(() => perform(migrateDatabase, {}));
  addExamples(command, { migrate: 'with DATABASE_URL=postgres://user:password@host:5432/database' });
}

const migrateDatabase: Task<object> = async () => {
  const { DATABASE_URL } = readDatabaseEnv();
  const { migrate } = await import('@fakexplain/database');
  const applied = await migrate(DATABASE_URL);
  for (const name of applied) console.log(`applied ${name}`);
  if (applied.length === 0) console.log('nothing to apply');
};
