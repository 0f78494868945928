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
import { Database, type ReadAccess, type WriteAccess } from '@heksher/persistence';
import { presentSetting } from './settings.dto.js';

export type DeclarationOutcome = Verdict | { outcome: 'created' };

/** Takes the declarations that services make of their settings at their start. */
@Injectable()
export class DeclarationsService {
  constructor(private readonly database: Database) {}

  /**
   * Declares a setting. Nearly every declaration finds the setting as it says, so it is judged without a lock first; one
   * that changes something is judged again under the lock.
   */
  async declare(declaration: Declaration, actor: string | undefined): Promise<DeclarationOutcome> {
    const judged = await this.database.read(async (access) => {
      const setting = await findDeclared(declaration, access);
      return setting && judge(declaration, setting, access);
    });
    if (judged && judged.outcome !== 'upgraded') return judged;
    return this.database.write(actor, (access) => declareLocked(declaration, access));
  }
}

async function findDeclared(
  { name, alias }: Declaration,
  { settings }: Pick<ReadAccess, 'settings'>,
): Promise<Setting | undefined> {
  const byName = await settings.find(name);
  const byAlias = alias === undefined ? undefined : await settings.find(alias);
  return declaredSetting({ name, alias }, byName, byAlias);
}

async function judge(
  declaration: Declaration,
  setting: Setting,
  { rules, features }: Pick<ReadAccess, 'rules' | 'features'>,
): Promise<Verdict> {
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
  await access.settingMetadata.merge(declaration.name, declaration.metadata);
  const after = presentSetting(await access.settings.get(declaration.name));
  access.record({ action: 'setting.created', settings: [declaration.name], after });
  return { outcome: 'created' };
}

async function upgrade(declaration: Declaration, setting: Setting, access: WriteAccess): Promise<void> {
  const { settings, settingMetadata } = access;
  const { name } = declaration;
  if (name !== setting.name) await settings.rename(setting.name, name);
  await settings.setType(name, declaration);
  await settings.setConfigurableFeatures(name, declaration.configurableFeatures);
  await settingMetadata.replace(name, declaration.metadata);
  access.record({
    action: 'setting.upgraded',
    settings: [...new Set([setting.name, name])],
    before: presentSetting(setting),
    after: presentSetting(await settings.get(name)),
  });
}
