import type { z } from 'zod';
import { nearName } from '../model/name-hint.ts';
import { shown } from '../model/shown.ts';
import { allowedAt, keysAt } from './allowed.ts';
import { type ConfigPath, valueAt } from './path.ts';

/** Something wrong with a configuration, at a path in it. */
export interface ConfigFault {
  readonly path: ConfigPath;
  readonly message: string;
  readonly hint?: string;
}

/** Data, and the form that it was to have. */
export interface Misshapen {
  readonly given: unknown;
  readonly schema: z.ZodType;
}

/** What zod found, in our words: what was found, and what is allowed. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], of: Misshapen): readonly ConfigFault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, [], of));
}

function faultsOfIssue(issue: z.core.$ZodIssue, at: ConfigPath, of: Misshapen): readonly ConfigFault[] {
  const path = [...at, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], key, keysAt(path, of.schema)));
    case 'invalid_key':
      return [{ path, message: `${shown(path.at(-1))} is not ${issue.issues[0]?.message ?? 'a name'}` }];
    case 'invalid_union': {
      const meant = meantBranch(issue.errors);
      return meant?.flatMap((one) => faultsOfIssue(one, path, of)) ?? [misfit(path, of)];
    }
    case 'invalid_format':
      // Formats that say themselves what they are do so as a noun.
      return issue.message.startsWith('Invalid')
        ? [misfit(path, of, `text of the form ${issue.pattern ?? issue.format}`)]
        : [misfit(path, of, issue.message)];
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? [{ path, message: 'is empty', hint: `write ${allowedAt(path, of.schema)}` }]
        : [misfit(path, of)];
    default:
      return [misfit(path, of)];
  }
}

function misfit(
  path: ConfigPath,
  { given, schema }: Misshapen,
  allowed = allowedAt(path, schema),
): ConfigFault {
  const found = valueAt(given, path);
  return found === undefined
    ? { path, message: 'is missing', hint: `write ${allowed}` }
    : { path, message: `${shown(found)} is not ${allowed}` };
}

function unknownKey(path: ConfigPath, key: string, known: readonly string[]): ConfigFault {
  const near = nearName(key, known);
  const hint = near === null ? `allowed: ${known.join(', ')}` : `did you mean ${near}?`;
  return { path, message: `unknown key "${key}"`, hint };
}

/**
 * The alternative that was meant: the one whose kind of value stands there, and of several the one with the least wrong
 * with it; null when none is of that kind.
 */
function meantBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | null {
  const ofKind = branches.filter((issues) => !issues.some(isOfOtherKind));
  return ofKind.reduce<readonly z.core.$ZodIssue[] | null>(
    (best, issues) => (best === null || issues.length < best.length ? issues : best),
    null,
  );
}

function isOfOtherKind({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}
