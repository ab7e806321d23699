// The man page, from the same declarations as --help: `man bench` where the package is installed globally. See man-pages(7)
// for its sections and groff_man(7) for the macros.

/** @returns the page as roff */
export function manPage(bench, pageOf, version) {
  const helper = bench.createHelp();
  helper.showGlobalOptions = true;
  const page = pageOf(bench, helper);
  const commands = bench.commands.filter((command) => command.page !== undefined);
  const titled = (title) => page.parts.filter((part) => part.title === title);
  const own = [
    'Where to begin:',
    'Options:',
    'Examples:',
    'Files:',
    'Environment:',
    'Exit codes:',
    'See also:',
  ];
  const lists = page.parts.filter((part) => !own.includes(part.title));
  const [begin, options, ...end] = own.map((title) => titled(title).flatMap((part) => section(part)));
  return [
    `.TH BENCH 1 "" "Modebench ${version}" "User Commands"`,
    // Left adjusted, without hyphens: options must not be broken.
    '.ad l',
    '.nh',
    '.SH NAME',
    'bench \\- compares server modes of an app',
    '.SH SYNOPSIS',
    `.B bench\n${text(page.usage.replace(/^bench /, ''))}`,
    '.SH DESCRIPTION',
    ...paragraphs(page.about).slice(1),
    ...begin,
    '.SH COMMANDS',
    ...lists.flatMap((part) => [`.SS ${heading(part.title)}`, ...entries(part.entries)]),
    ...options,
    ...commands.flatMap((command) => commandPages(command, pageOf(command, helper))),
    ...end.flat(),
    '',
  ].join('\n');
}

function commandPages(command, { usage, about, parts }) {
  const body = parts
    .filter(({ title }) => title !== 'Options of every command:')
    .flatMap((part) => [`.SS ${heading(part.title)}`, ...bodyOf(part)]);
  return [
    `.SH BENCH ${heading(command.name()).toUpperCase()}`,
    `.B ${text(usage)}`,
    ...paragraphs(about),
    ...body,
  ];
}

function section(part) {
  return [`.SH ${heading(part.title).toUpperCase()}`, ...bodyOf(part)];
}

function bodyOf(part) {
  if (part.kind !== 'examples') return [...paragraphs(part.text ?? []).slice(1), ...entries(part.entries)];
  const lines = ([line, meaning]) => ['.PP', '.EX', text(line), '.EE', '.RS 4', text(meaning), '.RE'];
  return part.examples.flatMap(lines).slice(1);
}

function entries(all) {
  return all.flatMap(([term, meaning]) => ['.TP', `.B ${text(term)}`, text(meaning)]);
}

function paragraphs(all) {
  return all.flatMap((paragraph) => ['.PP', text(paragraph)]);
}

function heading(title) {
  return text(title.replace(/:$/, ''));
}

/** One line that means itself: no sign of it is taken as a request, and hyphens of options stay what they are. */
function text(line) {
  const escaped = line
    .replaceAll('\\', '\\e')
    .replace(/-/g, '\\-')
    .replace(/["']/g, (quote) => (quote === '"' ? '\\(dq' : '\\(aq'))
    .replace(/~/g, '\\(ti')
    .replace(/\^/g, '\\(ha')
    .replace(
      /[^\x20-\x7e]/g,
      (char) => `\\[u${char.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
  return escaped.replace(/^\./, '\\&.');
}
