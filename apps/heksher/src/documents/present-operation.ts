import {
  printSettingType,
  printVersion,
  type Condition,
  type Declaration,
  type JsonObject,
  type Operation,
} from '@heksher/domain';

/** An operation of a document's plan, as a change set takes it. Throws if a plan has no such operations. */
export function presentOperation(operation: Operation): JsonObject {
  const { op } = operation;
  switch (operation.op) {
    case 'rule.set': {
      const { setting, conditions, value, metadata } = operation.rule;
      return { op, setting, feature_values: toObject(conditions), value, ...(metadata && { metadata }) };
    }
    case 'rule.delete': {
      const { target } = operation;
      if ('id' in target) return { op, rule_id: target.id.value };
      return { op, setting: target.setting, feature_values: toObject(target.conditions) };
    }
    case 'setting.declare':
      return { op, ...presentDeclaration(operation.declaration) };
    case 'setting.delete':
      return { op, setting: operation.setting };
    case 'alias.add':
      return { op, setting: operation.setting, alias: operation.alias };
    case 'context_feature.add':
      return { op, context_feature: operation.feature };
    case 'context_feature.move': {
      const { feature, place } = operation;
      return {
        op,
        context_feature: feature,
        ...('after' in place ? { to_after: place.after } : { to_before: place.before }),
      };
    }
    default:
      throw new Error(`a plan has no operation ${op}`);
  }
}

function presentDeclaration({ name, alias, type, defaultValue, configurableFeatures, metadata, version }: Declaration) {
  return {
    name,
    ...(alias !== undefined && { alias }),
    type: printSettingType(type),
    default_value: defaultValue,
    configurable_features: configurableFeatures,
    metadata,
    version: printVersion(version),
  };
}

function toObject(conditions: readonly Condition[]): JsonObject {
  return Object.fromEntries(conditions.map(({ feature, value }) => [feature, value]));
}
