import { type JsonValue, toList, toObjects } from '../model/json.ts';
import { valueAt } from '../model/pointer.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule, Danger, Rule, StateRule } from '../model/rule.ts';
import { type AclGrant, grantsOf } from './s3-acl.ts';
import { isRead, worsening } from './s3-states.ts';

const isTrue = (value: JsonValue | undefined) => value === true || value === 'true';

/** The four settings of the public access block, and what each of them does. */
const blockSettings: Readonly<Record<string, string>> = {
  BlockPublicAcls: 'public ACLs can be set',
  BlockPublicPolicy: 'a public policy can be set',
  IgnorePublicAcls: 'public ACLs take effect',
  RestrictPublicBuckets: 'a public policy lets strangers in',
};

const blockEverything =
  'aws s3api put-public-access-block --bucket {{id}} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true';
const aclConsole = 'S3 › General purpose buckets › {{id}} › Permissions › Access control list (ACL) › Edit';

/** A bucket that loses the block is the business of the protections common to all types. */
const createdUnblocked: ChangeRule = {
  kind: 'change',
  id: 's3-created-without-public-access-block',
  title: 'a bucket was created without the public access block',
  severity: 'MEDIUM',
  sources: ['FSBP S3.8', 'CIS AWS Foundations 3.0 2.1.4'],
  recommendation:
    'Turn all four settings of the public access block on, unless the bucket is for the public.',
  remedy: {
    command: blockEverything,
    console:
      'S3 › General purpose buckets › {{id}} › Permissions › Block public access (bucket settings) › Edit',
  },
  dangers: (change) => {
    if (change.kind !== 'added') return [];
    const { id, properties } = change.after;
    // S3 turns them on for every new bucket, so a setting that is off was turned off.
    const off = Object.keys(blockSettings).filter((setting) =>
      [false, 'false'].some(
        (value) => valueAt(properties, `/PublicAccessBlockConfiguration/${setting}`) === value,
      ),
    );
    if (off.length === 0) return [];
    const effects = off.map((setting) => `${blockSettings[setting]} (${setting} is off)`).join(', ');
    return [
      {
        subject: off.join(', '),
        path: '/PublicAccessBlockConfiguration',
        reason: `The public access block of the new bucket ${id} was turned off: ${effects}.`,
      },
    ];
  },
};

const ownershipOf = ({ properties }: Resource) =>
  valueAt(properties, '/OwnershipControls/Rules/0/ObjectOwnership');

/** The grants of a bucket that take effect: ACLs can be turned off, and public ones ignored. */
function effectiveGrants(bucket: Resource): AclGrant[] {
  if (ownershipOf(bucket) === 'BucketOwnerEnforced') return [];
  return grantsOf(bucket.properties);
}

const everybody: Readonly<Record<string, string>> = {
  'global/AllUsers': 'anyone on the internet',
  'global/AuthenticatedUsers': 'anyone with an AWS account',
};
const permissions: Readonly<Record<string, string>> = {
  FULL_CONTROL: 'list, create, overwrite and delete its objects and change its ACL',
  READ: 'list its objects',
  READ_ACP: 'read who has access to it',
  WRITE: 'create, overwrite and delete its objects',
  WRITE_ACP: 'give itself and others any access to it',
};

function aclDanger(bucket: Resource, { grantee, permission, path }: AclGrant, who: string): Danger {
  const what = permissions[permission] ?? permission;
  return {
    subject: `${grantee} ${permission}`,
    path,
    reason: `The ACL of bucket ${bucket.id} lets ${who} ${what} (${permission}).`,
  };
}

const publicAcl: StateRule = {
  kind: 'state',
  id: 's3-public-acl',
  title: 'the ACL of a bucket lets everybody in',
  severity: 'CRITICAL',
  sources: ['FSBP S3.2', 'FSBP S3.3'],
  recommendation:
    'Set the ACL of the bucket to private, turn the public access block on, and look in the access logs for who has been there.',
  remedy: {
    command: 'aws s3api put-bucket-acl --bucket {{id}} --acl private',
    console: aclConsole,
  },
  safer: 'the ACL lets fewer people in',
  dangers: (bucket) => {
    const block = '/PublicAccessBlockConfiguration';
    const isIgnored =
      !isRead(bucket, block) || isTrue(valueAt(bucket.properties, `${block}/IgnorePublicAcls`));
    if (isIgnored) return [];
    return effectiveGrants(bucket).flatMap((grant) => {
      const who = everybody[grant.grantee];
      if (who === undefined) return [];
      const danger = aclDanger(bucket, grant, who);
      return grant.permission === 'READ_ACP' ? { ...danger, severity: 'HIGH' as const } : danger;
    });
  },
};

/** The account with which CloudFront delivers its access logs. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
const logDelivery = 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0';

const foreignGrant: StateRule = {
  kind: 'state',
  id: 's3-acl-foreign-account',
  title: 'the ACL of a bucket lets another account in',
  severity: 'HIGH',
  sources: ['IAM Access Analyzer external access'],
  recommendation:
    'Remove the grant; if the account needs access, give it in the bucket policy, where it is easier to see.',
  remedy: {
    command: 'aws s3api put-bucket-acl --bucket {{id}} --acl private',
    console: aclConsole,
  },
  safer: 'the ACL no longer lets the other account in',
  dangers: (bucket) =>
    effectiveGrants(bucket)
      .filter(({ grantee }) => !grantee.includes('/') && grantee !== '' && grantee !== logDelivery)
      .map((grant) => aclDanger(bucket, grant, `another account (canonical user ${grant.grantee})`)),
};

const aclsEnabled = worsening({
  id: 's3-acls-enabled',
  title: 'ACLs of a bucket were enabled',
  severity: 'MEDIUM',
  sources: [
    'FSBP S3.12',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html',
  ],
  recommendation: 'Set the object ownership to BucketOwnerEnforced again, so that policies alone decide.',
  remedy: {
    command: `aws s3api put-bucket-ownership-controls --bucket {{id}} --ownership-controls '{"Rules":[{"ObjectOwnership":"BucketOwnerEnforced"}]}'`,
    console: 'S3 › General purpose buckets › {{id}} › Permissions › Object Ownership › Edit',
  },
  path: '/OwnershipControls',
  safer: 'policies alone decide who has access',
  worse: (before, after) => {
    const [was, is] = [ownershipOf(before), ownershipOf(after)];
    if (was !== 'BucketOwnerEnforced' || is === 'BucketOwnerEnforced') return [];
    return [
      {
        subject: 'ACLs enabled',
        reason: `Object ownership of bucket ${after.id} went from BucketOwnerEnforced to ${is ?? 'none'}: ACLs count again, and who uploads an object decides who may read it.`,
      },
    ];
  },
});

const anySite = /^(\*|https?:\/\/\*)$/;
const writingMethods: ReadonlySet<JsonValue> = new Set(['PUT', 'POST', 'DELETE']);

const corsAnySite: StateRule = {
  kind: 'state',
  id: 's3-cors-any-site',
  title: 'a bucket lets the pages of any site use it',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html', 'OWASP HTML5 Security: CORS'],
  recommendation: 'Name the sites that need the bucket in AllowedOrigins.',
  remedy: {
    command: `aws s3api put-bucket-cors --bucket {{id}} --cors-configuration '{"CORSRules":[{"AllowedOrigins":["<https://site.that.needs.it>"],"AllowedMethods":["GET"]}]}'`,
    console:
      'S3 › General purpose buckets › {{id}} › Permissions › Cross-origin resource sharing (CORS) › Edit',
  },
  safer: 'the bucket names the sites that may use it',
  dangers: ({ id, properties }) =>
    toObjects(valueAt(properties, '/CorsConfiguration/CorsRules')).flatMap((rule) => {
      const origin = toList(rule.AllowedOrigins).find((each) => anySite.test(String(each)));
      if (origin === undefined) return [];
      const methods = toList(rule.AllowedMethods);
      const verb = methods.some((method) => writingMethods.has(method)) ? 'write to' : 'read from';
      return [
        {
          subject: `${verb} it from any site`,
          path: '/CorsConfiguration',
          reason: `The page of any site may ${verb} bucket ${id} in the browser of a visitor who has access: CORS allows ${methods.join(', ')} from ${String(origin)}.`,
        },
      ];
    }),
};

const website: StateRule = {
  kind: 'state',
  id: 's3-website-hosting',
  title: 'a bucket is a website',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html',
    'AWS Well-Architected SEC09-BP02',
  ],
  recommendation:
    'Turn website hosting off and serve public files through CloudFront with origin access control and TLS.',
  remedy: {
    command: 'aws s3api delete-bucket-website --bucket {{id}}',
    console: 'S3 › General purpose buckets › {{id}} › Properties › Static website hosting › Edit',
  },
  safer: 'the bucket is no website',
  dangers: ({ id, properties }) => {
    const path = '/WebsiteConfiguration';
    if (!properties.WebsiteConfiguration) return [];
    const host = valueAt(properties, `${path}/RedirectAllRequestsTo/HostName`);
    return [
      typeof host === 'string'
        ? {
            subject: `redirect to ${host}`,
            path,
            reason: `Bucket ${id} sends every visitor of its website to ${host}.`,
          }
        : {
            subject: 'website',
            path,
            reason: `Bucket ${id} is a website: what its policy makes public is served without encryption.`,
          },
    ];
  },
};

/** Dangers of who may use a bucket, beside those of policies and of the public access block common to all types. */
export const bucketAccessRules: readonly Rule[] = [
  createdUnblocked,
  publicAcl,
  foreignGrant,
  aclsEnabled,
  corsAnySite,
  website,
];
