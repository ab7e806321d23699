import { claimMetrics, isLaunchMetric } from '../model/claim-metric.ts';
import {
  type ExperimentDefinition,
  type ExperimentName,
  experiments,
  type FindingUnit,
} from '../model/experiment.ts';
import { nameHint } from '../model/name-hint.ts';
import { type Subject, subjectKeys, type Vocabulary } from './claim.ts';
import type { ClaimFile, Path } from './file-problems.ts';
import type { Check, FileClaim } from './format.ts';

/** What a claim says that its form alone does not forbid: names that do not exist, bounds that cannot be. */
export function checkClaim(
  file: ClaimFile,
  path: Path,
  claim: FileClaim,
  subjects: Readonly<Record<string, Subject>>,
  vocabulary: Vocabulary,
): void {
  const keys = Object.keys(subjects);
  for (const key of subjectKeys(claim)) {
    if (keys.includes(key)) continue;
    file.note(
      path,
      `no subject is called "${key}"`,
      keys.length === 0 ? 'the file names none' : nameHint(key, keys),
    );
  }
  checkScenarios(file, path, claim, vocabulary);
  if ('bounds' in claim) checkBounds(file, path, claim);
  if (claim.kind === 'behaviour') {
    for (const [index, check] of claim.checks.entries()) {
      checkCheck(file, [...path, 'checks', index], claim.experiment, check);
    }
  }
  if (claim.kind === 'range' && claim.experiment !== undefined)
    checkFound(file, path, claim.experiment, claim);
  if (claim.kind === 'contradiction' && Object.keys(claim.answers).length < 2)
    file.note([...path, 'answers'], 'a contradiction needs two answers or more');
  if (claim.kind === 'sweep') checkSweep(file, path, claim, subjects);
}

/** Paths are the scenarios of `--path`, and known to whoever measured them. */
function checkScenarios(file: ClaimFile, path: Path, claim: FileClaim, vocabulary: Vocabulary): void {
  const given = 'scenarios' in claim ? (claim.scenarios ?? []) : [];
  for (const [index, name] of given.entries()) {
    if (vocabulary.scenarios.includes(name) || name.startsWith('/')) continue;
    file.note(
      [...path, 'scenarios', index],
      `unknown scenario "${name}"`,
      nameHint(name, vocabulary.scenarios),
    );
  }
  const metric = 'metric' in claim ? claim.metric : undefined;
  if (given.length > 0 && metric !== undefined && isLaunchMetric(metric)) {
    file.note(
      [...path, 'scenarios'],
      `${claimMetrics[metric].label} is measured before any load`,
      'leave them out',
    );
  }
}

type Bounded = Extract<FileClaim, { kind: 'range' | 'ratio' }>;

function checkBounds(file: ClaimFile, path: Path, { bounds, widest, tolerance }: Bounded): void {
  if (widest !== undefined && !holds(widest, bounds))
    file.note(
      [...path, 'widest'],
      'the widest reading must hold the bounds',
      `it is ${range(widest)}, and they are ${range(bounds)}`,
    );
  if (bounds[0] === bounds[1] && tolerance === undefined)
    file.note(
      [...path, 'bounds'],
      `no interval lies inside the single figure ${bounds[0]}`,
      'add a tolerance, such as 0.2',
    );
}

type Ends = readonly [number | null, number | null];

function holds([outerLow, outerHigh]: Ends, [low, high]: Ends): boolean {
  return (
    (outerLow === null || (low !== null && outerLow <= low)) &&
    (outerHigh === null || (high !== null && high <= outerHigh))
  );
}

function range([low, high]: Ends): string {
  return `${low ?? 'open'} to ${high ?? 'open'}`;
}

function checkFound(
  file: ClaimFile,
  path: Path,
  name: ExperimentName,
  claim: Extract<FileClaim, { kind: 'range' }>,
): void {
  checkAct(file, path, name, claim.act);
  for (const field of ['finding', 'below'] as const) {
    const finding = claim[field];
    if (finding === undefined) continue;
    const unit = checkFinding(file, [...path, field], name, finding);
    if (unit === 'is' || unit === 'word')
      file.note([...path, field], `"${finding}" is not a figure`, 'use kind: behaviour');
  }
}

function checkCheck(file: ClaimFile, path: Path, name: ExperimentName, check: Check): void {
  checkAct(file, path, name, check.act);
  const unit = checkFinding(file, [...path, 'finding'], name, check.finding);
  if (unit === null) return;
  const wanted = unit === 'is' ? 'boolean' : unit === 'word' ? 'string' : 'number';
  const given = check.equals ?? check.atLeast ?? check.atMost ?? check.between?.[0];
  if (typeof given !== wanted) {
    const hint = {
      boolean: 'write equals: true or equals: false',
      string: 'write equals and a word',
      number: 'write a number',
    };
    file.note(path, `"${check.finding}" is no ${typeof given}`, hint[wanted]);
  }
}

function checkAct(file: ClaimFile, path: Path, name: ExperimentName, act: string | undefined): void {
  const acts = Object.keys(experiments[name].acts);
  if (act === undefined) {
    if (acts.length > 1)
      file.note(path, `${name} does several things, and no act is named`, `allowed: ${acts.join(', ')}`);
  } else if (!acts.includes(act)) {
    file.note([...path, 'act'], `${name} has no act "${act}"`, nameHint(act, acts));
  }
}

function checkFinding(
  file: ClaimFile,
  path: Path,
  name: ExperimentName,
  finding: string,
): FindingUnit | null {
  const definition: ExperimentDefinition = experiments[name];
  const found = definition.findings[finding];
  if (found !== undefined) return found.unit;
  file.note(path, `${name} does not find "${finding}"`, nameHint(finding, Object.keys(definition.findings)));
  return null;
}

function checkSweep(
  file: ClaimFile,
  path: Path,
  claim: Extract<FileClaim, { kind: 'sweep' }>,
  subjects: Readonly<Record<string, Subject>>,
): void {
  const [low, high] = claim.best;
  if (low > high) file.note([...path, 'best'], 'the lower end comes first');
  if (!claim.timesCores.some((times) => low <= times && times <= high))
    file.note([...path, 'timesCores'], 'tries no count within best', `name one from ${low} to ${high}`);
  const source = subjects[claim.about]?.source;
  if (source?.kind !== 'reference') return;
  const options = Object.keys({ ...source.server.defaults, ...source.server.options });
  if (!options.includes(claim.option))
    file.note([...path, 'option'], `unknown option "${claim.option}"`, nameHint(claim.option, options));
}
