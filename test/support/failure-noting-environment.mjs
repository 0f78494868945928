import { TestEnvironment } from 'jest-environment-node';

/** Lets the hooks of a test know by `globalThis.hasTestFailed` whether it has failed, which Jest does not tell them. */
export default class FailureNotingEnvironment extends TestEnvironment {
  handleTestEvent({ name }) {
    if (name === 'test_start') this.global.hasTestFailed = false;
    if (name === 'test_fn_failure' || name === 'hook_failure') this.global.hasTestFailed = true;
  }
}
