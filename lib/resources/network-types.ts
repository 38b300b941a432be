import { autoScalingGroup } from './auto-scaling-group.ts';
import { capacityReservation } from './capacity-reservation.ts';
import { clientVpnEndpoint } from './client-vpn-endpoint.ts';
import type { ResourceType } from './define.ts';
import { dhcpOptions } from './dhcp-options.ts';
import { egressOnlyInternetGateway } from './egress-only-internet-gateway.ts';
import { eip } from './eip.ts';
import { flowLog } from './flow-log.ts';
import { instanceConnectEndpoint } from './instance-connect-endpoint.ts';
import { internetGateway } from './internet-gateway.ts';
import { keyPair } from './key-pair.ts';
import { launchConfiguration } from './launch-configuration.ts';
import { launchTemplate } from './launch-template.ts';
import { listener } from './listener.ts';
import { listenerRule } from './listener-rule.ts';
import { loadBalancer } from './load-balancer.ts';
import { natGateway } from './nat-gateway.ts';
import { networkAcl } from './network-acl.ts';
import { prefixList } from './prefix-list.ts';
import { route } from './route.ts';
import { routeTable } from './route-table.ts';
import { securityGroup } from './security-group.ts';
import { subnet } from './subnet.ts';
import { targetGroup } from './target-group.ts';
import { trafficMirrorSession } from './traffic-mirror-session.ts';
import { transitGateway } from './transit-gateway.ts';
import { transitGatewayAttachment } from './transit-gateway-attachment.ts';
import { transitGatewayRouteTable } from './transit-gateway-route-table.ts';
import { vpc } from './vpc.ts';
import { vpcBlockPublicAccessExclusion } from './vpc-block-public-access-exclusion.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';
import { vpcEndpointService } from './vpc-endpoint-service.ts';
import { vpcPeeringConnection } from './vpc-peering-connection.ts';
import { vpnConnection } from './vpn-connection.ts';

/** The types of networks, of the ways into and out of them, and of what shares their load, sorted by type name. */
export const networkTypes: readonly ResourceType[] = [
  autoScalingGroup,
  launchConfiguration,
  capacityReservation,
  clientVpnEndpoint,
  dhcpOptions,
  eip,
  egressOnlyInternetGateway,
  flowLog,
  instanceConnectEndpoint,
  internetGateway,
  keyPair,
  launchTemplate,
  natGateway,
  networkAcl,
  prefixList,
  route,
  routeTable,
  securityGroup,
  subnet,
  trafficMirrorSession,
  transitGateway,
  transitGatewayAttachment,
  transitGatewayRouteTable,
  vpc,
  vpcBlockPublicAccessExclusion,
  vpcEndpoint,
  vpcEndpointService,
  vpcPeeringConnection,
  vpnConnection,
  listener,
  listenerRule,
  loadBalancer,
  targetGroup,
];
