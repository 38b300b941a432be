import {
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { isNotFound } from '../aws/errors.ts';
import type { ResourceReader } from '../aws/reader.ts';
import { changedResource, type ResourceChange } from '../model/change.ts';
import { free } from '../model/cost.ts';
import { type JsonObject, toList } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import type { ChangeRule } from '../model/rule.ts';
import { defineResourceType, type ReadResource } from './define.ts';
import { hostedZones, linkedServiceMembership, type Zone } from './route53-zones.ts';

const MaxItems = 300;

/** Records that say who answers for a domain or takes its mail, and what for. */
const steering: Readonly<Record<string, string>> = {
  CAA: 'who may issue certificates for it',
  DS: 'which key signs its zone',
  MX: 'who takes its mail',
  NS: 'who answers for it',
};

/** A record set in the words of Route 53. */
function recordSet({ properties }: Resource): JsonObject {
  const { HostedZoneId: _zone, LinkedService: _service, ResourceRecords, TTL, ...record } = properties;
  return {
    ...record,
    ...(TTL === undefined ? {} : { TTL: Number(TTL) }),
    ...(ResourceRecords === undefined
      ? {}
      : { ResourceRecords: toList(ResourceRecords).map((Value) => ({ Value })) }),
  };
}

/** The change batch that undoes a change. */
function wayBack(change: ResourceChange): string {
  const Action = change.kind === 'added' ? 'DELETE' : 'UPSERT';
  const ResourceRecordSet = recordSet(change.before ?? change.after);
  return JSON.stringify({ Changes: [{ Action, ResourceRecordSet }] });
}

const steeringChanged: ChangeRule = {
  kind: 'change',
  id: 'route53-domain-steered-elsewhere',
  title: 'a record that says who a domain belongs to was changed',
  severity: 'HIGH',
  sources: [
    'MITRE ATT&CK T1584.002',
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/protection-from-dangling-dns.html',
  ],
  recommendation: 'Make sure that the new values are yours; if not, set the old ones at once.',
  remedy: {
    command:
      'aws route53 change-resource-record-sets --hosted-zone-id {{/HostedZoneId}} --change-batch {{way-back}}',
    console: 'Route 53 › Hosted zones › {{/HostedZoneId}} › Records › {{/Name}} › Edit record',
  },
  dangers: (change) => {
    const { Name, Type } = changedResource(change).properties;
    const means = steering[String(Type)];
    const isSteered =
      change.kind !== 'modified' ||
      change.properties.some(
        ({ path }) => path.startsWith('/ResourceRecords') || path.startsWith('/AliasTarget'),
      );
    if (means === undefined || !isSteered) return [];
    // A new delegation or mail exchanger takes nothing away; one that is changed or gone does.
    const severity = change.kind === 'added' ? 'MEDIUM' : 'HIGH';
    return [
      {
        subject: `${String(Type)} ${String(Name)}`,
        values: { 'way-back': wayBack(change) },
        severity,
        reason: `The ${String(Type)} record of ${String(Name)} was ${change.kind}: it says ${means}.`,
      },
    ];
  },
};

function toResource(zone: Zone, record: ResourceRecordSet): ReadResource[] {
  const { Name, Type, SetIdentifier, TTL } = record;
  if (!Name || !Type) return [];
  return [
    {
      id: [Name, zone.zoneId, Type, ...(SetIdentifier ? [SetIdentifier] : [])].join('|'),
      properties: {
        Name,
        HostedZoneId: zone.zoneId,
        Type,
        SetIdentifier,
        AliasTarget: record.AliasTarget,
        CidrRoutingConfig: record.CidrRoutingConfig,
        Failover: record.Failover,
        GeoLocation: record.GeoLocation,
        GeoProximityLocation: record.GeoProximityLocation,
        HealthCheckId: record.HealthCheckId,
        LinkedService: zone.LinkedService,
        MultiValueAnswer: record.MultiValueAnswer,
        Region: record.Region,
        ResourceRecords: record.ResourceRecords?.map(({ Value }) => Value),
        TrafficPolicyInstanceId: record.TrafficPolicyInstanceId,
        TTL: TTL === undefined ? undefined : String(TTL),
        Weight: record.Weight,
      },
    },
  ];
}

/** The record sets of a zone, page by page; none of a zone that is gone. */
async function* recordsOf(
  { clients }: ResourceReader,
  HostedZoneId: string,
): AsyncIterable<ResourceRecordSet[]> {
  const client = clients.get(Route53Client);
  let next: object | undefined = {};
  while (next) {
    try {
      const page: ListResourceRecordSetsCommandOutput = await client.send(
        new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems, ...next }),
      );
      yield page.ResourceRecordSets ?? [];
      next = page.IsTruncated
        ? {
            StartRecordName: page.NextRecordName,
            StartRecordType: page.NextRecordType,
            StartRecordIdentifier: page.NextRecordIdentifier,
          }
        : undefined;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      next = undefined;
    }
  }
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html
 * Zone after zone and page after page, because Route 53 answers five calls a second in all.
 */
export const route53RecordSet = defineResourceType({
  type: 'AWS::Route53::RecordSet',
  scope: 'global',
  taggable: false,
  permissions: ['route53:ListHostedZones', 'route53:ListResourceRecordSets'],
  async *read(reader) {
    for (const zone of await hostedZones(reader)) {
      for await (const records of recordsOf(reader, zone.zoneId)) {
        yield* records.flatMap((record) => toResource(zone, record));
      }
    }
  },
  unordered: { '/ResourceRecords': 'value' },
  membership: linkedServiceMembership,
  sensitivity: {
    '/AliasTarget': 'MEDIUM',
    '/Failover': 'MEDIUM',
    '/HealthCheckId': 'MEDIUM',
    '/ResourceRecords': 'MEDIUM',
    '/Weight': 'MEDIUM',
  },
  rules: [steeringChanged],
  monthlyCost: () => free,
});
