/** A word that could stand at the cursor, or the beginning of one. */
export interface Candidate {
  readonly value: string;
  /** Shells that show one do; empty for none. */
  readonly meaning: string;
  /** More is to be typed after it, as after `workers=`, so no space follows. */
  readonly open?: boolean;
}

/** What could stand in the place of the word at the cursor. */
export interface Completion {
  /** What of that word stays, such as `--modes=dev,`; candidates come after it. */
  readonly kept: string;
  readonly candidates: readonly Candidate[];
  /** What the shell itself completes, beside candidates or in their place. */
  readonly paths: 'none' | 'files' | 'folders';
  /** A comma and another value may follow. */
  readonly list: boolean;
}

export const noCompletion: Completion = { kept: '', candidates: [], paths: 'none', list: false };
