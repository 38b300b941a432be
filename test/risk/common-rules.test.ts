import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import type { Rule } from '../../lib/model/rule.ts';
import { commonRules } from '../../lib/risk/common-rules.ts';
import { openNetworkRules } from '../../lib/risk/network-rules.ts';
import { remedyFor } from '../../lib/risk/remedy.ts';
import { resource } from '../resource-fixtures.ts';

const table: TypeKnowledge = { type: 'AWS::DynamoDB::Table', holdsState: 'all items' };
const rules: readonly Rule[] = [...commonRules(table), ...openNetworkRules];
const ruleOf = (id: string) => {
  const rule = rules.find((each) => each.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
};

/** How the published controls and documents that rules stand on are written. */
const publishedSource = new RegExp(
  [
    /^FSBP [A-Za-z\d]+\.\d+$/,
    /^CIS AWS Foundations 3\.0 \d+(\.\d+)+$/,
    /^AWS Well-Architected (REL|SEC)\d\d-BP\d\d$/,
    /^MITRE ATT&CK T\d{4}(\.\d{3})?$/,
    /^IAM Access Analyzer external access$/,
    /^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('has an id in kebab case that no other rule has', () => {
    expect(id).toMatch(/^[a-z][a-z\d]*(-[a-z\d]+)+$/);
    expect(rules.filter((each) => each.id === id)).toEqual([rule]);
  });

  test('says in a phrase what it watches, and in a sentence what to do', () => {
    expect(rule.title).toMatch(/^[a-z].*[a-z]$/);
    expect(rule.recommendation).toMatch(/^[A-Z].{20,}[.]$/);
  });

  test('stands on published sources', () => {
    expect(rule.sources).not.toEqual([]);
    for (const source of rule.sources) expect(source).toMatch(publishedSource);
  });

  test('is as severe as what it watches: nothing below HIGH', () => {
    expect(['HIGH', 'CRITICAL']).toContain(rule.severity);
  });
});

/** A patch that Cloud Control applies to any type. */
const patch = (document: string) =>
  `aws cloudcontrol update-resource --type-name AWS::Any::Type --identifier orders --patch-document '${document}' --region eu-west-1`;
const world = '[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]';
const revoke = `aws ec2 revoke-security-group-ingress --group-id sg-1 --ip-permissions '${world}' --region eu-west-1`;
const allFour =
  'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true';

describe('the command that ends a danger', () => {
  const properties: JsonObject = { GroupId: 'sg-1' };
  const example = resource('AWS::Any::Type', properties, { id: 'orders', arn: 'arn:aws:any:::orders' });
  const danger = { subject: 'any', reason: 'any', path: '/Some/Path', values: { permission: world } };

  test.each([
    ['encryption-turned-off', patch('[{"op":"add","path":"/Some/Path","value":true}]')],
    [
      'bucket-encryption-removed',
      `aws s3api put-bucket-encryption --bucket orders --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"},"BucketKeyEnabled":true}]}' --region eu-west-1`,
    ],
    ['transit-encryption-turned-off', patch('[{"op":"add","path":"/Some/Path","value":true}]')],
    ['deletion-protection-turned-off', patch('[{"op":"add","path":"/Some/Path","value":true}]')],
    ['backups-turned-off', patch('[{"op":"add","path":"/Some/Path","value":<days-to-keep-or-true>}]')],
    ['logging-turned-off', patch('[{"op":"add","path":"/Some/Path","value":<what-it-was-before>}]')],
    [
      'versioning-turned-off',
      'aws s3api put-bucket-versioning --bucket orders --versioning-configuration Status=Enabled --region eu-west-1',
    ],
    [
      'public-access-block-lifted',
      `aws s3api put-public-access-block --bucket orders --public-access-block-configuration ${allFour} --region eu-west-1`,
    ],
    [
      'account-public-access-block-lifted',
      `aws s3control put-public-access-block --account-id 111122223333 --public-access-block-configuration ${allFour} --region eu-west-1`,
    ],
    ['key-rotation-turned-off', 'aws kms enable-key-rotation --key-id orders --region eu-west-1'],
    ['policy-public', patch('[{"op":"replace","path":"/Some/Path","value":<policy-without-the-wildcard>}]')],
    [
      'policy-foreign-account',
      patch('[{"op":"replace","path":"/Some/Path","value":<policy-without-that-account>}]'),
    ],
    [
      'policy-administrator',
      patch(
        '[{"op":"test","path":"/Some/Path","value":<policy-as-it-is>},{"op":"replace","path":"/Some/Path","value":<policy-without-the-wildcard>}]',
      ),
    ],
    [
      'stateful-resource-deleted',
      'aws backup list-recovery-points-by-resource --resource-arn arn:aws:any:::orders --region eu-west-1',
    ],
    ['ec2-administrative-port-open-to-world', revoke],
    ['ec2-administrative-port-open-to-large-network', revoke],
    ['ec2-port-open-to-world', revoke],
    ['ec2-port-open-to-foreign-group', revoke],
  ])('%s: %s', (id, command) => {
    const { remedy } = ruleOf(id);
    expect(remedy && remedyFor(remedy, example, danger).command).toBe(command);
  });

  test.each([
    ['encryption-turned-off', 'Resource Explorer › orders › Encryption › Edit'],
    [
      'bucket-encryption-removed',
      'S3 › General purpose buckets › orders › Properties › Default encryption › Edit',
    ],
    ['transit-encryption-turned-off', 'Resource Explorer › orders › Encryption in transit › Edit'],
    ['deletion-protection-turned-off', 'Resource Explorer › orders › Deletion protection › Edit'],
    ['backups-turned-off', 'Resource Explorer › orders › Backups › Edit'],
    ['logging-turned-off', 'Resource Explorer › orders › Logging › Edit'],
    [
      'versioning-turned-off',
      'S3 › General purpose buckets › orders › Properties › Bucket Versioning › Edit',
    ],
    [
      'public-access-block-lifted',
      'S3 › General purpose buckets › orders › Permissions › Block public access › Edit',
    ],
    ['account-public-access-block-lifted', 'S3 › Block Public Access settings for this account › Edit'],
    ['key-rotation-turned-off', 'KMS › Customer managed keys › orders › Key rotation › Edit'],
    ['policy-public', 'IAM › Access Analyzer › Resource analysis › orders › Policy'],
    ['policy-foreign-account', 'IAM › Access Analyzer › Resource analysis › orders › Policy'],
    ['policy-administrator', 'IAM › orders › Permissions › Edit policy'],
    ['stateful-resource-deleted', 'AWS Backup › Protected resources › orders › Restore'],
    [
      'ec2-administrative-port-open-to-world',
      'EC2 › Security Groups › sg-1 › Inbound rules › Edit inbound rules',
    ],
  ])('%s is also ended in the console: %s', (id, way) => {
    const { remedy } = ruleOf(id);
    expect(remedy && remedyFor(remedy, example, danger).console).toBe(way);
  });
});

describe('what makes a danger worse', () => {
  test.each([
    ['ec2-administrative-port-open-to-large-network', ['internet', 'data']],
    ['ec2-port-open-to-foreign-group', ['data']],
    ['ec2-port-open-to-world', ['internet', 'data']],
  ])('%s: %j', (id, kinds) => {
    expect(ruleOf(id).aggravatedBy).toEqual(kinds);
  });
});

describe('which rules judge a type', () => {
  const idsOf = (knowledge: TypeKnowledge) => commonRules(knowledge).map(({ id }) => id);

  test('deletion is a danger in itself only where data goes with it', () => {
    expect(idsOf(table)).toContain('stateful-resource-deleted');
    expect(idsOf({ type: table.type })).not.toContain('stateful-resource-deleted');
  });

  test('a policy that is a limit and no grant lets nobody in', () => {
    const limits = idsOf({ type: 'AWS::Organizations::Policy', grants: false });
    expect(limits.filter((id) => id.startsWith('policy-'))).toEqual([]);
    expect(limits).toContain('encryption-turned-off');
    expect(idsOf(table)).toEqual(
      expect.arrayContaining(['policy-public', 'policy-foreign-account', 'policy-administrator']),
    );
  });
});
