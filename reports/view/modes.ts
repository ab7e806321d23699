import { layeredName } from '../../harness/model/layered.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { Variant, VariantSource } from '../../harness/model/variant.ts';
import { shellWord } from '../wording/command.ts';
import { defaultStack } from './rerun.ts';
import type { ModeView } from './types.ts';

/** The variants in the order of the plan. A baseline that no variant bears falls to the first, as in a plan without one. */
export function modesOf(record: RunRecord): readonly ModeView[] {
  const named = record.plan.variants.findIndex((variant) => variant.id === record.plan.baseline);
  return record.plan.variants.map((variant, index) => ({
    id: variant.id,
    label: variant.label,
    index,
    baseline: index === Math.max(0, named),
    source: sourceText(variant.source),
    notes: variant.notes,
  }));
}

export function baselineOf(modes: readonly ModeView[]): ModeView {
  const baseline = modes.find((mode) => mode.baseline);
  if (baseline === undefined) throw new Error('Internal error: a plan without variants');
  return baseline;
}

function sourceText(source: VariantSource): string {
  if (source.kind === 'command') return source.command;
  return `${source.stack} · ${layeredName(source.mode, source.layers)}`;
}

/** How a variant is started by hand, for remedies. */
export function serveCommand(variant: Variant | undefined): string {
  if (variant === undefined) return 'bench serve';
  const { id, source } = variant;
  if (source.kind === 'command') return source.command;
  const stack = id.includes('/') || source.stack === defaultStack ? '' : ` --stack ${source.stack}`;
  return `bench serve ${shellWord(id)}${stack}`;
}
