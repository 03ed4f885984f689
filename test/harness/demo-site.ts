import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@fakexplain/database';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startStack, type Stack } from '../../cli/src/stack/stack.ts';

/** Where the demo's site and its services are, for tests that leave it running. */
export interface DemoSite {
  address: string;
  /** May do what maintainers may. */
  apiKey: string;
  databaseUrl: string;
  /** Where its images are kept. */
  dataDir: string;
  arena: { address: string };
  catalog: { address: string };
  metrics: { address: string };
}

declare module 'vitest' {
  interface ProvidedContext {
    demoSite: DemoSite;
  }
}

/**
 * Vitest globalSetup, after the one of the database: one site with the demo for all files, so that it is drawn and started once.
 * Its limits are those of the project's environment.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, template } = project.getProvidedContext().testDatabase;
  const name = `${template}_demo`;
  const { sql, close } = connect(url, { max: 1 });
  await sql`create database ${sql(name)} template ${sql(template)}`;
  await close();
  const databaseUrl = Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const dataDir = await mkdtemp(join(tmpdir(), 'fakexplain-demo-'));
  Object.assign(process.env, project.config.env);
  const stack = await startStack({ dataDir, port: 0, databaseUrl, demo: true, say: () => {} });
  const { address, apiKey } = stack;
  project.provide('demoSite', {
    address,
    apiKey,
    databaseUrl,
    dataDir,
    arena: { address: stack.arena.address },
    catalog: { address: stack.catalog.address },
    metrics: { address: stack.metrics.address },
  });
  return async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/** One more site on the demo's database and images, with the limits that the environment has now. */
export function startBesideDemo(): Promise<Stack> {
  const { databaseUrl, dataDir } = inject('demoSite');
  return startStack({ dataDir, port: 0, databaseUrl, demo: true, say: () => {} });
}
