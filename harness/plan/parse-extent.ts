import type { Plan } from '../model/plan.ts';
import { defaults, limits } from './defaults.ts';
import { parseCount, parseSeconds, parseShare } from './parse-quantity.ts';
import type { Problems } from './problems.ts';

/** How much is measured, as written: undefined where nothing was said. */
export interface ExtentRequest {
  readonly rate?: string | undefined;
  readonly rounds?: string | undefined;
  readonly budget?: string | undefined;
  readonly precision?: string | undefined;
}

export type Extent = Pick<Plan, 'rounds' | 'budgetSeconds' | 'precision' | 'confidence'>;

export function parseExtent(request: ExtentRequest, problems: Problems): Extent {
  const { precision } = request;
  const rounds =
    request.rounds === undefined
      ? undefined
      : parseCount('--rounds', request.rounds, { min: 1, max: limits.rounds }, problems);
  return {
    rounds: { min: rounds ?? defaults.minRounds, max: rounds ?? null },
    budgetSeconds: parseBudget(request, rounds, problems),
    precision:
      (precision === undefined ? undefined : parseShare('--precision', precision, problems)) ??
      defaults.precision,
    confidence: defaults.confidence,
  };
}

/** A number of rounds asked for is a promise; only a budget that was asked for too may cut it short. */
function parseBudget(
  { rate, budget }: ExtentRequest,
  rounds: number | undefined,
  problems: Problems,
): number | null {
  const usual = defaults.budgetSeconds[rate === undefined ? 'closed' : 'open'];
  if (budget === undefined) return rounds === undefined ? usual : null;
  return parseSeconds('--budget', budget, limits.budgetSeconds, problems) ?? usual;
}
