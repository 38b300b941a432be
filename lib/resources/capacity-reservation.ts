import {
  type CapacityReservation,
  EC2Client,
  paginateDescribeCapacityReservations,
} from '@aws-sdk/client-ec2';
import { hoursPerMonth, priceSource } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext, Membership } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';
import { defineResourceType } from './define.ts';
import { ec2Arn, pageSize, textAt } from './network-shape.ts';

/** States of a reservation that is there or will be. */
const livingStates = ['active', 'pending', 'scheduled', 'delayed', 'assessing', 'payment-pending'];

function properties({ Tags: _tags, ...reservation }: CapacityReservation): object {
  return {
    Id: reservation.CapacityReservationId,
    CapacityReservationArn: reservation.CapacityReservationArn,
    CapacityReservationFleetId: reservation.CapacityReservationFleetId,
    OwnerId: reservation.OwnerId,
    ReservationType: reservation.ReservationType,
    InstanceType: reservation.InstanceType,
    InstancePlatform: reservation.InstancePlatform,
    InstanceCount: reservation.TotalInstanceCount,
    InstanceMatchCriteria: reservation.InstanceMatchCriteria,
    AvailabilityZone: reservation.AvailabilityZone,
    AvailabilityZoneId: reservation.AvailabilityZoneId,
    Tenancy: reservation.Tenancy,
    EbsOptimized: reservation.EbsOptimized,
    EphemeralStorage: reservation.EphemeralStorage,
    StartDate: reservation.StartDate,
    EndDate: reservation.EndDate,
    EndDateType: reservation.EndDateType,
    OutPostArn: reservation.OutpostArn,
    PlacementGroupArn: reservation.PlacementGroupArn,
    UnusedReservationBillingOwnerId: reservation.UnusedReservationBillingOwnerId,
    CommitmentInfo: reservation.CommitmentInfo,
    DeliveryPreference: reservation.DeliveryPreference,
    CapacityBlockId: reservation.CapacityBlockId,
    Interruptible: reservation.Interruptible,
  };
}

const membership: Membership = {
  reason: 'capacity reservation fleets make and cancel their reservations by themselves',
  ownerOf: (reservation) => {
    const fleet = textAt(reservation, '/CapacityReservationFleetId');
    return fleet && `capacity reservation fleet ${fleet}`;
  },
};

/** Reserved capacity is billed as if it ran, used or not. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-reservations-pricing-billing.html */
function monthlyCost({ properties: values, region }: Resource, { prices }: CostContext): MonthlyCost {
  const { InstanceType, InstancePlatform, InstanceCount, Tenancy } = values;
  if (values.ReservationType === 'capacity-block') {
    return unknownCost(
      'Capacity blocks are paid in advance, at a price that changes with supply and demand.',
    );
  }
  const price = prices.find('AmazonEC2', region, `linux/${InstanceType}`);
  if (!price || InstancePlatform !== 'Linux/UNIX' || Tenancy === 'dedicated') {
    return unknownCost(
      `Tidemark has no price of ${InstanceType} with ${InstancePlatform} (${Tenancy}) in ${region}.`,
    );
  }
  return {
    usd: Number(InstanceCount ?? 0) * price.usd * hoursPerMonth,
    assumptions: [
      `${InstanceCount} × ${InstanceType} reserved all month (730 h) on demand at ${price.usd} USD/h ${priceSource(price)}.`,
      'Instances that run in the reservation cost nothing beside it, and are counted as if they did.',
    ],
  };
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-capacityreservation.html
 *
 * Only those of the account: what others share is theirs. How much of it is in use is not told.
 */
export const capacityReservation = defineResourceType({
  type: 'AWS::EC2::CapacityReservation',
  scope: 'regional',
  permissions: ['ec2:DescribeCapacityReservations'],
  async *read(reader) {
    const pages = paginateDescribeCapacityReservations(
      { client: reader.clients.get(EC2Client), pageSize },
      {
        Filters: [
          { Name: 'owner-id', Values: [reader.account] },
          { Name: 'state', Values: livingStates },
        ],
      },
    );
    for await (const page of pages) {
      for (const reservation of page.CapacityReservations ?? []) {
        const { CapacityReservationId, CapacityReservationArn } = reservation;
        if (!CapacityReservationId) continue;
        yield {
          id: CapacityReservationId,
          arn: CapacityReservationArn ?? ec2Arn(reader, 'capacity-reservation', CapacityReservationId),
          tags: reservation.Tags,
          properties: properties(reservation),
        };
      }
    }
  },
  volatile: {
    '/AvailableInstanceCount': 'changes with all that starts and stops',
    '/CapacityAllocationSet': 'changes with all that starts and stops',
    '/State': 'progress of the last modification',
  },
  defaults: { ReservationType: 'default', Tenancy: 'default' },
  sensitivity: { '': 'MEDIUM' },
  membership,
  monthlyCost,
});
