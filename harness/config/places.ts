import { readFileSync } from 'node:fs';
import { basename, extname, relative } from 'node:path';
import { SourceLines } from '../model/source-lines.ts';
import { manifestKey } from './find-config.ts';
import { type ConfigPath, pathIn, pathText, startsWith, valueAt } from './path.ts';
import type { Assignment } from './set-values.ts';

/** Where a value in force comes from. */
export type Origin =
  | { readonly from: 'default' }
  /** `line` is null where the file is a program. */
  | { readonly from: 'file'; readonly file: string; readonly path: string; readonly line: number | null }
  | { readonly from: 'set'; readonly path: string }
  | { readonly from: 'flag' };

/** Where what stands in a configuration was written: in its file, or on the command line by `--set`. */
export class Places {
  readonly #file: string | null;
  readonly #said: unknown;
  readonly #assignments: readonly Assignment[];
  #lines: SourceLines | null | undefined;

  /**
   * @param file absolute; null where there is none
   * @param said what the file says, before anything is set
   */
  constructor(file: string | null, said: unknown, assignments: readonly Assignment[]) {
    this.#file = file;
    this.#said = said;
    this.#assignments = assignments;
  }

  /** How the file is told to people: from the working folder. */
  get name(): string | null {
    return this.#file === null ? null : nameOf(this.#file);
  }

  originOf(path: ConfigPath): Origin {
    const wasSet = this.#assignments.some((one) => startsWith(path, one.path));
    if (wasSet || this.#isMadeUp(path) || this.#isMadeUp(path.slice(0, -1)))
      return { from: 'set', path: pathText(path) };
    const line = this.#lineOf(path);
    return { from: 'file', file: this.name ?? 'the configuration', path: pathText(path), line };
  }

  /** As problems name it. */
  whereOf(path: ConfigPath): string {
    return originText(this.originOf(path));
  }

  /** The place of what a later stage calls `modes.web.command`; null where it speaks of something else. */
  whereInside(text: string): string | null {
    if (!/^((modes|scenarios|objectives|install|gate)\.|install$)/.test(text)) return null;
    return this.whereOf(pathIn(this.#said, text));
  }

  /** Whether something is there only because a part of it was set. */
  #isMadeUp(path: ConfigPath): boolean {
    const isPartSet = this.#assignments.some((one) => startsWith(one.path, path));
    return isPartSet && (this.#file === null || valueAt(this.#said, path) === undefined);
  }

  #lineOf(path: ConfigPath): number | null {
    this.#lines ??= readLines(this.#file);
    if (this.#lines === null || this.#file === null) return null;
    const inside = basename(this.#file) === 'package.json' ? [manifestKey, ...path] : path;
    return this.#lines.lineOf(inside);
  }
}

/** `bench.config.yaml:12 defaults.budget`, `--set defaults.budget`; empty for a default and a flag. */
export function originText(origin: Origin): string {
  switch (origin.from) {
    case 'file': {
      const { file, line, path } = origin;
      return `${file}${line === null ? '' : `:${line}`}${path === '' ? '' : ` ${path}`}`;
    }
    case 'set':
      return `--set ${origin.path}`;
    default:
      return '';
  }
}

/** From the working folder, and whole where it lies elsewhere. */
export function nameOf(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}

/** Programs are not read for lines: what they say need not stand in them. */
function readLines(file: string | null): SourceLines | null {
  if (file === null || !['.json', '.yaml', '.yml'].includes(extname(file))) return null;
  return new SourceLines(readFileSync(file, 'utf8'));
}
