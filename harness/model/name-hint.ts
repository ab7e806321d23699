import { closest, distance } from 'fastest-levenshtein';

/** "did you mean …?" when a known name is near enough to be a slip, otherwise the list of what is allowed. */
export function nameHint(given: string, allowed: readonly string[]): string {
  const nearest = closest(given, [...allowed]);
  if (nearest !== '' && distance(given, nearest) <= Math.max(2, Math.floor(given.length / 3))) {
    return `did you mean ${nearest}? Allowed: ${allowed.join(', ')}`;
  }
  return `allowed: ${allowed.join(', ')}`;
}
