import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../embedded/start-embedded.ts';
import { migrate } from '../migrations/migrate.ts';
import { addMaintainerKey } from './maintainer-key.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Maintenance URL of the test server and the name of its migrated template. */
    testDatabase: { url: string; template: string };
  }
}

interface TestServer {
  url: string;
  template: string;
  stop: () => Promise<void>;
}

// Projects of one run load this file separately but share the process, and so the server.
const shared = globalThis as { fakexplainTestServer?: { users: number; server: Promise<TestServer> } };

/** Vitest globalSetup: a throw-away server, or the one TEST_DATABASE_URL names, with a migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const state = (shared.fakexplainTestServer ??= { users: 0, server: startTestServer() });
  state.users++;
  const { url, template } = await state.server;
  project.provide('testDatabase', { url, template });
  return async () => {
    if (--state.users > 0) return;
    delete shared.fakexplainTestServer;
    await (await state.server).stop();
  };
}

async function startTestServer(): Promise<TestServer> {
  const existing = process.env['TEST_DATABASE_URL'];
  if (existing) return prepare(existing, async () => undefined);
  const dataDir = mkdtempSync(join(tmpdir(), 'fakexplain-test-'));
  const server = await startEmbedded({ dataDir, durable: false });
  return prepare(server.url, async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  });
}

async function prepare(url: string, stop: () => Promise<void>): Promise<TestServer> {
  const template = `fakexplain_template_${randomUUID().slice(0, 8)}`;
  const admin = postgres(url, { max: 1, onnotice: () => undefined });
  await admin`create database ${admin(template)}`;
  await migrate(withDatabase(url, template));
  await addMaintainerKey(withDatabase(url, template));
  return {
    url,
    template,
    stop: async () => {
      const left = await admin`select datname from pg_database where datname like ${`${template}%`}`;
      for (const { datname } of left) await admin`drop database ${admin(String(datname))} with (force)`;
      await admin.end();
      await stop();
    },
  };
}

const withDatabase = (url: string, name: string) =>
  Object.assign(new URL(url), { pathname: `/${name}` }).href;
