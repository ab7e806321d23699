import { type Command, Option } from 'commander';
import type { Declaration } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, formats, ValueArgument, ValueOption } from '../options.ts';

export const report: Declaration = {
  name: 'report',
  summary: 'render a record again, or several together; measures nothing',
  page: {
    about: [
      'Shows a run that was made, as a table in the terminal or as files: an HTML page, Markdown, pictures, JSON, CSV, ' +
        'OpenMetrics, HdrHistogram logs.',
      'Of two records it shows what was before and what is now, of more a trend, with intervals: as a table, an HTML page, ' +
        'Markdown, JSON or CSV. A change is marked only where the interval of the ratio excludes 1, and the records were ' +
        'measured alike: machine, versions and load.',
      'Everything comes from the records; nothing is measured, and no record is changed.',
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
      ['bench report nightly~1 nightly --format html --open', 'before and now, beside the newer record'],
      ['bench report nightly~4 nightly~3 nightly~2 nightly~1 nightly', 'a trend of five nights'],
    ],
    exits: [
      ['0', 'shown, or written'],
      ['1', 'the harness failed, or a file could not be written'],
      ['2', 'bad usage, no such record, or records that cannot be shown together'],
    ],
    seeAlso: [
      ['bench history', 'the runs there are, and one figure over all of them'],
      ['bench compare', 'two versions, measured side by side'],
      ['docs/exports.md', 'what stands in each format'],
    ],
  },
  declare(command: Command) {
    const records = 'latest, latest~1, a --name, name~1, a folder (its beginning) or record.json';
    command.addArgument(new ValueArgument('<record...>', records, 'run'));
    add(
      command,
      new ValueOption(
        '-f, --format <list>',
        `reports to write: ${formats} (of several: html,md,json,csv); without it, the terminal`,
        'formats',
      ),
      new Option('-o, --out <folder>', 'where to write (beside the newest record)'),
      shared.full(),
      shared.open(),
      shared.json(),
    );
    command.action(async (records: string[], options: Record<string, unknown>) => {
      const { reportCommand } = await import('../../commands/report.ts');
      process.exitCode = await reportCommand(records, options);
    });
  },
};
