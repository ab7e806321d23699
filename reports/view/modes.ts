import { layeredName } from '../../harness/model/layered.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import {
  type CommandSource,
  codeOf,
  urlOf,
  type Variant,
  type VariantSource,
} from '../../harness/model/variant.ts';
import { codeText } from '../wording/code.ts';
import { shellWord } from '../wording/command.ts';
import { unsampledText } from '../wording/unsampled.ts';
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
    attached: variant.source.kind === 'attached',
    notes: [...codeNotes(variant), ...variant.notes, ...unsampledNotes(record, variant)],
  }));
}

export function baselineOf(modes: readonly ModeView[]): ModeView {
  const baseline = modes.find((mode) => mode.baseline);
  if (baseline === undefined) throw new Error('Internal error: a plan without variants');
  return baseline;
}

function sourceText(source: VariantSource): string {
  if (source.kind === 'command') return source.command;
  if (source.kind === 'attached') return attachedText(source);
  return `${source.stack} · ${layeredName(source.mode, source.layers)}`;
}

/** Which commit a mode's code is of, where that was told apart. */
function codeNotes(variant: Variant): readonly string[] {
  const code = codeOf(variant);
  return code === null ? [] : [`code: ${codeText(code)}`];
}

function attachedText(source: Extract<VariantSource, { kind: 'attached' }>): string {
  return `${urlOf(source)}${source.pid === null ? '' : `, process ${source.pid}`}, running already`;
}

function unsampledNotes(record: RunRecord, variant: Variant): readonly string[] {
  const launches = record.rounds.flatMap((round) =>
    round.launches.filter((one) => one.variant === variant.id),
  );
  const whys = new Set(launches.flatMap(({ unsampled }) => unsampled ?? []));
  return [...whys].map(unsampledText);
}

/** How a variant is started by hand, for remedies; null for one that was running already. */
export function serveCommand(variant: Variant | undefined): string | null {
  if (variant === undefined) return 'bench serve';
  const { id, source, options } = variant;
  if (source.kind === 'command') return startedByHand(source, options);
  if (source.kind === 'attached') return null;
  const stack = id.includes('/') || source.stack === defaultStack ? '' : ` --stack ${source.stack}`;
  return `bench serve ${shellWord(id)}${stack}`;
}

/** In a line to be typed there is one port, which nothing else is likely to have. */
const portByHand = 8123;

/** As a shell would be told it, with its sizes as they were; `{socket}` and variables are left to the reader. */
function startedByHand(source: CommandSource, options: Variant['options']): string {
  const { command, cwd, env = {}, shell, host = '127.0.0.1' } = source;
  const sizes = { host: host.includes(':') ? `[${host}]` : host, port: portByHand, ...options };
  const filled = (text: string) =>
    Object.entries(sizes).reduce((so, [name, value]) => so.replaceAll(`{${name}}`, String(value)), text);
  const values = Object.entries(env).map(([name, value]) => `${name}=${shellWord(filled(value))}`);
  const line = shell && values.length > 0 ? `sh -c ${shellWord(filled(command))}` : filled(command);
  return `${cwd === undefined ? '' : `cd ${shellWord(cwd)} && `}${[...values, line].join(' ')}`;
}
