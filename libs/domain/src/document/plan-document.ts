import { compareCodePoints } from '../code-points.js';
import { invalid, type Path } from '../errors.js';
import { FaultList } from '../fault-list.js';
import type { Base, BaseSetting } from '../planning/base.js';
import type { Operation } from '../planning/operation.js';
import type { Condition } from '../rule.js';
import { compareVersions } from '../version.js';
import type { DocumentChange, DocumentSummary } from './document-change.js';
import { isInScope, type Document, type DocumentSetting } from './document.js';
import { planFeatures } from './plan-features.js';
import { planRules, type RulePlan } from './plan-rules.js';
import { planDeclaration } from './plan-declaration.js';
import { presentDeclared } from './print-document.js';

/** An operation that makes the state what a document says, with the place in the document that wants it. */
export interface DocumentOperation {
  operation: Operation;
  path: Path;
}

/** What to do so that the state becomes what a document says. */
export interface DocumentPlan {
  operations: DocumentOperation[];
  changes: DocumentChange[];
  summary: DocumentSummary;
  warnings: string[];
}

export interface PruneOptions {
  /** Whether to delete the rules in the document's scope that it lacks. */
  prune: boolean;
  /** Whether to delete the settings in its scope that it lacks, too. */
  pruneSettings: boolean;
}

/** The names that the state has to be known of: see `Base`. `inScope` are the settings that may have to be pruned. */
export function namesInDocument({ settings }: Document, inScope: readonly string[]): string[] {
  return [...new Set([...settings.flatMap(({ name, aliases = [] }) => [name, ...aliases]), ...inScope])];
}

/**
 * Compares a state with a document, in steps. Throws the refusals that only the stored settings show, such as a difference at
 * an equal version, with their paths in the document. The operations are still to be planned: rules are not judged here.
 */
export function* planDocument(base: Base, document: Document, options: PruneOptions): Generator<void, DocumentPlan> {
  assertPrunable(document, options);
  const planner = new DocumentPlanner(base, document, options);
  planner.planFeatures();
  for (const one of document.settings) {
    planner.planSetting(one);
    yield;
  }
  planner.pruneOthers();
  return planner.finish();
}

function assertPrunable({ prefixes }: Document, { prune, pruneSettings }: PruneOptions): void {
  if (pruneSettings && !prune) throw invalid('settings are pruned only with their rules: prune_settings needs prune');
  if (prune && prefixes === undefined) {
    throw invalid('prune needs a scope in the document, which says where to delete what the document lacks', {
      path: ['scope'],
    });
  }
}

class DocumentPlanner {
  private readonly faults = new FaultList();
  private readonly plan: DocumentPlan = {
    operations: [],
    changes: [],
    summary: { created: 0, changed: 0, deleted: 0, unchanged: 0 },
    warnings: [],
  };
  /** The name in the document of each setting that it is about, by canonical name. */
  private readonly matched = new Map<string, string>();
  private readonly names: ReadonlySet<string>;
  private features: readonly string[];

  constructor(
    private readonly base: Base,
    private readonly document: Document,
    private readonly options: PruneOptions,
  ) {
    this.names = new Set(document.settings.map(({ name }) => name));
    this.features = base.features;
  }

  planFeatures(): void {
    const { features: wanted } = this.document;
    if (!wanted) return;
    const { features, operations, warnings } = planFeatures(this.base.features, wanted);
    this.features = features;
    this.plan.warnings.push(...warnings);
    this.add(operations, ['context_features']);
    this.plan.summary[operations.length > 0 ? 'changed' : 'unchanged']++;
    if (operations.length === 0) return;
    const [before, after] = [[...this.base.features], [...features]];
    const attribute = 'context_features';
    this.plan.changes.push({ setting: undefined, attribute, before, after, subject: { kind: 'features' } });
  }

  planSetting(one: DocumentSetting): void {
    const path = ['settings', one.name];
    const found = this.findSetting(one);
    const twin = found && this.matched.get(found.setting.name);
    if (twin !== undefined) {
      this.faults.add(path, invalid(`${one.name} and ${twin} are names of the same setting`, { path: [] }));
      return;
    }
    if (found) this.matched.set(found.setting.name, one.name);
    this.faults.try(path, () => this.compare(one, found, path));
  }

  /** Prunes the settings in the scope that the document does not name. */
  pruneOthers(): void {
    if (!this.options.prune) return;
    for (const { name } of this.base.everySetting) {
      const found = this.base.find(name);
      if (!found || this.matched.has(name) || !isInScope(name, this.document.prefixes)) continue;
      if (this.options.pruneSettings) this.deleteSetting(found);
      else this.deleteRules(found);
    }
  }

  finish(): DocumentPlan {
    this.faults.assertNone();
    return this.plan;
  }

  private compare(one: DocumentSetting, found: BaseSetting | undefined, path: Path): void {
    const { plan } = this;
    const previous = found && found.setting.name !== one.name ? found.setting.name : undefined;
    // A name that is an alias now leads to its setting. A setting with a new name in the document is renamed.
    const isRenamed = previous !== undefined && !found?.setting.aliases.includes(one.name);
    if (previous !== undefined && !isRenamed) plan.warnings.push(`${one.name} is now called ${previous}`);
    const name = isRenamed ? one.name : (previous ?? one.name);
    const isOutdated = found !== undefined && compareVersions(one.version, found.setting.version) < 0;
    const type = isOutdated ? found.setting.type : one.type;
    const isPruned = this.options.prune && isInScope(found?.setting.name ?? name, this.document.prefixes);
    const rules = planRules(found, { name, wanted: one.rules, type, isPruned });
    const declared = planDeclaration({ ...one, name }, found, {
      previous: isRenamed ? previous : undefined,
      leaving: rules.leaving,
    });
    if (declared.warning !== undefined) plan.warnings.push(declared.warning);
    this.add(rules.removals, path);
    this.add(declared.operations, path);
    plan.changes.push(...declared.changes);
    plan.summary[declared.outcome]++;
    this.addRules(rules, path);
  }

  /** Adds all of a plan of rules but the removals, which come before the setting's declaration. */
  private addRules({ writes, changes, summary }: RulePlan, path: Path): void {
    for (const { operation, at } of writes) this.plan.operations.push({ operation, path: [...path, 'rules', at] });
    for (const change of changes) {
      this.plan.changes.push({ ...change, conditions: this.inOrder(change.conditions ?? []) });
    }
    for (const key of ['created', 'changed', 'deleted', 'unchanged'] as const) this.plan.summary[key] += summary[key];
  }

  private deleteRules(found: BaseSetting): void {
    const { name, type } = found.setting;
    const rules = planRules(found, { name, wanted: [], type, isPruned: true });
    this.add(rules.removals, ['scope']);
    this.addRules(rules, ['scope']);
  }

  private deleteSetting({ setting, ruleset }: BaseSetting): void {
    const { name } = setting;
    this.add([{ op: 'setting.delete', setting: name }], ['scope']);
    const subject = { kind: 'setting', setting: name, attribute: undefined } as const;
    this.plan.changes.push({ setting: name, before: presentDeclared(setting), subject });
    this.plan.summary.deleted += 1 + ruleset.rules.length;
  }

  /** The setting that the document means: of its name or alias, or the one that it has under a new name. */
  private findSetting({ name, aliases = [] }: DocumentSetting): BaseSetting | undefined {
    const found = this.base.find(name);
    if (found) return found;
    const previous = aliases.filter((alias) => !this.names.has(alias) && this.base.find(alias)?.setting.name === alias);
    const [only] = previous;
    return only !== undefined && previous.length === 1 ? this.base.find(only) : undefined;
  }

  private add(operations: readonly Operation[], path: Path): void {
    for (const operation of operations) this.plan.operations.push({ operation, path });
  }

  private inOrder(conditions: readonly Condition[]): Condition[] {
    const place = ({ feature }: Condition) => this.features.indexOf(feature);
    return [...conditions].sort((a, b) => place(a) - place(b) || compareCodePoints(a.feature, b.feature));
  }
}
