import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, toJson } from '../model/json.ts';

/** Where the CloudFormation name is not the API's. */
const renamed: Readonly<Record<string, string>> = {
  ACMCertificateArn: 'AcmCertificateArn',
  CustomHeaders: 'OriginCustomHeaders',
  IAMCertificateId: 'IamCertificateId',
  IsIPV6Enabled: 'IPV6Enabled',
  OriginSslProtocols: 'OriginSSLProtocols',
  SSLSupportMethod: 'SslSupportMethod',
};

/** What the schema has no word for, or says elsewhere. */
const leftOut: ReadonlySet<string> = new Set(['CallerReference', 'Certificate', 'CertificateSource']);

/** The list of the API's `{ Quantity, Items }`, which also say by `Enabled` whether there are any. */
function listed(value: JsonObject): JsonValue[] {
  return isJsonArray(value.Items) ? value.Items.map((item) => schemaForm(item)) : [];
}

function member(name: string, value: JsonValue): JsonObject {
  // Lists of origin groups are `{ Quantity, Items }` in the schema too.
  if (name === 'OriginGroups') return isJsonObject(value) && value.Quantity !== 0 ? { [name]: value } : {};
  if (!isJsonObject(value)) return { [renamed[name] ?? name]: schemaForm(value) };
  if (name === 'AllowedMethods') {
    const { CachedMethods } = value;
    return {
      AllowedMethods: listed(value),
      ...(CachedMethods ? member('CachedMethods', CachedMethods) : {}),
    };
  }
  if (name === 'GeoRestriction')
    return { [name]: { RestrictionType: value.RestrictionType ?? 'none', Locations: listed(value) } };
  if (name === 'Logging') {
    const { Enabled, ...logging } = value;
    return Enabled === true ? { Logging: logging } : {};
  }
  if ('Quantity' in value) return { [renamed[name] ?? name]: listed(value) };
  return { [renamed[name] ?? name]: schemaForm(value) };
}

function schemaForm(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(schemaForm);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value)
    .filter(([name]) => !leftOut.has(name))
    .map(([name, each]) => member(name, each));
  return Object.assign({}, ...members);
}

/**
 * What CloudFront calls the configuration of a distribution, in the shape of the CloudFormation schema: lists without
 * their quantities, `CachedMethods` beside `AllowedMethods`, `Logging` only where it is enabled.
 */
export function distributionConfig(configuration: object): JsonValue {
  return schemaForm(toJson(configuration));
}
