import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EFS } from '@aws-sdk/client-efs';
import { ElastiCache } from '@aws-sdk/client-elasticache';
import { OpenSearch } from '@aws-sdk/client-opensearch';
import { RDS } from '@aws-sdk/client-rds';
import { given } from '../seed/plan.ts';
import { canarySecret } from '../seed.ts';
import { type Place, policy, tagPairs } from './place.ts';

/** Parameter groups and snapshots beside the shop's databases, one snapshot shared with two accounts. */
export async function createDatabaseParts({ shop, configuration, arn }: Place): Promise<void> {
  const rds = new RDS(configuration);
  await rds.createDBParameterGroup({
    DBParameterGroupName: 'orders',
    DBParameterGroupFamily: 'postgres16',
    Description: 'What the orders need',
    Tags: tagPairs,
  });
  await rds.modifyDBParameterGroup({
    DBParameterGroupName: 'orders',
    Parameters: [
      { ParameterName: 'rds.force_ssl', ParameterValue: '1', ApplyMethod: 'pending-reboot' },
      { ParameterName: 'log_statement', ParameterValue: 'ddl', ApplyMethod: 'immediate' },
    ],
  });
  await rds.createDBClusterParameterGroup({
    DBClusterParameterGroupName: 'catalogue',
    DBParameterGroupFamily: 'aurora-postgresql16',
    Description: 'What the catalogue needs',
    Tags: tagPairs,
  });
  await rds.modifyDBClusterParameterGroup({
    DBClusterParameterGroupName: 'catalogue',
    Parameters: [{ ParameterName: 'rds.force_ssl', ParameterValue: '1', ApplyMethod: 'pending-reboot' }],
  });
  await rds.createOptionGroup({
    OptionGroupName: 'reports',
    EngineName: 'mysql',
    MajorEngineVersion: '8.0',
    OptionGroupDescription: 'What the reports need',
    Tags: tagPairs,
  });
  await rds.createDBProxy({
    DBProxyName: 'orders',
    EngineFamily: 'POSTGRESQL',
    RoleArn: shop.identities.functionRoleArn,
    RequireTLS: true,
    Auth: [
      {
        AuthScheme: 'SECRETS',
        IAMAuth: 'REQUIRED',
        SecretArn: arn('secretsmanager', 'secret:shop/payment-provider'),
      },
    ],
    VpcSubnetIds: [...shop.network.privateSubnetIds],
    VpcSecurityGroupIds: [shop.network.databaseGroupId, shop.network.applicationGroupId],
    Tags: tagPairs,
  });
  await rds.createDBSnapshot({
    DBSnapshotIdentifier: 'orders-before-migration',
    DBInstanceIdentifier: shop.databases.instanceId,
    Tags: tagPairs,
  });
  await rds.createDBClusterSnapshot({
    DBClusterSnapshotIdentifier: 'catalogue-before-migration',
    DBClusterIdentifier: shop.databases.clusterId,
    Tags: tagPairs,
  });
}

/** A table with indexes, a stream, point-in-time recovery and a policy. */
export async function createTable({ shop, configuration, arn }: Place): Promise<string> {
  const dynamodb = new DynamoDB(configuration);
  const index = (name: string) => ({
    IndexName: `by-${name}`,
    KeySchema: [{ AttributeName: name, KeyType: 'HASH' as const }],
    Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['total', 'currency'] },
  });
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const { TableDescription } = await dynamodb.createTable({
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['customer', 'day', 'id', 'state'].map(attribute),
    KeySchema: [
      { AttributeName: 'customer', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [index('state'), index('day')],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    SSESpecification: { Enabled: true, SSEType: 'KMS' },
    DeletionProtectionEnabled: true,
    Tags: tagPairs,
  });
  await dynamodb.updateContinuousBackups({
    TableName: 'orders',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  await dynamodb.updateTimeToLive({
    TableName: 'orders',
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
  });
  await dynamodb.putResourcePolicy({
    ResourceArn: arn('dynamodb', 'table/orders'),
    Policy: policy(arn('dynamodb', 'table/orders'), 'dynamodb', { AWS: shop.identities.functionRoleArn }),
  });
  return given(TableDescription?.LatestStreamArn, 'stream ARN');
}

/** A file system with a policy, lifecycle rules, and a mount target in each private subnet. */
export async function createFileSystem({ shop, configuration }: Place, keyArn: string): Promise<void> {
  const efs = new EFS(configuration);
  const { FileSystemId } = await efs.createFileSystem({
    CreationToken: 'invoices',
    Encrypted: true,
    KmsKeyId: keyArn,
    Backup: true,
    Tags: tagPairs,
  });
  await efs.putLifecycleConfiguration({
    FileSystemId,
    LifecyclePolicies: [
      { TransitionToIA: 'AFTER_30_DAYS' },
      { TransitionToPrimaryStorageClass: 'AFTER_1_ACCESS' },
    ],
  });
  await efs.putFileSystemPolicy({
    FileSystemId,
    Policy: policy('*', 'elasticfilesystem', { AWS: shop.identities.taskRoleArn }),
  });
  await efs.createAccessPoint({
    FileSystemId,
    ClientToken: 'reports',
    PosixUser: { Uid: 1000, Gid: 1000, SecondaryGids: [1001, 1002] },
    RootDirectory: {
      Path: '/reports',
      CreationInfo: { OwnerUid: 1000, OwnerGid: 1000, Permissions: '0750' },
    },
    Tags: tagPairs,
  });
  for (const SubnetId of shop.network.privateSubnetIds)
    await efs.createMountTarget({
      FileSystemId,
      SubnetId,
      SecurityGroups: [shop.network.applicationGroupId, shop.network.bastionGroupId],
    });
}

/** A cache of one node, and a replicated one with a token that nobody may see. */
export async function createCaches({ shop, configuration }: Place): Promise<void> {
  const elasticache = new ElastiCache(configuration);
  await elasticache.createCacheSubnetGroup({
    CacheSubnetGroupName: 'orders',
    CacheSubnetGroupDescription: 'The private subnets',
    SubnetIds: [...shop.network.privateSubnetIds],
  });
  await elasticache.createCacheCluster({
    CacheClusterId: 'pages',
    Engine: 'memcached',
    CacheNodeType: 'cache.t3.micro',
    NumCacheNodes: 2,
    CacheSubnetGroupName: 'orders',
    SecurityGroupIds: [shop.network.applicationGroupId, shop.network.databaseGroupId],
    Tags: tagPairs,
  });
  await elasticache.createReplicationGroup({
    ReplicationGroupId: 'sessions',
    ReplicationGroupDescription: 'The sessions of the shop',
    Engine: 'redis',
    CacheNodeType: 'cache.t3.small',
    NumCacheClusters: 2,
    AutomaticFailoverEnabled: true,
    MultiAZEnabled: true,
    CacheSubnetGroupName: 'orders',
    SecurityGroupIds: [shop.network.applicationGroupId, shop.network.databaseGroupId],
    AtRestEncryptionEnabled: true,
    TransitEncryptionEnabled: true,
    AuthToken: canarySecret,
    SnapshotRetentionLimit: 7,
    Tags: tagPairs,
  });
}

/** Who may use the replicated cache, and in which group. */
export async function createCacheUsers({ configuration }: Place): Promise<void> {
  const elasticache = new ElastiCache(configuration);
  for (const UserId of ['sessions-reader', 'sessions-writer'])
    await elasticache.createUser({
      UserId,
      UserName: UserId,
      Engine: 'redis',
      AccessString: 'on ~session:* +@read',
      Passwords: [`${canarySecret}-one`, `${canarySecret}-two`],
      Tags: tagPairs,
    });
  await elasticache.createUserGroup({
    UserGroupId: 'sessions',
    Engine: 'redis',
    UserIds: ['default', 'sessions-reader', 'sessions-writer'],
    Tags: tagPairs,
  });
}

/** A search domain in the private subnets. */
export async function createSearch({ shop, configuration, arn }: Place, keyArn: string): Promise<void> {
  await new OpenSearch(configuration).createDomain({
    DomainName: 'catalogue',
    EngineVersion: 'OpenSearch_2.17',
    ClusterConfig: { InstanceType: 't3.small.search', InstanceCount: 2, ZoneAwarenessEnabled: true },
    EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: 20 },
    AccessPolicies: policy(arn('es', 'domain/catalogue/*'), 'es', { AWS: shop.identities.taskRoleArn }),
    VPCOptions: {
      SubnetIds: [...shop.network.privateSubnetIds],
      SecurityGroupIds: [shop.network.databaseGroupId, shop.network.applicationGroupId],
    },
    EncryptionAtRestOptions: { Enabled: true, KmsKeyId: keyArn },
    NodeToNodeEncryptionOptions: { Enabled: true },
    DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07' },
    AdvancedSecurityOptions: {
      Enabled: true,
      InternalUserDatabaseEnabled: true,
      MasterUserOptions: { MasterUserName: 'search', MasterUserPassword: `${canarySecret}-Aa1!` },
    },
    TagList: tagPairs,
  });
}
