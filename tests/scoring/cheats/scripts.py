"""Responder scripts as data: steps, tracks, and a reference with other words or more steps.

A script here is what its YAML file would be. Nothing in this file knows a scenario.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

Step = dict[str, Any]
Script = dict[str, Any]
Track = list[Step]
Audience = Literal["team", "users"]

BROADCAST = "POST /health/notifications/broadcast"
TARGETED = "POST /health/notifications/targeted"
NEVER = "data.never"
"""An `until` that no answer fulfils: the step repeats to its `at_most`."""

TOLD_TO_USERS = frozenset({"all_users", "all_stakeholders", "customers", "everybody", "public"})
_WORDED = {"page": 1, "call": 1, "post": 1, "status-page": 1, "email": 1}
"""The console words that tell somebody something, with how many words stand before the text."""
_RECORDED = {"declare": 0, "resolve": 0, "note": 0}
_CLOSING = ("SERVICE_RESTORED", "resolved")
_AFTERWARDS = frozenset(
    {
        *("restored", "drained", "chat-is-back", "storage-back", "watched", "watching"),
        *("monitored", "protected", "over", "good-again"),
    }
)
"""Ids of steps that a script reaches when the worst is behind it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A step that tells somebody something.

    Attributes:
        to: who reads it.
        over: whether it is sent when the service works again.
        track: the track it stands in.
        label: a broadcast's type or the state of the status page, or nothing.
        index: the how-maniest message of its script, from 0.
    """

    step: Step
    to: Audience
    over: bool
    track: str
    label: str
    index: int

    @property
    def closing(self) -> bool:
        """Whether it says by its form that the incident is over."""
        return self.label in _CLOSING

    @property
    def text(self) -> str:
        """What it says."""
        return text_of(self.step)


Wording = Callable[[Message], str | None]
"""What a message says instead; None leaves it as it is."""


def script(scenario: str, actor: str, tracks: dict[str, Track]) -> Script:
    """A script of these tracks; an empty one is left out."""
    filled = {name: steps for name, steps in tracks.items() if steps}
    return {"format": 1, "scenario": scenario, "actor": actor, "tracks": filled}


def step(do: str, wait: str = "0s", **more: Any) -> Step:
    """One step; `id`, `after`, `unless`, `body` and so on as in YAML."""
    return {"do": do, "wait": wait, **more}


def call(path: str, wait: str = "0s", reason: str = "", **more: Any) -> Step:
    """A call that changes the worker, with a reason."""
    return step(f"POST {path}", wait, body={"reason": reason} if reason else {}, **more)


def say(word: str, text: str, wait: str = "0s", **more: Any) -> Step:
    """An incident command with a text: `say("page cto", "Please join")`."""
    return step(f"{word} {shlex.quote(text)}", wait, **more)


def broadcast(
    kind: str,
    text: str,
    wait: str = "0s",
    target: str = "all_users",
    severity: str = "HIGH",
    **more: Any,
) -> Step:
    """A broadcast of a type to a group or an audience."""
    body = {"type": kind, "message": text, "severity": severity, "target": target}
    return step(BROADCAST, wait, body=body, **more)


def again(one: Step, every: str, times: int, until: str = NEVER) -> Step:
    """The same step, repeated."""
    return {**one, "every": every, "until": until, "at_most": times}


def one_by_one(steps: list[Step], gap: str = "1s") -> Track:
    """A track of steps with the same gap between them; what has a wait keeps it."""
    return [one if one["wait"] != "0s" else {**one, "wait": gap} for one in steps]


def on_alert_or_at(minute: int, steps: Track) -> dict[str, Track]:
    """The same work begun by the alert or, when none has come by then, at a minute.

    The first step is taken at both, the rest of the clock's track only while there was no alert.
    """
    first, *rest = steps
    by_alert = [{**first, "id": "alerted", "after": "alert"}, *rest]
    by_clock = [
        {key: value for key, value in one.items() if key != "id"} | {"unless": "alerted"}
        for one in (first, *rest)
    ]
    by_clock[0]["wait"] = f"{minute}m"
    return {"alerted": by_alert, "unalerted": by_clock}


def text_of(one: Step) -> str:
    """The words of a step that has some, else nothing."""
    if one["do"] in (BROADCAST, TARGETED):
        return str(one["body"]["message"])
    words = shlex.split(one["do"])
    before = {**_WORDED, **_RECORDED}.get(words[0])
    return "" if before is None else " ".join(words[1 + before :])


def with_text(one: Step, text: str) -> Step:
    """The same step with other words."""
    if one["do"] in (BROADCAST, TARGETED):
        return {**one, "body": {**one["body"], "message": text}}
    words = shlex.split(one["do"])
    before = {**_WORDED, **_RECORDED}[words[0]]
    return {**one, "do": f"{shlex.join(words[: 1 + before])} {shlex.quote(text)}"}


def messages(of: Script) -> Iterator[Message]:
    """Every step that tells somebody something, in the order of the file."""
    index = 0
    for track, steps in of["tracks"].items():
        over = False
        for one in steps:
            over = one.get("after", "") in _AFTERWARDS or ("after" not in one and over)
            to = _audience(one)
            if to is not None:
                label = _label(one)
                late = over or label in (*_CLOSING, "monitoring")
                yield Message(one, to, late, track, label, index)
                index += 1
            over = over or one.get("id", "") in _AFTERWARDS


_STATED = frozenset({"claims", "next_update", "says", "next"})


def reworded(of: Script, wording: Wording, actor: str) -> Script:
    """The same work with other words to people."""
    new = copied(of, actor)
    for message in list(messages(new)):
        text = wording(message)
        if text is None:
            continue
        message.step.update(with_text(message.step, text))
        body = message.step.get("body")
        if isinstance(body, dict):
            # What the reference states outright is part of its words.
            kept = {name: one for name, one in body.items() if name not in _STATED}
            message.step["body"] = kept
    return new


def stated(of: Script, claims: Callable[[Message], dict[str, str]], following: str) -> Script:
    """The same script whose messages to users state their claims beside their words.

    Args:
        of: the script; it is not changed.
        claims: subject and state that a message states; none leaves it as it is.
        following: when the next update comes, as `20m`; what closes the incident promises none.
    """
    new = copied(of, of["actor"])
    for message in list(messages(new)):
        said = claims(message) if message.to == "users" else {}
        if not said:
            continue
        one = message.step
        if one["do"] in (BROADCAST, TARGETED):
            promised = {} if message.closing else {"next_update": following}
            one["body"] = {**one["body"], "claims": said, **promised}
            continue
        words = ",".join(f"{subject}={state}" for subject, state in said.items())
        promise = "" if message.closing else f" --next {following}"
        one["do"] = f"{one['do']} --says {words}{promise}"
    return new


def recorded(of: Script, text: str) -> Script:
    """The same script with other words on record: declaration, resolution and notes."""
    new = copied(of, of["actor"])
    for one in all_steps(new):
        if one["do"].split()[0] in _RECORDED:
            one.update(with_text(one, text))
    return new


def with_tracks(of: Script, actor: str, **tracks: Track) -> Script:
    """The same script with more tracks beside its own."""
    new = copied(of, actor)
    new["tracks"].update({name.replace("_", "-"): steps for name, steps in tracks.items()})
    return new


def copied(of: Script, actor: str) -> Script:
    """A script of one's own to change."""
    return deepcopy(of) | {"actor": actor}


def all_steps(of: Script) -> Iterator[Step]:
    """Every step, in the order of the file."""
    for steps in of["tracks"].values():
        yield from steps


def _label(one: Step) -> str:
    """A broadcast's type or a status page's state."""
    if one["do"] in (BROADCAST, TARGETED):
        return str(one["body"]["type"])
    words = shlex.split(one["do"])
    return words[1] if words[0] == "status-page" else ""


def _audience(one: Step) -> Audience | None:
    """Who reads it; None when it tells nobody anything."""
    if one["do"] == TARGETED:
        return "users"
    if one["do"] == BROADCAST:
        return "users" if one["body"]["target"] in TOLD_TO_USERS else "team"
    words = shlex.split(one["do"])
    if words[0] not in _WORDED:
        return None
    public = words[0] == "status-page" or (words[0] == "post" and words[1] != "slack")
    return "users" if public or words[1] in TOLD_TO_USERS else "team"
