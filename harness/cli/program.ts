import { Command } from 'commander';
import { version } from '../version.ts';
import { commandGroups } from './commands.ts';
import { PagedCommand } from './declaration.ts';
import { helpSettings, outputSettings } from './help.ts';
import { rootPage } from './root-page.ts';

/** All that can be typed. Only declared: what a command does is loaded when it is called. */
export function program(): Command {
  const bench = new PagedCommand('bench', rootPage);
  bench
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .option('--debug', 'show where an error came from')
    .helpOption('-h, --help', 'show the help of bench, or of a command')
    .showSuggestionAfterError()
    .showHelpAfterError('(bench --help shows what there is)')
    .configureHelp(helpSettings)
    .configureOutput(outputSettings)
    .exitOverride();
  for (const { title, commands } of commandGroups) {
    for (const { name, summary, page, declare } of commands) {
      const command = new PagedCommand(name, page);
      command.copyInheritedSettings(bench).summary(summary).helpGroup(title);
      command.showHelpAfterError(`(bench ${name} --help shows what there is)`);
      declare(command);
      bench.addCommand(command);
    }
  }
  return declareHelp(bench);
}

/** `bench help run`; an unknown name is refused as an unknown command is, which commander's own does not do. */
function declareHelp(bench: Command): Command {
  const help = new Command('help')
    .summary('show the help of a command')
    .argument('[command]')
    .helpOption(false)
    .copyInheritedSettings(bench);
  help.action((name?: string) => {
    if (name === undefined) return bench.outputHelp();
    const command = bench.commands.find((candidate) => candidate.name() === name);
    if (command === undefined) bench.parse([name], { from: 'user' });
    else command.outputHelp();
  });
  return bench.helpCommand(false).addCommand(help, { hidden: true });
}
