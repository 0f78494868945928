import { Option, type Command } from 'commander';
import { ROLES, type JsonValue } from '@heksher/domain';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { TOKENS, findToken, readTokens, type IssuedToken, type TokenBody } from '../http/tokens.js';
import { table } from '../output/table.js';
import { printable, timeText } from '../output/text.js';
import { perform, type Session } from '../session.js';
import { declined } from './change-set.js';
import { commaList, noteOption, wholeNumber, yesOption } from './options.js';

interface CreateOptions {
  role: (typeof ROLES)[number];
  prefixes?: string[];
  expiresAt?: string;
  note?: string;
  database?: boolean;
}

const LONGEST_OVERLAP_S = 30 * 24 * 60 * 60;

export function addToken(program: Command): void {
  const token = program
    .command('token')
    .summary('create, list, revoke and rotate access tokens')
    .description('Manages access tokens. This needs the role admin, and a token without prefixes.')
    .addHelpText('after', '\nExample:\n  heksher token create deploy-pipeline --role editor --prefixes web.,shared.');
  addCreate(token);
  token
    .command('list')
    .summary('list the tokens, without their secrets')
    .description('Lists the tokens with their roles, and when each was last used. Secrets are not known again.')
    .addHelpText('after', '\nExample:\n  heksher token list')
    .action((_options: unknown, command: Command) => perform(command, list));
  token
    .command('revoke')
    .summary('revoke a token')
    .description('Revokes a token: it is refused from the next request on, and its streams end. Asks on a terminal.')
    .argument('<token>', 'the name or the id of the token')
    .addOption(noteOption())
    .addOption(yesOption())
    .addHelpText('after', '\nExample:\n  heksher token revoke deploy-pipeline --note "it has leaked"')
    .action((word: string, options: { note?: string; yes?: boolean }, command: Command) =>
      perform(command, (session) => revoke(session, word, options)),
    );
  token
    .command('rotate')
    .summary('give a token another secret')
    .description('Gives a token another secret, and prints it alone on the standard output.')
    .argument('<token>', 'the name or the id of the token')
    .option('--overlap <seconds>', 'for how long the old secret still counts', wholeNumber(0, LONGEST_OVERLAP_S), 0)
    .addOption(noteOption())
    .addHelpText(
      'after',
      '\nExample:\n  heksher token rotate deploy-pipeline --overlap 3600 > /run/secrets/heksher-token',
    )
    .action((word: string, options: { overlap: number; note?: string }, command: Command) =>
      perform(command, (session) => rotate(session, word, options)),
    );
}

function addCreate(token: Command): void {
  token
    .command('create')
    .summary('create a token')
    .description(
      'Creates a token, and prints it alone on the standard output. It is not shown again. With --database it is written into ' +
        'the database of HEKSHER_DB_CONNECTION_STRING, without the service: that is how the first one can be made.',
    )
    .argument('<name>', 'a free name; changes made with the token have it as their actor')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option(
      '--prefixes <prefixes>',
      'the beginnings of the names of settings that it may write, with commas',
      commaList,
    )
    .option('--expires-at <time>', 'from when on it does not count, such as 2030-01-01T00:00:00Z')
    .option('--database', 'write it into the database')
    .addOption(noteOption())
    .addHelpText('after', '\nExample:\n  heksher token create deploy-pipeline --role editor --prefixes web.,shared.')
    .action((name: string, options: CreateOptions, command: Command) =>
      perform(command, (session) => create(session, name, options)),
    );
}

async function create(session: Session, name: string, options: CreateOptions): Promise<void> {
  const { role, prefixes = [], expiresAt = null, note, database } = options;
  const draft = { name, role, prefixes, expires_at: expiresAt };
  if (database) {
    const { createInDatabase } = await import('../beside/create-token.js');
    return showIssued(session, await createInDatabase(draft, note));
  }
  const { body } = await session.service.change<IssuedToken>(TOKENS, draft, { note, isKeyed: false });
  return showIssued(session, body);
}

async function list(session: Session): Promise<void> {
  const tokens = await readTokens(session.service);
  session.out.result({ tokens } as unknown as JsonValue, () => {
    const [heading = '', ...lines] = table([
      ['NAME', 'ROLE', 'PREFIXES', 'LAST USED', 'EXPIRES', 'CREATED', 'BY', 'ID'],
      ...tokens.map(cellsOf),
    ]);
    return [session.out.style.dim(heading), ...lines];
  });
}

function cellsOf({ name, role, prefixes, last_used_at, expires_at, created_at, created_by, id }: TokenBody): string[] {
  const timeOr = (at: string | null, otherwise: string) => (at === null ? otherwise : timeText(at));
  return [
    printable(name),
    printable(role),
    prefixes.length === 0 ? 'all' : printable(prefixes.join(',')),
    timeOr(last_used_at, 'never'),
    timeOr(expires_at, 'never'),
    timeText(created_at),
    printable(created_by ?? '-'),
    printable(id),
  ];
}

async function revoke(
  session: Session,
  word: string,
  { note, yes }: { note?: string; yes?: boolean },
): Promise<ExitCode> {
  const { id, name, role } = await findToken(session.service, word);
  session.out.message(`The token ${printable(name)} has the role ${printable(role)}.`);
  if (!(await session.confirm('Revoke it?', { yes }))) return declined(session);
  await session.service.change(`${TOKENS}/${id}`, undefined, { method: 'DELETE', note, isKeyed: false });
  session.out.result({ revoked: { id, name } }, () => [`The token ${printable(name)} is revoked.`]);
  return EXIT.done;
}

async function rotate(
  session: Session,
  word: string,
  { overlap, note }: { overlap: number; note?: string },
): Promise<void> {
  const { id } = await findToken(session.service, word);
  const path = `${TOKENS}/${id}/rotate`;
  const { body } = await session.service.change<IssuedToken>(
    path,
    { overlap_seconds: overlap },
    { note, isKeyed: false },
  );
  return showIssued(session, body);
}

/** The text of the token alone, so that a script can take it; what it may do beside it. */
async function showIssued({ out }: Session, issued: IssuedToken): Promise<void> {
  const { name, role, prefixes, token } = issued;
  const limit = prefixes.length === 0 ? 'all settings' : `settings that begin with ${prefixes.join(' or ')}`;
  out.message(printable(`The token ${name} has the role ${role}, for ${limit}. It is shown only now:`));
  out.result(issued as unknown as JsonValue, () => [printable(token)]);
}
