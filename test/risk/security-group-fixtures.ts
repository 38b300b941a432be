import type { JsonObject } from '../../lib/model/json.ts';
import type { TypeKnowledge } from '../../lib/model/knowledge.ts';
import { assessRisk } from '../../lib/risk/engine.ts';
import { openNetworkRules } from '../../lib/risk/network-rules.ts';
import { changeBetween } from '../resource-fixtures.ts';

/** A security group, of which only the rules of open networks are known. */
export const knowledge: TypeKnowledge = {
  type: 'AWS::EC2::SecurityGroup',
  rules: openNetworkRules,
  unordered: { '/SecurityGroupIngress': 'value' },
};
/** The whole internet as an ingress rule names it. */
export const world = { CidrIp: '0.0.0.0/0' };
export const administrative = 'ec2-administrative-port-open-to-world';
export const large = 'ec2-administrative-port-open-to-large-network';
export const foreign = 'ec2-port-open-to-foreign-group';
export const other = 'ec2-port-open-to-world';

/** The risk of other ingress rules of security group sg-1. */
export function riskBetween(before: JsonObject[], after: JsonObject[]) {
  const change = changeBetween(
    knowledge,
    { SecurityGroupIngress: before },
    { SecurityGroupIngress: after },
    { id: 'sg-1' },
  );
  if (!change) throw new Error('the models do not differ');
  return assessRisk(change, knowledge);
}
