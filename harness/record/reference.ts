/** How a person names a run. */
export type RunReference =
  /** So many runs before the newest. */
  | { readonly kind: 'latest'; readonly back: number }
  /** A folder, or a file that holds a record; words without a slash may be one too. */
  | { readonly kind: 'path'; readonly path: string }
  /** The name of a run's folder, a beginning of it, or a `--name`; null: without `~N`. */
  | { readonly kind: 'named'; readonly name: string; readonly back: number | null }
  /** `latest~x`: what follows `latest` is no number. */
  | { readonly kind: 'malformed'; readonly why: string };

/** What may be given, for messages. */
export const referencesAllowed =
  'allowed: latest, latest~1 (the one before), a --name, name~1, the beginning of a folder name, or a path';

/** Nobody has more runs. */
const mostBack = 1_000_000;

/** `latest`, `latest~2`, `nightly`, `nightly~1`, `2026-11-21T03`, `./folder`, `record.json` → what is meant. */
export function parseReference(text: string): RunReference {
  if (text.trim() === '') return { kind: 'malformed', why: 'names no run' };
  if (/[/\\]/.test(text) || /^\.\.?$/.test(text)) return { kind: 'path', path: text };
  const [, name = text, count] = /^(.*?)~(.*)$/s.exec(text) ?? [];
  const back = count === undefined ? null : parseBack(count);
  if (name === 'latest') {
    if (back === undefined)
      return { kind: 'malformed', why: `"${count}" is not a number of runs to go back` };
    return { kind: 'latest', back: back ?? 0 };
  }
  // The tilde of a name is its own.
  if (name === '' || back === undefined) return { kind: 'named', name: text, back: null };
  return { kind: 'named', name, back };
}

/** The way to refer to a run that has so many newer ones. */
export function latestReference(back: number): string {
  return back === 0 ? 'latest' : `latest~${back}`;
}

function parseBack(text: string): number | undefined {
  const back = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  return back <= mostBack ? back : undefined;
}
