import { type CostPart, priceSource, sumOfParts } from '../cost/estimate.ts';
import { type MonthlyCost, unknownCost } from '../model/cost.ts';
import type { CostContext } from '../model/knowledge.ts';
import type { Resource } from '../model/resource.ts';

/**
 * What gp3 does without extra charge: IOPS and MiB/s.
 * https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
 */
const gp3Included = { iops: 3_000, mibps: 125 };
/** Up to here all IOPS of io2 have one price; more cost less. https://aws.amazon.com/ebs/pricing/ */
const io2FirstTier = 32_000;

/** What is billed of a volume: how much of what, under which key of the price book. */
interface Billed {
  readonly count: number;
  readonly unit: string;
  readonly key: string;
}

function billed({ properties }: Resource, type: string): Billed[] {
  const [size, iops, mibps] = [properties.Size, properties.Iops, properties.Throughput].map((value) =>
    Number(value ?? 0),
  );
  const included = type === 'gp3' ? gp3Included : { iops: 0, mibps: 0 };
  const hasIops = ['gp3', 'io1', 'io2'].includes(type);
  return [
    { count: size ?? 0, unit: 'GB', key: 'gb-month' },
    { count: hasIops ? (iops ?? 0) - included.iops : 0, unit: 'IOPS', key: 'iops-month' },
    { count: type === 'gp3' ? (mibps ?? 0) - included.mibps : 0, unit: 'MiB/s', key: 'mibps-month' },
  ].filter(({ count }) => count > 0);
}

function part({ count, unit, key }: Billed, type: string, region: string, { prices }: CostContext): CostPart {
  const what = `${count} ${unit} of ${type}`;
  if (type === 'io2' && unit === 'IOPS' && count > io2FirstTier) {
    const assumption = `Tidemark has no price of the IOPS of io2 above ${io2FirstTier.toLocaleString('en-US')}.`;
    return { usd: null, assumption };
  }
  const price = prices.find('AmazonEC2', region, `${type}/${key}`);
  if (!price) return { usd: null, assumption: `Tidemark has no price of ${what} in ${region}.` };
  const beyond = type === 'gp3' && unit !== 'GB' ? ' beyond what is included' : '';
  return {
    usd: count * price.usd,
    assumption: `${what}${beyond} at ${price.usd} USD/${unit}-month ${priceSource(price)}.`,
  };
}

/**
 * What a volume costs a month, attached or not, its instance running or not: its size, and the IOPS and throughput that
 * are paid for. The requests to magnetic volumes are not counted.
 */
export function volumeMonthlyCost(volume: Resource, context: CostContext): MonthlyCost {
  const { properties, region } = volume;
  if (properties.OutpostArn !== undefined)
    return unknownCost('Volumes on an Outpost are billed with the Outpost.');
  if (!(Number(properties.Size) > 0)) return unknownCost('The model does not tell the size of the volume.');
  const type = String(properties.VolumeType ?? 'gp2');
  const parts = billed(volume, type).map((each) => part(each, type, region, context));
  const requests: CostPart[] =
    type === 'standard' ? [{ usd: 0, assumption: 'Without its I/O requests, which are billed too.' }] : [];
  return sumOfParts([...parts, ...requests]);
}
