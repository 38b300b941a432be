import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { policiesOf, readActions } from '../../infra/member-stack.ts';
import { dataActions } from '../../infra/never-read.ts';
import { parseConfiguration } from '../../lib/config/load.ts';
import { resourceTypeNames, resourceTypes } from '../../lib/resources/index.ts';
import { asText, configuration, parseTemplate, synthesize } from './synthesis.ts';

const policySchema = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.strictObject({
        Sid: z.string(),
        Effect: z.enum(['Allow', 'Deny']),
        Action: z.union([z.string(), z.array(z.string())]),
        Resource: z.unknown(),
      }),
    ),
  }),
});

const { member, memberResources } = synthesize();

function only(type: string) {
  const found = Object.values(memberResources).filter(({ Type }) => Type === type);
  expect(found).toHaveLength(1);
  return found[0]?.Properties;
}

function policies() {
  return Object.values(memberResources)
    .filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy')
    .map(({ Properties }) => policySchema.parse(Properties).PolicyDocument);
}

function statements(effect: 'Allow' | 'Deny') {
  return policies().flatMap(({ Statement }) => Statement.filter(({ Effect }) => Effect === effect));
}

function allowedActions(): string[] {
  return statements('Allow').flatMap(({ Action }) => Action);
}

describe('the read role', () => {
  test('may do exactly what reading the enabled types calls, no more and no less', () => {
    const beside = ['cloudtrail:LookupEvents', 'tag:GetResources'];
    const needed = new Set([...beside, ...resourceTypes.flatMap(({ permissions }) => permissions)]);
    expect(allowedActions().sort()).toEqual([...needed].sort());
  });

  test('is allowed everything on all resources, since IAM cannot tell those that will be made tomorrow', () => {
    expect(new Set(statements('Allow').map(({ Resource }) => Resource))).toEqual(new Set(['*']));
  });

  test('is forbidden data and secrets, whatever else somebody attaches to it', () => {
    const denied = statements('Deny');
    expect(denied.find(({ Sid }) => Sid === 'NeverData')).toMatchObject({
      Action: [...dataActions],
      Resource: '*',
    });
    const keys = denied.find(({ Sid }) => Sid === 'NeverApiKeys');
    expect(keys?.Action).toBe('apigateway:GET');
    expect(JSON.stringify(keys?.Resource)).toContain(':apigateway:*::/apikeys');
  });

  test('is forbidden nothing that it needs', () => {
    const patterns = dataActions.map((action) => new RegExp(`^${action.replace('*', '.*')}$`));
    expect(allowedActions().filter((action) => patterns.some((pattern) => pattern.test(action)))).toEqual([]);
  });

  test('only reads, and names every action', () => {
    const others = allowedActions().filter(
      (action) =>
        // IAM knows the calls of API Gateway by their HTTP method.
        action !== 'apigateway:GET' &&
        !/^[a-z0-9-]+:(Get|List|Describe|BatchGet|Lookup|Search)[A-Za-z0-9]+$/.test(action),
    );
    expect(others).toEqual([]);
  });

  test('leaves out what only types that are off would need', () => {
    const narrow = parseConfiguration(
      `version: 1
memberRole: { externalId: tidemark-test-1 }
types: { include: ['AWS::EC2::SecurityGroup'] }
environments: { prod: { accounts: ["111122223333"], regions: [eu-west-1] } }`,
      'tidemark.yaml',
      resourceTypeNames,
    );
    expect([...readActions(narrow, resourceTypes)]).toEqual([
      ['cloudtrail', ['cloudtrail:LookupEvents']],
      ['ec2', ['ec2:DescribeSecurityGroups']],
      ['tag', ['tag:GetResources']],
    ]);
  });

  test.each<[string, string, string[]]>([
    ['nothing where it is off', '{ mode: off }', []],
    [
      'its recorder, its query and its history where it is on',
      '{ mode: reuse }',
      [
        'config:DescribeConfigurationRecorderStatus',
        'config:DescribeConfigurationRecorders',
        'config:GetResourceConfigHistory',
        'config:SelectResourceConfig',
      ],
    ],
    [
      'the aggregator too where one is named',
      '{ mode: reuse, aggregator: { name: organization, account: "111122223333", region: eu-west-1 } }',
      [
        'config:DescribeConfigurationAggregatorSourcesStatus',
        'config:DescribeConfigurationRecorderStatus',
        'config:DescribeConfigurationRecorders',
        'config:GetResourceConfigHistory',
        'config:SelectAggregateResourceConfig',
        'config:SelectResourceConfig',
      ],
    ],
  ])('asks of AWS Config %s', (_what, awsConfig, actions) => {
    const asking = parseConfiguration(
      `version: 1
memberRole: { externalId: tidemark-test-1 }
types: { include: ['AWS::EC2::SecurityGroup'] }
awsConfig: ${awsConfig}
environments: { prod: { accounts: ["111122223333"], regions: [eu-west-1] } }`,
      'tidemark.yaml',
      resourceTypeNames,
    );
    expect(readActions(asking, resourceTypes).get('config') ?? []).toEqual(actions);
  });

  test.each([
    ['may look events up', '', ['cloudtrail:LookupEvents']],
    ['may not where nobody is asked who made changes', 'attribution: { mode: off }', []],
  ])('%s', (_what, attribution, actions) => {
    const asking = parseConfiguration(
      `version: 1
memberRole: { externalId: tidemark-test-1 }
types: { include: ['AWS::EC2::SecurityGroup'] }
${attribution}
environments: { prod: { accounts: ["111122223333"], regions: [eu-west-1] } }`,
      'tidemark.yaml',
      resourceTypeNames,
    );
    expect(readActions(asking, resourceTypes).get('cloudtrail') ?? []).toEqual(actions);
  });

  test('trusts the scan function of the hub only, and only with the external id', () => {
    const role = only('AWS::IAM::Role');
    expect(role).toMatchObject({
      RoleName: 'tidemark-read',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: { 'sts:ExternalId': configuration.memberRole.externalId },
              ArnEquals: { 'aws:PrincipalArn': expect.anything() },
            },
          },
        ],
      },
    });
    const trust = z
      .object({
        AssumeRolePolicyDocument: z.object({
          Statement: z.tuple([
            z.object({
              Principal: z.strictObject({ AWS: z.unknown() }),
              Condition: z.strictObject({
                StringEquals: z.unknown(),
                ArnEquals: z.record(z.string(), z.unknown()),
              }),
            }),
          ]),
        }),
      })
      .parse(role).AssumeRolePolicyDocument.Statement[0];
    expect(asText(trust.Principal.AWS)).toBe('arn:<AWS::Partition>:iam::<HubAccount>:root');
    expect(asText(trust.Condition.ArnEquals['aws:PrincipalArn'])).toBe(
      'arn:<AWS::Partition>:iam::<HubAccount>:role/tidemark-scan-target',
    );
  });

  test('has policies that fit what IAM allows a managed policy, 6,144 characters, and a role, 10 of them', () => {
    expect(policies().length).toBeLessThanOrEqual(10);
    for (const policy of policies()) expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6_144);
  });

  test('is spread over as many policies as it needs, each service in one', () => {
    const actions = Array.from({ length: 60 }, (_, at) => `example:DescribeSomethingLong${at}`);
    const services = Array.from({ length: 12 }, (_, at) => [`service${at}`, actions] as const);
    const spread = policiesOf(services);
    expect(spread.flat()).toEqual(services);
    expect(spread.map((policy) => policy.length)).toEqual([2, 2, 2, 2, 2, 2]);
  });

  test('is refused with what to do when a role cannot have that many policies', () => {
    const actions = Array.from({ length: 150 }, (_, at) => `example:DescribeSomethingLong${at}`);
    const services = Array.from({ length: 11 }, (_, at) => [`service${at}`, actions] as const);
    expect(() => policiesOf(services)).toThrow(/needs 11 policies.*enable fewer types/);
  });
});

describe('the member template', () => {
  const template = parseTemplate(member.toJSON());

  test('is taken by CloudFormation and StackSets as it is: without assets and without a bootstrapped account', () => {
    expect(Object.keys(template.Parameters ?? {})).toEqual(['HubAccount']);
    expect(template.Rules).toBeUndefined();
    expect(JSON.stringify(template)).not.toMatch(/cdk-hnb659fds|BootstrapVersion|aws:asset/);
  });

  test('asks for the hub account, unless it is known at synthesis', () => {
    expect(template.Parameters).toMatchObject({
      HubAccount: { Type: 'String', AllowedPattern: '^\\d{12}$' },
    });
    expect(template.Parameters?.HubAccount).not.toHaveProperty('Default');
    member.hasParameter('HubAccount', {});
    const known = parseTemplate(synthesize({ hubAccount: '999988887777' }).member.toJSON());
    expect(known.Parameters).toMatchObject({ HubAccount: { Default: '999988887777' } });
  });

  test('makes a role and its policies, and nothing else', () => {
    const types = new Set(Object.values(memberResources).map(({ Type }) => Type));
    expect(types).toEqual(new Set(['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy']));
  });
});
