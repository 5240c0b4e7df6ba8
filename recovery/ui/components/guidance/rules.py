"""The alert rules in force, in words and with where their numbers come from; and a form for one."""

import streamlit as st

from recovery.domain.catalogue import Severity
from recovery.domain.guidance import RuleNumber, RuleSwitch, Setting
from recovery.domain.rules import NUMBERS, Rule, RuleSetting
from recovery.domain.wording.alerts import level_badge
from recovery.domain.wording.guidance import (
    is_severity,
    level_in_words,
    number_in_words,
    number_label,
    rule_sentence,
    severity_word,
)
from recovery.services.guidance.guiding import InForce
from recovery.ui.components.guidance.trial import MIN_CARD_WIDTH, trial_button, with_change_button
from recovery.ui.text import plain
from recovery.ui.theme import badge_text


def show_rules(shown: InForce) -> None:
    """Every rule, the most urgent first."""
    if not shown.clinic.watched:
        st.info("The clinic says that nobody looks at reports regularly, so no alerts are opened by these rules.")
    with st.grid(2, min_column_width=MIN_CARD_WIDTH):
        for setting in shown.guide.rules.settings.values():
            _show_rule(shown, setting)


def rule_form(shown: InForce, rule: Rule) -> list[Setting] | None:
    """What was entered for a rule; None until a button was pressed."""
    setting = shown.guide.rules[rule]
    st.write(plain(rule_sentence(setting, shown.guide.catalogue)))
    with st.form("guidance_rule"):
        entered: list[Setting] = [RuleSwitch(rule, st.toggle("Use this rule", setting.on, key="guidance_on"))]
        entered += [RuleNumber(rule, name, _number(setting, name)) for name in NUMBERS[rule]]
        if trial_button():
            return entered
    own = [setting for key, setting in shown.own.settings.items() if key in {each.key for each in entered}]
    if own and st.button("Back to the guide's numbers", key="guidance_back", icon=":material/undo:"):
        return [RuleSwitch(rule, None), *(RuleNumber(rule, name, None) for name in NUMBERS[rule])]
    return None


def _show_rule(shown: InForce, setting: RuleSetting) -> None:
    with st.container(border=True, key=f"guidance_rule_{setting.rule.value}"):
        off = "" if setting.on else " :gray-badge[:material/block: Off]"
        title = f"**{plain(setting.name)}** {badge_text(level_badge(setting.level))}{off}"
        if setting.rule is Rule.RED_FLAG:
            st.markdown(title)
        else:
            with_change_button(title, f"rule/{setting.rule.value}")
        st.write(plain(rule_sentence(setting, shown.guide.catalogue)))
        st.caption(_origin(shown, setting))


def _origin(shown: InForce, setting: RuleSetting) -> str:
    said = [f"Level: {plain(level_in_words(setting)).lower()}. Source: {plain(setting.source)}."]
    if setting.rule is Rule.RED_FLAG:
        said.append("Always on: nobody can switch warning signs off.")
    for key, since in shown.own.since.items():
        own = shown.own.settings[key]
        if isinstance(own, RuleNumber) and own.rule is setting.rule:
            files = number_in_words(own.name, shown.files.rules[own.rule][own.name])
            label = number_label(own.rule, own.name)
            now = number_in_words(own.name, setting[own.name])
            said.append(f"This practice's own since guidance {since}: {plain(label)}: {now}, in place of {files}.")
        elif isinstance(own, RuleSwitch) and own.rule is setting.rule:
            said.append(f"Switched {'on' if setting.on else 'off'} by this practice in guidance {since}.")
    return " ".join(said)


def _number(setting: RuleSetting, name: str) -> int:
    number, label, key = NUMBERS[setting.rule][name], number_label(setting.rule, name), f"guidance_{name}"
    if is_severity(name):
        levels = [severity for severity in Severity if number.low <= severity <= number.high]
        return int(
            st.selectbox(label, levels, levels.index(Severity(setting[name])), format_func=severity_word, key=key)
        )
    return int(st.number_input(label, number.low, number.high, setting[name], step=1, key=key))
