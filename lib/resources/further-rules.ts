import { changedResource } from '../model/change.ts';
import type { TypeKnowledge } from '../model/knowledge.ts';
import type { Rule } from '../model/rule.ts';
import { openNetworkRules } from '../risk/network-rules.ts';

const anywhere = 'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/introduction.html';

/** A trust anchor says whose certificates are as good as credentials. */
const trustAnchorSet: Rule = {
  kind: 'change',
  id: 'rolesanywhere-trust-anchor-set',
  title: 'machines with certificates of another authority are let in',
  severity: 'HIGH',
  sources: [anywhere, 'MITRE ATT&CK T1098', 'MITRE ATT&CK T1556'],
  recommendation:
    'Make sure that the certificate authority is yours; if not, disable the trust anchor and look at what its sessions did.',
  dangers: (change) => {
    const isSet =
      change.kind === 'added' ||
      (change.kind === 'modified' && change.properties.some(({ path }) => path.startsWith('/Source')));
    if (!isSet) return [];
    const { id } = changedResource(change);
    return [
      {
        subject: 'certificate authority',
        path: '/Source',
        reason: `Trust anchor ${id} lets whoever has a certificate of its authority take roles of the account, from anywhere.`,
      },
    ];
  },
};

/** Rules of types that are read through Cloud Control when the configuration asks for them. */
const furtherRules: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  ['AWS::EC2::SecurityGroupIngress', openNetworkRules],
  ['AWS::RolesAnywhere::TrustAnchor', [trustAnchorSet]],
]);

/** What the schema of a type tells, and the rules there are of it beside. */
export function withFurtherRules(knowledge: TypeKnowledge): TypeKnowledge {
  const rules = furtherRules.get(knowledge.type);
  return rules === undefined ? knowledge : { ...knowledge, rules };
}
