import { Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makeApp } from './synthesis.ts';

const acknowledgedSchema = z.record(z.string(), z.string());

describe('cdk-nag AwsSolutions', () => {
  test('has no finding that is left', () => {
    const { app } = makeApp();
    const { success, violations } = new AwsSolutionsChecks(app).validateScope(app);
    expect({ success, violations }).toEqual({ success: true, violations: [] });
  });

  test('would tell of one: it checks what is synthesized', () => {
    const { app, hub } = makeApp();
    new Bucket(hub, 'Unencrypted');
    const { success, violations } = new AwsSolutionsChecks(app).validateScope(app);
    expect(success).toBe(false);
    expect(violations.map(({ ruleName }) => ruleName).sort()).toEqual([
      'AwsSolutions-S1',
      'AwsSolutions-S10',
    ]);
  });

  test('is given a reason for every finding that is accepted, in a sentence', () => {
    const { app } = makeApp();
    const reasons = app.node.findAll().flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries(acknowledgedSchema.parse(data)))
        .filter(([rule]) => rule.includes('AwsSolutions-')),
    );
    expect(reasons.length).toBeGreaterThan(30);
    const poor = reasons.filter(([, reason]) => !/^[A-Z].{30,}/.test(reason));
    expect(poor).toEqual([]);
  });

  test('accepts wildcards one by one, never all wildcards of a policy', () => {
    const { app } = makeApp();
    const rules = app.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .flatMap(({ data }) => Object.keys(acknowledgedSchema.parse(data))),
      );
    expect(rules.filter((rule) => rule.endsWith('AwsSolutions-IAM5'))).toEqual([]);
  });
});
