"""In what the AWS CLI's commands differ from the service models, as far as the remedies may meet it.

Source: https://github.com/aws/aws-cli, folder awscli/customizations, the file named at each part.
"""

# s3/s3.py, configservice/rename_cmd.py, codedeploy/codedeploy.py, sagemaker.py: the CLI's name → the model's
SERVICE_NAMES = {"s3api": "s3", "configservice": "config", "deploy": "codedeploy"}
HIDDEN_SERVICES = {"s3", "config", "codedeploy"}

# awscli/data/cli.json, paginate.py, cliinputjson.py, generatecliskeleton.py, globalargs.py
GLOBAL_OPTIONS = {
    "cli-binary-format",
    "cli-input-json",
    "generate-cli-skeleton",
    "max-items",
    "no-cli-pager",
    "no-paginate",
    "output",
    "page-size",
    "profile",
    "query",
    "region",
    "starting-token",
}

# argrename.py: the option's own name in the model would hide one of the CLI's, or read badly
RENAMED_OPTIONS = {
    ("apigateway", "create-rest-api", "version"): "api-version",
    ("apigatewayv2", "create-api", "version"): "api-version",
    ("apigatewayv2", "update-api", "version"): "api-version",
    ("ec2", "*", "no-disable-api-termination"): "enable-api-termination",
    ("ec2", "*", "no-egress"): "ingress",
    ("ec2", "create-image", "no-no-reboot"): "reboot",
    ("ecs", "*", "no-enable-execute-command"): "disable-execute-command",
    ("eks", "create-cluster", "version"): "kubernetes-version",
    ("eks", "create-nodegroup", "version"): "kubernetes-version",
    ("eks", "update-cluster-version", "version"): "kubernetes-version",
    ("eks", "update-nodegroup-version", "version"): "kubernetes-version",
    ("rds", "add-option-to-option-group", "options-to-include"): "options",
    ("rds", "remove-option-from-option-group", "options-to-remove"): "options",
    ("sns", "subscribe", "endpoint"): "notification-endpoint",
}

# rds.py: two commands for one operation
SPLIT_COMMANDS = {
    ("rds", "add-option-to-option-group"): "ModifyOptionGroup",
    ("rds", "remove-option-from-option-group"): "ModifyOptionGroup",
}

# ec2/secgroupsimplify.py
_SECURITY_GROUP_RULE = {"protocol": {}, "port": {}, "cidr": {}, "source-group": {}, "group-owner": {}}

# Options that the CLI adds to an operation, each with the parameters that it gives.
ADDED_OPTIONS = {
    ("ec2", "authorize-security-group-egress"): _SECURITY_GROUP_RULE,
    ("ec2", "authorize-security-group-ingress"): _SECURITY_GROUP_RULE,
    ("ec2", "revoke-security-group-egress"): _SECURITY_GROUP_RULE,
    ("ec2", "revoke-security-group-ingress"): _SECURITY_GROUP_RULE,
    # ec2/addcount.py
    ("ec2", "run-instances"): {"count": {"MinCount": 1, "MaxCount": 1}},
    # cloudfront.py: merged into the configuration that the distribution has
    ("cloudfront", "update-distribution"): {
        "default-root-object": {"DistributionConfig": {"CallerReference": "", "Comment": "", "Enabled": True}},
    },
    # configservice/putconfigurationrecorder.py
    ("configservice", "put-configuration-recorder"): {"recording-group": {}},
    # iamvirtmfa.py
    ("iam", "create-virtual-mfa-device"): {"outfile": {}, "bootstrap-method": {}},
}

# Commands that are no operation: cloudtrail/validation.py, s3/subcommands.py
CUSTOM_COMMANDS = {
    ("cloudtrail", "validate-logs"): {"trail-arn", "start-time", "end-time", "s3-bucket", "s3-prefix", "account-id"},
    ("s3", "cp"): {"recursive", "include", "exclude", "sse", "sse-kms-key-id", "acl", "dryrun"},
    ("s3", "rm"): {"recursive", "include", "exclude", "dryrun"},
    ("s3", "sync"): {"include", "exclude", "delete", "sse", "sse-kms-key-id", "acl", "dryrun"},
}
