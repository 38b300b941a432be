import { dbCluster } from './db-cluster.ts';
import { dbInstance } from './db-instance.ts';
import { dbProxy } from './db-proxy.ts';
import { dbSubnetGroup } from './db-subnet-group.ts';
import type { ResourceType } from './define.ts';
import { dynamodbTable } from './dynamodb-table.ts';
import { elasticacheCacheCluster, elasticacheReplicationGroup } from './elasticache.ts';
import { elasticacheUser, elasticacheUserGroup } from './elasticache-users.ts';
import { openSearchDomain } from './opensearch-domain.ts';
import { rdsEventSubscription } from './rds-event-subscription.ts';
import { rdsOptionGroup } from './rds-option-group.ts';
import { dbClusterParameterGroup, dbParameterGroup } from './rds-parameter-groups.ts';
import { dbClusterSnapshot, dbSnapshot } from './rds-snapshots.ts';

/** The types of databases and caches. */
export const databaseTypes: readonly ResourceType[] = [
  dynamodbTable,
  elasticacheCacheCluster,
  elasticacheReplicationGroup,
  elasticacheUser,
  elasticacheUserGroup,
  openSearchDomain,
  dbCluster,
  dbClusterParameterGroup,
  dbClusterSnapshot,
  dbInstance,
  dbParameterGroup,
  dbProxy,
  dbSnapshot,
  dbSubnetGroup,
  rdsEventSubscription,
  rdsOptionGroup,
];
