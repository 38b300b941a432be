import { z } from 'zod';
import { severitySchema } from './severity.ts';

/** One change of an incident. */
export const incidentStepSchema = z.strictObject({
  at: z.iso.datetime().optional().describe('When it was made; absent where nobody knows'),
  fingerprint: z.string().optional().describe('Of its finding; absent in a comparison'),
  severity: severitySchema.describe('Of its finding'),
  type: z.string(),
  id: z.string(),
  name: z.string(),
  region: z.string(),
  sentence: z.string().describe('What happened'),
});
export type IncidentStep = z.infer<typeof incidentStepSchema>;

/** Changes that belong together and mean more than each of them. */
export const incidentSchema = z.strictObject({
  id: z.string().describe('The same as long as the same findings make it'),
  pattern: z.string().describe('What kind of incident it is, such as opened-to-internet'),
  title: z.string(),
  severity: severitySchema.describe('At least that of its worst finding'),
  account: z.string(),
  story: z.string().describe('What happened, in order, and what it means, as one paragraph'),
  recommendation: z.string(),
  steps: z
    .array(incidentStepSchema)
    .min(2)
    .describe('In the order in which they happened, as far as that is known'),
});
export type Incident = z.infer<typeof incidentSchema>;
