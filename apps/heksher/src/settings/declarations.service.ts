import { Injectable } from '@nestjs/common';
import {
  addedFeatures,
  assertFirstVersion,
  assertKnownFeatures,
  declaredSetting,
  judgeDeclaration,
  needsRules,
  type Declaration,
  type Setting,
  type Verdict,
} from '@heksher/domain';
import { Database, Deadline, REQUEST_MS, RulesetCache, type Reading, type WriteAccess } from '@heksher/persistence';

export type DeclarationOutcome = Verdict | { outcome: 'created' };

/** Handles the declarations that services send at their start. */
@Injectable()
export class DeclarationsService {
  constructor(
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
  ) {}

  /**
   * Declares a setting. Nearly every declaration matches the stored setting or is older, so it is first judged against the
   * cache, without a lock; then the result has the `reading` that it follows from. Any other declaration is judged under the
   * lock, where no other write can intervene.
   */
  async declare(
    declaration: Declaration,
    actor: string | undefined,
  ): Promise<{ verdict: DeclarationOutcome; reading?: Reading }> {
    const until = new Deadline(REQUEST_MS);
    const reading = await this.rulesets.read([declaration.name], { until });
    const [found] = reading.settings;
    const verdict = found && judgeUnlocked(declaration, found.setting);
    if (verdict) return { verdict, reading };
    const work = (access: WriteAccess) => declareLocked(declaration, access);
    return { verdict: await this.database.write(actor, work, { until }) };
  }
}

/** The verdict on a declaration that changes nothing, if the setting alone decides it. */
function judgeUnlocked(declaration: Declaration, setting: Setting): Verdict | undefined {
  const { alias } = declaration;
  const isNamedRightly = alias === undefined || alias === setting.name || setting.aliases.includes(alias);
  if (!isNamedRightly || needsRules(declaration, setting)) return undefined;
  const verdict = judgeDeclaration(declaration, setting, []);
  return verdict.outcome === 'uptodate' || verdict.outcome === 'outdated' ? verdict : undefined;
}

async function findDeclared({ name, alias }: Declaration, { settings }: WriteAccess): Promise<Setting | undefined> {
  const byName = await settings.find(name);
  const byAlias = alias === undefined ? undefined : await settings.find(alias);
  return declaredSetting({ name, alias }, byName, byAlias);
}

async function judge(declaration: Declaration, setting: Setting, { rules, features }: WriteAccess): Promise<Verdict> {
  const own = needsRules(declaration, setting) ? await rules.listOf(setting.name) : [];
  const added = addedFeatures(declaration, setting, own);
  if (added.length > 0) assertKnownFeatures(added, await features.list());
  return judgeDeclaration(declaration, setting, own);
}

async function declareLocked(declaration: Declaration, access: WriteAccess): Promise<DeclarationOutcome> {
  const setting = await findDeclared(declaration, access);
  if (!setting) return create(declaration, access);
  const verdict = await judge(declaration, setting, access);
  if (verdict.outcome === 'upgraded') await upgrade(declaration, setting, access);
  return verdict;
}

async function create(declaration: Declaration, access: WriteAccess): Promise<{ outcome: 'created' }> {
  assertFirstVersion(declaration);
  assertKnownFeatures(declaration.configurableFeatures, await access.features.list());
  await access.settings.add(declaration);
  await access.settingMetadata.edit(declaration.name, { set: declaration.metadata });
  const after = { setting: await access.settings.get(declaration.name) };
  access.record({ action: 'setting.created', settings: [declaration.name], after });
  return { outcome: 'created' };
}

async function upgrade(declaration: Declaration, setting: Setting, access: WriteAccess): Promise<void> {
  const { settings, settingMetadata } = access;
  const { name } = declaration;
  if (name !== setting.name) await settings.rename(setting.name, name);
  await settings.setType(name, declaration);
  await settings.setConfigurableFeatures(name, declaration.configurableFeatures);
  await settingMetadata.edit(name, { replace: declaration.metadata });
  access.record({
    action: 'setting.upgraded',
    settings: [...new Set([setting.name, name])],
    before: { setting },
    after: { setting: await settings.get(name) },
  });
}
