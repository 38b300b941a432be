import type { StateRule } from '../model/rule.ts';

/**
 * Runtimes that get no more security patches, with the date they were deprecated, as of 2026-11-21. A table and not
 * a comparison with today: what a rule says of a state must not depend on the day it is asked.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated
 */
const deprecatedRuntimes: Readonly<Record<string, string>> = {
  dotnet8: '2026-11-10',
  'python3.10': '2026-10-31',
  'provided.al2': '2026-07-31',
  'nodejs20.x': '2026-04-30',
  'ruby3.2': '2026-03-31',
  'python3.9': '2025-12-15',
  'nodejs18.x': '2025-09-01',
  dotnet6: '2024-12-20',
  'python3.8': '2024-10-14',
  'nodejs16.x': '2024-06-12',
  dotnet7: '2024-05-14',
  java8: '2024-01-08',
  'go1.x': '2024-01-08',
  provided: '2024-01-08',
  'ruby2.7': '2023-12-07',
  'nodejs14.x': '2023-12-04',
  'python3.7': '2023-12-04',
  'dotnetcore3.1': '2023-04-03',
  'nodejs12.x': '2023-03-31',
  'python3.6': '2022-07-18',
  'dotnet5.0': '2022-05-10',
  'dotnetcore2.1': '2022-01-05',
  'nodejs10.x': '2021-07-30',
  'ruby2.5': '2021-07-30',
  'python2.7': '2021-07-15',
  'nodejs8.10': '2020-03-06',
  'nodejs4.3': '2020-03-05',
  'nodejs4.3-edge': '2020-03-05',
  'nodejs6.10': '2019-08-12',
  'dotnetcore1.0': '2019-06-27',
  'dotnetcore2.0': '2019-05-30',
  nodejs: '2016-08-30',
};

/** A function on a runtime that gets no more security patches. */
export const deprecatedRuntime: StateRule = {
  kind: 'state',
  id: 'lambda-deprecated-runtime',
  title: 'a function runs on a deprecated runtime',
  severity: 'MEDIUM',
  sources: ['FSBP Lambda.2'],
  recommendation: 'Move the function to a supported runtime: this one gets no security patches.',
  remedy: {
    command: 'aws lambda update-function-configuration --function-name {{id}} --runtime <supported-runtime>',
    console: 'Lambda › Functions › {{id}} › Code › Runtime settings › Edit',
  },
  safer: 'the runtime is supported',
  dangers: ({ id, properties }) => {
    const runtime = String(properties.Runtime ?? '');
    const date = deprecatedRuntimes[runtime];
    return date === undefined
      ? []
      : [
          {
            subject: `runtime ${runtime}`,
            path: '/Runtime',
            reason: `Function ${id} runs on ${runtime}, which AWS deprecated on ${date}: it gets no security patches.`,
          },
        ];
  },
};
