import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Who may import whom, beside its own folder. The order of the stages; nothing flows back. */
const allowed: Readonly<Record<string, readonly string[] | 'everything'>> = {
  'harness/model': [],
  'harness/stats': ['harness/model'],
  'harness/source': ['harness/model'],
  'harness/init': ['harness/model'],
  'harness/supervise': ['harness/model'],
  'harness/hooks': ['harness/model'],
  'harness/feeds': ['harness/model'],
  'harness/machine': ['harness/model'],
  'harness/record': ['harness/model'],
  'harness/progress': ['harness/model'],
  'harness/config': ['harness/model'],
  servers: ['harness/model'],
  scenarios: ['harness/model', 'servers'],
  'harness/plan': ['harness/model', 'harness/stats', 'harness/feeds'],
  'harness/load': ['harness/model', 'harness/stats', 'harness/hooks', 'harness/feeds'],
  'harness/measure': [
    'harness/load',
    'harness/supervise',
    'harness/machine',
    'harness/stats',
    'harness/model',
  ],
  'harness/experiments': [
    'harness/load',
    'harness/supervise',
    'harness/machine',
    'harness/stats',
    'harness/model',
  ],
  'harness/micro': ['harness/measure', 'harness/load', 'harness/stats', 'harness/model'],
  'harness/claims': ['harness/stats', 'harness/model'],
  'harness/gate': ['harness/stats', 'harness/model'],
  'harness/capacity': ['harness/stats', 'harness/model'],
  // Of plan the page takes the grammar of the planner's flags, for its fields.
  reports: ['harness/model', 'harness/stats', 'harness/plan', 'harness/capacity'],
  'harness/runs': [
    'harness',
    'harness/capacity',
    'harness/claims',
    'harness/config',
    'harness/experiments',
    'harness/gate',
    'harness/hooks',
    'harness/load',
    'harness/machine',
    'harness/measure',
    'harness/model',
    'harness/plan',
    'harness/record',
    'harness/source',
    'harness/stats',
    'harness/supervise',
    'reports',
    'scenarios',
    'servers',
  ],
  'harness/api': [
    'harness/runs',
    'harness/capacity',
    'harness/record',
    'harness/config',
    'harness/machine',
    'harness/stats',
    'harness/model',
  ],
  'harness/commands': 'everything',
  'harness/cli': ['harness', 'harness/commands', 'harness/config'],
  harness: ['harness/cli', 'harness/commands'],
};

function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'harness' && !second.endsWith('.ts') ? `${top}/${second}` : top;
}

interface Arrow {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function arrows(): Arrow[] {
  const found: Arrow[] = [];
  for (const top of ['harness', 'servers', 'scenarios', 'reports']) {
    for (const entry of readdirSync(join(root, top), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const path = join(entry.parentPath, entry.name);
      const text = readFileSync(path, 'utf8');
      for (const match of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
        const target = relative(root, resolve(dirname(path), match[1]!));
        const file = relative(root, path);
        found.push({ file, from: roomOf(file), to: roomOf(target) });
      }
    }
  }
  return found;
}

describe('the folders', () => {
  it('import only what stands before them in the flow of data', () => {
    const wrong = arrows().filter(({ from, to }) => {
      const may = allowed[from];
      return from !== to && may !== 'everything' && !may?.includes(to);
    });
    expect(wrong).toEqual([]);
  });

  it('are all known to this test', () => {
    expect([...new Set(arrows().map(({ from }) => from))].filter((room) => !(room in allowed))).toEqual([]);
  });

  it('are looked at for real', () => {
    expect(arrows().length).toBeGreaterThan(50);
  });
});
