"""A small guide whose file the tests of live reload change."""

from __future__ import annotations

FLOW = """title: Will I get my deposit back?
start: lease
steps:
  lease:
    ask: Did you sign a lease?
    yes: paid
    no: letter
    unsure: paid
  paid:
    ask: Can you show that you paid?
    yes:
      - {if: {lease: unsure}, to: letter}
      - {to: claim}
    no: letter
    unsure: letter
  claim:
    outcome: Ask for it in writing
    claims: [{level: unknown, text: We could not find out how long the owner has.}]
  letter:
    outcome: Start with a letter
    claims: [{level: unknown, text: We found no rule on what it must say.}]
"""
START, LEASE = "/en/deposit/", "/en/deposit/lease/"
