import { z } from 'zod';

/**
 * What makes a danger worse than it is by itself. `internet`: it can be reached from there. `data`: it leads to what
 * holds data. `trust`: many or strangers can use it. `privilege`: who uses it becomes powerful.
 */
export const exposureKindSchema = z.enum(['internet', 'data', 'trust', 'privilege']);
export type ExposureKind = z.infer<typeof exposureKindSchema>;

/** A circumstance of a resource that makes dangers worse, and why it holds. */
export const exposureSchema = z.strictObject({
  kind: exposureKindSchema,
  reason: z.string().describe('A clause, such as `instance web has a public address and uses it`'),
});
export type Exposure = z.infer<typeof exposureSchema>;

/** How much what happens in an environment matters, beside others. */
export const environmentWeightSchema = z.enum(['normal', 'high'], {
  error: 'must be normal or high, such as high',
});
export type EnvironmentWeight = z.infer<typeof environmentWeightSchema>;
