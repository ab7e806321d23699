import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** What is loaded with a module, before anything is called: its own files, and packages. */
function loadedWith(entry: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(resolve(root, file), 'utf8');
    for (const [, typeOnly, from = ''] of text.matchAll(
      /^(?:import|export) (type )?[^;']*?from '([^']+)';/gm,
    )) {
      if (typeOnly !== undefined) continue;
      if (from.startsWith('.')) visit(relative(root, resolve(root, dirname(file), from)));
      else packages.add(from);
    }
  };
  visit(entry);
  return { files: [...files].sort(), packages: [...packages].sort() };
}

it('bench --help loads the declarations, commander, and nothing that measures', () => {
  const { files, packages } = loadedWith('harness/cli.ts');
  expect(packages).toEqual(['commander', 'node:fs']);
  const others = files.filter(
    (file) => !/^harness\/(cli\.ts|cli\/[\w-]+\.ts|cli\/commands\/[\w-]+\.ts)$/.test(file),
  );
  expect(others).toEqual([
    'harness/cli/complete/protocol.ts',
    'harness/commands/exit-codes.ts',
    'harness/version.ts',
  ]);
});

it('an answer to the Tab key loads no catalogue, no schema and no compiler', () => {
  const { files, packages } = loadedWith('harness/cli/complete/answer.ts');
  expect(packages.filter((name) => !name.startsWith('node:'))).toEqual(['commander']);
  expect(files.filter((file) => !/^harness\/cli\/(complete\/|options\.ts)/.test(file))).toEqual([]);
});
