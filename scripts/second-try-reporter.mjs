/** Names the tests that passed only when they were run again: in CI those that are held to figures of a busy machine may be. */
export default class SecondTryReporter {
  #names = [];

  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) this.#names.push(`${test.module.relativeModuleId}: ${test.fullName}`);
  }

  onTestRunEnd() {
    if (this.#names.length === 0) return;
    console.error(`passed only when run again:\n${this.#names.map((name) => `  ${name}`).join('\n')}`);
  }
}
