import { type ReportFormat, reportFormats } from '../../reports/index.ts';
import { nameHint, Problems } from '../plan/problems.ts';

export const defaultFormats = 'html';

/** `html,png` → renderers. @throws UsageError for unknown names, all at once */
export function parseFormats(text: string): readonly ReportFormat[] {
  const problems = new Problems();
  const formats = new Set<ReportFormat>();
  const known = reportFormats.map((format) => format.name);
  for (const name of text.split(',').map((part) => part.trim())) {
    const format = reportFormats.find((candidate) => candidate.name === name);
    if (format === undefined) problems.add('--format', `unknown format "${name}"`, nameHint(name, known));
    else formats.add(format);
  }
  problems.throwIfAny();
  return [...formats];
}
