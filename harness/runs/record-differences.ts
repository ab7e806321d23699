import { environmentDifferences } from '../machine/environment-differences.ts';
import type { RunRecord } from '../model/record.ts';
import { planSummary, type RunSummary } from '../model/run-summary.ts';
import { asksAlike, type RecordDifference } from '../model/several-records.ts';
import type { Variant } from '../model/variant.ts';

/** In what `to` is not as `from`: machine, versions, how it was loaded, and what was measured. */
export function recordDifferences(from: RunRecord, to: RunRecord): readonly RecordDifference[] {
  return [...waysDifferences(from, to), ...askedDifferences(from, to), ...subjectDifferences(from, to)];
}

/** Whether the figures of two records may be held against each other: same machine, versions and load. */
export function isMeasuredAlike(a: RunRecord, b: RunRecord): boolean {
  return waysDifferences(a, b).length === 0;
}

function waysDifferences(from: RunRecord, to: RunRecord): readonly RecordDifference[] {
  const environment = environmentDifferences(from.environment, to.environment).map((name) => ({
    of: isVersion(name) ? ('versions' as const) : ('machine' as const),
    name,
    from: fieldText(from.environment, name),
    to: fieldText(to.environment, name),
  }));
  return [...environment, ...loadDifferences(planSummary(from.plan).load, planSummary(to.plan).load)];
}

function isVersion(name: string): boolean {
  return name === 'modebench' || name === 'node' || name.startsWith('servers.');
}

/** `cgroup.cpuLimitCores` is a field of a field; the name of a server may have dots of its own. */
function fieldText(environment: RunRecord['environment'], name: string): string {
  const [, group, key = ''] = /^(cgroup|servers)\.(.*)$/s.exec(name) ?? [];
  const whole: Readonly<Record<string, unknown>> = environment;
  const inner: Readonly<Record<string, unknown>> =
    group === 'cgroup' ? environment.cgroup : group === 'servers' ? environment.servers : whole;
  return valueText(inner[group === undefined ? name : key]);
}

function loadDifferences(from: RunSummary['load'], to: RunSummary['load']): readonly RecordDifference[] {
  const names = Object.keys(from) as (keyof RunSummary['load'])[];
  return names
    .filter((name) => from[name] !== to[name])
    .map((name) => ({ of: 'load', name, from: valueText(from[name]), to: valueText(to[name]) }));
}

/** Scenarios of one name that ask for something else: only their own figures are then not to be held against each other. */
function askedDifferences(from: RunRecord, to: RunRecord): readonly RecordDifference[] {
  return to.plan.scenarios
    .filter(({ name }) => !asksAlike(from, to, name))
    .map(({ name }) => ({
      ...{ of: 'load', name: `scenario ${name}` },
      ...{ from: 'other requests or checks', to: 'other requests or checks' },
    }));
}

function subjectDifferences(from: RunRecord, to: RunRecord): readonly RecordDifference[] {
  const [before, now] = [commitOf(from), commitOf(to)];
  const started = to.plan.variants.flatMap((variant): RecordDifference[] => {
    const other = from.plan.variants.find(({ id }) => id === variant.id);
    if (other === undefined || JSON.stringify(sourceOf(other)) === JSON.stringify(sourceOf(variant)))
      return [];
    return [{ of: 'subject', name: `mode ${variant.id}`, from: startText(other), to: startText(variant) }];
  });
  return before === now ? started : [{ of: 'subject', name: 'commit', from: before, to: now }, ...started];
}

/** What is started, and with what sizes. */
function sourceOf({ source, options, label }: Variant): unknown {
  return { source, options, label };
}

function startText({ source, options, label }: Variant): string {
  const sizes = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  const what = source.kind === 'command' ? [source.command] : [];
  return [label, ...what, ...sizes].join(', ');
}

/** `70dc05c12345`, with a plus for changes that were not committed. */
function commitOf({ environment: { git } }: RunRecord): string {
  return git === null ? 'none' : `${git.commit.slice(0, 12)}${git.dirty ? ', with uncommitted changes' : ''}`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
