import {
  type DBProxy,
  ListTagsForResourceCommand,
  paginateDescribeDBProxies,
  RDSClient,
} from '@aws-sdk/client-rds';
import { unknownCost } from '../model/cost.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { everyItem, readWithOwnCalls } from './listing.ts';
import { protectionLost } from './property-rules.ts';

function properties(proxy: DBProxy): object {
  return {
    DBProxyName: proxy.DBProxyName,
    DBProxyArn: proxy.DBProxyArn,
    Auth: proxy.Auth?.map(
      ({ AuthScheme, ClientPasswordAuthType, Description, IAMAuth, SecretArn, UserName }) => ({
        AuthScheme,
        ClientPasswordAuthType,
        Description,
        IAMAuth,
        SecretArn,
        UserName,
      }),
    ),
    DebugLogging: proxy.DebugLogging,
    DefaultAuthScheme: proxy.DefaultAuthScheme,
    Endpoint: proxy.Endpoint,
    EndpointNetworkType: proxy.EndpointNetworkType,
    EngineFamily: proxy.EngineFamily,
    IdleClientTimeout: proxy.IdleClientTimeout,
    RequireTLS: proxy.RequireTLS,
    RoleArn: proxy.RoleArn,
    TargetConnectionNetworkType: proxy.TargetConnectionNetworkType,
    VpcId: proxy.VpcId,
    VpcSecurityGroupIds: proxy.VpcSecurityGroupIds,
    VpcSubnetIds: proxy.VpcSubnetIds,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbproxy.html */
export const dbProxy = defineResourceType({
  type: 'AWS::RDS::DBProxy',
  scope: 'regional',
  permissions: ['rds:DescribeDBProxies', 'rds:ListTagsForResource'],
  async *read({ clients, optional }) {
    const client = clients.get(RDSClient);
    const proxies = await everyItem(
      paginateDescribeDBProxies({ client, pageSize: 100 }, {}),
      ({ DBProxies }) => DBProxies,
    );
    yield* readWithOwnCalls(proxies, async (proxy) => {
      const { DBProxyName, DBProxyArn, Status } = proxy;
      if (!DBProxyName || Status === 'deleting') return undefined;
      const unread: UnreadProperty[] = [];
      const tags = await optional(unread, '/Tags', () =>
        client.send(new ListTagsForResourceCommand({ ResourceName: DBProxyArn })),
      );
      if (!tags && unread.length === 0) return undefined;
      return { id: DBProxyName, arn: DBProxyArn, tags: tags?.TagList, properties: properties(proxy), unread };
    });
  },
  unordered: { '/Auth': ['SecretArn', 'UserName'], '/VpcSubnetIds': 'value' },
  volatile: { '/Status': 'progress of the last change', '/UpdatedDate': 'time of the last change' },
  sensitivity: {
    '/Auth': 'MEDIUM',
    '/DefaultAuthScheme': 'MEDIUM',
    '/RoleArn': 'MEDIUM',
    '/VpcSecurityGroupIds': 'MEDIUM',
    '/VpcSubnetIds': 'MEDIUM',
  },
  rules: [
    protectionLost({
      id: 'rds-proxy-tls-not-required',
      title: 'a proxy takes unencrypted connections',
      severity: 'HIGH',
      sources: [
        'FSBP RDS.43',
        'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.howitworks.html#rds-proxy-security',
      ],
      recommendation: 'Require TLS again.',
      remedy: {
        command: 'aws rds modify-db-proxy --db-proxy-name {{id}} --require-tls',
        console: 'RDS › Proxies › {{id}} › Modify › Require Transport Layer Security',
      },
      path: '/RequireTLS',
      protects: (value) => value === true,
      reason: ({ id }) =>
        `Proxy ${id} takes unencrypted connections: passwords and data can be read on the way.`,
      better: 'the proxy takes encrypted connections only',
    }),
    protectionLost({
      id: 'rds-proxy-logs-queries',
      title: 'a proxy writes what its clients ask to the log',
      severity: 'MEDIUM',
      sources: ['https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBProxy.html'],
      recommendation: 'Turn debug logging off: texts of queries, with the data in them, are in the log.',
      remedy: {
        command: 'aws rds modify-db-proxy --db-proxy-name {{id}} --no-debug-logging',
        console: 'RDS › Proxies › {{id}} › Modify › Enhanced logging',
      },
      path: '/DebugLogging',
      protects: (value) => value !== true,
      reason: ({ id }) => `Proxy ${id} writes the texts of queries to CloudWatch.`,
      better: 'texts of queries are no longer logged',
    }),
  ],
  monthlyCost: () => unknownCost('Tidemark has no prices of RDS Proxy.'),
});
