import type { Variant } from '../model/variant.ts';
import { type Claim, type Subject, subjectKeys, type VariantPattern } from './claim-data.ts';

/** Which variants of the run take the places of a claim's subjects. */
export interface StandIns {
  /** Variant id by key of subject. */
  readonly found: Readonly<Record<string, string>>;
  readonly missing: readonly Subject[];
}

/** The first variant that matches each subject's pattern, options included: four workers do not speak for two. */
export function findStandIns(claim: Claim, variants: readonly Variant[]): StandIns {
  const found: Record<string, string> = {};
  const missing: Subject[] = [];
  for (const [key, subject] of subjectsOf(claim)) {
    const variant = variants.find((v) => matches(v, subject.standIn));
    if (variant) found[key] = variant.id;
    else missing.push(subject);
  }
  return { found, missing };
}

/** Why a claim's subjects are not there, and the command that would bring them. */
export function missingReason(
  claim: Claim,
  missing: readonly Subject[],
  variants: readonly Variant[],
): string {
  const wanted = missing.map(({ standIn }) => {
    const others = variants.filter((variant) => isMode(variant, standIn)).map((variant) => variant.label);
    const instead = others.length > 0 ? ` (only ${others.join(', ')})` : '';
    return `${patternLabel(standIn)}${instead}`;
  });
  return `This run has no ${wanted.join(' and no ')}; measure it with: ${commandFor(claim)}`;
}

/** The command whose run can judge the claim. */
export function commandFor(claim: Claim, scenarios: readonly string[] = []): string {
  const modes = subjectsOf(claim).map(([, { standIn }]) => modeArgument(standIn));
  const chosen = scenarios.length > 0 ? ` --scenarios ${scenarios.join(',')}` : '';
  return `bench run --modes ${modes.join(',')}${chosen}`;
}

/** Keys and subjects of a claim in the order of the file, which names what others are compared with first. */
export function subjectsOf(claim: Claim): [string, Subject][] {
  const keys = subjectKeys(claim);
  return Object.entries(claim.subjects).filter(([key]) => keys.includes(key));
}

function matches(variant: Variant, pattern: VariantPattern): boolean {
  return (
    isMode(variant, pattern) &&
    Object.entries(pattern.options).every(([name, value]) => variant.options[name] === value)
  );
}

function isMode({ source }: Variant, { stack, mode }: VariantPattern): boolean {
  return source.kind === 'reference' && source.stack === stack && source.mode === mode;
}

/** `prefork:workers=2`, as `--modes` takes it. */
function modeArgument({ mode, options }: VariantPattern): string {
  return [mode, ...Object.entries(options).map(([name, value]) => `${name}=${value}`)].join(':');
}

/** `prefork with 2 workers`. */
function patternLabel({ mode, options }: VariantPattern): string {
  const sizes = Object.entries(options).map(([name, value]) => `${value} ${name}`);
  return sizes.length === 0 ? mode : `${mode} with ${sizes.join(', ')}`;
}
