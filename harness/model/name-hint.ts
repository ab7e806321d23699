import { closest, distance } from 'fastest-levenshtein';

/** The known name that is near enough for the given one to be a slip of it; null when none is. */
export function nearName(given: string, allowed: readonly string[]): string | null {
  if (allowed.length === 0) return null;
  const nearest = closest(given, [...allowed]);
  const near = nearest !== '' && distance(given, nearest) <= Math.max(2, Math.floor(given.length / 3));
  return near ? nearest : null;
}

/** "did you mean …?" when a known name is near enough to be a slip, otherwise the list of what is allowed. */
export function nameHint(given: string, allowed: readonly string[]): string {
  const nearest = nearName(given, allowed);
  const list = allowed.join(', ');
  return nearest === null ? `allowed: ${list}` : `did you mean ${nearest}? Allowed: ${list}`;
}
