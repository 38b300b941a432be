import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { alertTopicName } from './names.ts';

/** What a topic needs. */
export interface AlertTopicProps {
  readonly environment: string;
  /** Addresses to subscribe; each gets a mail by which it confirms. */
  readonly email: readonly string[];
}

/**
 * The topic with the alerts of one environment, and the redrive queue for what a subscriber did not take. Alerts name
 * resources and what is wrong with them, so they are encrypted: with the key that AWS manages for SNS, which costs
 * nothing and which every publisher and subscriber of this account may use.
 */
export class AlertTopic extends Construct {
  readonly topic: Topic;
  readonly redriveQueue: Queue;

  constructor(scope: Construct, id: string, { environment, email }: AlertTopicProps) {
    super(scope, id);
    this.redriveQueue = new DeadLetterQueue(
      this,
      'Redrive',
      `tidemark-alerts-dead-letter-${environment}`,
    ).queue;
    this.topic = new Topic(this, 'Topic', {
      topicName: alertTopicName(environment),
      displayName: `Tidemark ${environment}`,
      enforceSSL: true,
      masterKey: Alias.fromAliasName(this, 'Key', 'alias/aws/sns'),
    });
    for (const address of email) {
      this.topic.addSubscription(new EmailSubscription(address, { deadLetterQueue: this.redriveQueue }));
    }
    // For subscriptions that people make by hand, with this queue as their redrive queue.
    this.redriveQueue.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        resources: [this.redriveQueue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': this.topic.topicArn } },
      }),
    );
  }
}
