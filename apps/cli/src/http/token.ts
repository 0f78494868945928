import { readFileSync } from 'node:fs';
import { readSecrets } from '@heksher/secrets';
import { EXIT } from '../exit-codes.js';
import { Failure, usage } from '../failure.js';

/** The characters that a header may have. */
const TOKEN = /^[\u0021-\u007e]+$/;

/** The access token: of the command line, else of the environment. Undefined if there is none. No message shows it. */
export function readToken(
  { token, tokenFile }: { token?: string | undefined; tokenFile?: string | undefined },
  environment: NodeJS.ProcessEnv,
): string | undefined {
  if (token !== undefined && tokenFile !== undefined) throw usage('only one of --token and --token-file may be given');
  const found = token ?? (tokenFile === undefined ? readVariable(environment) : readFile(tokenFile));
  if (found !== undefined && !TOKEN.test(found))
    throw usage('the token has a space, a line break or a letter that no token has');
  return found;
}

function readVariable(environment: NodeJS.ProcessEnv): string | undefined {
  const { values, faults } = readSecrets(environment, ['HEKSHER_TOKEN']);
  const fault = faults.get('HEKSHER_TOKEN');
  if (fault !== undefined) throw new Failure(EXIT.file, `HEKSHER_TOKEN_FILE: ${fault}`);
  return values.HEKSHER_TOKEN;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new Failure(EXIT.file, `the file of --token-file cannot be read: ${code}`);
  }
}
