import {
  ApplicationAutoScalingClient,
  paginateDescribeScalableTargets,
  paginateDescribeScalingPolicies,
  type ServiceNamespace,
} from '@aws-sdk/client-application-auto-scaling';
import type { ResourceReader } from '../aws/reader.ts';
import type { UnreadProperty } from '../model/resource.ts';
import { everyItem } from './listing.ts';

/** The IAM actions of {@link readScalableTargets}. */
export const scalingPermissions = [
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
] as const;

/** What an autoscaler may set of a resource, and by which policies it does; without a policy it does not. */
export interface ScalableTarget {
  /** Such as `table/orders/index/by-date` or `service/shop/web`. */
  readonly ResourceId: string;
  /** Such as `ecs:service:DesiredCount`. */
  readonly ScalableDimension: string;
  readonly MinCapacity?: number | undefined;
  readonly MaxCapacity?: number | undefined;
  readonly ScalingPolicies: readonly object[];
}

/**
 * What autoscalers own in a service's namespace, in two lists for a whole region. A value that an autoscaler sets is no
 * configuration: readers leave it out and yield this instead, so that scaling is no change and losing a policy is one.
 * When the lists are refused, they are noted as unread at `paths`.
 */
export async function readScalableTargets(
  { clients, optional }: ResourceReader,
  namespace: ServiceNamespace,
  unread: UnreadProperty[],
  paths: readonly string[],
): Promise<ScalableTarget[]> {
  const client = clients.get(ApplicationAutoScalingClient);
  const input = { ServiceNamespace: namespace } as const;
  const found = await optional(unread, paths, async () => {
    const targets = await everyItem(
      paginateDescribeScalableTargets({ client }, input),
      ({ ScalableTargets }) => ScalableTargets,
    );
    const policies = await everyItem(
      paginateDescribeScalingPolicies({ client }, input),
      ({ ScalingPolicies }) => ScalingPolicies,
    );
    return targets.flatMap(
      ({ ResourceId, ScalableDimension, MinCapacity, MaxCapacity, RoleARN, SuspendedState }) => {
        if (!ResourceId || !ScalableDimension) return [];
        const ScalingPolicies = policies
          .filter((each) => each.ResourceId === ResourceId && each.ScalableDimension === ScalableDimension)
          .map((policy) => ({
            PolicyName: policy.PolicyName,
            PolicyType: policy.PolicyType,
            TargetTrackingScalingPolicyConfiguration: policy.TargetTrackingScalingPolicyConfiguration,
            StepScalingPolicyConfiguration: policy.StepScalingPolicyConfiguration,
          }));
        return [
          {
            ResourceId,
            ScalableDimension,
            MinCapacity,
            MaxCapacity,
            RoleARN,
            SuspendedState,
            ScalingPolicies,
          },
        ];
      },
    );
  });
  return found ?? [];
}
