import { valueAt } from '../model/pointer.ts';
import type { Rule, StateRule } from '../model/rule.ts';
import { doneByRds } from './rds-automatic.ts';
import { databaseChangeRules, instanceDeletion } from './rds-change-rules.ts';
import {
  clusterWords,
  type DatabaseWords,
  instanceWords,
  isTrue,
  modifyConsole,
  named,
} from './rds-transition.ts';

/** No command takes the public address from a cluster that has one: its security groups can keep the internet out. */
const publicDatabase = (words: DatabaseWords): StateRule => ({
  kind: 'state',
  id: 'rds-publicly-accessible',
  title: 'a database can be reached from the internet',
  severity: 'CRITICAL',
  sources: ['FSBP RDS.2', 'CIS AWS Foundations 3.0 2.3.3'],
  recommendation:
    'Set PubliclyAccessible to false, and look in the logs of the database for sign-ins from outside while it was true.',
  remedy: {
    command:
      words === clusterWords
        ? `${words.modify} --vpc-security-group-ids <security-group-without-the-internet>`
        : `${words.modify} --no-publicly-accessible`,
    console: `${modifyConsole} › Connectivity › Additional configuration`,
  },
  safer: 'the database has no public address',
  dangers: (database) => [
    ...(isTrue(database.properties.PubliclyAccessible)
      ? [
          {
            subject: 'publicly accessible',
            path: '/PubliclyAccessible',
            reason: `${named(database)} has a public address (PubliclyAccessible is true): its security groups and its passwords are all that keeps the internet out.`,
          },
        ]
      : []),
    ...(isTrue(database.properties.InternetAccessGatewayEnabled)
      ? [
          {
            subject: 'internet access gateway',
            path: '/InternetAccessGatewayEnabled',
            reason: `${named(database)} can be reached over an internet access gateway: who may sign in is all that keeps the internet out.`,
          },
        ]
      : []),
  ],
});

const httpEndpoint: StateRule = {
  kind: 'state',
  id: 'rds-http-endpoint-enabled',
  title: 'the data API of a cluster is on',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html'],
  recommendation:
    'Turn the data API off unless an application uses it: with it, AWS credentials suffice to query the database from anywhere.',
  remedy: {
    command: 'aws rds disable-http-endpoint --resource-arn {{/DBClusterArn}}',
    console: `${modifyConsole} › Connectivity › RDS Data API`,
  },
  safer: 'the data API is off',
  dangers: (database) =>
    isTrue(database.properties.EnableHttpEndpoint)
      ? [
          {
            subject: 'data API',
            path: '/EnableHttpEndpoint',
            reason: `${named(database)} answers SQL over the data API: whoever has AWS credentials for it needs no way into the VPC.`,
          },
        ]
      : [],
};

/** The certificate authorities of 2015 and 2019 have expired; no client should trust them. */
const expiredAuthority = ({ modify }: DatabaseWords): StateRule => ({
  kind: 'state',
  id: 'rds-certificate-authority-expired',
  title: 'the certificate authority of a database has expired',
  severity: 'MEDIUM',
  sources: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL-certificate-rotation.html',
  ],
  recommendation: 'Set CACertificateIdentifier to rds-ca-rsa2048-g1 or a stronger one.',
  remedy: {
    command: `${modify} --ca-certificate-identifier rds-ca-rsa2048-g1`,
    console: `${modifyConsole} › Connectivity › Certificate authority`,
  },
  safer: 'the certificate authority is a current one',
  dangers: (database) => {
    const authority =
      database.properties.CACertificateIdentifier ??
      valueAt(database.properties, '/CertificateDetails/CAIdentifier');
    return typeof authority === 'string' && /^rds-ca-20\d\d$/.test(authority)
      ? [
          {
            subject: authority,
            path: database.properties.CACertificateIdentifier
              ? '/CACertificateIdentifier'
              : '/CertificateDetails/CAIdentifier',
            reason: `The certificate of ${named(database)} is signed by ${authority}, which has expired: clients that check it cannot connect, others are open to impostors.`,
          },
        ]
      : [];
  },
});

const stopped = ({ start }: DatabaseWords): StateRule => ({
  kind: 'state',
  id: 'rds-database-stopped',
  title: 'a database is stopped',
  severity: 'MEDIUM',
  sources: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html'],
  recommendation: 'Start the database again, unless somebody stopped it on purpose.',
  remedy: {
    command: start,
    console: 'RDS › Databases › {{id}} › Actions › Start',
  },
  safer: 'the database runs',
  dangers: (database) =>
    typeof database.properties.AutomaticRestartTime === 'string'
      ? [
          {
            subject: 'stopped',
            path: '/AutomaticRestartTime',
            reason: `${named(database)} is stopped and serves nobody; RDS starts it by itself at ${database.properties.AutomaticRestartTime}.`,
          },
        ]
      : [],
});

const rulesOfBoth = (words: DatabaseWords): readonly Rule[] => [
  publicDatabase(words),
  stopped(words),
  expiredAuthority(words),
  ...databaseChangeRules(words),
  doneByRds,
];

/** The dangers of AWS::RDS::DBInstance. */
export const instanceRules: readonly Rule[] = [...rulesOfBoth(instanceWords), ...instanceDeletion];

/** The dangers of AWS::RDS::DBCluster. */
export const clusterRules: readonly Rule[] = [...rulesOfBoth(clusterWords), httpEndpoint];
