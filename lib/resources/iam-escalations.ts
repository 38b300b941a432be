/**
 * What turns the holder of a policy into an administrator, by what it lets him do.
 * https://bishopfox.com/blog/privilege-escalation-in-aws, https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
 */
export const escalations: readonly { readonly means: string; readonly actions: readonly string[] }[] = [
  {
    means: 'give itself any permission',
    actions: [
      'iam:AttachRolePolicy',
      'iam:AttachUserPolicy',
      'iam:AttachGroupPolicy',
      'iam:PutRolePolicy',
      'iam:PutUserPolicy',
      'iam:PutGroupPolicy',
      'iam:CreatePolicyVersion',
      'iam:SetDefaultPolicyVersion',
      'iam:AddUserToGroup',
    ],
  },
  {
    means: 'sign in as any user',
    actions: ['iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile'],
  },
  { means: 'open any role to itself', actions: ['iam:UpdateAssumeRolePolicy'] },
  { means: 'pass any role to a service', actions: ['iam:PassRole'] },
  { means: 'assume any role', actions: ['sts:AssumeRole'] },
  {
    means: 'put its own code into any function, and so use the role of it',
    actions: ['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration'],
  },
  {
    means: 'run commands on any instance, and so use the role of it',
    actions: ['ssm:SendCommand', 'ssm:StartSession'],
  },
  {
    means: 'lift permissions boundaries',
    actions: [
      'iam:DeleteRolePermissionsBoundary',
      'iam:DeleteUserPermissionsBoundary',
      'iam:PutRolePermissionsBoundary',
      'iam:PutUserPermissionsBoundary',
    ],
  },
];
