import { DescribeKeyPairsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { free } from '../model/cost.ts';
import type { ChangeRule, StateRule } from '../model/rule.ts';
import { modifiedText } from './becoming.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, textAt } from './network-shape.ts';

const newKey: StateRule = {
  kind: 'state',
  id: 'ec2-key-pair-added',
  title: 'a key opens what is started from now on',
  severity: 'MEDIUM',
  sources: [
    'MITRE ATT&CK T1098.004',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html',
  ],
  recommendation: 'Find out who has the private key; delete the key pair if nobody needs it.',
  remedy: {
    command: 'aws ec2 delete-key-pair --key-name {{id}}',
    console: 'EC2 › Key Pairs › {{id}} › Actions › Delete',
  },
  safer: 'the key is gone',
  dangers: ({ id, properties: { KeyFingerprint } }) => [
    {
      subject: 'key',
      path: '/KeyName',
      reason: `Whoever has the private key of key pair ${id} (${KeyFingerprint}) can sign in to what is started with it.`,
    },
  ],
};

const otherKey: ChangeRule = {
  kind: 'change',
  id: 'ec2-key-pair-replaced',
  title: 'another key has the name of an approved one',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1098.004'],
  recommendation:
    'Find out who has the new private key, and put the approved public key back; templates that name the key pair start machines with the new one.',
  remedy: {
    command: 'aws ec2 delete-key-pair --key-name {{id}}',
    console: 'EC2 › Key Pairs › {{id}} › Actions › Delete',
  },
  dangers: (change) => {
    const key = modifiedText(change, 'KeyFingerprint') ?? modifiedText(change, 'PublicKeyMaterial');
    if (change.kind !== 'modified' || !key) return [];
    return [
      {
        subject: `key ${textAt(change.after, '/KeyFingerprint')}`,
        path: '/KeyFingerprint',
        reason: `Key pair ${change.after.id} is another key now (${key.before} before, ${key.after} now) under the approved name: it opens whatever is started with that name.`,
      },
    ];
  },
};

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-keypair.html
 *
 * A key pair is known by its name, which templates and launch templates use: one that was deleted and made again
 * under the same name is the same resource with another key. `KeyFormat` acts on creation only.
 */
export const keyPair = defineResourceType({
  type: 'AWS::EC2::KeyPair',
  scope: 'regional',
  permissions: ['ec2:DescribeKeyPairs'],
  async *read(reader) {
    const command = new DescribeKeyPairsCommand({ IncludePublicKey: true });
    const { KeyPairs } = await reader.clients.get(EC2Client).send(command);
    for (const { KeyName, KeyPairId, KeyType, KeyFingerprint, PublicKey, Tags } of KeyPairs ?? []) {
      if (!KeyName) continue;
      yield {
        id: KeyName,
        arn: KeyPairId && ec2Arn(reader, 'key-pair', KeyPairId),
        tags: Tags,
        properties: { KeyName, KeyPairId, KeyType, KeyFingerprint, PublicKeyMaterial: PublicKey?.trim() },
      };
    }
  },
  volatile: { '/CreateTime': 'time of creation' },
  defaults: { KeyType: 'rsa' },
  sensitivity: { '': 'MEDIUM' },
  rules: [otherKey, newKey],
  monthlyCost: () => free,
});
