import type { Level } from '../../harness/model/level.ts';
import type { Environment } from '../../harness/model/machine.ts';
import { thinkMsOf } from '../../harness/model/plan.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import { failureLine } from '../wording/failure.ts';
import { workloadText } from '../wording/levels.ts';
import { gigabytes, list, milliseconds, NBSP, number, percent, plural, seconds } from '../wording/numbers.ts';
import { concernsOf } from './concerns.ts';
import { generatorOf } from './generator.ts';
import { spreadFact } from './ranges.ts';
import type { CellStatus, Fact, Lead, ScenarioView, TrustView } from './types.ts';

/**
 * Whether the figures can be trusted: machine, method, noise seen, and every doubtful cell with its remedy. A record of
 * experiments alone has no cells, and nothing is said of how such are measured.
 */
export function trustOf(record: RunRecord, scenarios: readonly ScenarioView[], lead: Lead): TrustView {
  const cellsMeasured = lead !== 'experiments';
  const cells = scenarios.flatMap((scenario) => scenario.cells);
  const countOf = (status: CellStatus) => cells.filter((cell) => cell.status === status).length;
  const counts = {
    valid: countOf('valid'),
    caveat: countOf('caveat'),
    inconclusive: countOf('inconclusive'),
    invalid: countOf('invalid'),
    total: cells.length,
  };
  const discarded = record.rounds
    .filter((round) => round.discarded.length > 0)
    .map((round) => ({ round: round.round, why: round.discarded.join('; ') }));
  return {
    summary: cellsMeasured
      ? `${countsText(counts)}; ${discarded.length} of ${plural(record.rounds.length, 'round')} left out`
      : doneOnce,
    counts,
    machine: machineFacts(record),
    method: cellsMeasured ? methodFacts(record) : [unitFact],
    noise: cellsMeasured ? noiseFacts(record.slices) : [],
    ...(cellsMeasured ? generatorOf(record, cells) : noGenerator),
    discarded,
    failures: failuresOf(record),
    concerns: concernsOf(cells),
  };
}

/** Experiments send with a generator of their own, of which nothing is told. */
const noGenerator = { generator: [], generatorInShort: [], headroom: [] } as const;

function countsText(counts: TrustView['counts']): string {
  const parts = [
    `${counts.valid} of ${plural(counts.total, 'cell')} valid`,
    ...(counts.caveat > 0 ? [`${counts.caveat} with a caveat`] : []),
    ...(counts.inconclusive > 0 ? [`${counts.inconclusive} inconclusive`] : []),
    ...(counts.invalid > 0 ? [`${counts.invalid} invalid`] : []),
  ];
  return parts.join(', ');
}

function machineFacts(record: RunRecord): readonly Fact[] {
  const machine = record.environment;
  const { cgroup, git } = machine;
  const limits = [
    ...(cgroup.cpuLimitCores === null ? [] : [plural(cgroup.cpuLimitCores, 'core')]),
    ...(cgroup.memoryLimitBytes === null ? [] : [gigabytes(cgroup.memoryLimitBytes)]),
  ];
  const servers = Object.entries(machine.servers).map(([name, version]) => `${name} ${version}`);
  return [
    { name: 'CPU', value: `${machine.cpuModel}, ${plural(machine.cores, 'core')}` },
    { name: 'Memory', value: gigabytes(machine.memoryBytes) },
    { name: 'System', value: `${machine.platform}, kernel ${machine.kernel}${virtual(machine.virtualised)}` },
    { name: 'Limits (cgroup)', value: limits.length === 0 ? 'none' : limits.join(', ') },
    { name: 'CPU governor', value: machine.governor ?? 'not told by the system' },
    { name: 'Node', value: machine.node },
    { name: 'Modebench', value: machine.modebench },
    { name: 'Servers', value: servers.length === 0 ? '–' : servers.join(', ') },
    {
      name: 'Code',
      value: git === null ? 'not in a git repository' : gitText(git),
    },
  ];
}

function virtual(virtualised: boolean | null): string {
  if (virtualised === null) return '';
  return virtualised ? ', virtual machine' : ', no virtual machine';
}

function gitText(git: NonNullable<Environment['git']>): string {
  const branch = git.branch === null ? '' : ` (${git.branch})`;
  return `${git.commit.slice(0, 12)}${branch}${git.dirty ? ', with uncommitted changes' : ''}`;
}

/** What holds for every figure of an experiment. */
export const doneOnce = 'each experiment is done once on each variant, so its figures have no interval';

const unitFact: Fact = { name: 'Units', value: `1${NBSP}MB is 1${NBSP}000${NBSP}000 bytes` };

function methodFacts(record: RunRecord): readonly Fact[] {
  const { plan } = record;
  const passes = Math.max(0, ...record.slices.map((slice) => slice.pass));
  const { minMs, maxMs } = plan.window;
  const window = minMs === maxMs ? milliseconds(minMs) : `${milliseconds(minMs)} to ${milliseconds(maxMs)}`;
  const unsteady = record.rounds
    .flatMap((round) => round.warmups)
    .filter((warmup) => warmup.steady === false);
  return [
    { name: 'Rounds of fresh processes', value: `${record.rounds.length}${attachedText(record)}` },
    {
      name: 'Slices',
      value: `${record.slices.length} in random order (seed ${plan.seed}), ${window} each, ${plural(passes, 'pass', 'passes')} per round`,
    },
    { name: 'Time spent measuring', value: seconds(record.measuredSeconds) },
    {
      name: 'Intervals',
      value: `${percent(plan.confidence)} confidence, over rounds; ratios are paired within rounds`,
    },
    { name: 'Wanted precision', value: `±${percent(plan.precision)} of each ratio of ${aim(record)}` },
    {
      name: 'Engine',
      value: `${plan.engine}, ${workload(record)}, requests time out after ${milliseconds(plan.requestTimeoutMs)}`,
    },
    {
      name: 'Warm-up',
      value:
        unsteady.length === 0
          ? 'before every round'
          : `before every round; ${unsteady.length} did not reach a steady state`,
    },
    { ...unitFact, value: `${unitFact.value}; response times from the intended start` },
  ];
}

/** Servers that ran already are not fresh in any round. */
function attachedText({ plan }: RunRecord): string {
  const attached = plan.variants.filter(({ source }) => source.kind === 'attached');
  return attached.length === 0 ? '' : `; not those of ${attached.map(({ label }) => label).join(', ')}`;
}

/** What rounds are added for: at a rate all that keep up serve the same. */
function aim({ plan }: RunRecord): string {
  const kinds = new Set(plan.levels.map(({ kind }) => kind));
  if (kinds.size > 1) return 'throughput with connections, p50 response time at rates';
  return kinds.has('open') ? 'p50 response time' : 'throughput';
}

/** Levels of a kind differ in their connections or their rate alone. */
function workload(record: RunRecord): string {
  const { levels } = record.plan;
  const firsts = (['closed', 'open'] as const).flatMap(
    (kind) => levels.find((level) => level.kind === kind) ?? [],
  );
  return firsts.length === 0 ? 'closed workload' : list(firsts.map((level) => workloadOf(record, level)));
}

function workloadOf({ plan }: RunRecord, level: Level): string {
  const kind = workloadText(level);
  const thoughts = plan.scenarios.map(({ name }) => ({ name, ms: thinkMsOf(plan, name) }));
  if (level.kind === 'closed' && thoughts.some(({ ms }) => ms > 0)) {
    const alike = thoughts.every(({ ms }) => ms === thoughts[0]?.ms);
    const each = thoughts.map(({ name, ms }) => `${name} ${milliseconds(ms)}`).join(', ');
    return alike
      ? `${kind}, ${milliseconds(thoughts[0]?.ms ?? 0)} of think time after each answer`
      : `${kind}, with think time after each answer: ${each}`;
  }
  return level.kind === 'open' && plan.pacing === 'spin' ? `${kind}, paced by spinning` : kind;
}

function noiseFacts(slices: readonly SliceResult[]): readonly Fact[] {
  const deltas = slices.flatMap((slice) => (slice.machine === null ? [] : [slice.machine]));
  const cores = deltas[0]?.cores ?? 0;
  const pressure = deltas.flatMap((delta) => (delta.pressure === null ? [] : [delta.pressure]));
  const waited = (what: string, shares: readonly number[]) =>
    spreadFact(`Some task waited for ${what}`, shares, percent, 'a slice (PSI)');
  const steal = deltas.map((delta) => delta.stealShare);
  // The CPU of a server that we could not look at would count as that of strangers.
  const known = slices.filter(({ serverCpuMs }) => serverCpuMs !== null);
  const foreign = known.flatMap(({ machine }) => (machine === null ? [] : [machine.foreignCores]));
  return [
    spreadFact('Stolen by the hypervisor', steal, percent, 'all cores'),
    spreadFact('Used by other programs', foreign, (used) => number(used, 2), plural(cores, 'core')),
    waited(
      'a CPU',
      pressure.map((p) => p.cpuShare),
    ),
    waited(
      'memory',
      pressure.map((p) => p.memoryShare),
    ),
    waited(
      'I/O',
      pressure.map((p) => p.ioShare),
    ),
  ];
}

function failuresOf(record: RunRecord): readonly string[] {
  const launches = record.rounds.flatMap((round) => round.launches);
  const all = [...launches, ...record.slices].map((one) => ({ round: one.round, failure: one.failure }));
  return all.flatMap(({ round, failure }) =>
    failure === null ? [] : [`round ${round}: ${failureLine(failure)}`],
  );
}
