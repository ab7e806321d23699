import type { Plan } from '../../harness/model/plan.ts';
import { compare } from '../../harness/stats/compare.ts';
import type { RecordDraft } from './record.ts';

/** Hashes of the commits that {@link asCodes} makes of a fabricated record. */
export const commits = {
  main: '70dc05c1234567890123456789012345678901ab',
  tree: '89abcde1234567890123456789012345678901ab',
} as const;

type Source = Plan['variants'][number]['source'];

function sourceOf(name: string, commit: string, label: string, dirty: boolean): Source {
  const ref = { name, commit, label, mode: 'web', top: '/app', ...(dirty ? { dirty: true as const } : {}) };
  return { kind: 'command', command: 'node server.js {port}', cwd: '/app', ref };
}

/** Makes of the fabricated dev and prefork one mode with the code of main and of the changed working tree. */
export function asCodes(draft: RecordDraft): void {
  const ids = new Map([
    ['dev', 'main@70dc05c web'],
    ['prefork', 'working tree web'],
  ]);
  const named = <T extends { variant: string }>(all: T[]): T[] =>
    all.flatMap((one) => {
      const variant = ids.get(one.variant);
      return variant === undefined ? [] : [{ ...one, variant }];
    });
  const { plan } = draft;
  plan.variants = plan.variants.flatMap((variant) => {
    const id = ids.get(variant.id);
    if (id === undefined) return [];
    const source =
      variant.id === 'dev'
        ? sourceOf('main', commits.main, 'main@70dc05c', false)
        : sourceOf('.', commits.tree, 'working tree', true);
    return [{ ...variant, id, label: id, source, options: {} }];
  });
  plan.baseline = 'main@70dc05c web';
  plan.config = 'bench.config.json';
  draft.command = ['compare', 'main', '.', '--install', 'npm ci --omit=dev'];
  draft.claims = [];
  draft.slices = named(draft.slices);
  draft.summaries = named(draft.summaries);
  draft.rounds = draft.rounds.map((round) => ({
    ...round,
    warmups: named([...round.warmups]),
    launches: named([...round.launches]),
  }));
  draft.comparisons = compare(plan, draft.rounds, draft.slices);
}
