import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import type { Configuration } from '../lib/config/schema.ts';
import type { ResourceType } from '../lib/resources/define.ts';
import { HubStack } from './hub-stack.ts';
import { MemberStack } from './member-stack.ts';

const hubAccountSchema = z.union([z.string(), z.number().transform(String)]).optional();

/**
 * Adds the hub and the member stack to an app, and has cdk-nag check them at synthesis. The context `hubAccount` is
 * the account of the hub for members to trust.
 */
export function addStacks(
  app: App,
  configuration: Configuration,
  types: readonly ResourceType[],
): { readonly hub: HubStack; readonly member: MemberStack } {
  const hubAccount = hubAccountSchema.parse(app.node.tryGetContext('hubAccount') ?? undefined);
  const hub = new HubStack(app, 'TidemarkHub', { configuration, types });
  const member = new MemberStack(app, 'TidemarkMember', { configuration, types, hubAccount });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { hub, member };
}
