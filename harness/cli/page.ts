import type { Command, Help, Option } from 'commander';
import { commandGroups } from './commands.ts';
import { type Entry, type Example, type Page, PagedCommand, type Section } from './declaration.ts';

/** A part of a help page as it is shown. */
export type Part =
  | {
      readonly kind: 'section';
      readonly title: string;
      readonly text: readonly string[];
      readonly entries: readonly Entry[];
    }
  /** Terms of all these parts are aligned. */
  | { readonly kind: 'options'; readonly title: string; readonly entries: readonly Entry[] }
  | { readonly kind: 'examples'; readonly title: string; readonly examples: readonly Example[] };

/** A help page in its order, for whatever shows it: the terminal, the man page. */
export interface WholePage {
  readonly usage: string;
  readonly about: readonly string[];
  readonly parts: readonly Part[];
}

const nothing: Page = { about: [], examples: [], exits: [], seeAlso: [] };

/** What the declarations of a command say, as one page. */
export function pageOf(command: Command, helper: Help): WholePage {
  const page = command instanceof PagedCommand ? command.page : nothing;
  const { about, first = [], sections = [], examples, exits, seeAlso } = page;
  const options = optionsOf(command, helper);
  const parts: Part[] = [
    ...first.map(sectionPart),
    ...commandsOf(command),
    { kind: 'options', title: 'Arguments:', entries: argumentsOf(command, helper) },
    ...options,
    { kind: 'examples', title: 'Examples:', examples },
    ...sections.map(sectionPart),
    sectionPart({ title: 'Exit codes:', entries: exits }),
    sectionPart({ title: 'See also:', entries: seeAlso }),
  ];
  return { usage: helper.commandUsage(command), about, parts: parts.filter((part) => !isEmpty(part)) };
}

function isEmpty(part: Part): boolean {
  if (part.kind === 'examples') return part.examples.length === 0;
  return part.entries.length === 0 && (part.kind === 'options' || part.text.length === 0);
}

function sectionPart({ title, text = [], entries = [] }: Section): Part {
  return { kind: 'section', title, text, entries };
}

function argumentsOf(command: Command, helper: Help): readonly Entry[] {
  return helper.visibleArguments(command).map((argument) => {
    const name = argument.name() + (argument.variadic ? '...' : '');
    return [argument.required ? `<${name}>` : `[${name}]`, argument.description];
  });
}

/** Groups in the order in which they were declared; what every command takes comes last. */
function optionsOf(command: Command, helper: Help): readonly Part[] {
  const help = helper.visibleOptions(command).filter((option) => !command.options.includes(option));
  const own = helper.visibleOptions(command).filter((option) => command.options.includes(option));
  const groups = new Map<string, Option[]>();
  for (const option of own) {
    const title = option.helpGroupHeading ?? 'Options:';
    groups.set(title, [...(groups.get(title) ?? []), option]);
  }
  const everywhere = [
    ...helper.visibleGlobalOptions(command).filter(({ long }) => long !== '--version'),
    ...help,
  ];
  const last = command.parent === null ? 'Options:' : 'Options of every command:';
  groups.set(last, [...(groups.get(last) ?? []), ...everywhere]);
  return [...groups].map(([title, options]) => ({
    kind: 'options',
    title,
    entries: options.map(({ flags, description }): Entry => [flags, description]),
  }));
}

function commandsOf(command: Command): readonly Part[] {
  if (command.parent !== null) return [];
  return commandGroups.map(({ title, commands }) => ({
    kind: 'options',
    title,
    entries: commands.map(({ name, summary }): Entry => [name, summary]),
  }));
}
