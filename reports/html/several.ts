import type { FormatOf, RenderedFile } from '../format.ts';
import type { SeveralView } from '../view/several-types.ts';
import { plural } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { html, type Markup } from './markup.ts';
import { packedBlock } from './packed.ts';
import { severalAnswer, severalOverview } from './several-answer.ts';
import { severalDataOf } from './several-data.ts';
import { isOneGroup, recordLink, recordsSection } from './several-records.ts';
import { severalScenarioSection } from './several-scenario.ts';
import { type Assets, builtAssets, pageOf } from './shell.ts';

export const severalHtmlFormat: FormatOf<SeveralView> = { name: 'html', render };

async function render(view: SeveralView): Promise<readonly RenderedFile[]> {
  return [{ name: `${view.kind}.html`, content: severalDocument(view, await builtAssets()) }];
}

/** Several records in one file that asks nothing of the network. */
export function severalDocument(view: SeveralView, assets: Assets): string {
  const { title, modes, records, scenarios } = view;
  return pageOf(
    {
      ...{ title, modes },
      heading: recordList(records),
      links: [
        { anchor: 'answer', name: 'What changed' },
        { anchor: 'overview', name: 'Overview' },
        ...scenarios,
        { anchor: 'records', name: 'Records' },
      ],
      main: [
        severalAnswer(view),
        severalOverview(view),
        ...scenarios.map((scenario, index) => severalScenarioSection(view, scenario, index)),
        recordsSection(view),
      ],
      footer: `Made by Modebench from ${plural(records.length, 'record')}; nothing was measured for it.`,
      data: packedBlock('several', severalDataOf(view)),
    },
    assets,
  );
}

function recordList(records: SeveralView['records']): Markup {
  return html`<ul class="muted several-records">${records.map(
    (record) =>
      html`<li><span class="several-name">${capital(record.name)}</span> ${recordLink(record, isOneGroup(records))}</li>`,
  )}</ul>`;
}
