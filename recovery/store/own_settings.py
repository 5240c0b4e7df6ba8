"""What a practice set itself, as the JSON text that stands with each version: {key: [value, since]}."""

import json
from typing import Any

from recovery.domain.guidance import Asking, BandDays, Own, RuleNumber, RuleSwitch, Setting
from recovery.domain.rules import Rule


def as_own_text(own: Own) -> str:
    """What is own, in the order in which it was set."""
    cells = {key: [_value(setting), own.since[key]] for key, setting in own.settings.items()}
    return json.dumps(cells, separators=(",", ":"))


def from_own_text(text: str) -> Own:
    """What is own, from its text."""
    cells = json.loads(text)
    settings = {key: _setting(key, value) for key, (value, _) in cells.items()}
    return Own(settings, {key: since for key, (_, since) in cells.items()})


def _value(setting: Setting) -> Any:
    match setting:
        case BandDays(days=days):
            return days
        case RuleNumber(value=value):
            return value
        case RuleSwitch(on=on):
            return on
        case Asking(asked=asked):
            return asked


def _setting(key: str, value: Any) -> Setting:
    match key.split("/"):
        case ["band", method, side_effect]:
            return BandDays(method, side_effect, (value[0], value[1]))
        case ["rule", rule, "on"]:
            return RuleSwitch(Rule(rule), value)
        case ["rule", rule, name]:
            return RuleNumber(Rule(rule), name, value)
        case ["asked", side_effect]:
            return Asking(side_effect, value)
        case _:
            raise ValueError(f"{key[:60]!r} is nothing that a practice sets")
