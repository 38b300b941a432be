import type { JsonObject } from '../../lib/model/json.ts';
import type { Resource } from '../../lib/model/resource.ts';
import { snapshotSchemaVersion } from '../../lib/model/snapshot.ts';
import { compareIdentity, resourceLine } from '../../lib/snapshot/canonical.ts';
import { snapshotBytes } from '../../lib/snapshot/format.ts';

const account = '111122223333';
const region = 'eu-west-1';

/** Models of about the size real ones have (0.8 KB a resource on average), in a fixed mix of types. */
const models: readonly ((at: number, changed: boolean) => Pick<Resource, 'type' | 'id' | 'properties'>)[] = [
  (at, changed) => ({
    type: 'AWS::EC2::SecurityGroup',
    id: `sg-${at}`,
    properties: {
      GroupName: `application-${at}`,
      GroupDescription: 'Access to the application servers of one service',
      VpcId: `vpc-${at % 7}`,
      SecurityGroupIngress: [443, 8443, 9443].map((port) => ({
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        CidrIp: changed && port === 9443 ? '0.0.0.0/0' : `10.${at % 250}.0.0/16`,
        Description: 'from the load balancers',
      })),
      SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
    },
  }),
  (at, changed) => ({
    type: 'AWS::EC2::Instance',
    id: `i-${at}`,
    properties: {
      InstanceType: changed ? 'm5.4xlarge' : 'm5.large',
      ImageId: `ami-${at % 13}`,
      SubnetId: `subnet-${at % 40}`,
      SecurityGroupIds: [`sg-${at % 100}`, `sg-${(at + 1) % 100}`],
      IamInstanceProfile: `profile-${at % 20}`,
      MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { VolumeId: `vol-${at}`, DeleteOnTermination: true } },
      ],
      Monitoring: false,
      EbsOptimized: true,
      PrivateIpAddress: `10.0.${at % 250}.${at % 240}`,
      Tenancy: 'default',
    },
  }),
  (at, changed) => ({
    type: 'AWS::RDS::DBInstance',
    id: `database-${at}`,
    properties: {
      DBInstanceClass: 'db.r6g.large',
      Engine: 'postgres',
      EngineVersion: '16.4',
      AllocatedStorage: '200',
      StorageType: 'gp3',
      StorageEncrypted: true,
      MultiAZ: true,
      PubliclyAccessible: changed,
      BackupRetentionPeriod: 7,
      DeletionProtection: true,
      DBSubnetGroupName: `data-${at % 5}`,
      VPCSecurityGroups: [`sg-${at % 100}`],
      DBParameterGroupName: 'default.postgres16',
      EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
      PreferredMaintenanceWindow: 'sun:03:00-sun:04:00',
    },
  }),
  (at, changed) => ({
    type: 'AWS::IAM::Role',
    id: `role-${at}`,
    properties: {
      RoleName: `role-${at}`,
      Path: '/',
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:assumerole'] },
        ],
      },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      Policies: [
        {
          PolicyName: 'access',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: changed ? ['*'] : ['s3:getobject', 's3:listbucket'],
                Resource: changed ? ['*'] : [`arn:aws:s3:::bucket-${at}`, `arn:aws:s3:::bucket-${at}/*`],
              },
            ],
          },
        },
      ],
    },
  }),
];

function resourceAt(at: number, changed: boolean): Resource {
  const model = models[at % models.length] ?? models[0];
  if (!model) throw new Error('there are no models');
  const tags = {
    Name: `resource-${at}`,
    Environment: 'prod',
    Team: `team-${at % 30}`,
    CostCenter: `${at % 90}`,
  };
  const properties: JsonObject = model(at, changed).properties;
  return {
    ...model(at, changed),
    properties,
    account,
    region,
    arn: `arn:aws:x:${region}:${account}:x/${at}`,
    tags,
  };
}

/** One in a hundred, spread over the types. */
function changesAt(at: number): boolean {
  return at % 400 < models.length;
}

/** A stored snapshot of the given number of resources, of which every hundredth is changed if asked for. */
export function generateSnapshot(resources: number, changed: boolean): Uint8Array {
  const all = Array.from({ length: resources }, (_, at) => resourceAt(at, changed && changesAt(at)));
  const sorted = all.sort(compareIdentity);
  const counts = new Map<string, number>();
  for (const { type } of sorted) counts.set(type, (counts.get(type) ?? 0) + 1);
  return snapshotBytes(
    {
      tidemark: 'snapshot',
      schemaVersion: snapshotSchemaVersion,
      target: { environment: 'bench', account, region },
      runId: 'bench',
      takenAt: '2026-11-21T07:00:00.000Z',
      coverage: Object.fromEntries(
        [...counts].map(([type, count]) => [type, { status: 'complete', resources: count, gaps: [] }]),
      ),
    },
    sorted.map(resourceLine),
  );
}
