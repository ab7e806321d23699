/** A page from a JSON Schema: a table for each object, in the order in which a reader meets them. */

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** Of zod's whole numbers, which bound nothing. */
const safe = Number.MAX_SAFE_INTEGER;

export function schemaPage(root: Schema, title: string, introduction: string): string {
  const sections: string[] = [];
  const pathOf = new Map<string, string>();

  /** The section of these forms; forms that are met again have the one where they were met first. */
  function sectionOf(path: string, forms: readonly Schema[], description: string | null): string {
    const key = JSON.stringify(forms.map(bare));
    const known = pathOf.get(key);
    if (known !== undefined) return link(known);
    pathOf.set(key, path);
    // Its place, before those of what is in it.
    const place = sections.push('') - 1;
    const said = description === null ? '' : `${sentence(plain(description))}\n\n`;
    sections[place] = `## ${path.replaceAll('*', '\\*')}\n\n${said}${bodyOf(path, forms)}`;
    return link(path);
  }

  function typeOf(schema: Schema, path: string): string {
    const forms = alternatives(schema);
    const objects = forms.filter(hasFields);
    const others = forms.filter((form) => !hasFields(form)).map((form) => simpleType(form, path));
    const section = objects.length > 0 ? [sectionOf(path, objects, schema.description ?? null)] : [];
    return [
      ...new Set([
        ...others.filter((one) => one !== 'null'),
        ...section,
        ...others.filter((one) => one === 'null'),
      ]),
    ].join(' or ');
  }

  function simpleType(form: Schema, path: string): string {
    if (form.const !== undefined) return code(form.const);
    if (form.enum !== undefined) return form.enum.map(code).join(', ');
    if (form.prefixItems !== undefined)
      return `list of ${form.prefixItems.length}: ${form.prefixItems.map((item) => typeOf(item, `${path}[]`)).join(', ')}`;
    if (form.items !== undefined) return `list of ${together(typeOf(form.items, `${path}[]`))}`;
    if (typeof form.additionalProperties === 'object')
      return `by name: ${together(typeOf(form.additionalProperties, `${path}.*`))}`;
    if (form.type === 'integer') return `whole number${boundsOf(form)}`;
    if (form.type === 'number') return `number${boundsOf(form)}`;
    if (form.type === 'boolean') return '`true`, `false`';
    if (form.type === 'string') return form.format === 'date-time' ? 'time, ISO 8601' : 'text';
    if (form.type === 'null') return 'null';
    return form.type === 'object' ? 'object' : 'any JSON';
  }

  function rowsOf(form: Schema, path: string): string {
    const rows = Object.entries(form.properties ?? {}).map(([name, field]) => {
      const mark = form.required?.includes(name) ? '' : '?';
      const what = plain(field.description ?? resolved(field).description ?? '');
      return `| \`${name}\`${mark} | ${typeOf(field, path === '' ? name : `${path}.${name}`)} | ${what} |`;
    });
    return rows.length === 0 ? '' : ['| | is | |', '| --- | --- | --- |', ...rows].join('\n');
  }

  function bodyOf(path: string, forms: readonly Schema[]): string {
    const [first] = forms;
    if (first === undefined) return '';
    if (forms.length === 1) return rowsOf(first, path);
    const chooser = chooserOf(forms);
    if (chooser === null) return forms.map((form) => `one form:\n\n${rowsOf(form, path)}`).join('\n\n');
    const rows = forms.map((form) => {
      const value = simpleType(form.properties?.[chooser] ?? {}, path);
      return `| ${value} | ${fieldsOf(form, path, chooser)} |`;
    });
    return [`| \`${chooser}\` | and with it |`, '| --- | --- |', ...rows].join('\n');
  }

  /** All fields but one, in one cell of a table. */
  function fieldsOf(form: Schema, path: string, except: string): string {
    return Object.entries(form.properties ?? {})
      .filter(([name]) => name !== except)
      .map(([name, field]) => {
        const mark = form.required?.includes(name) ? '' : '?';
        const what = plain(field.description ?? resolved(field).description ?? '');
        return `\`${name}\`${mark}: ${typeOf(field, `${path}.${name}`)}${what === '' ? '' : `, ${what}`}`;
      })
      .join('<br>');
  }

  function alternatives(schema: Schema): Schema[] {
    const one = resolved(schema);
    const inner = one.anyOf ?? one.oneOf;
    if (inner !== undefined) return inner.flatMap(alternatives);
    if (Array.isArray(one.type)) return one.type.map((type) => ({ ...one, type }));
    return [one];
  }

  function resolved(schema: Schema): Schema {
    const name = schema.$ref?.replace('#/$defs/', '');
    // Zod's any JSON refers to itself.
    if (name === undefined) return schema;
    const { description: _description, ...rest } = schema;
    const named = root.$defs?.[name] ?? {};
    return JSON.stringify(named).includes(`#/$defs/${name}`)
      ? {}
      : { ...named, ...rest, ...('$ref' in rest ? { $ref: undefined as never } : {}) };
  }

  const top = rowsOf(root, '');
  return `${[`# ${title}`, introduction, top, ...sections].join('\n\n')}\n`;
}

/** One of several, as a part of something. */
function together(type: string): string {
  return type.includes(' or ') || /`, `/.test(type) ? `(${type})` : type;
}

function hasFields({ properties }: Schema): boolean {
  return properties !== undefined;
}

/** Without what may differ where the same is meant. */
function bare({ description: _description, ...form }: Schema): Schema {
  return form;
}

/** The field that tells the forms apart. */
function chooserOf(forms: readonly Schema[]): string | null {
  const [first] = forms;
  const names = Object.keys(first?.properties ?? {});
  const tells = (name: string) =>
    forms.every(
      ({ properties }) => properties?.[name]?.const !== undefined || properties?.[name]?.enum !== undefined,
    );
  return names.find(tells) ?? null;
}

function boundsOf({ minimum, maximum }: Schema): string {
  const low = minimum === undefined || minimum <= -safe ? null : minimum;
  const high = maximum === undefined || maximum >= safe ? null : maximum;
  if (low !== null && high !== null) return `, ${low}–${high}`;
  return low !== null && low !== 0 ? `, ${low} or more` : '';
}

function link(path: string): string {
  const anchor = path.toLowerCase().replaceAll(/[^\p{L}\p{N}_-]/gu, '');
  return `[${path.replaceAll('[', '\\[').replaceAll(']', '\\]')}](#${anchor})`;
}

function code(value: unknown): string {
  return `\`${value}\``;
}

function plain(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<').replaceAll('*', '\\*');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
