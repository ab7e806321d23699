import { atMost, count, listed, markdownTable, percent, range, shareIn, timeRange } from './told.mjs';

const metricWords = {
  ...{ cpuPerRequest: 'CPU per request', p50: 'p50', footprint: 'footprint', failures: 'failures' },
  ...{ throughput: 'throughput', p99: 'p99' },
};
const sizeWords = { one: '1 scenario, 3 min', three: '3 scenarios, 10 min' };

/** What was found (figures.mjs), as Markdown. */
export function tableOf(figures) {
  const parts = [
    wholeTable(figures.whole),
    figures.reEvaluated.of === 0
      ? null
      : `Decided again from their records, ${figures.reEvaluated.alike} of ${figures.reEvaluated.of} come out the same.`,
    quietTable(figures.quiet),
    naiveTable(figures.naiveQuiet),
    foundTable(figures.found),
    smallestTable(figures.smallest),
    switchingText(figures.switching),
    machineText(figures.machine),
  ];
  return parts.filter((part) => part !== null).join('\n\n');
}

function wholeTable(whole) {
  if (whole.length === 0) return null;
  const head = ['whole gates', 'gates', 'exits', 'verdicts', 'tests that did not pass', 'rounds', 'took, s'];
  const rows = whole.map((one) => [
    ...[one.kind, one.gates, listed(one.exits, 'exit '), listed(one.verdicts), listed(one.notPassed)],
    one.discarded === 0 ? one.kept : `${one.kept}, ${one.discarded} left out`,
    timeRange(one.seconds),
  ]);
  return markdownTable(head, rows);
}

function quietTable(quiet) {
  if (quiet.length === 0) return null;
  const head = [
    'same code, drawn gates',
    'rounds drawn from',
    'fail',
    'warn',
    'exit 0',
    'invalid',
    'mean, s',
  ];
  const rows = quiet.map(({ scenarios, size, drawnFrom, runs, pass, warn, fail, invalid, seconds }) => [
    `${scenarios.join(' + ')}: ${sizeWords[size]}`,
    ...[drawnFrom, atMost(fail, runs), atMost(warn, runs), shareIn(pass + warn, runs)],
    ...[atMost(invalid, runs), Math.round(seconds)],
  ]);
  return markdownTable(head, rows);
}

function naiveTable(naive) {
  if (naive.length === 0) return null;
  const cell = ({ any, each }, stretches) => {
    const seen = Object.entries(each).filter(([, alarms]) => alarms > 0);
    const of = seen.length === 0 ? '' : `: ${seen.map(([name, alarms]) => `${name} ${alarms}`).join(', ')}`;
    return `${any} of ${stretches} (${percent(any / stretches)})${of}`;
  };
  const rows = naive.map(({ runsOfSide, stretches, threshold, welch }) => [
    `${runsOfSide} runs of 5 s, then ${runsOfSide}`,
    cell(threshold, stretches),
    cell(welch, stretches),
  ]);
  const head = ['same code, base and then head', 'worse by more than 5 %', 'worse by Welch’s test, 5 %'];
  return markdownTable(head, rows);
}

function foundTable(found) {
  if (found.length === 0) return null;
  const naiveSides = found[0].naive.map(({ runsOfSide }) => runsOfSide);
  const head = [
    ...['put in', 'achieved', 'whole gates that told it', `found: ${sizeWords.one}`, 'the same, as achieved'],
    ...[`found: ${sizeWords.three}`, 'asked'],
    ...naiveSides.map((runs) => `base, then head, ${runs} runs each: 5 % / Welch`),
  ];
  const rows = found.map((one) => {
    const share = ({ found: hits, runs, seconds }) => `${shareIn(hits, runs)} in ${Math.round(seconds)} s`;
    const drawn = (some) => (some === null ? '–' : share(some));
    const { achieved, whole } = one;
    return [
      `${metricWords[one.metric]} ${changeOf(one.metric, one.size)} (${one.scenario})`,
      achieved === null ? '–' : `${changeOf(one.metric, achieved.share)}, ${achieved.rounds} rounds`,
      `${whole.found} of ${whole.gates}${whole.found > 0 ? ` in ${timeRange(whole.seconds)} s` : ''}`,
      ...[drawn(one.one), drawn(one.oneAsAchieved), drawn(one.three), `≥ ${percent(one.asked)}`],
      ...one.naive.map(
        ({ stretches, threshold, welch }) =>
          `${percent(threshold / stretches)} / ${percent(welch / stretches)}`,
      ),
    ];
  });
  return markdownTable(head, rows);
}

/** Of throughput, less is worse. */
function changeOf(metric, worse) {
  const grows = (metric === 'throughput') === worse < 0;
  return `${grows ? '+' : '−'}${percent(Math.abs(worse))}`;
}

function smallestTable(smallest) {
  if (smallest.length === 0) return null;
  const metrics = Object.keys(smallest[0].metrics);
  const cell = (found) =>
    found
      .map(({ power, share }) => `${share === null ? 'none' : percent(share)} in ${percent(power)}`)
      .join(', ');
  const rows = smallest.map((one) => [
    `${one.scenario}: ${sizeWords[one.size]}`,
    ...metrics.map((metric) => cell(one.metrics[metric])),
  ]);
  const head = [
    'least worsening found, and in how many gates',
    ...metrics.map((metric) => metricWords[metric]),
  ];
  return markdownTable(head, rows);
}

export function switchingText(switching) {
  if (switching === null) return null;
  const { turns, between, switchedMs, stayedMs, cost, slower, sliceMs } = switching;
  return (
    `Switching takes ${range(cost)} of the measuring time (asked: less than 5 %). In ${count(turns)} turns, a slice of ` +
    `${Math.round(sliceMs)} ms was followed by ${switchedMs.toFixed(1)} ms until the next one where that was of the ` +
    `other variant, by ${stayedMs.toFixed(1)} ms where it was of the same: CPU, memory and machine are read, which takes ` +
    `${percent(between)} of the time in all.` +
    (slower === null ? '' : ` In a slice after a turn ${range(slower)} less was served than in others.`)
  );
}

function machineText(machine) {
  if (machine === null) return null;
  const { cpuModel, cores, memoryBytes, node, kernel, virtualised } = machine;
  const kind = virtualised ? 'virtual machine' : 'machine';
  const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`;
  return `Measured on a ${kind} with ${cores} cores (${cpuModel}), ${memory}, kernel ${kernel}, Node ${node}.`;
}
