import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AwsClients } from '../../lib/aws/clients.ts';
import { taggedResources } from '../../lib/aws/tagged-resources.ts';
import type { ScanRequest } from '../../lib/scan/events.ts';
import { type LocalRunOptions, runLocally } from '../../lib/scan/run.ts';
import { typesNotRead } from '../../lib/scan/types-not-read.ts';
import { World } from './world.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;

describe('what exists and is not read', () => {
  test('is told by type, most of it first, each resource once', () => {
    const arns = [
      arn('medical-imaging', 'datastore/a'),
      arn('cleanrooms', 'membership/a'),
      arn('cleanrooms', 'membership/b'),
      arn('cleanrooms', 'membership/b'),
      arn('lambda', 'function:nightly'),
    ];
    expect(typesNotRead(arns, ['AWS::Lambda::Function'])).toEqual([
      { types: ['AWS::CleanRooms::Membership'], resources: 2 },
      { types: ['AWS::HealthImaging::Datastore'], resources: 1 },
    ]);
  });

  test('is not claimed of what may be read: a cluster of the RDS API is one of three types', () => {
    const cluster = [arn('rds', 'cluster:orders')];
    expect(typesNotRead(cluster, ['AWS::RDS::DBCluster'])).toEqual([]);
    expect(typesNotRead(cluster, [])).toMatchObject([{ resources: 1 }]);
  });

  test('is not claimed of an ARN that no schema knows', () => {
    expect(typesNotRead([arn('unheard-of', 'thing/1'), 'no ARN'], [])).toEqual([]);
  });
});

describe('the resources of a region that have or had tags', () => {
  const tagging = mockClient(ResourceGroupsTaggingAPIClient);
  const clients = () => new AwsClients('eu-west-1', { accessKeyId: 'test', secretAccessKey: 'test' });
  const page = (name: string, PaginationToken?: string) => ({
    ResourceTagMappingList: [{ ResourceARN: arn('sns', name) }],
    ...(PaginationToken === undefined ? {} : { PaginationToken }),
  });
  beforeEach(() => tagging.reset());

  test('are read page by page', async () => {
    tagging.on(GetResourcesCommand).resolvesOnce(page('a', 'more')).resolvesOnce(page('b'));
    expect(await taggedResources(clients())).toEqual({
      arns: [arn('sns', 'a'), arn('sns', 'b')],
      more: false,
    });
  });

  test('are not read to the end where there are very many, and that is said', async () => {
    tagging.on(GetResourcesCommand).resolves(page('a', 'more'));
    const { arns, more } = await taggedResources(clients());
    expect({ pages: arns.length, more }).toEqual({ pages: 50, more: true });
  });
});

describe('a scan', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.remove());
  const notRead = async (
    seeWhatExists: LocalRunOptions['seeWhatExists'],
    request: Partial<ScanRequest> = {},
  ) => {
    const options = { ...world.options, ...(seeWhatExists === undefined ? {} : { seeWhatExists }) };
    const report = await runLocally({ mode: 'baseline', trigger: 'cli', ...request }, options);
    return report.environments[0]?.targets.map((target) => [target.region, target.notRead]);
  };
  const seen = async () => ({ arns: [arn('cleanrooms', 'membership/a')] });

  test('tells of each region what exists there and is not read', async () => {
    expect(await notRead(seen)).toEqual([
      ['eu-west-1', [{ types: ['AWS::CleanRooms::Membership'], resources: 1 }]],
      ['global', undefined],
    ]);
  });

  test('goes on when it may not ask, and claims nothing', async () => {
    const refused = async () => {
      throw new Error('AccessDenied');
    };
    expect(await notRead(refused)).toEqual([
      ['eu-west-1', undefined],
      ['global', undefined],
    ]);
  });

  test('of some types only does not call the others a gap', async () => {
    expect(await notRead(seen, { types: ['Test::Regional::Thing'] })).toEqual([['eu-west-1', undefined]]);
  });
});
