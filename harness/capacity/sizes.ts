import type { Variant } from '../model/variant.ts';
import { familiesOf } from '../stats/best-workers.ts';
import type { ModeCapacity } from './mode-capacity.ts';

/** Variants that differ in one size alone, or a variant by itself. */
export interface Sizes {
  readonly mode: string;
  readonly option: ModeCapacity['option'];
  readonly variants: readonly { readonly id: string; readonly count: number | null }[];
}

/** Each variant once: with those that differ from it in workers, else in threads, else alone. */
export function sizesOf(variants: readonly Variant[]): readonly Sizes[] {
  const taken = new Set<string>();
  const swept = familiesOf(variants).flatMap(({ option, variants: all }): Sizes[] => {
    const own = all.filter(({ id }) => !taken.has(id));
    const [first] = own;
    if (first === undefined || own.length < 2) return [];
    for (const { id } of own) taken.add(id);
    const sized = own.map(({ id, options }) => ({ id, count: options[option] ?? null }));
    const mode = first.id.replace(new RegExp(`[:,]${option}=\\d+`), '');
    return [{ mode, option, variants: sized.toSorted((a, b) => (a.count ?? 0) - (b.count ?? 0)) }];
  });
  const alone = variants.filter(({ id }) => !taken.has(id)).map(aloneOf);
  const order = (one: Sizes) => variants.findIndex(({ id }) => one.variants.some((sized) => sized.id === id));
  return [...swept, ...alone].toSorted((a, b) => order(a) - order(b));
}

function aloneOf({ id, options }: Variant): Sizes {
  const option = (['workers', 'threads'] as const).find((name) => options[name] !== undefined) ?? null;
  return { mode: id, option, variants: [{ id, count: option === null ? null : (options[option] ?? null) }] };
}
