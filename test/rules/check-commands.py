"""Finds the commands that the AWS CLI would refuse, by the service models that it is built on (botocore).

Reads a JSON array of {"rule", "command"} from the file named, and prints a JSON array with a sentence a problem.
A `<word in angle brackets>` stands for whatever a person puts there.
"""

import json
import re
import shlex
import sys

import cli_customisations as cli
from botocore import xform_name
from botocore.session import get_session
from botocore.validate import ParamValidator
from shorthand import parse_shorthand

PLACEHOLDER = re.compile(r"<[^<>]+>")
JSON_STRING_OR_PLACEHOLDER = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>]+>')
session = get_session()


class Refused(Exception):
    """The AWS CLI would not take this."""


def parse_json(text):
    """JSON in which a placeholder may stand where a number or a boolean is due."""
    quoted = JSON_STRING_OR_PLACEHOLDER.sub(
        lambda found: found[0] if found[0].startswith('"') else json.dumps(found[0]), text
    )
    try:
        return json.loads(quoted)
    except ValueError as error:
        raise Refused(f"{text} is not JSON: {error}") from error


def is_open(value):
    """Whether what is given is for a person to fill in, or in a file."""
    return isinstance(value, str) and (PLACEHOLDER.search(value) or re.match("fileb?://", value))


def example(shape):
    """Any value that the shape allows."""
    if getattr(shape, "enum", None):
        return shape.enum[0]
    if shape.type_name == "structure":
        return {name: example(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [example(shape.member)] * shape.metadata.get("min", 1)
    text = "example".ljust(shape.metadata.get("min", 0), "-")
    scalars = {"boolean": True, "string": text, "character": "e", "blob": b"", "timestamp": "2026-01-01"}
    number = max(1, shape.metadata.get("min", 1))
    scalars |= {"integer": number, "long": number, "float": 1.0, "double": 1.0, "map": {}}
    return scalars[shape.type_name]


def converted(value, shape):
    """What the CLI makes of a value that stands in a document or a word."""
    if getattr(shape, "is_document_type", False):
        return value
    if is_open(value):
        return example(shape)
    if shape.type_name == "structure" and isinstance(value, dict):
        return {
            name: converted(each, shape.members[name]) if name in shape.members else each
            for name, each in value.items()
        }
    if shape.type_name == "map" and isinstance(value, dict):
        return {name: converted(each, shape.value) for name, each in value.items()}
    if shape.type_name == "list":
        return [converted(each, shape.member) for each in value] if isinstance(value, list) else value
    if isinstance(value, str):
        return converted_text(value, shape)
    return value


def converted_text(text, shape):
    if shape.type_name == "boolean" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if shape.type_name in ("integer", "long") and re.fullmatch(r"-?\d+", text):
        return int(text)
    if shape.type_name in ("float", "double") and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    if shape.type_name == "string":
        if text[:1] in ("{", "["):
            parse_json(text)
        if shape.enum and text not in shape.enum:
            raise Refused(f"{text} is none of {', '.join(shape.enum)}")
    return text


def read_words(words, shape):
    """The value that the words after an option give."""
    is_document = getattr(shape, "is_document_type", False)
    if shape.type_name == "list":
        if len(words) == 1 and words[0].startswith("["):
            return parse_json(words[0])
        if shape.member.type_name in ("structure", "map"):
            return [read_words([word], shape.member) for word in words]
        return words
    if len(words) != 1:
        raise Refused(f"takes one value, not {len(words)}")
    [word] = words
    if shape.type_name not in ("structure", "map") or is_open(word) and "=" not in word and word[0] != "{":
        return parse_json(word) if is_document else word
    if word.startswith("{"):
        return parse_json(word)
    try:
        return parse_shorthand(word)
    except ValueError as error:
        raise Refused(f"{word} is no shorthand for a structure: {error}") from error


def is_wrapped_boolean(service, shape):
    """EC2's attributes { Value: boolean }, which the CLI takes as --name and --no-name (toplevelbool.py)."""
    return service == "ec2" and shape.type_name == "structure" and list(shape.members) == ["Value"]


def options_of(service, command, shape):
    """Every option of an operation: name → (member, what it is set to without a value or None)."""
    options = {}
    for member, below in shape.members.items() if shape else ():
        name = xform_name(member, "-")
        if below.type_name == "boolean" or is_wrapped_boolean(service, below):
            wrap = (lambda flag: flag) if below.type_name == "boolean" else (lambda flag: {"Value": flag})
            options[name] = (member, wrap(True))
            options[f"no-{name}"] = (member, wrap(False))
        else:
            options[name] = (member, None)
    for (of_service, of_command, name), renamed in cli.RENAMED_OPTIONS.items():
        if of_service == service and of_command in ("*", command) and name in options:
            options[renamed] = options.pop(name)
    return options


def split_options(words):
    """Positional words, and the options with the words that follow each."""
    positional, options = [], []
    for word in words:
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            options.append((name, [value] if value else []))
        elif options:
            options[-1][1].append(word)
        else:
            positional.append(word)
    return positional, options


def check_operation(service, command, operation, given):
    shape = operation.input_shape
    known = options_of(service, command, shape)
    added = cli.ADDED_OPTIONS.get((service, command), {})
    # The CLI makes up what keeps a call from being made twice.
    tokens = [name for name, below in (shape.members.items() if shape else ()) if below.metadata.get("idempotencyToken")]
    parameters = {name: example(shape.members[name]) for name in tokens}
    for name, words in given:
        if name in cli.GLOBAL_OPTIONS:
            if name == "cli-input-json":
                whole = " ".join(words)
                parameters |= example(shape) if is_open(whole) else converted(parse_json(whole), shape)
            continue
        if name in added:
            parameters |= added[name]
            continue
        if name not in known:
            raise Refused(f"{operation.name} has no option --{name}")
        member, flag = known[name]
        try:
            if flag is None or words and isinstance(flag, dict):
                parameters[member] = converted(read_words(words, shape.members[member]), shape.members[member])
            elif words:
                raise Refused("takes no value")
            else:
                parameters[member] = flag
        except Refused as refused:
            raise Refused(f"--{name}: {refused}") from refused
    if shape:
        report = ParamValidator().validate(parameters, shape)
        if report.has_errors():
            raise Refused(report.generate_report().replace("\n", "; "))


def check(command):
    """@throws Refused with the first thing that is wrong."""
    words = shlex.split(command)
    if words[:1] != ["aws"] or len(words) < 3:
        raise Refused("is not `aws <service> <command>`")
    _, service, name, *rest = words
    positional, options = split_options(rest)
    custom = cli.CUSTOM_COMMANDS.get((service, name))
    if custom is not None:
        unknown = [option for option, _ in options if option not in custom | cli.GLOBAL_OPTIONS]
        if unknown:
            raise Refused(f"`aws {service} {name}` has no option --{unknown[0]}")
        return
    model_name = cli.SERVICE_NAMES.get(service, service)
    if service in cli.HIDDEN_SERVICES or model_name not in session.get_available_services():
        raise Refused(f"there is no service {service}")
    model = session.get_service_model(model_name)
    operations = {xform_name(each, "-"): each for each in model.operation_names}
    for (of_service, of_name), stands_for in cli.SPLIT_COMMANDS.items():
        if of_service == service:
            operations.pop(xform_name(stands_for, "-"), None)
            operations[of_name] = stands_for
    if name not in operations:
        raise Refused(f"{service} has no command {name}")
    operation = model.operation_model(operations[name])
    # What streams its answer takes the name of a file for it, which mostly stands behind an option.
    if operation.has_streaming_output and not positional:
        positional = [given.pop() for _, given in options if len(given) > 1][:1]
    if len(positional) > (1 if operation.has_streaming_output else 0):
        raise Refused(f"{positional[0]} stands before the first option")
    check_operation(service, name, operation, options)


def main(file):
    problems = []
    with open(file, encoding="utf-8") as given:
        for each in json.load(given):
            try:
                check(each["command"])
            except (Refused, ValueError) as error:
                problems.append(f"{each['rule']}: {error}\n    {each['command']}")
    print(json.dumps(problems))


main(sys.argv[1])
