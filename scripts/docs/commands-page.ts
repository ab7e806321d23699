/** A help page as harness/cli declares it: the parts that a reference shows. */
export interface CommandPage {
  readonly name: string;
  readonly usage: string;
  readonly about: readonly string[];
  readonly parts: readonly {
    readonly title: string;
    /** Terms and what they mean; absent where a part has only text. */
    readonly entries?: readonly (readonly [term: string, meaning: string])[];
    readonly text?: readonly string[];
  }[];
}

/** Every command with its options, from the declarations that its help is made of. */
export function commandsPage(commands: readonly CommandPage[], introduction: string): string {
  return `${['# Commands', introduction, ...commands.flatMap(sectionsOf)].join('\n\n')}\n`;
}

function sectionsOf({ name, usage, about, parts }: CommandPage): string[] {
  return [
    `## bench ${name}`,
    ...about,
    `\`${usage}\``,
    ...parts.flatMap(({ title, text = [], entries = [] }) => {
      const table = entries.map(
        ([term, meaning]) => `| \`${cell(term)}\` | ${cell(meaning).replaceAll('<', '\\<')} |`,
      );
      return [
        `### ${title.replace(/:$/, '')}`,
        ...text,
        ...(table.length === 0 ? [] : [['| | |', '| --- | --- |', ...table].join('\n')]),
      ];
    }),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
