import { toObjects } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Remedy } from '../model/rule.ts';

/** A danger of one of the attributes that Elastic Load Balancing keeps as a list of keys and values. */
interface AttributeDanger
  extends Pick<ChangeRule, 'id' | 'title' | 'severity' | 'sources' | 'recommendation'> {
  readonly remedy: Remedy;
  readonly safer: string;
  /** The attributes by key. */
  readonly keys: readonly string[];
  /** The value that is dangerous; undefined where it is dangerous that the attribute is off, and so not told. */
  readonly value?: string;
  readonly reason: (loadBalancer: string) => string;
}

const attributesPath = '/LoadBalancerAttributes';

const dangers: readonly AttributeDanger[] = [
  {
    id: 'elb-deletion-protection-off',
    title: 'a load balancer lost its deletion protection',
    severity: 'HIGH',
    sources: ['FSBP ELB.6'],
    recommendation: 'Turn deletion protection on again, and look for a deletion that was to follow.',
    remedy: {
      command:
        'aws elbv2 modify-load-balancer-attributes --load-balancer-arn {{id}} --attributes Key=deletion_protection.enabled,Value=true',
      console: 'EC2 › Load Balancers › {{/Name}} › Attributes › Edit',
    },
    safer: 'the load balancer is protected from deletion',
    keys: ['deletion_protection.enabled'],
    reason: (name) => `Load balancer ${name} can be deleted with one call: its deletion protection is off.`,
  },
  {
    id: 'elb-logging-off',
    title: 'a load balancer no longer logs',
    severity: 'HIGH',
    sources: ['FSBP ELB.5', 'MITRE ATT&CK T1562.008'],
    recommendation: 'Turn the logs on again, and look at what happened while they were off.',
    remedy: {
      command:
        'aws elbv2 modify-load-balancer-attributes --load-balancer-arn {{id}} --attributes Key={{key}},Value=true Key={{bucket-key}},Value={{bucket}}',
      console: 'EC2 › Load Balancers › {{/Name}} › Attributes › Edit',
    },
    safer: 'the load balancer logs',
    keys: ['access_logs.s3.enabled', 'connection_logs.s3.enabled'],
    reason: (name) => `Load balancer ${name} does not log who sends it what.`,
  },
  {
    id: 'elb-invalid-headers-kept',
    title: 'a load balancer passes invalid headers on',
    severity: 'MEDIUM',
    sources: ['FSBP ELB.4'],
    recommendation: 'Let the load balancer drop header fields that are not valid.',
    remedy: {
      command:
        'aws elbv2 modify-load-balancer-attributes --load-balancer-arn {{id}} --attributes Key=routing.http.drop_invalid_header_fields.enabled,Value=true',
      console: 'EC2 › Load Balancers › {{/Name}} › Attributes › Edit',
    },
    safer: 'the load balancer drops invalid headers',
    keys: ['routing.http.drop_invalid_header_fields.enabled'],
    reason: (name) => `Load balancer ${name} passes header fields on that are not valid.`,
  },
  {
    id: 'elb-desync-mitigation-off',
    title: 'a load balancer passes requests on that targets may misread',
    severity: 'MEDIUM',
    sources: ['FSBP ELB.12'],
    recommendation: 'Set the desync mitigation mode to defensive or strictest.',
    remedy: {
      command:
        'aws elbv2 modify-load-balancer-attributes --load-balancer-arn {{id}} --attributes Key=routing.http.desync_mitigation_mode,Value=defensive',
      console: 'EC2 › Load Balancers › {{/Name}} › Attributes › Edit',
    },
    safer: 'the load balancer mitigates HTTP desync',
    keys: ['routing.http.desync_mitigation_mode'],
    value: 'monitor',
    reason: (name) => `Load balancer ${name} lets every request through that may smuggle another one.`,
  },
  {
    id: 'elb-waf-fail-open',
    title: 'a load balancer does without its firewall when it does not answer',
    severity: 'MEDIUM',
    sources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-waf.html'],
    recommendation:
      'Turn waf.fail_open.enabled off, unless being reachable matters more than being filtered.',
    remedy: {
      command:
        'aws elbv2 modify-load-balancer-attributes --load-balancer-arn {{id}} --attributes Key=waf.fail_open.enabled,Value=false',
      console: 'EC2 › Load Balancers › {{/Name}} › Attributes › Edit',
    },
    safer: 'no request passes the firewall unseen',
    keys: ['waf.fail_open.enabled'],
    value: 'true',
    reason: (name) => `Load balancer ${name} passes requests on unfiltered when AWS WAF does not answer.`,
  },
];

const nameOf = ({ id, properties: { Name } }: Resource) => String(Name ?? id);

const isKnown = ({ unread }: Resource) => !unread?.some(({ path }) => path === attributesPath);

/** Where a load balancer is in a danger. */
function dangersIn(resource: Resource, { keys, value, reason }: AttributeDanger): Danger[] {
  const attributes = toObjects(resource.properties.LoadBalancerAttributes);
  return keys.flatMap((key) => {
    const at = attributes.findIndex(({ Key }) => Key === key);
    const current = attributes[at]?.Value;
    const isDangerous =
      value === undefined ? current === undefined || current === 'false' : current === value;
    if (!isDangerous) return [];
    const path = at === -1 ? attributesPath : `${attributesPath}/${at}`;
    return [{ subject: key, path, reason: reason(nameOf(resource)) }];
  });
}

/** The dangers that one load balancer is in and another is not. */
function newDangers(of: Resource, than: Resource, danger: AttributeDanger): Danger[] {
  if (!isKnown(of) || !isKnown(than)) return [];
  const known = new Set(dangersIn(than, danger).map(({ subject }) => subject));
  return dangersIn(of, danger).filter(({ subject }) => !known.has(subject));
}

/** What remedies name of an attribute: its key, and of a log the key of its bucket with the bucket before. */
function valuesOf(key: string, { properties }: Resource): Readonly<Record<string, string>> {
  const bucketKey = key.replace(/enabled$/, 'bucket');
  const attribute = toObjects(properties.LoadBalancerAttributes).find(({ Key }) => Key === bucketKey);
  return { key, 'bucket-key': bucketKey, ...(attribute ? { bucket: String(attribute.Value) } : {}) };
}

/** The dangers of the attributes of a load balancer. A new one has the values that AWS gives it, which is no news. */
export const attributeRules: readonly ChangeRule[] = dangers.map((danger) => {
  const { id, title, severity, sources, recommendation, remedy, safer } = danger;
  return {
    kind: 'change',
    id,
    title,
    severity,
    sources,
    recommendation,
    remedy,
    dangers: (change) =>
      change.kind === 'modified'
        ? newDangers(change.after, change.before, danger).map((brought) => ({
            ...brought,
            values: valuesOf(brought.subject, change.before),
          }))
        : [],
    ended: (change) =>
      change.kind === 'modified'
        ? newDangers(change.before, change.after, danger).map((ended) => ({
            ...ended,
            reason: `Safer: ${safer} (${ended.subject}).`,
          }))
        : [],
  };
});

/** Where the logs of a load balancer go. */
function logBuckets({ properties }: Resource): Map<string, string> {
  const buckets = toObjects(properties.LoadBalancerAttributes).filter(
    ({ Key, Value }) => /logs\.s3\.bucket$/.test(String(Key)) && Value,
  );
  return new Map(buckets.map(({ Key, Value }) => [String(Key), String(Value)]));
}

/** The logs of a load balancer going to another bucket. */
export const logsElsewhere: ChangeRule = {
  kind: 'change',
  id: 'elb-logs-go-elsewhere',
  title: 'the logs of a load balancer go to another bucket',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html',
  ],
  recommendation: 'Make sure that the bucket is the one that keeps your logs.',
  remedy: {
    command:
      'aws elbv2 modify-load-balancer-attributes --load-balancer-arn {{id}} --attributes Key={{key}},Value={{former}}',
    console: 'EC2 › Load Balancers › {{/Name}} › Attributes › Edit',
  },
  dangers: (change) => {
    if (change.kind !== 'modified') return [];
    const before = logBuckets(change.before);
    return [...logBuckets(change.after)].flatMap(([key, bucket]) => {
      const former = before.get(key);
      if (former === undefined || former === bucket) return [];
      const reason = `The logs of load balancer ${nameOf(change.after)} go to bucket ${bucket} now, no longer to ${former}.`;
      return [{ subject: `${key} ${bucket}`, path: attributesPath, values: { key, former: former }, reason }];
    });
  },
};
