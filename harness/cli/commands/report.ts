import { type Command, Option } from 'commander';
import type { Declaration } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, formats, ValueArgument, ValueOption } from '../options.ts';

export const report: Declaration = {
  name: 'report',
  summary: 'render a record again; measures nothing',
  page: {
    about: [
      'Shows a run that was made, as a table in the terminal or as files: an HTML page, Markdown, pictures, JSON, CSV, ' +
        'OpenMetrics, HdrHistogram logs.',
      'Everything comes from the record; nothing is measured, and the record is not changed.',
    ],
    sections: [
      {
        title: 'Records:',
        entries: [
          ['latest, latest~1', 'the newest run, the one before'],
          ['nightly, nightly~1', 'the newest of that --name, the one before'],
          ['2026-11-21T03', "the beginning of a run's folder name"],
          ['a path', "a run's folder, or its record.json"],
        ],
      },
    ],
    examples: [
      ['bench report latest', 'the table of the newest run'],
      ['bench report nightly~1 --full', 'every level of the nightly run before the last'],
      ['bench report latest --format html,md,png --out .', 'files, in this folder'],
      ['bench report latest --format csv,openmetrics,hdr', 'for other programs, beside the record'],
    ],
    exits: [
      ['0', 'shown, or written'],
      ['1', 'the harness failed, or a file could not be written'],
      ['2', 'bad usage, or no such record'],
    ],
    seeAlso: [
      ['bench history', 'the runs there are'],
      ['docs/exports.md', 'what stands in each format'],
    ],
  },
  declare(command: Command) {
    const records = 'latest, latest~1, a --name, name~1, a folder (its beginning) or record.json';
    command.addArgument(new ValueArgument('<record>', records, 'run'));
    add(
      command,
      new ValueOption(
        '-f, --format <list>',
        `reports to write: ${formats}; without it, the terminal`,
        'formats',
      ),
      new Option('-o, --out <folder>', 'where to write (beside the record)'),
      shared.full(),
      shared.open(),
    );
    command.action(async (record: string, options: Record<string, unknown>) => {
      const { reportCommand } = await import('../../commands/report.ts');
      process.exitCode = await reportCommand(record, options);
    });
  },
};
