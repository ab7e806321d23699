import { z } from 'zod';
import { type ConfigPath, isHolder } from './path.ts';

/** As much of JSON Schema as that of a configuration uses. */
interface Form {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Form>>;
  readonly additionalProperties?: Form | false;
  readonly items?: Form;
  readonly anyOf?: readonly Form[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

/** What may stand at a path, as a noun phrase: `a whole number from 1 to 1024`, `text or a list`. */
export function allowedAt(path: ConfigPath, schema: z.ZodType): string {
  const words = formsAt(path, schema).flatMap(wordsOf);
  return inWords([...new Set(words)]) || 'anything';
}

/** Keys that may stand at a path; none where any may, or no object. */
export function keysAt(path: ConfigPath, schema: z.ZodType): readonly string[] {
  return formsAt(path, schema).flatMap(({ properties = {} }) => Object.keys(properties));
}

function formsAt(path: ConfigPath, schema: z.ZodType): readonly Form[] {
  let forms: readonly Form[] = [whole(schema)];
  for (const step of path) forms = forms.flatMap(alternatives).flatMap((form) => within(form, step) ?? []);
  return forms.flatMap(alternatives);
}

/** Written out only for those who made a mistake. */
function whole(schema: z.ZodType): Form {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Form;
}

function alternatives(form: Form): readonly Form[] {
  return form.anyOf?.flatMap(alternatives) ?? [form];
}

function within({ properties, additionalProperties, items }: Form, step: string | number): Form | undefined {
  if (items !== undefined) return /^\d+$/.test(String(step)) ? items : undefined;
  if (properties !== undefined && Object.hasOwn(properties, step)) return properties[step];
  return isHolder(additionalProperties) ? additionalProperties : undefined;
}

function wordsOf(form: Form): readonly string[] {
  if (form.enum !== undefined) return form.enum.map(String);
  if (form.const !== undefined) return [String(form.const)];
  return [form.type ?? []].flat().flatMap((type) => kindWords(type, form));
}

function kindWords(type: string, form: Form): readonly string[] {
  switch (type) {
    case 'string':
      return ['text'];
    case 'integer':
      return [`a whole number${bounds(form)}`];
    case 'number':
      return [`a number${bounds(form)}`];
    case 'boolean':
      return ['true', 'false'];
    case 'array':
      return [form.maxItems === undefined ? 'a list' : `a list of at most ${form.maxItems}`];
    case 'object':
      return ['an object'];
    default:
      return [];
  }
}

function bounds({ minimum, maximum }: Form): string {
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (least === undefined) return most === undefined ? '' : ` up to ${most}`;
  return most === undefined ? ` from ${least} on` : ` from ${least} to ${most}`;
}

/** `a`, `a or b`, `a, b or c` */
function inWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
