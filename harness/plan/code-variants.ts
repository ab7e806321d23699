import { type CodeRef, type Variant, workingTree } from '../model/variant.ts';
import type { Problems } from './problems.ts';

/** Whose code is to be measured: a commit, or the working tree. */
export interface Code extends Omit<CodeRef, 'label' | 'mode'> {
  /** Paths of submodules, which a checkout leaves empty. */
  readonly submodules: readonly string[];
}

/** Characters of a hash that are told, as git does in small repositories. */
const shortHash = 7;

/** `main@70dc05c`; `70dc05c` of a name that is the hash itself; `working tree`. */
export function codeLabel({ name, commit }: Pick<CodeRef, 'name' | 'commit'>): string {
  if (name === workingTree) return 'working tree';
  const short = commit.slice(0, shortHash);
  return commit.startsWith(name) ? short : `${name}@${short}`;
}

/** Each mode with each of the codes: `main@70dc05c prefork`, `working tree prefork`, and so on. */
export function variantsOfCodes(
  variants: readonly Variant[],
  codes: readonly Code[],
  problems: Problems,
): Variant[] {
  const told = labelsOf(codes);
  return variants.flatMap((variant) => {
    const { source } = variant;
    if (source.kind !== 'command') {
      const what = source.kind === 'reference' ? 'is a mode of the reference app' : 'runs already';
      const message = `${variant.id} ${what}, whose code is not in this repository`;
      const hint =
        "bench init writes a configuration for the app here; or name its command: --cmd 'web=node server.js {port}'";
      problems.add('--modes', message, hint);
      return [];
    }
    return codes.map((code, index): Variant => {
      const { submodules, ...ref } = code;
      const label = told[index] ?? codeLabel(code);
      const left = submodules.length === 0 || code.name === workingTree ? [] : [submodulesNote(submodules)];
      return {
        ...variant,
        id: `${label} ${variant.id}`,
        label: `${label} ${variant.label}`,
        source: { ...source, ref: { ...ref, label, mode: variant.id } },
        notes: [...variant.notes, ...left],
      };
    });
  });
}

/** Each once: the same code may be measured twice, to see how far apart that seems. */
function labelsOf(codes: readonly Code[]): readonly string[] {
  const labels = codes.map(codeLabel);
  return labels.map((label, index) => (labels.indexOf(label) < index ? `${label} (again)` : label));
}

function submodulesNote(paths: readonly string[]): string {
  return `submodules are left out, their folders are empty: ${paths.join(', ')}`;
}
