import { describe, expect, test } from 'vitest';
import { schemaKnowledge, schemaOf, schemaTypeNames, typesOfArn } from '../../lib/schemas/schemas.ts';
import { typeSchemaSchema } from '../../lib/schemas/type-schema.ts';
import { resourceLine } from '../../lib/snapshot/canonical.ts';
import { normalise } from '../../lib/snapshot/normalise/index.ts';
import { changeBetween, resource, testDigest } from '../resource-fixtures.ts';

function knowledge(type: string) {
  const known = schemaKnowledge(type);
  if (!known) throw new Error(`${type} has no schema`);
  return known;
}

test('every entry of the generated file is what the reader expects', () => {
  expect(schemaTypeNames.length).toBeGreaterThan(1_500);
  for (const type of schemaTypeNames)
    expect(typeSchemaSchema.safeParse(schemaOf(type)).error).toBeUndefined();
});

test('a type that AWS has no schema of is known by its name only', () => {
  expect(schemaOf('AWS::Example::Nothing')).toBeUndefined();
  expect(schemaKnowledge('constructor')).toBeUndefined();
});

describe('what a schema tells of comparing', () => {
  test('what AWS sets by itself is no change', () => {
    const type = knowledge('AWS::AppSync::GraphQLApi');
    const before = { Name: 'shop', GraphQLUrl: 'https://a.example' };
    expect(changeBetween(type, before, { ...before, GraphQLUrl: 'https://b.example' })).toBeUndefined();
    expect(changeBetween(type, before, { ...before, Name: 'store' })).toMatchObject({
      properties: [{ path: '/Name' }],
    });
  });

  test('an array without order is a set, with the property that identifies an element', () => {
    const type = knowledge('AWS::EKS::Addon');
    expect(type.unordered).toMatchObject({ '/PodIdentityAssociations': ['RoleArn'] });
    const fields = knowledge('AWS::SNS::Topic');
    const delivery = (...protocols: string[]) => ({
      DeliveryStatusLogging: protocols.map((Protocol) => ({ Protocol })),
    });
    expect(changeBetween(fields, delivery('sqs', 'lambda'), delivery('lambda', 'sqs'))).toBeUndefined();
  });

  test('tags are tags wherever the type has them', () => {
    const type = knowledge('AWS::Cognito::UserPool');
    const pool = normalise(resource(type.type, { UserPoolTags: { team: 'shop' } }), type, testDigest);
    expect(pool).toMatchObject({ tags: { team: 'shop' }, properties: {} });
  });

  test('what AWS takes and never tells is a secret', () => {
    const type = knowledge('AWS::DMS::Endpoint');
    const line = resourceLine(
      normalise(resource(type.type, { KafkaSettings: { SaslPassword: 'plain-canary' } }), type, testDigest),
    );
    expect(line).not.toContain('plain-canary');
  });

  test('a default that is stated is the default that is not', () => {
    const stated = schemaTypeNames.find((type) => schemaOf(type)?.defaults !== undefined);
    const type = knowledge(stated ?? '');
    expect(changeBetween(type, {}, type.defaults ?? {})).toBeUndefined();
  });

  test('a type without tags is left in by a tag selector', () => {
    expect(knowledge('AWS::ApiGateway::Resource').taggable).toBe(false);
  });
});

describe('the types that an ARN can be of', () => {
  const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
  test.each([
    [arn('lambda', 'function:nightly'), ['AWS::Lambda::Function']],
    [arn('sns', 'alerts'), ['AWS::SNS::Topic']],
    ['arn:aws:s3:::orders', ['AWS::S3::Bucket']],
    [arn('ec2', 'instance/i-1'), ['AWS::EC2::Instance']],
    [arn('dynamodb', 'table/orders'), ['AWS::DynamoDB::Table']],
    [arn('unheard-of', 'thing/1'), []],
    ['no ARN', []],
  ])('%s', (text, types) => {
    expect(typesOfArn(text)).toEqual(expect.arrayContaining(types));
    if (types.length === 0) expect(typesOfArn(text)).toEqual([]);
  });

  test('are several where services share a form', () => {
    expect(typesOfArn(arn('rds', 'cluster:orders'))).toEqual([
      'AWS::DocDB::DBCluster',
      'AWS::Neptune::DBCluster',
      'AWS::RDS::DBCluster',
    ]);
  });
});
