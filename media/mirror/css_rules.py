"""The rules of a style sheet, told apart."""

import re

_COMMENT = r"/\*.*?(?:\*/|\Z)"
_STRING = r""""(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?"""
_TOKEN = re.compile(rf"{_COMMENT}|{_STRING}|\\.|[{{}};]", re.DOTALL)


def split_rules(css: str) -> list[str]:
    """The texts of the rules on the top level. What is cut off at the end is left out."""
    rules: list[str] = []
    start = depth = 0
    for token in _TOKEN.finditer(css):
        match token.group():
            case "{":
                depth += 1
            case "}":
                depth = max(0, depth - 1)
            case ";":
                pass
            case _:
                continue
        if depth == 0:
            rules.append(css[start : token.end()].strip())
            start = token.end()
    return rules
