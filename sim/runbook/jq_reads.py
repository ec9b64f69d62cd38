"""What a jq program asks for beside the value before it: the environment, further inputs; pure.

The library that carries programs out has neither, so both are read off the text and handed over.
What cannot be handed over truly is refused by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ENVIRONMENT = "__env"
INPUTS = "__inputs"
"""Variables under which the two are handed over."""

_TEXT_OR_REMARK = re.compile(r'\[?"(?:[^"\\]|\\.)*"|#[^\n]*', re.DOTALL)
_KEY = re.compile(r"\[\"[A-Za-z_]\w*\"")
_WORD = r"(?<![\w.$@]){}(?!\w|\s*:(?!:))"
_ENV = re.compile(
    rf"(?:\$ENV\b|{_WORD.format('env')})"
    r"(?:\s*\.\s*([A-Za-z_]\w*)|\s*\.?\s*\[\"([A-Za-z_]\w*)\"\s*\])?"
)
_INPUT = re.compile(_WORD.format("inputs?"))
_REFUSED = re.compile(
    _WORD.format("(?:halt_error|halt|input_filename|input_line_number|get_search_list)")
)
_MODULES = re.compile(r"\b(?:import|include|modulemeta)\b")


@dataclass(frozen=True, slots=True)
class Reads:
    """What a program asks for.

    Attributes:
        variables: of the environment, by name.
        inputs: it takes its inputs itself.
        problem: what it asks for and cannot have here, in a few words; "" when nothing.
    """

    variables: tuple[str, ...] = ()
    inputs: bool = False
    problem: str = ""


def reads_of(program: str, *, null_input: bool, takes_all: bool) -> Reads:
    """What a program asks for.

    Args:
        program: its text.
        null_input: it begins with `null`, so that all inputs are left for it.
        takes_all: `--slurp` or `--stream` makes something else of its inputs.
    """
    code = _TEXT_OR_REMARK.sub(_only_code, program)
    named = [one[0] or one[1] for one in _ENV.findall(code)]
    refused = _REFUSED.search(code)
    inputs = len(_INPUT.findall(code))
    problem = ""
    if _MODULES.search(program):
        # Wherever the word stands: what a program is kept from must not hang on reading it well.
        problem = "a program with modules"
    elif refused is not None:
        problem = refused[0]
    elif not all(named):
        problem = "the whole environment (env.NAME is one variable of it)"
    elif inputs and (not null_input or takes_all):
        problem = "input and inputs without -n, or with -s or --stream,"
    elif inputs > 1:
        problem = "more than one input or inputs in a program"
    return Reads(tuple(dict.fromkeys(filter(None, named))), bool(inputs), problem)


def _only_code(found: re.Match[str]) -> str:
    r"""What of a text or a remark jq carries out: `\(…)` in a text, and a key in brackets."""
    text = found[0]
    if text.startswith("#") or _KEY.fullmatch(text):
        return "" if text.startswith("#") else text
    kept, depth = "", 0
    for at, sign in enumerate(text):
        if not depth:
            depth = int(sign == "(" and text[at - 1] == "\\")
            continue
        depth += (sign == "(") - (sign == ")")
        kept += sign if depth else " "
    return f'{"[" * text.startswith("[")}"" {kept}'


def with_environment(program: str) -> str:
    """The program with the environment that is handed over in place of jq's own."""
    return re.sub(r"\$ENV\b", f"${ENVIRONMENT}", program)


def definitions(reads: Reads) -> str:
    """What stands before a program, so that its words mean what is handed over."""
    text = f"def env: ${ENVIRONMENT}; " if reads.variables else ""
    if reads.inputs:
        text += (
            f"def inputs: ${INPUTS}[]; "
            f'def input: ${INPUTS} | if length > 0 then .[0] else error("No more inputs") end; '
        )
    return text
