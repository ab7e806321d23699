import type { UsageProblem } from '../model/failure.ts';
import { nameHint } from '../model/name-hint.ts';
import type { Claim } from './claim.ts';

/** Which claims are wanted, as written: `D0,D1` and `D0-ratio,D1-shape`; all where nothing is said. */
export interface Choice {
  readonly document?: string | undefined;
  readonly claims?: string | undefined;
}

/** The claims that were asked for, in their order; what does not exist is a problem. */
export function chooseClaims(
  claims: readonly Claim[],
  { document, claims: ids }: Choice,
): { readonly claims: readonly Claim[]; readonly problems: readonly UsageProblem[] } {
  const documents = [...new Set(claims.map((claim) => claim.document))];
  const known = claims.map(({ id }) => id);
  const problems: UsageProblem[] = [];
  const named = (flag: string, text: string, allowed: readonly string[], what: string) => {
    const names = text.split(',').map((name) => name.trim());
    for (const name of names.filter((one) => !allowed.includes(one)))
      problems.push({ where: flag, message: `there is no ${what} "${name}"`, hint: nameHint(name, allowed) });
    return names;
  };
  const wantedDocuments =
    document === undefined ? documents : named('--document', document, documents, 'document');
  const wanted = ids === undefined ? known : named('--claims', ids, known, 'claim');
  const chosen = claims.filter(
    (claim) => wantedDocuments.includes(claim.document) && wanted.includes(claim.id),
  );
  if (problems.length === 0 && chosen.length === 0) {
    const message = 'none of these claims is in these documents';
    problems.push({ where: '--claims', message, hint: 'leave --document or --claims out' });
  }
  return { claims: chosen, problems };
}
