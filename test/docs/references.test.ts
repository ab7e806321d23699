import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, codeSpansOf, linksOf, read } from './markdown.ts';
import { pages, root, textOf } from './pages.ts';

/** Of other programs, which pages speak of. */
const foreignOptions = ['--preload', '--interface'];

const declared = new Set([...sourcesOf('cli').matchAll(/--[a-z][a-z-]*/g)].map(([option]) => option));

/** harness/cli.ts, and harness/cli/ beside it. */
function sourcesOf(name: string): string {
  const folder = join(root, 'harness', name);
  const inside = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => join(folder, file))
    : [];
  return [`${folder}.ts`, ...inside].map((file) => readFileSync(file, 'utf8')).join('\n');
}

describe.each(pages)('%s', (page) => {
  const reading = read(textOf(page));

  it('links to what is there', () => {
    for (const { line, target } of linksOf(reading)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      expect(existsSync(join(root, file)), `${page}:${line}: ${target}`).toBe(true);
      if (anchor !== undefined && file.endsWith('.md'))
        expect(anchorsOf(read(textOf(file))), `${page}:${line}: ${target}`).toContain(anchor);
    }
  });

  it('names files and options that are there', () => {
    for (const { line, text } of codeSpansOf(reading)) {
      const where = `${page}:${line}: ${text}`;
      if (/^(?:harness|servers|scenarios|reports|schema|scripts|docs|test)\/[\w./-]+$/.test(text))
        expect(existsSync(join(root, text)), where).toBe(true);
      if (!/^(?:(?:npx )?bench |--)/.test(text)) continue;
      for (const [, option = ''] of text.matchAll(/(?:^|[ [])(--[a-z][a-z-]*)/g))
        if (!foreignOptions.includes(option)) expect(declared, where).toContain(option);
    }
  });
});
