import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PagePlace } from './page-place.ts';

let place: PagePlace;
beforeEach(async () => {
  place = await PagePlace.create('docs/none.md');
});
afterEach(() => place.leave());

describe('the folder in which the blocks of a page are carried out', () => {
  it('is left and entered as the page does, from one block to the next', async () => {
    expect((await place.shell('mkdir shop && cd shop\nnpm install --save-dev modebench\n')).exitCode).toBe(0);
    place.write('bench.config.yaml', 'name: one\n');
    place.write('bench.config.mjs', 'export default {};\n');
    expect(readdirSync(place.folder)).toEqual(['bench.config.mjs']);
    expect((await place.shell('pwd')).stdout.trim()).toBe(place.folder);
  });

  it('notes how bench was called, and fails with the first line that fails', async () => {
    const { exitCode, stdout } = await place.shell('npx bench --version\nfalse\necho on\n');
    expect([exitCode, stdout]).toEqual([1, expect.not.stringContaining('on')]);
    expect(place.notes()).toMatchObject([{ given: ['--version'], way: { way: 'as it is' }, exitCode: 0 }]);
    expect((await place.shell('npx cowsay')).stderr).toContain('npx cowsay: only bench is here');
    expect((await place.shell('bench run --modes nonsense')).exitCode).toBe(2);
  });

  it('fails for what is wrong in a line that is only checked', async () => {
    await place.shell('bench micro --modes nonsense || true');
    expect((await place.shell('bench micro --modes dev')).exitCode).toBe(0);
    expect((await place.shell('bench micro --modes nonsense')).exitCode).toBe(1);
    expect(place.notes().map(({ way }) => way.way)).toEqual(['shortened', 'refused', 'refused']);
  });

  it('has another port for one that a page names, the same in all its blocks', async () => {
    const first = await place.shell('echo http://127.0.0.1:3000 and 3001');
    const second = await place.shell('echo http://127.0.0.1:3000 and 3001');
    expect(first.stdout).toBe(second.stdout);
    expect(first.stdout).not.toContain('3000');
  });

  it('has the built package, for programs and for tests', async () => {
    const text = "import { createRequire } from 'node:module';\n";
    const read = "const name: string = createRequire(import.meta.url)('modebench/package.json').name;\n";
    const program = await place.program(`${text}${read}console.log(await Promise.resolve(name));`, 'ts');
    expect([program.stdout, program.exitCode]).toEqual(['modebench', 0]);
    const vitest = "import { expect, test } from 'vitest';\n";
    const check = (expected: string) =>
      `${text}${vitest}${read}test('it', () => expect(name).toBe('${expected}'));`;
    expect((await place.test(check('modebench'), 'ts')).exitCode).toBe(0);
    expect((await place.test(check('another'), 'ts')).exitCode).toBe(1);
  });
});
