import type {
  BoundedFigure,
  CoresBusy,
  Figure,
  LevelCapacity,
  ModeCapacity,
  SearchedRate,
} from '../../harness/capacity/mode-capacity.ts';
import type { ObjectiveMetric } from '../../harness/model/objective.ts';

// The planner's input as a page holds it: values without their names, for ten modes in eight scenarios at ten levels are
// twenty thousand figures.

type PackedFigure = readonly [point: number, low: number | null, high: number | null];
type PackedCores = readonly [server: number, generator: number, foreign: number, of: number];

/** `state` is a sum of {@link states}. */
type PackedLevel = readonly [
  value: number,
  state: number,
  throughput: PackedFigure,
  footprint: PackedFigure | null,
  cpuMs: PackedFigure | null,
  cores: PackedCores | null,
  /** In the order of the metrics. */
  figures: readonly (readonly [...PackedFigure, bound: number] | null)[],
];

export interface PackedMode extends Pick<ModeCapacity, 'mode' | 'scenario' | 'option'> {
  readonly sizes: readonly {
    readonly variant: string;
    readonly count: number | null;
    readonly levels: readonly PackedLevel[];
    readonly searched: readonly SearchedRate[];
  }[];
  readonly modelled: readonly (readonly [count: number, ...PackedFigure])[];
}

const states = { open: 1, keepsUp: 2, generatorBound: 4 } as const;
const bounds: readonly BoundedFigure['bound'][] = [null, 'at-least', 'at-most'];

export function packModes(
  modes: readonly ModeCapacity[],
  metrics: readonly ObjectiveMetric[],
): readonly PackedMode[] {
  return modes.map(({ mode, scenario, option, sizes, modelled }) => ({
    ...{ mode, scenario, option },
    sizes: sizes.map(({ variant, count, levels, searched }) => ({
      ...{ variant, count },
      levels: levels.map((level) => packLevel(level, metrics)),
      searched,
    })),
    modelled: modelled.map(({ count, ofLargest }) => [count, ...packFigure(ofLargest)] as const),
  }));
}

export function unpackModes(
  packed: readonly PackedMode[],
  metrics: readonly ObjectiveMetric[],
  machine: ModeCapacity['machine'],
): readonly ModeCapacity[] {
  return packed.map(({ sizes, modelled, ...named }) => ({
    ...named,
    sizes: sizes.map(({ levels, ...size }) => ({
      ...size,
      levels: levels.map((level) => unpackLevel(level, metrics)),
    })),
    modelled: modelled.map(([count, ...figure]) => ({ count, ofLargest: unpackFigure(figure) })),
    machine,
  }));
}

function packLevel(level: LevelCapacity, metrics: readonly ObjectiveMetric[]): PackedLevel {
  const { footprint, cpuMs, cores, keepsUp, generatorBound } = level;
  const open = level.level.kind === 'open';
  return [
    level.level.value,
    (open ? states.open : 0) + (keepsUp ? states.keepsUp : 0) + (generatorBound ? states.generatorBound : 0),
    packFigure(level.throughput),
    footprint === null ? null : packFigure(footprint),
    cpuMs === null ? null : packFigure(cpuMs),
    cores === null ? null : [cores.server, cores.generator, cores.foreign, cores.of],
    metrics.map((metric) => {
      const figure = level.figures[metric];
      return figure === undefined ? null : ([...packFigure(figure), bounds.indexOf(figure.bound)] as const);
    }),
  ];
}

function unpackLevel(
  [value, state, throughput, footprint, cpuMs, cores, figures]: PackedLevel,
  metrics: readonly ObjectiveMetric[],
): LevelCapacity {
  return {
    level: { kind: (state & states.open) > 0 ? 'open' : 'closed', value },
    throughput: unpackFigure(throughput),
    keepsUp: (state & states.keepsUp) > 0,
    generatorBound: (state & states.generatorBound) > 0,
    figures: Object.fromEntries(
      metrics.flatMap((metric, index) => {
        const figure = figures[index];
        if (figure === undefined || figure === null) return [];
        const [point, low, high, bound] = figure;
        return [[metric, { point, low, high, bound: bounds[bound] ?? null }]];
      }),
    ),
    footprint: footprint === null ? null : unpackFigure(footprint),
    cpuMs: cpuMs === null ? null : unpackFigure(cpuMs),
    cores: cores === null ? null : unpackCores(cores),
  };
}

function packFigure({ point, low, high }: Figure): PackedFigure {
  return [point, low, high];
}

function unpackFigure([point, low, high]: PackedFigure): Figure {
  return { point, low, high };
}

function unpackCores([server, generator, foreign, of]: PackedCores): CoresBusy {
  return { server, generator, foreign, of };
}
