import {
  ConfigServiceClient,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  SelectResourceConfigCommand,
} from '@aws-sdk/client-config-service';
import { DescribeSecurityGroupsCommand, EC2Client, type SecurityGroup } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { parseConfiguration } from '../../lib/config/load.ts';
import type { RunReport } from '../../lib/model/report.ts';
import { securityGroup } from '../../lib/resources/security-group.ts';
import type { ScanRequest } from '../../lib/scan/events.ts';
import { type LocalRunOptions, runLocally } from '../../lib/scan/run.ts';
import { openSnapshot } from '../../lib/snapshot/format.ts';
import { storeKeys } from '../../lib/store/keys.ts';
import { World } from './world.ts';

/** The target that is scanned. */
export const target = { environment: 'prod', account: '111122223333', region: 'eu-west-1' };
const types = [securityGroup];

/** An account with security groups, whose changes AWS Config records. */
export class RecordedAccount {
  readonly ec2 = mockClient(EC2Client);
  readonly config = mockClient(ConfigServiceClient);
  readonly groups = new Map<string, SecurityGroup>();
  /** When AWS Config recorded the last state of each group. */
  readonly captured = new Map<string, Date>();
  /** Why AWS Config could not be used, as the scan told it. */
  readonly gaps: string[] = [];
  readonly world: World;
  time = new Date('2026-11-21T07:00:00Z');

  private constructor(world: World) {
    this.world = world;
    this.ec2
      .on(DescribeSecurityGroupsCommand)
      .callsFake(() => ({ SecurityGroups: [...this.groups.values()] }));
    this.config
      .on(DescribeConfigurationRecordersCommand)
      .callsFake(() => ({
        ConfigurationRecorders: [{ name: 'default', recordingGroup: { allSupported: true } }],
      }))
      .on(DescribeConfigurationRecorderStatusCommand)
      .callsFake(() => ({
        ConfigurationRecordersStatus: [
          { name: 'default', recording: true, lastStatus: 'Success', lastStartTime: new Date(0) },
        ],
      }))
      .on(SelectResourceConfigCommand)
      .callsFake(() => ({ Results: this.results() }));
  }

  static async create(): Promise<RecordedAccount> {
    return new RecordedAccount(await World.create());
  }

  /** What a query answers. */
  results(): string[] {
    return [...this.captured].map(([resourceId, capturedAt]) =>
      JSON.stringify({
        resourceId,
        resourceType: securityGroup.type,
        configurationItemCaptureTime: capturedAt.toISOString(),
        configurationItemStatus: 'OK',
      }),
    );
  }

  /** Makes or changes a group, which is recorded at once. */
  put(group: SecurityGroup & { readonly GroupId: string }): void {
    this.groups.set(group.GroupId, group);
    this.captured.set(group.GroupId, this.time);
  }

  /** Deletes a group, which is recorded at once. */
  delete(id: string): void {
    this.groups.delete(id);
    this.captured.delete(id);
  }

  /** Lets time go by. */
  wait(minutes: number): void {
    this.time = new Date(this.time.getTime() + minutes * 60_000);
  }

  /** Scans the account, with what `tidemark.yaml` says of AWS Config and of the environment beside its place. */
  async scan(
    awsConfig = '{ mode: reuse }',
    request: Partial<ScanRequest> = {},
    rest: Partial<LocalRunOptions> = {},
    environment = '',
  ): Promise<RunReport> {
    const yaml = `version: 1
memberRole: { externalId: test-1 }
awsConfig: ${awsConfig}
environments: { prod: { accounts: ["111122223333"], regions: [eu-west-1]${environment} } }`;
    const configuration = parseConfiguration(yaml, 'tidemark.yaml', [securityGroup.type]);
    return runLocally(
      { mode: 'scan', trigger: 'cli', ...request },
      {
        ...this.world.options,
        configuration,
        types,
        knowledgeOf: (type) => types.find((each) => each.type === type) ?? { type },
        now: () => this.time,
        onAwsConfigGap: (_target, reason) => this.gaps.push(reason),
        ...rest,
      },
    );
  }

  /** The lines of the snapshot of a run. */
  async lines({ runId }: RunReport): Promise<string[]> {
    const stored = await this.world.store.get(storeKeys.snapshot(target, runId));
    const lines: string[] = [];
    for await (const batch of (await openSnapshot(stored?.body ?? new Uint8Array(), runId)).lines)
      lines.push(...batch);
    return lines;
  }

  /** How often EC2 was asked for the groups. */
  get reads(): number {
    return this.ec2.commandCalls(DescribeSecurityGroupsCommand).length;
  }

  async remove(): Promise<void> {
    this.ec2.restore();
    this.config.restore();
    await this.world.remove();
  }
}
