import type { Block } from './markdown.ts';

/**
 * What the tests do with a block, by its fence alone:
 * - ```sh           its lines are carried out, as bench-in-page.ts says
 * - ```yaml app.yml the text becomes that file; one that is a configuration or a file of claims is read by bench too
 * - ```ts, ```js, ```mjs without a file: a program that is carried out; ```ts test: a test for Vitest
 * - ```text         a sample of output, which nothing is done with
 * - <!-- not run: reason --> before any of them
 *
 * Before commands may stand as well <!-- exits 2 -->; <!-- planned: reason -->, where what measures is not to be carried out;
 * <!-- in app -->, for those that are done in another folder than the rest of the page.
 */
export type Kind =
  | {
      readonly kind: 'commands';
      readonly exits: number;
      readonly planned: boolean;
      readonly folder: string | null;
    }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'program'; readonly extension: string }
  | { readonly kind: 'test'; readonly extension: string }
  | { readonly kind: 'sample' }
  | { readonly kind: 'not run'; readonly reason: string };

const programs = ['ts', 'js', 'mjs'];

/** @throws Error for a block that would be silently left out */
export function kindOf({ language, file, remark }: Block): Kind {
  const reason = /^not run: *(.*)$/.exec(remark ?? '')?.[1];
  if (reason === '') throw new Error('"not run" without a reason: say why in the comment');
  if (reason !== undefined) return { kind: 'not run', reason };
  if (language === 'text') return { kind: 'sample' };
  if (language === 'sh') return commands(remark ?? '');
  if (file === 'test') return { kind: 'test', extension: language };
  if (file !== null) return { kind: 'file', file };
  if (programs.includes(language)) return { kind: 'program', extension: language };
  throw new Error(
    `"\`\`\`${language}" is of no kind that is run: name the file that it is (\`\`\`${language || 'yaml'} bench.config.yaml), ` +
      'make it ```text when it is a sample of output, or say before it why it is <!-- not run: … -->',
  );
}

function commands(remark: string): Kind {
  return {
    kind: 'commands',
    exits: Number(/^exits (\d+)/.exec(remark)?.[1] ?? 0),
    planned: /^planned: \S/.test(remark),
    folder: /^in (\w+)$/.exec(remark)?.[1] ?? null,
  };
}
