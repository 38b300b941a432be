"""The AWS CLI's shorthand syntax for structures: `Key=value,List=a,b,Nested={Key=value},Set=[a,b]`.

https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
"""

import re

KEY = re.compile(r"[\w:/.*@-]+(?==)|<[^<>]+>(?==)")
SCALAR = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?:\\.|[^,\[\]{}\\])*""")


def parse_shorthand(text):
    """The structure that a word stands for, with text for every scalar. Raises ValueError where it is none."""
    value, end = _structure(text, 0)
    if end != len(text):
        raise ValueError(f"nothing of the kind may follow: {text[end:]}")
    return value


def _structure(text, at):
    result = {}
    while True:
        key = KEY.match(text, at)
        if key is None:
            raise ValueError(f"a key and = are due before {text[at:] or 'the end'}")
        value, at = _value(text, key.end() + 1)
        # What follows a comma and is no key goes on with a list: Values=a,b
        while text[at : at + 1] == "," and not KEY.match(text, at + 1):
            more, at = _value(text, at + 1)
            value = [*(value if isinstance(value, list) else [value]), more]
        result[key[0]] = value
        if text[at : at + 1] != ",":
            return result, at
        at += 1


def _value(text, at):
    if text[at : at + 1] == "{":
        value, at = _structure(text, at + 1)
        return value, _after(text, at, "}")
    if text[at : at + 1] == "[":
        values, at = [], at + 1
        while text[at : at + 1] != "]":
            value, at = _value(text, at)
            values.append(value)
            if text[at : at + 1] != "]":
                at = _after(text, at, ",")
        return values, at + 1
    scalar = SCALAR.match(text, at)
    word = scalar[0]
    return (word[1:-1] if word[:1] in ("'", '"') else word), scalar.end()


def _after(text, at, due):
    if text[at : at + 1] != due:
        raise ValueError(f"{due} is due before {text[at:] or 'the end'}")
    return at + 1
