/** Replaces a secret. */
export const MASK = '***';

/** A shorter text occurs by chance, so that masking it would garble what has nothing to do with it. */
const SHORTEST_SECRET = 8;

/** A token of this service, also one that is cut off or percent-encoded. */
const TOKEN = /hks(?:_|%5f)[\w%-]+/gi;

/** What a URL carries that lets in whoever has it: the ticket of a stream, the code of a sign-in. */
const ADMISSION = /([?&](?:ticket|code)=)[^\s&#"'\\]+/gi;

const HEADER_NAMES = '(?:proxy-)?authorization|x-api-key|api_?token|(?:set-)?cookie';
const HEADER = new RegExp(`^(?:${HEADER_NAMES})$`, 'i');
/** A header in text or JSON. The value ends with its quotes or, without any, with the line: cookies have spaces. */
const HEADER_LINE = new RegExp(
  `\\b(${HEADER_NAMES})(\\\\?["']?[ \\t]{0,8}:[ \\t]{0,8})(?:"(?:[^"\\\\\\r\\n]|\\\\.)*"|'[^'\\r\\n]*'|[^\\r\\n]+)`,
  'gi',
);
const PAIR = /\b(\w*(?:password|secret|token|heksher_session)|passwd|pwd|x-api-key)=(?:"[^"]*"|'[^']*'|[^\s&"']*)/gi;
const JSON_MEMBER = /"(\w*(?:password|passwd|secret|token))"(\s?:\s?)"(?:[^"\\]|\\.)*"/gi;
const SECRET_KEY = /^(?:\w*(?:password|passwd|secret|secret_?hash|token)|(?:__Host-)?heksher_session)$/i;

const hidden = new Set<string>();

/** From now on no log record, problem or error report of this process shows these texts. Short ones are not hidden. */
export function hideSecrets(secrets: readonly string[]): void {
  for (const secret of secrets) if (secret.length >= SHORTEST_SECRET) hidden.add(secret);
}

/** Masks tokens of this service, as `hks_…`, hidden secrets, and tickets and codes in URLs. */
export function redactTokens(text: string): string {
  let masked = text;
  for (const secret of hidden) masked = masked.replaceAll(secret, MASK);
  return masked.replace(TOKEN, 'hks_…').replace(ADMISSION, `$1${MASK}`);
}

/** Masks tokens, hidden secrets, passwords, secrets and tokens after their names, and the values of headers with credentials. */
export function redactCredentials(text: string): string {
  const masked = redactTokens(text);
  const pairs = masked.includes('=') ? masked.replace(PAIR, `$1=${MASK}`) : masked;
  if (!pairs.includes(':')) return pairs;
  return pairs.replace(JSON_MEMBER, `"$1"$2"${MASK}"`).replace(HEADER_LINE, `$1$2${MASK}`);
}

/** Whether a text is the name of a header with credentials. */
export function isSecretHeader(name: unknown): boolean {
  return typeof name === 'string' && HEADER.test(name);
}

/** Whether a field with this name holds a secret. */
export function isSecretKey(name: string): boolean {
  return SECRET_KEY.test(name) || isSecretHeader(name);
}
