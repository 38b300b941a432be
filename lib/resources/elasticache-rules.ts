import type { Rule } from '../model/rule.ts';
import { propertyDanger, protectionLost } from './property-rules.ts';

const named = (id: string) => `ElastiCache ${id}`;

const passwordRemoved = (command: string, console: string): Rule =>
  protectionLost({
    id: 'elasticache-password-removed',
    title: 'a cache no longer asks for a password',
    severity: 'HIGH',
    sources: ['FSBP ElastiCache.6'],
    recommendation: 'Set an AUTH token again, or give the cache a user group.',
    remedy: { command, console },
    path: '/AuthTokenEnabled',
    protects: (value) => value === true,
    reason: ({ id }) => `${named(id)} no longer asks for an AUTH token.`,
    better: 'the cache asks for an AUTH token',
  });

const failoverOff = (command: string, console: string): Rule =>
  protectionLost({
    id: 'elasticache-failover-turned-off',
    title: 'a cache no longer fails over by itself',
    severity: 'MEDIUM',
    sources: ['FSBP ElastiCache.3'],
    recommendation: 'Turn automatic failover on again.',
    remedy: { command, console },
    path: '/AutomaticFailoverEnabled',
    protects: (value) => value === true,
    reason: ({ id }) => `${named(id)} no longer fails over to a replica by itself.`,
    better: 'the cache fails over by itself',
  });

const tlsOptional = (command: string, console: string): Rule =>
  protectionLost({
    id: 'elasticache-tls-optional',
    title: 'a cache takes unencrypted connections',
    severity: 'HIGH',
    sources: ['FSBP ElastiCache.5'],
    recommendation: 'Set the mode of encryption in transit to required again.',
    remedy: { command, console },
    path: '/TransitEncryptionMode',
    protects: (value) => value === 'required',
    reason: ({ id }, _, to) =>
      `${named(id)} takes unencrypted connections again (${String(to ?? 'no encryption')}).`,
    better: 'the cache takes encrypted connections only',
  });

const defaultSubnetGroup: Rule = propertyDanger({
  id: 'elasticache-default-subnet-group',
  title: 'a cache is in the default subnet group',
  severity: 'LOW',
  sources: ['FSBP ElastiCache.7'],
  recommendation: 'Use a subnet group of private subnets.',
  remedy: {
    command:
      'aws elasticache create-cache-subnet-group --cache-subnet-group-name <private> --cache-subnet-group-description <private-subnets> --subnet-ids <private-subnet>',
    console: 'ElastiCache › Subnet groups › Create subnet group',
  },
  safer: 'the cache is in a subnet group of its own',
  path: '/CacheSubnetGroupName',
  isDanger: (value) => value === 'default',
  reason: ({ id }) => `${named(id)} is in the default subnet group, whose subnets are public by default.`,
});

const tokenOptions = '--auth-token <new-token> --auth-token-update-strategy SET --apply-immediately';

/** The dangers of AWS::ElastiCache::ReplicationGroup. */
export const replicationGroupRules: readonly Rule[] = [
  passwordRemoved(
    `aws elasticache modify-replication-group --replication-group-id {{id}} ${tokenOptions}`,
    'ElastiCache › Caches › {{id}} › Modify › Access control',
  ),
  failoverOff(
    'aws elasticache modify-replication-group --replication-group-id {{id}} --automatic-failover-enabled --apply-immediately',
    'ElastiCache › Caches › {{id}} › Modify › Auto failover',
  ),
  tlsOptional(
    'aws elasticache modify-replication-group --replication-group-id {{id}} --transit-encryption-mode required --apply-immediately',
    'ElastiCache › Caches › {{id}} › Modify › Encryption in transit',
  ),
  defaultSubnetGroup,
];

/**
 * The dangers of AWS::ElastiCache::CacheCluster. It fails over only as the first member of a replication group, and
 * ElastiCache changes the encryption in transit of such groups only: who reaches a single cluster can be limited.
 */
export const cacheClusterRules: readonly Rule[] = [
  passwordRemoved(
    `aws elasticache modify-cache-cluster --cache-cluster-id {{id}} ${tokenOptions}`,
    'ElastiCache › Caches › {{id}} › Modify › Access control',
  ),
  failoverOff(
    'aws elasticache create-replication-group --replication-group-id <name> --replication-group-description <what-it-is-for> --primary-cluster-id {{id}} --automatic-failover-enabled',
    'ElastiCache › Caches › {{id}} › Actions › Add replication',
  ),
  tlsOptional(
    'aws elasticache modify-cache-cluster --cache-cluster-id {{id}} --security-group-ids <security-group-of-clients-that-encrypt> --apply-immediately',
    'ElastiCache › Caches › {{id}} › Modify › Security groups',
  ),
  defaultSubnetGroup,
];
