/** So much of one name stands in a file name: file systems allow 255 bytes in all. */
const longest = 60;

/**
 * Names of files for things that are named from outside: only harmless characters, and no name twice, also where a file
 * system does not tell `A` from `a`.
 */
export class FileNames {
  readonly #taken = new Set<string>();

  /** The first part of a file name for a thing that is named by several names together. */
  stemOf(...names: readonly string[]): string {
    const wanted = names.map(harmless).join('_');
    for (let number = 1; ; number++) {
      const stem = number === 1 ? wanted : `${wanted}-${number}`;
      if (this.#taken.has(stem.toLowerCase())) continue;
      this.#taken.add(stem.toLowerCase());
      return stem;
    }
  }
}

/** `prefork:workers=8` → `prefork-workers-8`. */
function harmless(name: string): string {
  const kept = name
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, longest)
    .replace(/[-.]+$/, '');
  return kept === '' ? 'unnamed' : kept;
}
