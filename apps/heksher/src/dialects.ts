import { parseJson, parseTolerantly } from '@heksher/domain';
import { Dialects } from './http/dialects.js';
import { ProblemPresenter } from './http/errors/problem.presenter.js';
import { PATHS } from './http/paths.js';
import { failurePresenter } from './ofrep/failure.presenter.js';

const SHOWN = `${PATHS.docs}, ${PATHS.redoc} and ${PATHS.document}`;
const DOC_ONLY = `this service runs in doc-only mode (DOC_ONLY is set): it shows ${SHOWN} only`;

/** Which routes read bodies and present errors in which way. */
export function chooseDialects(isDocOnly: boolean): Dialects {
  if (isDocOnly) return new Dialects({ parseJson, presenter: new ProblemPresenter(DOC_ONLY) });
  const ofrep = { parseJson: parseTolerantly, presenter: failurePresenter };
  return new Dialects({ parseJson, presenter: new ProblemPresenter() }, { [PATHS.ofrep]: ofrep });
}
