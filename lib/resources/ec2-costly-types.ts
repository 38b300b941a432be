import type { ResourceChange } from '../model/change.ts';
import { changedResource } from '../model/change.ts';
import type { ChangeRule } from '../model/rule.ts';

/**
 * Families with accelerators, with terabytes of memory, or for supercomputers: what stolen keys are used for first, and
 * what costs thousands a month. https://aws.amazon.com/ec2/instance-types/
 */
const costlyFamily = /^(dl|f|g|hpc|inf|p|trn|u|vt|x)[0-9-]/;
/** A whole machine, or next to one, of any other family. */
const costlySize = /\.(metal.*|\d{2,}xlarge)$/;
const smallestCostlySize = 24;

function isCostly(type: unknown): boolean {
  if (typeof type !== 'string') return false;
  const size = /\.(\d+)xlarge$/.exec(type)?.[1];
  const isWholeMachine = costlySize.test(type) && (size === undefined || Number(size) >= smallestCostlySize);
  return costlyFamily.test(type) || isWholeMachine;
}

const typeOf = (change: ResourceChange, side: 'before' | 'after') => change[side]?.properties.InstanceType;

/** An instance of a type that mostly miners and mistakes start. */
export const costlyType: ChangeRule = {
  kind: 'change',
  id: 'ec2-instance-costly-type',
  title: 'an instance of a very large or accelerated type runs',
  severity: 'HIGH',
  sources: ['MITRE ATT&CK T1496', 'AWS Well-Architected COST06-BP02'],
  recommendation:
    'Find out who started it and what it computes; stop it today if nobody can say, and look for more of them in other regions.',
  remedy: {
    command: 'aws ec2 stop-instances --instance-ids {{id}}',
    console: 'EC2 › Instances › {{id}} › Instance state › Stop instance',
  },
  dangers: (change) => {
    const [before, after] = [typeOf(change, 'before'), typeOf(change, 'after')];
    if (change.kind === 'removed' || before === after || !isCostly(after)) return [];
    return [
      {
        subject: `type ${String(after)}`,
        path: '/InstanceType',
        reason: `Instance ${changedResource(change).id} is a ${String(after)}${before === undefined ? '' : ` now, no longer a ${String(before)}`}: such types have accelerators or are whole machines, and are what stolen keys are used for.`,
      },
    ];
  },
};
