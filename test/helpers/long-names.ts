import type { RecordDraft } from './record.ts';

const token = `${'very-long-mode-name-'.repeat(12)}end`;
/** Written from right to left, with marks that turn the direction round, and one that is not closed. */
const turned = '\u202emodeb\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u2067\u202d';
const url = `https://user@host.example:8443/${'path/'.repeat(30)}?q=${'x'.repeat(120)}&a=%3Cscript%3E#frag`;
const emoji = '👩‍🚀🏳️‍🌈'.repeat(8);
/** As long as what a server may leave on its error output. */
const errorText = `TypeError: ${'x'.repeat(500)}\n${'    at Object.<anonymous> (/srv/app/a/rather/deep/folder/server.js:12:34)\n'.repeat(130)}`;

/** Puts names of every awkward length and direction wherever a record carries text from outside, and an error of 10 kB. */
export function makeLong(draft: RecordDraft): void {
  const names = [token, turned, url, emoji];
  draft.plan.name = `${token} ${turned}`;
  draft.command = ['run', '--modes', token, url];
  draft.environment.cpuModel = token;
  draft.environment.servers = { [token]: url };
  draft.plan.variants.forEach((variant, index) => {
    variant.label = `${names[index % names.length]} ${index}`;
    variant.notes = [url, errorText];
    variant.source = { kind: 'command', command: `${token} ${url}` };
  });
  draft.plan.scenarios.forEach((scenario, index) => {
    const renamed = `${names[(index + 1) % names.length]} ${index}`;
    for (const one of [...draft.summaries, ...draft.comparisons, ...draft.slices]) {
      if (one.scenario === scenario.name) one.scenario = renamed;
    }
    scenario.name = renamed;
    scenario.summary = `${turned} ${url}`;
  });
  draft.summaries.forEach((summary, index) => {
    if (index % 4 !== 0) return;
    summary.validity = { status: 'invalid', reasons: [{ code: 'server-failed', detail: errorText }] };
  });
  for (const claim of draft.claims) {
    Object.assign(claim, { id: `${token}-${claim.id}`, documentTitle: url, place: turned, subject: token });
    Object.assign(claim, { stated: url, reading: emoji, reason: errorText });
    for (const one of claim.evidence) one.of = `${token} ÷ ${url}`;
  }
  for (const { outcome } of draft.experiments) {
    if (outcome.kind === 'not-applicable') outcome.why = errorText;
    if (outcome.kind === 'failed' && 'stderrTail' in outcome.failure) outcome.failure.stderrTail = errorText;
    if (outcome.kind !== 'done') continue;
    outcome.remarks = [url, token];
    for (const course of outcome.courses) for (const mark of course.marks) mark.what = token;
  }
  for (const round of draft.rounds) {
    round.discarded = round.round === 1 ? [errorText] : [];
    for (const launch of round.launches) {
      for (const process of launch.restMemory?.processes ?? []) process.command = url;
    }
  }
}
