import type { Command } from 'commander';
import { type Declaration, plainExits } from '../declaration.ts';
import { ValueArgument } from '../options.ts';

export const completion: Declaration = {
  name: 'completion',
  summary: 'a script that has a shell complete bench: bash, zsh or fish',
  page: {
    about: [
      'Prints a script to stdout, after which the Tab key completes commands, options and their values: modes and scenarios ' +
        'of the configuration and of the reference app, formats, runs, claims, files.',
      'It installs nothing by itself. The script asks the bench that is typed, so it need not be made anew when bench ' +
        'changes; it runs no configuration that is a program, but reads the names that stand in it.',
    ],
    first: [
      {
        title: 'To install it:',
        text: [
          'Once, by the line of your shell; zsh needs its compinit before that. It holds from the next shell on.',
        ],
        entries: [
          ['bash', 'echo \'eval "$(bench completion bash)"\' >> ~/.bashrc'],
          ['zsh', "echo 'source <(bench completion zsh)' >> ~/.zshrc"],
          ['fish', 'bench completion fish > ~/.config/fish/completions/bench.fish'],
        ],
      },
    ],
    examples: [
      ['eval "$(bench completion bash)"', 'for this bash alone'],
      ['bench completion zsh', 'shows the script'],
      ['bench completion fish > ~/.config/fish/completions/bench.fish', 'fish loads it by itself from there'],
    ],
    exits: plainExits,
    seeAlso: [['bench list', 'the same names, in full']],
  },
  declare(command: Command) {
    command
      .addArgument(new ValueArgument('<shell>', 'bash, zsh or fish', 'shell'))
      .action(async (shell: string) => {
        const { completionCommand } = await import('../../commands/completion.ts');
        process.exitCode = completionCommand(shell);
      });
  },
};
