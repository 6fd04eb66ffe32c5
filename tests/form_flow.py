"""A flow with a question of each form: boxes, an amount of money, and days ago."""

from __future__ import annotations

# Conditions on the question itself, on earlier boxes and amounts, and in parts of an outcome.
FORMS = """\
title: A paper about your home
start: home
steps:
  home:
    ask: Which of these are wrong with your home?
    title: Your home
    tick:
      heat: No heat
      water: No hot water
      mold: Mold
    none: None of these
    to:
      - {if: {home: [heat, water]}, to: cold}
      - {to: owed}
  cold:
    ask: Is it cold outside?
    yes: owed
    no: owed
  owed:
    ask: How much rent do they say you owe?
    range: {unit: USD, at: [500, 1500]}
    unsure: notice
    to:
      - {if: {owed: {below: 500}}, to: small}
      - {if: {owed: {from: 1500}, home: mold}, to: big}
      - {to: notice}
  notice:
    ask: When did you get the notice?
    since: {days: [7, 14]}
    to:
      - {if: {not: {home: none}}, to: big}
      - {to: done}
  small:
    outcome: Pay it
    claims:
      - {level: unknown, text: We do not know about heat., if: {home: heat}}
      - {level: unknown, text: We do not know about repairs., if: {home: none}}
      - {level: unknown, text: We do not know the rest.}
  big:
    outcome: Ask for help
    claims:
      - {level: unknown, text: We do not know about new notices., if: {notice: {below: 14}}}
      - {level: unknown, text: We do not know the rest.}
  done:
    outcome: You have time
    claims:
      - {level: unknown, text: We do not know about rent., if: {owed: {from: 500}}}
      - {level: unknown, text: We do not know the rest.}
"""
