import { Option, type Command } from 'commander';
import { ROLES, type JsonValue } from '@heksher/domain';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { TOKENS, findToken, readTokens, type IssuedToken, type TokenBody } from '../http/tokens.js';
import { table } from '../output/table.js';
import { printable, timeText } from '../output/text.js';
import { perform, type Session } from '../session.js';
import { declined } from './change-set.js';
import { commaList, noteOption, wholeNumber, yesOption } from './options.js';

/** Where the tokens are read and written. */
interface PlaceOptions {
  database?: boolean;
}

interface CreateOptions extends PlaceOptions {
  role: (typeof ROLES)[number];
  prefixes?: string[];
  expiresAt?: string;
  note?: string;
}

interface RevokeOptions extends PlaceOptions {
  note?: string;
  yes?: boolean;
}

interface RotateOptions extends PlaceOptions {
  overlap: number;
  note?: string;
}

const LONGEST_OVERLAP_S = 30 * 24 * 60 * 60;

export function addToken(program: Command): void {
  const token = program
    .command('token')
    .summary('create, list, revoke and rotate access tokens')
    .description(
      'Manages access tokens. This needs the role admin, and a token without prefixes; or --database and the connection string ' +
        'of the database in HEKSHER_DB_CONNECTION_STRING, without the service.',
    )
    .addHelpText('after', '\nExample:\n  heksher token create deploy-pipeline --role editor --prefixes web.,shared.');
  addCreate(token);
  token
    .command('list')
    .summary('list the tokens, without their secrets')
    .description('Lists the tokens with their roles, and when each was last used. Secrets are not known again.')
    .addOption(databaseOption())
    .addHelpText('after', '\nExample:\n  heksher token list')
    .action((options: PlaceOptions, command: Command) => perform(command, (session) => list(session, options)));
  token
    .command('revoke')
    .summary('revoke a token')
    .description('Revokes a token: it is refused from the next request on, and its streams end. Asks on a terminal.')
    .argument('<token>', 'the name or the id of the token')
    .addOption(noteOption())
    .addOption(yesOption())
    .addOption(databaseOption())
    .addHelpText('after', '\nExample:\n  heksher token revoke deploy-pipeline --note "it has leaked"')
    .action((word: string, options: RevokeOptions, command: Command) =>
      perform(command, (session) => revoke(session, word, options)),
    );
  token
    .command('rotate')
    .summary('give a token another secret')
    .description('Gives a token another secret, and prints it alone on the standard output.')
    .argument('<token>', 'the name or the id of the token')
    .option('--overlap <seconds>', 'for how long the old secret still counts', wholeNumber(0, LONGEST_OVERLAP_S), 0)
    .addOption(noteOption())
    .addOption(databaseOption())
    .addHelpText(
      'after',
      '\nExample:\n  heksher token rotate deploy-pipeline --overlap 3600 > /run/secrets/heksher-token',
    )
    .action((word: string, options: RotateOptions, command: Command) =>
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
    .addOption(databaseOption())
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
    const { createInDatabase } = await import('../beside/tokens.js');
    return showIssued(session, await createInDatabase(draft, note));
  }
  const { body } = await session.service.change<IssuedToken>(TOKENS, draft, { note, isKeyed: false });
  return showIssued(session, body);
}

function databaseOption(): Option {
  return new Option('--database', 'in the database of HEKSHER_DB_CONNECTION_STRING, without the service');
}

async function tokensOf(session: Session, { database }: PlaceOptions): Promise<TokenBody[]> {
  if (!database) return readTokens(session.service);
  return (await import('../beside/tokens.js')).listInDatabase();
}

async function list(session: Session, options: PlaceOptions): Promise<void> {
  const tokens = await tokensOf(session, options);
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

async function revoke(session: Session, word: string, options: RevokeOptions): Promise<ExitCode> {
  const { note, database } = options;
  const { id, name, role } = findToken(await tokensOf(session, options), word);
  session.out.message(`The token ${printable(name)} has the role ${printable(role)}.`);
  if (!(await session.confirm('Revoke it?', options))) return declined(session);
  if (database) await (await import('../beside/tokens.js')).revokeInDatabase(id, note);
  else await session.service.change(`${TOKENS}/${id}`, undefined, { method: 'DELETE', note, isKeyed: false });
  session.out.result({ revoked: { id, name } }, () => [`The token ${printable(name)} is revoked.`]);
  return EXIT.done;
}

async function rotate(session: Session, word: string, options: RotateOptions): Promise<void> {
  const { overlap, note, database } = options;
  const { id } = findToken(await tokensOf(session, options), word);
  if (database) {
    const { rotateInDatabase } = await import('../beside/tokens.js');
    return showIssued(session, await rotateInDatabase(id, overlap, note));
  }
  const path = `${TOKENS}/${id}/rotate`;
  const body = { overlap_seconds: overlap };
  return showIssued(session, (await session.service.change<IssuedToken>(path, body, { note, isKeyed: false })).body);
}

/** The text of the token alone, so that a script can take it; what it may do beside it. */
async function showIssued({ out }: Session, issued: IssuedToken): Promise<void> {
  const { name, role, prefixes, token } = issued;
  const limit =
    prefixes.length === 0
      ? 'all settings'
      : `settings that begin with ${prefixes.map((prefix) => JSON.stringify(prefix)).join(' or ')}`;
  out.message(printable(`The token ${name} has the role ${role}, for ${limit}. It is shown only now:`));
  out.result(issued as unknown as JsonValue, () => [printable(token)]);
}
