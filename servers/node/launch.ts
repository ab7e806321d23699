import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Availability, LaunchContext, LaunchSpec } from '../../harness/model/launch.ts';
import { contract } from '../contract/contract.ts';
import { copySeededDatabase, resetDatabase } from '../contract/database.ts';

export interface NodeLaunch {
  /** Built entry file, beside this one: `main/dev.js`. */
  readonly entry: string;
  readonly development: boolean;
  /** Workers or threads, where the mode has a size. */
  readonly size?: number;
  /** Processes of the tree at full strength. */
  readonly processes: number;
}

/** The command that starts one of the Node modes on its own copy of the database. */
export async function launchNode(context: LaunchContext, launch: NodeLaunch): Promise<LaunchSpec> {
  const entry = fileURLToPath(new URL(launch.entry, import.meta.url));
  const size = launch.size === undefined ? [] : ['--size', String(launch.size)];
  const database = await copySeededDatabase(context.workDir);
  return {
    argv: [process.execPath, entry, '--host', context.host, '--port', String(context.port), ...size],
    env: {
      NODE_ENV: launch.development ? 'development' : 'production',
      BENCH_NONCE: context.nonce,
      BENCH_DATABASE: database,
      // Without one the app draws its own at each start, as in development, also when the user's shell has one.
      BENCH_SECRET: context.secret ?? (launch.development ? '' : randomBytes(32).toString('hex')),
    },
    cwd: context.workDir,
    ready: { kind: 'nonce', path: '/health', nonceHeader: contract.nonceHeader },
    processes: launch.processes,
    stopSignal: 'SIGTERM',
    reset: () => resetDatabase(database),
  };
}

/** Versions of Node and Fastify, or what is missing: libsql's binary exists for some platforms only. */
export async function nodeAvailability(): Promise<Availability> {
  const require = createRequire(import.meta.url);
  try {
    const { version } = require('fastify/package.json') as { version: string };
    await import('libsql');
    return { installed: true, version: `Node ${process.versions.node}, Fastify ${version}` };
  } catch (error) {
    const cause = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    return { installed: false, missing: cause, install: 'npm install' };
  }
}
