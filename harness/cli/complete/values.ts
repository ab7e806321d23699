import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Given } from './complete.ts';
import type { Candidate } from './completion.ts';
import type { ValueKind } from './kinds.ts';
import { modeCandidates } from './mode-candidates.ts';
import type { Named, Names } from './names.ts';

/** Where runs are kept unless told otherwise. */
const runsFolder = join('.bench', 'runs');

/** What can stand for a value in this folder; what the folder has comes first. */
export async function valuesHere(
  kind: ValueKind,
  piece: string,
  given: Given,
): Promise<readonly Candidate[]> {
  switch (kind) {
    case 'run':
    case 'resumable':
    case 'run-name': {
      const { runNamesHere, runsHere } = await import('../../commands/names-here.ts');
      // Where a record is read, --out is where reports go.
      const folder = kind === 'run' ? undefined : given.get('--out')?.at(-1);
      return (kind === 'run-name' ? runNamesHere : runsHere)(folder ?? runsFolder);
    }
    case 'ref':
      return (await import('../../commands/names-here.ts')).refsHere(process.cwd());
    case 'documents':
    case 'claims':
      return [...(await claimsIn(given.get('--file') ?? [], kind)), ...candidates((await readNames())[kind])];
    case 'reference-modes':
    case 'reference-mode':
      return modeCandidates(await readNames(), stacksOf(given), piece);
    case 'modes':
    case 'mode':
    case 'scenario':
    case 'scenarios':
    case 'trend':
    case 'workload':
      return ofApps(kind, piece, given);
    default:
      return fixed(kind, await readNames());
  }
}

/** What an app of the folder has, and then what the reference app has. */
async function ofApps(kind: ValueKind, piece: string, given: Given): Promise<readonly Candidate[]> {
  const own = await ownNames(given);
  if (kind === 'workload') return own.workloads.map((value) => ({ value, meaning: '' }));
  const names = await readNames();
  const scenarios = [...ofConfig(own.scenarios), ...candidates(names.scenarios)];
  if (kind === 'scenario' || kind === 'scenarios') return scenarios;
  const stacks = stacksOf(given);
  if (kind !== 'trend') return [...ofConfig(own.modes), ...modeCandidates(names, stacks, piece)];
  const mode = piece.slice(0, piece.lastIndexOf('/') + 1);
  const isStack = names.modes.some(({ stack }) => `${stack}/` === mode);
  if (mode !== '' && !isStack)
    return scenarios.map(({ value, meaning }) => ({ value: mode + value, meaning }));
  const modes = [...ofConfig(own.modes), ...modeCandidates(names, stacks, piece)];
  return modes.map(({ value, meaning, open }) =>
    open ? { value, meaning, open } : { value: `${value}/`, meaning, open: true },
  );
}

function stacksOf(given: Given): readonly string[] {
  return given.get('--stack')?.at(-1)?.split(',') ?? ['node'];
}

async function ownNames(given: Given) {
  const { glanceAtConfig } = await import('../../config/glance.ts');
  if (given.has('--no-config')) return { modes: [], scenarios: [], workloads: [] };
  return glanceAtConfig(process.cwd(), given.get('--config')?.at(-1));
}

async function claimsIn(
  files: readonly string[],
  kind: 'documents' | 'claims',
): Promise<readonly Candidate[]> {
  if (files.length === 0) return [];
  const { idsInClaimFile } = await import('../../commands/names-here.ts');
  return files.flatMap((file) => {
    const found = idsInClaimFile(file);
    return (kind === 'documents' ? found.document : found.claims).map((value) => ({ value, meaning: file }));
  });
}

function fixed(kind: ValueKind, names: Names): readonly Candidate[] {
  switch (kind) {
    case 'stack':
    case 'stacks':
      return [...new Set(names.modes.map(({ stack }) => stack))].map((value) => ({ value, meaning: '' }));
    case 'formats':
      return candidates(names.formats);
    case 'config-format':
      return candidates(names.configFormats);
    case 'engine':
      return candidates(names.engines);
    case 'arrivals':
      return candidates(names.arrivals);
    case 'overflow':
      return candidates(names.overflows);
    case 'pacing':
      return candidates(names.pacings);
    case 'metric':
      return candidates(names.metrics);
    case 'setting':
      return candidates(names.settings).map((setting) => ({ ...setting, open: true }));
    case 'verdicts':
      return candidates(names.verdicts);
    case 'experiments':
      return candidates(names.experiments);
    case 'host':
      return ['127.0.0.1', '::1', 'localhost'].map((value) => ({ value, meaning: '' }));
    case 'gate-metrics':
      return ['cpu', 'p50', 'footprint', 'failures', 'throughput', 'p99'].map((value) => ({
        value,
        meaning: '',
      }));
    case 'gate-outcome':
      return ['pass', 'fail'].map((value) => ({ value, meaning: '' }));
    case 'shell':
      return ['bash', 'zsh', 'fish'].map((value) => ({ value, meaning: '' }));
    default:
      return [];
  }
}

function candidates(all: readonly Named[]): readonly Candidate[] {
  return all.map(({ name, meaning }) => ({ value: name, meaning }));
}

function ofConfig(names: readonly string[]): readonly Candidate[] {
  return names.map((value) => ({ value, meaning: 'of the configuration' }));
}

let known: Promise<Names> | null = null;

function readNames(): Promise<Names> {
  known ??= loadNames();
  return known;
}

/** As the build left them; from the sources, where nothing was built. */
async function loadNames(): Promise<Names> {
  try {
    return JSON.parse(readFileSync(new URL('./names.json', import.meta.url), 'utf8'));
  } catch {
    const { collectNames } = await import('../../commands/collect-names.ts');
    return collectNames();
  }
}
