import ipaddr from 'ipaddr.js';
import { isJsonArray, isJsonObject, type JsonValue } from '../../model/json.ts';
import { mapMembers } from './walk.ts';

/**
 * Protocol numbers that AWS has names for, and the word for all of them.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
const protocols: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
  ['all', '-1'],
]);

function protocol(value: string): string {
  const name = value.toLowerCase();
  return protocols.get(name) ?? name;
}

/**
 * A network in the one spelling that AWS stores: host bits zero, IPv6 in lower case and compressed (RFC 5952). What is
 * no network stays as it is.
 */
function network(value: string): string {
  if (!/^[\d.]+\/\d+$|^[\da-f:.]+\/\d+$/i.test(value)) return value;
  try {
    const [address, bits] = ipaddr.parseCIDR(value);
    const base =
      address.kind() === 'ipv4'
        ? ipaddr.IPv4.networkAddressFromCIDR(value)
        : ipaddr.IPv6.networkAddressFromCIDR(value);
    return `${base}/${bits}`;
  } catch {
    return value;
  }
}

function spell(value: JsonValue, name: string): JsonValue {
  if (isJsonArray(value)) return value.map((element) => spell(element, name));
  if (isJsonObject(value)) return mapMembers(value, spell);
  if (name === 'IpProtocol') return protocol(String(value));
  return typeof value === 'string' && /cidr/i.test(name) ? network(value) : value;
}

/** Pass `spellings`: protocols and networks, which people and APIs write in several ways, in one. */
export function spellOneWay(value: JsonValue): JsonValue {
  return spell(value, '');
}
