import { judgeDeclaration, needsRules, type Declaration, type Difference, type Verdict } from '../declaration.js';
import { DomainError, type Path } from '../errors.js';
import { jsonEquals, printJson } from '../json.js';
import { storedMetadata } from '../metadata.js';
import { toRule, type BaseSetting } from '../planning/base.js';
import type { Operation } from '../planning/operation.js';
import type { Setting } from '../setting.js';
import { conform } from '../setting-type/accepts.js';
import { FIRST_VERSION, compareVersions, printVersion } from '../version.js';
import type { DocumentSetting } from './document.js';
import type { DocumentChange } from './document-change.js';
import { presentDeclared } from './print-document.js';

/** What becomes of a setting itself. */
export interface DeclarationPlan {
  operations: Operation[];
  changes: DocumentChange[];
  outcome: 'created' | 'changed' | 'unchanged';
  /** Why the setting stays as it is, though the document has another version. */
  warning?: string;
}

interface Context {
  /** The name of the stored setting, if the document renames it. */
  previous: string | undefined;
  /** The ids of the stored rules that go first. */
  leaving: ReadonlySet<number>;
}

/**
 * Plans the declaration of a setting. Throws `conflict` if it differs at an equal version or by more than its version allows,
 * and the refusals of `judgeDeclaration`.
 */
export function planDeclaration(
  wanted: DocumentSetting,
  found: BaseSetting | undefined,
  { previous, leaving }: Context,
): DeclarationPlan {
  const declaration = toDeclaration(wanted, found?.setting, previous);
  const aliases = wanted.aliases ?? [];
  if (!found) return create(declaration, aliases);
  const { setting, ruleset } = found;
  const staying = needsRules(declaration, setting) ? ruleset.rules.filter(({ id }) => !leaving.has(id)) : [];
  const verdict = judgeDeclaration(
    declaration,
    setting,
    staying.map((rule) => toRule(rule, setting)),
  );
  assertAccepted(verdict, declaration);
  const isUpgraded = verdict.outcome === 'upgraded';
  const missing = aliases.filter((alias) => ![wanted.name, setting.name, ...setting.aliases].includes(alias));
  const operations: Operation[] = isUpgraded ? [{ op: 'setting.declare', declaration }] : [];
  operations.push(...addAliases(wanted.name, missing));
  const after = isUpgraded ? upgraded(setting, declaration) : setting;
  return {
    operations,
    changes: compare(setting, after, missing),
    outcome: operations.length > 0 ? 'changed' : 'unchanged',
    ...(verdict.outcome === 'outdated' && { warning: describeOutdated(wanted, verdict.latestVersion) }),
  };
}

function toDeclaration(
  wanted: DocumentSetting,
  stored: Setting | undefined,
  previous: string | undefined,
): Declaration {
  const { name, type, defaultValue, configurableFeatures, version } = wanted;
  const metadata = wanted.metadata ?? stored?.metadata ?? {};
  return { name, alias: previous, type, defaultValue, configurableFeatures, metadata, version };
}

/** A new setting begins at the first version. */
function create(declaration: Declaration, aliases: readonly string[]): DeclarationPlan {
  const { name, version } = declaration;
  const operations: Operation[] = [{ op: 'setting.declare', declaration: { ...declaration, version: FIRST_VERSION } }];
  if (compareVersions(version, FIRST_VERSION) !== 0) operations.push({ op: 'setting.declare', declaration });
  operations.push(...addAliases(name, aliases));
  const after = presentDeclared({ ...declaration, aliases: [...aliases] });
  return { operations, changes: [{ setting: name, after, subject: undefined }], outcome: 'created' };
}

function addAliases(setting: string, aliases: readonly string[]): Operation[] {
  return aliases.map((alias) => ({ op: 'alias.add', setting, alias }));
}

function assertAccepted(verdict: Verdict, { name, version }: Declaration): void {
  if (verdict.outcome !== 'mismatch' && verdict.outcome !== 'rejected') return;
  const { differences } = verdict;
  const impossible = differences.filter(({ level }) => level === 'mismatch');
  if (impossible.length > 0) throw refusal(`${name} cannot be changed: ${impossible.map(describe).join('; ')}`, []);
  const advice =
    verdict.outcome === 'mismatch'
      ? `raise its version above ${printVersion(version)}`
      : `raise its major version above ${verdict.previousVersion.major}`;
  throw refusal(`${name} differs: ${differences.map(describe).join('; ')}. To change it, ${advice}`, ['version']);
}

function refusal(message: string, path: Path): DomainError {
  return new DomainError('conflict', message, [{ message, path }]);
}

function describe(difference: Difference): string {
  if ('message' in difference) return difference.message;
  const { attribute, latestValue } = difference;
  return `${attribute} is ${shorten(printJson(latestValue))} in the service`;
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function describeOutdated({ name, version }: DocumentSetting, latest: Setting['version']): string {
  return (
    `${name} has version ${printVersion(latest)} in the service and ${printVersion(version)} in the document: ` +
    'its attributes stay as they are'
  );
}

function upgraded(setting: Setting, { name, type, defaultValue, metadata, ...rest }: Declaration): Setting {
  const { configurableFeatures, version } = rest;
  const stored = storedMetadata(metadata);
  return {
    ...setting,
    name,
    type,
    defaultValue: conform(type, defaultValue),
    metadata: stored,
    configurableFeatures,
    version,
  };
}

/** The attributes that differ. */
function compare(before: Setting, after: Setting, aliases: readonly string[]): DocumentChange[] {
  const [old, now] = [presentDeclared(before), presentDeclared({ ...after, aliases: [...before.aliases, ...aliases] })];
  const changes: DocumentChange[] = [];
  const note = (attribute: string, values: Pick<DocumentChange, 'before' | 'after'>) => {
    const subject = { kind: 'setting', setting: before.name, attribute } as const;
    changes.push({ setting: after.name, attribute, ...values, subject });
  };
  if (before.name !== after.name) note('name', { before: before.name, after: after.name });
  for (const [attribute, value] of Object.entries(now)) {
    const stored = old[attribute] ?? null;
    const isSame =
      attribute === 'metadata' ? jsonEquals(stored, value) : textOf(attribute, stored) === textOf(attribute, value);
    if (!isSame) note(attribute, { before: stored, after: value });
  }
  return changes;
}

/** Configurable features have no order of their own. */
function textOf(attribute: string, value: unknown): string {
  return printJson(attribute === 'configurable_features' && Array.isArray(value) ? [...value].sort() : value);
}
