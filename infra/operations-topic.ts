import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { operationsTopicName } from './names.ts';

/**
 * The topic that the alarms on Tidemark itself go to: those who run it are seldom those who own the accounts. Not
 * encrypted: CloudWatch cannot use the key that AWS manages for SNS, a key of our own costs 1 USD a month, and an
 * alarm says no more than that a queue is not empty.
 */
export class OperationsTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      topicName: operationsTopicName,
      displayName: 'Tidemark operations',
      enforceSSL: true,
    });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}
