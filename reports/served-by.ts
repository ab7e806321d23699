import type { Variant } from '../harness/model/variant.ts';

/**
 * Stack, mode with what stands round it (`prefork+nginx`), and how many workers and threads, for programs. Each is null
 * where there is none: a command of the user's has neither stack nor mode.
 */
export interface ServedBy {
  readonly stack: string | null;
  readonly mode: string | null;
  readonly workers: number | null;
  readonly threads: number | null;
}

export function servedBy({ source, options }: Variant): ServedBy {
  const reference = source.kind === 'reference' ? source : null;
  return {
    stack: reference?.stack ?? null,
    mode: reference && [reference.mode, ...reference.layers].join('+'),
    workers: options.workers ?? null,
    threads: options.threads ?? null,
  };
}
