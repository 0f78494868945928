/** The members of a JSON object, each as the text of its value. Throws a `SyntaxError` if the text ends within the object. */
export function splitMembers(text: string): Map<string, string> {
  const members = new Map<string, string>();
  let depth = 0;
  let start = 0;
  let colon: number | undefined;
  const take = (end: number) => {
    if (colon !== undefined) members.set(JSON.parse(text.slice(start, colon)) as string, text.slice(colon + 1, end));
    start = end + 1;
    colon = undefined;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth === 1) start = at + 1;
    } else if (char === '}' || char === ']') {
      if (depth === 1) take(at);
      depth -= 1;
    } else if (depth === 1 && char === ':') colon ??= at;
    else if (depth === 1 && char === ',') take(at);
  }
  if (depth !== 0) throw new SyntaxError('the text ends within an object');
  return members;
}

/** Where the string ends that begins at a place. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
