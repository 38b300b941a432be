import { type HostedZone, paginateListHostedZones, Route53Client } from '@aws-sdk/client-route-53';
import type { ResourceReader } from '../aws/reader.ts';
import type { Membership } from '../model/knowledge.ts';
import { valueAt } from '../model/pointer.ts';
import { everyItem } from './listing.ts';

/** A hosted zone with its id without the `/hostedzone/` that the API puts before it. */
export interface Zone extends HostedZone {
  readonly zoneId: string;
}

/** The hosted zones of the account. */
export async function hostedZones({ clients }: ResourceReader): Promise<Zone[]> {
  const client = clients.get(Route53Client);
  const zones = await everyItem(paginateListHostedZones({ client }, {}), ({ HostedZones }) => HostedZones);
  return zones.map((zone) => ({ ...zone, zoneId: (zone.Id ?? '').replace(/^\/hostedzone\//, '') }));
}

/** Zones and records that a service such as Cloud Map makes and removes as its instances come and go. */
export const linkedServiceMembership: Membership = {
  reason: 'services such as Cloud Map keep zones and records of their own',
  ownerOf: ({ properties }) => {
    const service = valueAt(properties, '/LinkedService/ServicePrincipal');
    return typeof service === 'string' ? service : undefined;
  },
};
