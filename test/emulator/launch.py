"""Starts the pinned MiniStack with the few corrections Tidemark's real CDK app needs.

The CDK app and the functions know nothing of the emulator: where MiniStack 1.5.33 differs from AWS in a way
that would stop them or let them pass wrongly, it is corrected here and nowhere else. Each correction says
what AWS does, names the MiniStack function it changes, and fails the start if that function is no longer
as expected, so raising the pinned version cannot silently lose one.
"""

import argparse
import collections
import json
import os
import re
import shutil
import signal
import sys
import threading

from ministack import app as ministack
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import cloudtrail, lambda_svc, s3, secretsmanager, stepfunctions
from ministack.services.cloudformation import provisioners

ERROR_NAME_SEPARATOR = "\u0001"


def expect(condition: bool, what: str) -> None:
    """Ends the start with a message when the pinned MiniStack is not what a correction was written for."""
    if not condition:
        raise SystemExit(f"test/emulator/launch.py does not fit this MiniStack: {what}")


def count_loopback_as_tls() -> None:
    """AWS endpoints are reached over TLS, so aws:SecureTransport is true for every SDK call.

    Here the connection never leaves the loopback interface and is plain HTTP: without this, every bucket
    whose policy refuses unencrypted transport (the hub's, and the CDK staging bucket) would refuse
    everybody. A caller that says `x-forwarded-proto: http` is still treated as unencrypted, so a test can
    show that such a policy works.
    """
    expect(callable(ministack.app), "ministack.app.app is not an ASGI application")
    emulator = ministack.app

    async def app(scope, receive, send):
        if scope["type"] == "http":
            headers = list(scope.get("headers", []))
            if not any(name.lower() == b"x-forwarded-proto" for name, _ in headers):
                headers.append((b"x-forwarded-proto", b"https"))
            scope = {**scope, "headers": headers}
        await emulator(scope, receive, send)

    ministack.app = app


def honour_max_concurrency_path() -> None:
    """Step Functions reads a Map's concurrency from MaxConcurrencyPath; MiniStack ignores the field and
    starts every item at once.
    https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
    """
    run_map_items = stepfunctions._run_map_items

    def run(state_def, raw_input, execution, ctx):
        path = state_def.get("MaxConcurrencyPath")
        if path is not None:
            limit = stepfunctions._resolve_path_or_ctx(path, raw_input, ctx)
            state_def = {**state_def, "MaxConcurrency": limit}
        return run_map_items(state_def, raw_input, execution, ctx)

    stepfunctions._run_map_items = run


def add_s3_put_object() -> None:
    """Step Functions calls s3:PutObject through its AWS SDK integration and writes an object given as Body
    as its JSON text; MiniStack has the bucket operations but not this one.
    https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html

    Only an object or array is accepted as Body: what AWS makes of other values is not established here.
    """
    expect("PutObject" not in stepfunctions._S3_OP_SPECS, "it has its own aws-sdk:s3:putObject now")
    dispatch = stepfunctions._dispatch_aws_sdk_rest_xml

    def dispatch_with_put_object(service_info, service_name, action, input_data):
        if service_name == "s3" and action == "putObject":
            return put_object(input_data)
        return dispatch(service_info, service_name, action, input_data)

    stepfunctions._dispatch_aws_sdk_rest_xml = dispatch_with_put_object


def put_object(parameters: dict) -> dict:
    """Writes the object a state's parameters describe, through MiniStack's own S3."""
    if not isinstance(parameters.get("Body"), (dict, list)):
        raise stepfunctions._ExecutionError("States.Runtime", "launch.py writes only an object or array as Body")
    headers = {"content-type": parameters.get("ContentType", "binary/octet-stream")}
    if "IfNoneMatch" in parameters:
        headers["if-none-match"] = parameters["IfNoneMatch"]
    body = json.dumps(parameters["Body"], separators=(",", ":")).encode()
    status, answer_headers, answer = s3._put_object(parameters["Bucket"], parameters["Key"], body, headers)
    if status >= 400:
        code = re.search(rb"<Code>(.+?)</Code>", answer)
        name = code.group(1).decode() if code else "S3"
        raise stepfunctions._ExecutionError(f"S3.{name}Exception", answer.decode("utf-8", "replace"))
    return {"ETag": answer_headers["ETag"]}


def provision_secrets_as_cloudformation() -> None:
    """CloudFormation's Ref of a secret is its ARN, and so it stands in the policies the CDK writes; MiniStack
    gives the name, with which every such policy matches nothing. And an empty GenerateSecretString, as the CDK
    writes it, makes a password of 32 characters; with MiniStack the secret is empty.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
    """
    handlers = provisioners._RESOURCE_HANDLERS.get("AWS::SecretsManager::Secret", {})
    expect({"create", "update", "delete"} <= handlers.keys(), "its secrets are provisioned differently")
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def name_of(arn):
        return next((name for name, secret in secretsmanager._secrets.items() if secret["ARN"] == arn), arn)

    def create_by_arn(logical_id, properties, stack_name):
        if properties.get("GenerateSecretString") == {}:
            properties = {**properties, "GenerateSecretString": {"PasswordLength": 32}}
        _name, attributes = create(logical_id, properties, stack_name)
        return attributes["Arn"], attributes

    def update_by_arn(arn, old, new, stack_name, logical_id=None):
        _name, attributes = update(name_of(arn), old, new, stack_name, logical_id)
        return attributes["Arn"], attributes

    handlers["create"] = create_by_arn
    handlers["update"] = update_by_arn
    handlers["delete"] = lambda arn, properties: delete(name_of(arn), properties)


def name_lambda_errors() -> None:
    """A Lambda function's error reaches its caller as errorType = the error's name, which is what a state
    machine's Retry and Catch match; MiniStack calls every Node.js error Runtime.HandlerError.
    https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
    """
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    for message in ("String(err.message || err)", "e.message, trace: e.stack"):
        expect(script.count(message) == 1, f"the Node.js worker has no single {message!r}")
    separator = json.dumps(ERROR_NAME_SEPARATOR)
    script = script.replace(
        "String(err.message || err)", f"(err.name || 'Error') + {separator} + String(err.message || err)"
    )
    script = script.replace(
        "e.message, trace: e.stack", f"(e.name || 'Error') + {separator} + e.message, trace: e.stack"
    )
    lambda_runtime._NODEJS_WORKER_SCRIPT = script
    execute = lambda_svc._execute_function_warm

    def execute_and_name_error(func, event, request_id):
        result = execute(func, event, request_id)
        body = result.get("body")
        if result.get("error") and isinstance(body, dict):
            name, separator_found, message = str(body.get("errorMessage", "")).partition(ERROR_NAME_SEPARATOR)
            if separator_found:
                result["body"] = {**body, "errorType": name, "errorMessage": message}
        return result

    lambda_svc._execute_function_warm = execute_and_name_error


def authorize_lambda_reads_by_their_own_names() -> None:
    """Each Lambda operation that reads needs the IAM action of its own name; MiniStack asks for lambda:GetFunction
    or even lambda:PutFunctionConcurrency for some, with which a least-privilege role would be refused.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
    """
    expect("lambda" not in iam_actions._BOTOCORE_SERVICE_MAP, "it has its own names for Lambda's actions now")
    iam_actions._BOTOCORE_SERVICE_MAP["lambda"] = ["lambda"]
    extract = iam_actions.extract_iam_action

    def extract_by_model(service, method, path, headers, body, query_params):
        # As MiniStack does for other services: by the routes in botocore's model of the service.
        reads = service == "lambda" and method == "GET"
        operation = iam_actions._match_rest_action(service, method, path, query_params) if reads else None
        return f"lambda:{operation}" if operation else extract(service, method, path, headers, body, query_params)

    iam_actions.extract_iam_action = extract_by_model


def name_role_of_session() -> None:
    """For a role session aws:PrincipalArn is the ARN of the role; MiniStack gives that of the session, with which a
    trust policy that names the role by this key trusts nobody.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    expect(hasattr(iam_evaluator, "_resolve_condition_key"), "it evaluates conditions differently")
    resolve = iam_evaluator._resolve_condition_key

    def resolve_with_role(key, context):
        value = resolve(key, context)
        session = re.fullmatch(r"arn:([^:]+):sts::(\d{12}):assumed-role/([^/]+)/[^/]+", value or "") if (
            key.lower() == "aws:principalarn"
        ) else None
        return f"arn:{session[1]}:iam::{session[2]}:role/{session[3]}" if session else value

    iam_evaluator._resolve_condition_key = resolve_with_role


def answer_runtime_management() -> None:
    """A function whose runtime management was never set has its runtime updated automatically; MiniStack does not
    know the operation and says the function does not exist.
    https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html
    """
    handle_request = lambda_svc.handle_request

    async def handle(method, path, headers, body, query_params):
        function = re.fullmatch(r"/2021-07-20/functions/([^/]+)/runtime-management-config", path)
        if method == "GET" and function:
            status, answer_headers, answer = await handle_request(
                "GET", f"/2015-03-31/functions/{function[1]}/configuration", headers, body, query_params
            )
            if status == 200:
                arn = json.loads(answer)["FunctionArn"]
                return 200, answer_headers, json.dumps({"FunctionArn": arn, "UpdateRuntimeOn": "Auto"}).encode()
            return status, answer_headers, answer
        return await handle_request(method, path, headers, body, query_params)

    lambda_svc.handle_request = handle


def answer_application_autoscaling() -> None:
    """An account in which nothing scales has no scalable targets; MiniStack does not know the service at all, and the
    types whose capacity an autoscaler can own would be unread.
    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
    """
    answers = {
        b"AnyScaleFrontendService.DescribeScalableTargets": {"ScalableTargets": []},
        b"AnyScaleFrontendService.DescribeScalingPolicies": {"ScalingPolicies": []},
    }
    emulator = ministack.app

    async def app(scope, receive, send):
        headers = dict(scope.get("headers", [])) if scope["type"] == "http" else {}
        answer = answers.get(headers.get(b"x-amz-target", b""))
        if answer is None:
            await emulator(scope, receive, send)
            return
        body = json.dumps(answer).encode()
        content = [(b"content-type", b"application/x-amz-json-1.1"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": content})
        await send({"type": "http.response.body", "body": body})

    ministack.app = app


def record_events_as_cloudtrail() -> None:
    """CloudTrail names an event by its API operation, calls the root user Root, and has the events of IAM in
    us-east-1; MiniStack calls every operation of the query protocol POST.service, everybody an IAM user, and has
    each event where it was called from.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
    """
    expect(callable(cloudtrail.record_event), "it records events differently")
    expect(hasattr(cloudtrail._events, "set_scoped"), "it keeps events differently")
    record = cloudtrail.record_event

    def record_as_aws(**event):
        operation = event["request_params"].get("Action")
        if operation and event["event_name"].startswith("POST."):
            event["event_name"] = operation
        record(**event)
        recorded = cloudtrail._get_event_queue()[-1]
        document = json.loads(recorded["CloudTrailEvent"])
        account = document["recipientAccountId"]
        if event["access_key_id"] == account:
            root = {"type": "Root", "principalId": account, "arn": f"arn:aws:iam::{account}:root", "accountId": account}
            recorded["CloudTrailEvent"] = json.dumps({**document, "userIdentity": root})
        if event["service"] == "iam" and event["region"] != "us-east-1":
            cloudtrail._get_event_queue().pop()
            home = cloudtrail._events.get_scoped(account, "us-east-1", "events")
            if home is None:
                home = collections.deque(maxlen=cloudtrail._MAX_EVENTS)
                cloudtrail._events.set_scoped(account, "us-east-1", "events", home)
            home.append(recorded)

    cloudtrail.record_event = record_as_aws


def end_with_parent(state: str) -> None:
    """Ends the whole process group, and removes its files, when the process that started it is gone.

    Standard input is a pipe from that process: it reaches its end however the process ended, even by SIGKILL.
    """

    def wait_for_end_of_input() -> None:
        sys.stdin.buffer.read()
        shutil.rmtree(state, ignore_errors=True)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    threading.Thread(target=wait_for_end_of_input, daemon=True).start()


def main() -> None:
    """Runs MiniStack until it is ended. Arguments: the folder of all its files, which is removed at the end, and
    `--end-with-parent` if it is not to outlive the process that started it.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("state")
    parser.add_argument("--end-with-parent", action="store_true")
    arguments = parser.parse_args()
    expect(os.path.basename(arguments.state).startswith("tidemark-emulator-"), f"{arguments.state} is not its own")
    # MiniStack reads the arguments too, and knows none of these.
    del sys.argv[1:]
    if arguments.end_with_parent:
        end_with_parent(arguments.state)
    count_loopback_as_tls()
    honour_max_concurrency_path()
    add_s3_put_object()
    provision_secrets_as_cloudformation()
    name_lambda_errors()
    authorize_lambda_reads_by_their_own_names()
    name_role_of_session()
    answer_runtime_management()
    answer_application_autoscaling()
    record_events_as_cloudtrail()
    try:
        ministack.main()
    finally:
        shutil.rmtree(arguments.state, ignore_errors=True)


if __name__ == "__main__":
    main()
