import type { TypeKnowledge } from '../model/knowledge.ts';
import type { ChangeRule } from '../model/rule.ts';

/** The id of the rule of what holds data. */
export const statefulDeletionId = 'stateful-resource-deleted';

/** The deletion of what holds state that cannot be made again from a template. */
export function statefulDeletion(knowledge: TypeKnowledge): ChangeRule[] {
  const { holdsState, type } = knowledge;
  if (holdsState === undefined) return [];
  return [
    {
      kind: 'change',
      id: statefulDeletionId,
      title: 'a resource that holds data was deleted',
      severity: 'HIGH',
      sources: ['AWS Well-Architected REL09-BP01', 'MITRE ATT&CK T1485'],
      recommendation:
        'Confirm that the deletion was meant; if it was not, restore the last backup or snapshot now, before it expires.',
      remedy: {
        command: 'aws backup list-recovery-points-by-resource --resource-arn {{arn}}',
        console: 'AWS Backup › Protected resources › {{id}} › Restore',
      },
      dangers: (change) =>
        change.kind === 'removed'
          ? [
              {
                subject: 'deleted',
                reason: `The ${type} ${change.before.id} was deleted: deleting it loses ${holdsState}.`,
              },
            ]
          : [],
    },
  ];
}
