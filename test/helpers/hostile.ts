import type { RecordDraft } from './record.ts';

/** What a name from a config, a target or a file may try: end a tag or a script block, run, forge a table or a colour. */
export const hostileName =
  '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">\'"`|*_[x](javascript:alert(1))\u001b[31m\n# heading';

/** Puts the hostile name wherever a record carries text from outside. */
export function makeHostile(draft: RecordDraft): void {
  draft.plan.name = hostileName;
  draft.command = ['run', hostileName];
  draft.environment.cpuModel = hostileName;
  draft.environment.servers = { [hostileName]: hostileName };
  for (const variant of draft.plan.variants) {
    variant.label = `${hostileName} ${variant.id}`;
    variant.notes = [hostileName];
    variant.source = { kind: 'command', command: hostileName };
  }
  for (const scenario of draft.plan.scenarios) {
    const renamed = `${hostileName} ${scenario.name}`;
    for (const one of [...draft.summaries, ...draft.comparisons, ...draft.slices]) {
      if (one.scenario === scenario.name) one.scenario = renamed;
    }
    scenario.name = renamed;
    scenario.summary = hostileName;
  }
  for (const summary of draft.summaries) {
    summary.validity = {
      status: 'inconclusive',
      reasons: [{ code: 'server-failed', detail: hostileName }],
    };
  }
  for (const claim of draft.claims) {
    Object.assign(claim, {
      id: `${hostileName} ${claim.id}`,
      document: `${hostileName} ${claim.document}`,
      documentTitle: hostileName,
      place: hostileName,
      subject: hostileName,
      stated: hostileName,
      reading: hostileName,
      reason: hostileName,
    });
    for (const one of claim.evidence) {
      one.of = hostileName;
      if (one.seen !== null) one.seen = { value: hostileName, unit: 'word' };
      if (one.experiment !== undefined) one.experiment.finding = hostileName;
      if (one.measured !== null) one.measured.unit = hostileName;
    }
  }
  for (const result of draft.experiments) {
    const { outcome } = result;
    result.act = hostileName;
    result.scenario = hostileName;
    if (outcome.kind === 'not-applicable') outcome.why = hostileName;
    if (outcome.kind !== 'done') continue;
    outcome.remarks = [hostileName];
    for (const key of Object.keys(outcome.findings)) outcome.findings[key] = hostileName;
    for (const course of outcome.courses) {
      course.name = hostileName;
      course.unit = hostileName;
      for (const mark of course.marks) mark.what = hostileName;
    }
  }
  for (const round of draft.rounds) {
    round.discarded = round.round === 1 ? [hostileName] : [];
    for (const launch of round.launches) {
      for (const process of launch.restMemory?.processes ?? []) process.command = hostileName;
    }
  }
}
