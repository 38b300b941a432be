import { toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger } from '../model/rule.ts';

const originsPath = '/DistributionConfig/Origins';

/** The domain name of each origin, by its id. */
function originDomains({ properties }: Resource): Map<string, string> {
  return new Map(
    toObjects(valueAt(properties, originsPath)).map(({ Id, DomainName }) => [String(Id), String(DomainName)]),
  );
}

/** The domain that a host is in: that of `shop-1.eu-west-1.elb.amazonaws.com` is `eu-west-1.elb.amazonaws.com`. */
const domainOf = (host: string) => host.slice(host.indexOf('.') + 1);

/** A host that takes the place of another in the same domain is a move; one of another domain may be somebody else's. */
function movedOrigins(before: Resource, after: Resource): Danger[] {
  const had = originDomains(before);
  return [...originDomains(after)].flatMap(([origin, to]) => {
    const from = had.get(origin);
    if (from === undefined || domainOf(from) === domainOf(to)) return [];
    return [
      {
        subject: `origin ${origin} at ${to}`,
        path: originsPath,
        reason: `Distribution ${after.id} delivers what ${to} answers now, no longer ${from}: whoever has that host decides what visitors see, and sees what they send.`,
      },
    ];
  });
}

/** Content that comes from a host of another domain than was approved. */
export const originMoved: ChangeRule = {
  kind: 'change',
  id: 'cloudfront-origin-in-other-domain',
  title: 'a distribution delivers from a host of another domain',
  severity: 'HIGH',
  sources: [
    'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html',
    'MITRE ATT&CK T1557',
  ],
  recommendation: 'Make sure that the host is yours; if not, set the former origin and invalidate the cache.',
  remedy: {
    command:
      'aws cloudfront update-distribution --id {{id}} --if-match <etag> --distribution-config file://<configuration-with-the-approved-origin.json>',
    console: 'CloudFront › Distributions › {{id}} › Origins › Edit › Origin domain',
  },
  dangers: (change) => (change.kind === 'modified' ? movedOrigins(change.before, change.after) : []),
};
