import { describe, expect, it } from 'vitest';
import { startHelper } from '../../harness/micro/helper-process.ts';
import type { InProcess } from '../../harness/micro/in-process.ts';
import { get } from '../load/accounts.ts';

/** A helper in JavaScript; `answer` is an expression over `asked`. */
function helper(answer: string): { app: InProcess; watched: string[] } {
  const script = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const asked = JSON.parse(line);
    console.log(JSON.stringify(${answer}));
  })`;
  const watched: string[] = [];
  const spec = { argv: [process.execPath, '-e', script] as const, env: {}, cwd: '/' };
  const app = startHelper({ ...spec, argv: [...spec.argv] }, 'a framework', () => {
    watched.push('watched');
    return () => watched.push('unwatched');
  });
  return { app, watched };
}

describe('a helper process', () => {
  it('is asked one line after the other, and gives each its answer', async () => {
    const { app, watched } = helper(
      'asked.for_ms === null ? { status: 200, body: asked.request.path } : { cpu_ms: asked.for_ms / 1000 }',
    );
    const answers = ['/a', '/b', '/c'].map((path) => app.answer(get(path)));
    expect(await Promise.all(answers)).toEqual(['/a', '/b', '/c'].map((body) => ({ status: 200, body })));
    expect(await app.frameworkMs(get(), 20)).toBe(0.02);
    expect(await app.handlerMs(get(), 20)).toBeNull();
    await app.close();
    await app.close();
    expect(watched.slice(0, 2)).toEqual(['watched', 'unwatched']);
  });

  it('that ends by itself fails what was asked and what is asked later, with its last words', async () => {
    const { app } = helper(`(console.error('no app'), process.exit(3))`);
    const failure = { reason: 'server-exited', exitCode: 3, stderrTail: expect.stringContaining('no app') };
    await expect(app.answer(get())).rejects.toMatchObject({ failure });
    await expect(app.frameworkMs(get(), 20)).rejects.toMatchObject({ failure });
    await app.close();
  });

  it('that does not start fails likewise', async () => {
    const app = startHelper({ argv: ['/nowhere/python3'], env: {}, cwd: '/' }, 'x', () => () => {});
    await expect(app.answer(get())).rejects.toMatchObject({
      failure: { reason: 'server-exited', signal: 'ENOENT' },
    });
    await app.close();
  });

  it('is not taken at its word when it answers something else', async () => {
    const { app } = helper('{ cpu_ms: "much" }');
    await expect(app.frameworkMs(get(), 20)).rejects.toThrow();
    await app.close();
  });
});
