import { describe, expect, test } from 'vitest';
import { bundledPriceBook } from '../../lib/cost/price-book.ts';
import { incidentPatterns } from '../../lib/findings/incident-patterns.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Resource } from '../../lib/model/resource.ts';
import { knowledgeOf, resourceTypes } from '../../lib/resources/index.ts';
import { rulesOf } from '../../lib/risk/rules-of.ts';
import { compareFiles } from '../../lib/scan/compare.ts';
import { testDigest } from '../resource-fixtures.ts';
import { instance, managedPolicy, securityGroup, user } from '../scenarios/models.ts';
import { account, allow, policy, stranger } from '../scenarios/scenario.ts';

function resource(type: string, id: string, properties: JsonObject, region = 'eu-west-1'): Resource {
  return { type, id, account, region, tags: {}, properties };
}
function file(name: string, resources: readonly Resource[]) {
  return { name, bytes: new TextEncoder().encode(JSON.stringify(resources)) };
}
async function compare(before: readonly Resource[], after: readonly Resource[]) {
  const { summary, findings } = await compareFiles(file('before.json', before), file('after.json', after), {
    types: resourceTypes,
    knowledgeOf,
    prices: bundledPriceBook,
    digest: testDigest,
  });
  return { incidents: summary.incidents, findings };
}

const groupId = String(securityGroup.GroupId);
const group = (more: JsonObject = {}) =>
  resource('AWS::EC2::SecurityGroup', groupId, { ...securityGroup, ...more });
const server = (more: JsonObject = {}) =>
  resource('AWS::EC2::Instance', 'i-0123456789abcdef0', {
    ...instance,
    SecurityGroupIds: [groupId],
    ...more,
  });
const open = {
  SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 9000, ToPort: 9000, CidrIp: '0.0.0.0/0' }],
};
const publicAddress = { PublicIp: '203.0.113.7' };

const person = (more: JsonObject = {}) =>
  resource('AWS::IAM::User', 'mallory', { ...user, UserName: 'mallory', Groups: [], ...more }, 'global');
const key = resource(
  'AWS::IAM::AccessKey',
  'AKIAIOSFODNN7EXAMPLE',
  { UserName: 'mallory', Status: 'Active' },
  'global',
);
const ownAdministrator = resource(
  'AWS::IAM::ManagedPolicy',
  `arn:aws:iam::${account}:policy/support`,
  { ...managedPolicy, ManagedPolicyName: 'support', PolicyDocument: policy(allow('*')) },
  'global',
);

describe('changes that belong together', () => {
  test('a port opened and a public address given make one incident, with one story', async () => {
    const { incidents, findings } = await compare([group(), server()], [group(open), server(publicAddress)]);
    expect(incidents).toMatchObject([
      {
        pattern: 'opened-to-internet',
        severity: 'CRITICAL',
        account,
        steps: [{ id: groupId }, { type: 'AWS::EC2::Instance' }],
      },
    ]);
    const [{ story = '' } = {}] = incidents;
    expect(story).toMatch(/9000.*203\.0\.113\.7|9000.*public address/s);
    expect(story).toContain('neither would have alone');
    expect(findings.map(({ linked }) => linked?.length)).toEqual([1, 1]);
  });

  test('each finding names the published controls that it concerns', async () => {
    const { findings } = await compare([group()], [group(open)]);
    expect(findings[0]?.controls).toEqual(expect.arrayContaining(['FSBP EC2.19']));
    expect(findings[0]?.controls?.some((control) => control.startsWith('SOC 2'))).toBe(true);
    const { findings: tagged } = await compare([group()], [{ ...group(), tags: { Owner: 'ana' } }]);
    expect(tagged[0]).not.toHaveProperty('controls');
  });

  test('a port opened on one server and an address given to another make none', async () => {
    const other = (more: JsonObject = {}) =>
      resource('AWS::EC2::Instance', 'i-0999', {
        ...instance,
        SecurityGroupIds: ['sg-0ffff'],
        NetworkInterfaces: [],
        ...more,
      });
    const { incidents } = await compare([group(), other()], [group(open), other(publicAddress)]);
    expect(incidents).toEqual([]);
  });

  test('a user with an administrative policy and an access key is one incident', async () => {
    const admin = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
    const { incidents } = await compare([], [person(admin), key]);
    expect(incidents).toMatchObject([{ pattern: 'new-administrator', severity: 'CRITICAL' }]);
    expect(incidents[0]?.steps.map(({ id }) => id).sort()).toEqual(['AKIAIOSFODNN7EXAMPLE', 'mallory']);
  });

  test("the account's own administrative policy counts by what it allows", async () => {
    const given = { ManagedPolicyArns: [ownAdministrator.id] };
    const { incidents, findings } = await compare(
      [ownAdministrator, person()],
      [ownAdministrator, person(given), key],
    );
    expect(incidents).toMatchObject([{ pattern: 'new-administrator' }]);
    expect(findings.find(({ id }) => id === 'mallory')).toMatchObject({
      severity: 'CRITICAL',
      rules: expect.arrayContaining(['iam-customer-administrative-policy-attached']),
    });
    const { findings: back } = await compare([ownAdministrator, person(given)], [ownAdministrator, person()]);
    expect(back.find(({ id }) => id === 'mallory')).toMatchObject({
      severity: 'INFO',
      reasons: [expect.stringContaining('Safer: the administrative policy')],
    });
  });

  test('a harmless policy of the account makes nobody an administrator', async () => {
    const harmless = { ...ownAdministrator, properties: { ...managedPolicy, ManagedPolicyName: 'support' } };
    const given = { ManagedPolicyArns: [ownAdministrator.id] };
    const { findings } = await compare([harmless, person()], [harmless, person(given)]);
    expect(findings[0]?.rules).not.toContain('iam-customer-administrative-policy-attached');
  });

  test('a policy that allows everything and the role that gets it are one incident', async () => {
    const role = (more: JsonObject = {}) =>
      resource('AWS::IAM::Role', 'shop', { RoleName: 'shop', ManagedPolicyArns: [], ...more }, 'global');
    const { incidents } = await compare(
      [role()],
      [role({ ManagedPolicyArns: [ownAdministrator.id] }), ownAdministrator],
    );
    expect(incidents).toMatchObject([{ pattern: 'administrator-made', severity: 'CRITICAL' }]);
    expect(incidents[0]?.steps.map(({ type }) => type)).toEqual([
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Role',
    ]);
  });

  test('a bucket whose block is lifted and whose policy lets everybody in is one incident', async () => {
    const bucket = (blocked: boolean) =>
      resource('AWS::S3::Bucket', 'invoices', {
        BucketName: 'invoices',
        PublicAccessBlockConfiguration: { BlockPublicPolicy: blocked, RestrictPublicBuckets: blocked },
      });
    const grant = resource('AWS::S3::BucketPolicy', 'invoices', {
      Bucket: 'invoices',
      PolicyDocument: policy({ ...allow('s3:GetObject', 'arn:aws:s3:::invoices/*'), Principal: '*' }),
    });
    const { incidents } = await compare([bucket(true)], [bucket(false), grant]);
    expect(incidents).toMatchObject([{ pattern: 'data-made-public', severity: 'CRITICAL' }]);
  });

  test("another user's key is no part of it", async () => {
    const admin = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
    const other = { ...key, properties: { UserName: 'ci', Status: 'Active' } };
    expect((await compare([], [person(admin), other])).incidents).toEqual([]);
  });

  const trail = resource('AWS::CloudTrail::Trail', 'main', { TrailName: 'main', IsLogging: true });
  const detector = resource('AWS::GuardDuty::Detector', 'd1', { Enable: true });
  test('watchers that go one after the other are one incident of the account', async () => {
    const { incidents } = await compare([trail, detector], []);
    expect(incidents).toMatchObject([{ pattern: 'watchers-blinded', severity: 'CRITICAL' }]);
    expect((await compare([trail, detector], [detector])).incidents).toEqual([]);
  });

  test('a stranger who is let in at two places is one incident, two strangers are none', async () => {
    const topic = (id: string, who?: string) =>
      resource('AWS::SNS::TopicPolicy', id, {
        Topics: [id],
        PolicyDocument: policy(
          ...(who === undefined
            ? []
            : [{ ...allow('sns:Subscribe'), Principal: { AWS: `arn:aws:iam::${who}:root` } }]),
        ),
      });
    const before = [topic('a'), topic('b')];
    const { incidents } = await compare(before, [topic('a', stranger), topic('b', stranger)]);
    expect(incidents).toMatchObject([{ pattern: 'stranger-let-in', severity: 'HIGH' }]);
    expect((await compare(before, [topic('a', stranger), topic('b', '444455556666')])).incidents).toEqual([]);
  });

  test('is the same incident in every run, in whatever order the findings come', async () => {
    const [before, after] = [
      [group(), server()],
      [group(open), server(publicAddress)],
    ];
    const once = await compare(before, after);
    const again = await compare(before.toReversed(), after.toReversed());
    expect(again.incidents).toEqual(once.incidents);
  });
});

test('every rule that a pattern names is one that there is', () => {
  const known = [...new Set(resourceTypes.flatMap((type) => rulesOf(type).map(({ id }) => id)))];
  const wanted = incidentPatterns.flatMap(({ roles, also = [] }) =>
    [...roles.flat(), ...also].flatMap(({ rules = [] }) => rules),
  );
  const strange = wanted.filter((rule) =>
    typeof rule === 'string' ? !known.includes(rule) : !known.some((id) => rule.test(id)),
  );
  expect(strange).toEqual([]);
});
