import type { MissingView } from '../view/types.ts';
import { count, plural } from './numbers.ts';

/** What a percentile lacks: "p95 needs 200 answers". */
export function needText(metric: string, missing: MissingView): string {
  return missing.answers < missing.needed
    ? `${metric} needs ${plural(missing.needed, 'answer')}`
    : `${metric} needs more answers in each round`;
}

/** What there was: "dev had 84". */
export function hadText(label: string, missing: MissingView): string {
  return `${label} had ${count(missing.answers)}`;
}
