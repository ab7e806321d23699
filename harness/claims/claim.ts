import { type ClaimMetric, claimMetrics } from '../model/claim-metric.ts';
import { type ExperimentDefinition, experiments } from '../model/experiment.ts';
import type { ModeOption, ServerLayer, ServerMode } from '../model/launch.ts';
import type { FileClaim } from './format.ts';

/** What claims may speak of: passed as values, so that this stage knows no server and no scenario by itself. */
export interface Vocabulary {
  readonly modes: readonly Pick<ServerMode, 'stack' | 'name' | 'options' | 'parallelism'>[];
  readonly layers: readonly Pick<ServerLayer, 'name' | 'options'>[];
  readonly scenarios: readonly string[];
}

/** A variant of the reference app that a claim needs. */
export interface Server {
  readonly stack: string;
  readonly mode: string;
  /** From the inside out. */
  readonly layers: readonly string[];
  /** Those in which it differs from the mode as it is by default. */
  readonly options: Readonly<Record<string, number>>;
  /** All others. */
  readonly defaults: Readonly<Record<string, number>>;
}

/** What a document speaks of, and what may take its place. */
export interface Subject {
  readonly name: string;
  readonly source:
    | { readonly kind: 'reference'; readonly server: Server }
    | { readonly kind: 'command'; readonly name: string };
  readonly standIn: Server | null;
  /** Requests at once; null where nothing bounds them. */
  readonly parallelism: number | null;
}

/** A claim with its document and its subjects at hand. */
export type Claim = FileClaim & {
  readonly document: string;
  readonly documentTitle: string;
  readonly subjects: Readonly<Record<string, Subject>>;
};
export type ClaimOf<Kind extends FileClaim['kind']> = Extract<Claim, { kind: Kind }>;

/** A document that gives no workload is judged where nothing, a little and waiting is done per request. */
const usualScenarios = ['json', 'page', 'wait'] as const;

export function scenariosOf(claim: Claim): readonly string[] {
  return ('scenarios' in claim ? claim.scenarios : undefined) ?? usualScenarios;
}

/** Keys of all subjects that a claim needs, each once, what it is about first. */
export function subjectKeys(claim: FileClaim): string[] {
  return [...new Set(keysOf(claim))];
}

function keysOf(claim: FileClaim): readonly string[] {
  switch (claim.kind) {
    case 'ratio':
    case 'question':
      return [claim.about, claim.over];
    case 'ordering':
      return claim.pairs.flatMap(({ lower, higher }) => [lower, higher]);
    case 'behaviour':
      return claim.checks.flatMap(({ about }) => about);
    case 'untestable':
      return claim.about === undefined ? [] : [claim.about];
    default:
      return [claim.about];
  }
}

/** Unit of the figure that a claim about one figure speaks of; null where it has none. */
export function unitOf(claim: FileClaim): string | null {
  if (claim.kind === 'range' && claim.experiment !== undefined && claim.finding !== undefined) {
    const definition: ExperimentDefinition = experiments[claim.experiment];
    return definition.findings[claim.finding]?.unit ?? null;
  }
  const metric: ClaimMetric | undefined = 'metric' in claim ? claim.metric : undefined;
  return metric === undefined ? null : claimMetrics[metric].unit;
}

/** All options of a mode with its layers. */
export function optionsOf(
  mode: Pick<ServerMode, 'options'>,
  layers: readonly Pick<ServerLayer, 'options'>[],
): Readonly<Record<string, ModeOption>> {
  return Object.assign({}, mode.options, ...layers.map((layer) => layer.options));
}
