import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import type { Configuration } from '../lib/config/schema.ts';
import { ConfigurationError } from '../lib/model/errors.ts';
import type { ResourceType } from '../lib/resources/define.ts';
import { HubStack } from './hub-stack.ts';
import { MemberStack } from './member-stack.ts';

/** The CLI gives the context as text; who writes it into cdk.json may have given a number. */
const hubAccountSchema = z.coerce.string().regex(/^\d{12}$/);

/** The account of the hub as the context has it. Throws a {@link ConfigurationError} when it is no account id. */
function hubAccountOf(app: App): string | undefined {
  const value: unknown = app.node.tryGetContext('hubAccount');
  if (value === undefined) return undefined;
  const parsed = hubAccountSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    `The context hubAccount is ${JSON.stringify(value)}; it must be a 12-digit account id, such as --context hubAccount=111122223333`,
  );
}

/**
 * Adds the hub and the member stack to an app, and has cdk-nag check them at synthesis. The context `hubAccount` is
 * the account of the hub for members to trust. Throws a {@link ConfigurationError} when it is no account id.
 */
export function addStacks(
  app: App,
  configuration: Configuration,
  types: readonly ResourceType[],
): { readonly hub: HubStack; readonly member: MemberStack } {
  const hubAccount = hubAccountOf(app);
  const hub = new HubStack(app, 'TidemarkHub', { configuration, types });
  const member = new MemberStack(app, 'TidemarkMember', { configuration, types, hubAccount });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { hub, member };
}
