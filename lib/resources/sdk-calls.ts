/** Services whose calls give power, keys or a way in, or take the watchers or the backups away. */
const powerfulServices =
  /^(accessanalyzer|account|backup|cloudtrail|cloudwatchlogs|config|detective|ec2|eventbridge|guardduty|iam|identitystore|inspector2|kms|lambda|macie2|organizations|rolesanywhere|secretsmanager|securityhub|ssm|sso|ssoadmin|sts):/;
/** Calls of theirs that schedules are made for: to have machines only when they are needed, and to run work. */
const everydayCalls =
  /^(backup:startBackupJob|ec2:(createImage|createSnapshots?|rebootInstances|startInstances|stopInstances)|lambda:invoke)$/i;

/** Whether a call that schedules and workflows make, such as `iam:createUser`, gives power or takes watchers away. */
export function isPowerful(call: string): boolean {
  return powerfulServices.test(call) && !everydayCalls.test(call);
}
