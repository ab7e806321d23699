import { reportFormats } from '../../reports/index.ts';
import { quote } from '../plan/parse-quantity.ts';
import { nameHint, type Problems } from '../plan/problems.ts';

/** What a plan can be written as. */
export const planFormats = ['md', 'csv', 'json'] as const;
export type PlanFormat = (typeof planFormats)[number];

/** @param reference how the run was named */
export function parsePlanFormats(text: string, reference: string, problems: Problems): readonly PlanFormat[] {
  const names = [...new Set(text.split(',').map((part) => part.trim()))];
  return names.flatMap((name): PlanFormat[] => {
    const format = planFormats.find((one) => one === name);
    if (format !== undefined) return [format];
    if (reportFormats.some((one) => one.name === name)) {
      const hint = `write ${planFormats.join(',')}; bench report ${reference} --format ${name} writes the run itself`;
      problems.add('--format', `a plan is not written as ${quote(name)}`, hint);
    } else problems.add('--format', `unknown format ${quote(name)}`, nameHint(name, planFormats));
    return [];
  });
}
