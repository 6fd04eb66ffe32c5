"""The flows that tests of the player, `wizard play` and `wizard paths` walk."""

FLOW = """title: Deposits
start: lease
steps:
  lease:
    ask: Did you sign a lease?
    why: A lease has rules.
    help: An email counts.
    yes: paid
    no: letter
    unsure: paid
  paid:
    ask: How did you pay?
    answers:
      cash: {label: In cash, to: when}
      check: {label: By check, to: when}
      card: {label: By card, to: when}
  when:
    ask: Was it this year?
    yes:
      - {if: {lease: unsure}, to: letter}
      - {to: claim}
    no: other/
    unsure: other/late
  claim:
    outcome: Ask for it in writing
    says: You have the papers.
    claims:
      - {level: law, text: The owner must answer., cite: [rule]}
      - {level: unknown, text: Nobody knows how fast., if: {paid: cash}}
    next:
      - {label: Keep a copy.}
      - {label: Read the rule, to: "https://www.example.org/rule"}
      - {label: Start with a letter, to: letter, if: {paid: check}}
  letter:
    outcome: Start with a letter
    claims: [{level: unknown, text: We found no rule.}]
sources:
  rule: {title: The rule, publisher: The state, url: https://www.example.org/}
"""
OTHER = """title: Old deposits
start: age
steps:
  age:
    ask: Is it older than three years?
    yes: gone
    no: late
    unsure: late
  late:
    ask: Do you have the lease?
    yes: claim-late
    no: gone
    unsure: gone
  claim-late:
    outcome: You can still ask
    claims:
      - {level: unknown, text: We do not know by when.}
      - {level: unknown, text: Three years are long., if: {age: no}}
  gone:
    outcome: It may be too late
    claims: [{level: unknown, text: We do not know.}]
"""
# A flow with boxes, an amount of money and a date.
HOME = """title: A paper about your home
start: home
steps:
  home:
    ask: Which of these are wrong with your home?
    tick:
      heat: No heat
      water: No hot water
      mold: Mold
    none: None of these
    unsure: owed
    to:
      - {if: {home: [heat, water]}, to: urgent}
      - {to: owed}
  urgent:
    ask: Is it cold outside?
    yes: owed
    no: owed
    unsure: owed
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
    to: done
  small:
    outcome: Pay it
    claims: [{level: unknown, text: We do not know.}]
  big:
    outcome: Ask for help
    claims: [{level: unknown, text: We do not know that.}]
  done:
    outcome: You have time
    claims: [{level: unknown, text: We do not know when.}]
"""
