import { z } from 'zod';
import { mapLike } from './map-like.ts';

/** How many findings below the alert threshold are attributed in a target unless the configuration says otherwise. */
const usualFindings = 25;
const findingsMistake = { error: 'must be a whole number from 0 to 500, such as 25' };

/** Whether it is asked who made the changes that are found. */
export const attributionSettingsSchema = z
  .strictObject(
    {
      mode: z
        .enum(['off', 'cloudtrail'], { error: 'must be off or cloudtrail, such as cloudtrail' })
        .default('cloudtrail')
        .describe('off: nobody is asked who made a change; cloudtrail: the event history of CloudTrail is'),
      findings: z
        .int(findingsMistake)
        .min(0, findingsMistake)
        .max(500, findingsMistake)
        .default(usualFindings)
        .describe(
          'How many findings below the alert threshold are attributed too in a target and run, 0 to 500; those that reach it always are, while the time for it lasts',
        ),
    },
    mapLike('{ mode: cloudtrail, findings: 25 }'),
  )
  .prefault({});
