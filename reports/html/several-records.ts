import type { RecordEntry, SeveralView } from '../view/several-types.ts';
import { shellCommand } from '../wording/command.ts';
import { utcMinute } from '../wording/dates.ts';
import { capital } from '../wording/sentence.ts';
import { differenceKinds } from '../wording/several.ts';
import { html, type Markup, prose } from './markup.ts';

/** When it was, of which commit, and the way to its own report. */
export function recordLink(
  { startedAt, commit, title, group, page, number }: RecordEntry,
  allAlike: boolean,
): Markup {
  const words = html`${utcMinute(startedAt)}${commit === null ? null : `, ${commit}`}, ${title}`;
  return html`<a href="#record-${number}">${words}</a>${allAlike ? null : `, measured: ${group}`}${page === null ? null : html` · <a href="${page}">its own report</a>`}`;
}

/** What each record was and came to; what differs between them; and all figures as a file. */
export function recordsSection({ records }: SeveralView): Markup {
  const alike = isOneGroup(records)
    ? 'All were measured alike: on one machine, with the same versions, loaded in the same way.'
    : 'Records with the same letter were measured alike: machine, versions, and how they were loaded.';
  return html`<section id="records" aria-labelledby="records-title">
<h2 id="records-title">Records</h2>
<p class="muted small">${alike}</p>
<p class="tools"><button type="button" class="save" data-csv="several" hidden>Download all figures as CSV</button></p>
${records.map((record, index) => entry(record, records[index - 1]))}</section>`;
}

export function isOneGroup(records: readonly RecordEntry[]): boolean {
  return records.every(({ group }) => group === records[0]?.group);
}

function entry(record: RecordEntry, before: RecordEntry | undefined): Markup {
  const { number, name, id, group, page, command, shownBy, machine, versions, extent, found } = record;
  const facts = [
    ['Made by', html`<code>${shellCommand(command)}</code>`],
    ['Started', utcMinute(record.startedAt)],
    [
      'Commit',
      record.git === null
        ? 'none'
        : `${record.git.commit.slice(0, 12)}${record.git.dirty ? ', with uncommitted changes' : ''}`,
    ],
    ['Extent', extent],
    [`Machine (${group})`, machine],
    ['Versions', versions],
    [
      'Its own report',
      html`${page === null ? null : html`<a href="${page}">report.html</a>, `}<code>${shownBy}</code>`,
    ],
  ] as const;
  return html`<div class="several-record" id="record-${number}"><h3>${capital(name)} <span class="muted several-id">${id}</span></h3>
<ul>${found.map((text) => html`<li>${prose(text)}</li>`)}</ul>
<div class="facts"><dl>${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>${
    before === undefined ? null : differences(record, before)
  }</div></div>`;
}

function differences({ differences: found }: RecordEntry, before: RecordEntry): Markup {
  if (found.length === 0)
    return html`<p class="muted small">Measured as ${before.name} was, in all that is recorded.</p>`;
  return html`<div class="scroll" tabindex="0"><table class="figures several-differences"><caption>Not as ${before.name}</caption>
<thead><tr><th scope="col">What</th><th scope="col">Of</th><th scope="col">${capital(before.name)}</th><th scope="col">Here</th></tr></thead>
<tbody>${found.map(
    ({ of, name, from, to }) =>
      html`<tr><th scope="row">${name}</th><td>${differenceKinds[of]}</td><td>${from}</td><td>${to}</td></tr>`,
  )}</tbody></table></div>`;
}
