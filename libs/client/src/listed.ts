import { isJsonObject, parseStoredJson, type JsonObject, type JsonValue } from '@heksher/domain';
import { refusal, type Http } from './http.js';

/** A setting as the service has it, declared by any program. */
export interface ListedSetting {
  name: string;
  /** As the service prints it, such as `Sequence<int>`. */
  type: string;
  version: string;
  configurableFeatures: string[];
  defaultValue: JsonValue;
  metadata: JsonObject;
  aliases: string[];
}

/** All settings of the service, by name. */
export async function listSettings(http: Http): Promise<ListedSetting[]> {
  const { response, text } = await http.send('/api/v1/settings?include_additional_data=true', {});
  if (!response.ok) throw refusal(response, text);
  const answer = parseStoredJson(text);
  if (!isJsonObject(answer) || !Array.isArray(answer.settings))
    throw new TypeError('the answer is no list of settings');
  return (answer.settings as JsonObject[]).map((setting) => ({
    name: String(setting.name),
    type: String(setting.type),
    version: String(setting.version),
    configurableFeatures: setting.configurable_features as string[],
    defaultValue: setting.default_value ?? null,
    metadata: setting.metadata as JsonObject,
    aliases: setting.aliases as string[],
  }));
}
