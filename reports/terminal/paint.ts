/** Meaning that colour may add to; the text carries it too. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
}

const same = (text: string) => text;
const sgr = (on: number, off: number) => (text: string) =>
  text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;

/** SGR codes from the basic sixteen, so that the terminal's own theme decides how they look. */
export function paintWith(colour: boolean): Paint {
  if (!colour) return { strong: same, faint: same, good: same, bad: same, doubtful: same };
  return {
    strong: sgr(1, 22),
    faint: sgr(2, 22),
    good: sgr(32, 39),
    bad: sgr(31, 39),
    doubtful: sgr(33, 39),
  };
}
