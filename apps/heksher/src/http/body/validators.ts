import { ValidateBy, ValidateIf, buildMessage } from 'class-validator';
import { isJsonObject, whyNotName, whyNotNames, type SETTING_NAME } from '@heksher/domain';

type NameRule = typeof SETTING_NAME;

/** The member must be a name that fits a rule. */
export function IsName(rule: NameRule): PropertyDecorator {
  return ValidateBy({
    name: 'isName',
    validator: {
      validate: (value) => typeof value === 'string' && whyNotName(rule, value) === undefined,
      defaultMessage: (args) =>
        typeof args?.value === 'string'
          ? (whyNotName(rule, args.value) ?? '')
          : `${args?.property} must be a string, a ${rule.what}`,
    },
  });
}

/** The member must be an array of at least one name that fits a rule, without repetitions. */
export function AreNames(rule: NameRule): PropertyDecorator {
  return ValidateBy({
    name: 'areNames',
    validator: {
      validate: (value) => whyNotNames(rule, value) === undefined,
      defaultMessage: (args) => `${args?.property} ${whyNotNames(rule, args?.value) ?? ''}`,
    },
  });
}

/** The member must be a JSON object. */
export function IsJsonObject(): PropertyDecorator {
  return ValidateBy({
    name: 'isJsonObject',
    validator: {
      validate: isJsonObject,
      defaultMessage: buildMessage((prefix) => `${prefix}$property must be a JSON object`),
    },
  });
}

/** The member is required; it may be null. */
export function IsPresent(): PropertyDecorator {
  return ValidateBy({
    name: 'isPresent',
    validator: {
      validate: (value) => value !== undefined,
      defaultMessage: buildMessage((prefix) => `${prefix}$property is required`),
    },
  });
}

/** The member is optional. If it is present, even as null, its other decorators apply. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** The member must be what a function accepts: it returns why a value is not, as the end of a sentence about the member. */
export function Must(whyNot: (value: unknown) => string | undefined): PropertyDecorator {
  return ValidateBy({
    name: 'must',
    validator: {
      validate: (value) => whyNot(value) === undefined,
      defaultMessage: (args) => `${args?.property} ${whyNot(args?.value) ?? ''}`,
    },
  });
}
