import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

/** A name in the environment of everything a test starts, by which the test finds it without the code under test. */
export function newTag(): Record<string, string> {
  return { TEST_TAG: randomUUID() };
}

/** Live processes that bear the tag. */
export function tagged(tag: Record<string, string>): number[] {
  const found: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
      const state = /^State:\s+(\S)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      if (environment.includes(`TEST_TAG=${tag.TEST_TAG}`) && state !== 'Z') found.push(Number(name));
    } catch {
      // It has gone, or is another user's.
    }
  }
  return found;
}

/** Waits for a condition, not for a time; fails when it does not come true within a minute. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never came true: ${what}`);
    await sleep(10);
  }
}

export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A process shows as gone with its first thread; the kernel closes what it listened on with its last. */
export async function expectFree(port: number): Promise<void> {
  await until(`port ${port} is free`, () => canListen(port));
}

/** No process, port or folder of a launch outlives it. */
export async function expectNothingLeft(launch: {
  tag: Record<string, string>;
  port: number;
  workDir: string;
}): Promise<void> {
  expect(tagged(launch.tag)).toEqual([]);
  await expectFree(launch.port);
  expect(existsSync(launch.workDir)).toBe(false);
}
