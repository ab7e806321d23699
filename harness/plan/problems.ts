import { type Excerpt, UsageError, type UsageProblem } from '../model/failure.ts';

export { nameHint } from '../model/name-hint.ts';

/** As it is typed: `maxConnections` → `--max-connections`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Gathers everything wrong with a request, so that the user mends it in one go. */
export class Problems {
  readonly #found: UsageProblem[] = [];

  /** What was found before, in another mode or stack, is not said again. */
  add(where: string, message: string, hint?: string, excerpt?: Excerpt): void {
    const said = (known: UsageProblem) =>
      known.where === where && known.message === message && known.excerpt?.text === excerpt?.text;
    if (this.#found.some(said)) return;
    this.#found.push({
      where,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(excerpt === undefined ? {} : { excerpt }),
    });
  }

  get any(): boolean {
    return this.#found.length > 0;
  }

  get found(): readonly UsageProblem[] {
    return this.#found;
  }

  /** @throws UsageError with every problem found, if there is one. */
  throwIfAny(): void {
    if (this.any) throw new UsageError(this.#found);
  }
}
