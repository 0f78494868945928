import type { Query } from '../api/http.js';
import { exportDocument } from '../api/plan.js';
import { words } from '../words/en.js';

/** The longest list of names in a URL. The service takes URLs of 256 KiB. */
const LONGEST_LIST = 200_000;

/** The settings of a document, by their names. */
export type DocumentSettings = readonly string[] | 'everything';

/** Settings with their rules as a document in YAML. Throws a `Failure`, or an Error if the settings are too many. */
export async function documentText(settings: DocumentSettings): Promise<string> {
  const [document, { printYaml }] = await Promise.all([
    exportDocument(settings === 'everything' ? {} : queryFor(settings)),
    // The library is large, and rarely needed.
    import('@heksher/document'),
  ]);
  return printYaml(document);
}

/** The list of context features is about all settings, so a part of them goes without it. */
function queryFor(settings: readonly string[]): Query {
  const names = [...new Set(settings)];
  const list = names.join(',');
  if (list.length > LONGEST_LIST) throw new Error(words.exports.tooMany(names.length));
  return { settings: list, include: 'rules,metadata,aliases' };
}
