import { Glue } from '@aws-sdk/client-glue';
import { Lambda } from '@aws-sdk/client-lambda';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SFN } from '@aws-sdk/client-sfn';
import { canarySecret } from '../seed.ts';
import type { Place } from './place.ts';

/** Exchanges secrets in places that Tidemark reads, so that findings have to tell of them without saying them. */
export async function exchangeSecrets({ shop, configuration, arn }: Place): Promise<string[]> {
  const next = `${canarySecret}-next`;
  await new Lambda(configuration).updateFunctionConfiguration({
    FunctionName: shop.functions.orderProcessor,
    Environment: { Variables: { LOG_LEVEL: 'warn', DATABASE_PASSWORD: next } },
  });
  await new Glue(configuration).updateJob({
    JobName: 'nightly-figures',
    JobUpdate: {
      Role: shop.identities.functionRoleArn,
      Command: { Name: 'glueetl', ScriptLocation: `s3://${shop.buckets.uploads}/figures.py` },
      DefaultArguments: { '--stage': 'prod', '--api-token': next },
    },
  });
  await new SFN(configuration).updateStateMachine({
    stateMachineArn: arn('states', 'stateMachine:fulfil-order'),
    definition: JSON.stringify({
      StartAt: 'Charge',
      States: {
        Charge: {
          Type: 'Task',
          Resource: arn('lambda', `function:${shop.functions.orderProcessor}`),
          Parameters: { apiKey: next },
          End: true,
        },
      },
    }),
  });
  await new Scheduler(configuration).updateSchedule({
    Name: 'close-of-day',
    GroupName: 'shop',
    ScheduleExpression: 'cron(0 22 * * ? *)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: arn('lambda', `function:${shop.functions.nightlyReport}`),
      RoleArn: shop.identities.functionRoleArn,
      Input: JSON.stringify({ day: 'today', apiKey: next }),
    },
  });
  return [
    'AWS::Glue::Job',
    'AWS::Lambda::Function',
    'AWS::Scheduler::Schedule',
    'AWS::StepFunctions::StateMachine',
  ];
}
