import { migrate } from '../packages/database/src/migrations/migrate.ts';

const url = process.env['DATABASE_URL'];
if (!url) {
  console.error('Set DATABASE_URL, as in postgres://user:password@host:5432/database');
  process.exit(1);
}
try {
  const applied = await migrate(url);
  for (const name of applied) console.log(`applied ${name}`);
  if (applied.length === 0) console.log('nothing to apply');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
