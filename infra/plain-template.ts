import { LegacyStackSynthesizer } from 'aws-cdk-lib';

/**
 * Makes a template that CloudFormation and StackSets take as it is: without assets, and without asking whether the
 * account was bootstrapped for the CDK. Its empty texts stand for "none": the CDK's class says undefined there, which
 * the exact optional properties of the CDK's own interface do not accept.
 */
export class PlainTemplateSynthesizer extends LegacyStackSynthesizer {
  override get bootstrapQualifier(): string {
    return '';
  }

  override get lookupRole(): string {
    return '';
  }

  override get cloudFormationExecutionRole(): string {
    return '';
  }
}
