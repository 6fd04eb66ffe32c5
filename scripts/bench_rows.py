"""A section of the bench: guides over a table, by the number of its rows."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import ROOT, WIZARD, Figure, Scale, alone, processor, run

GUIDE = ROOT / "examples" / "public-records"

# Columns that no two rows have in common. In texts they are names of places.
NAMES = ("name", "the", "of", "in")

# This program runs in its own process, and prints one JSON list of numbers.
CHECKED = """
import sys, json, time
from pathlib import Path
from wizard import create_app
from wizard.loader.site import check_folder
def peak():
    # Not the peak that `resource` knows: it includes the process that started this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
before, begun = peak(), time.process_time()
site, problems = check_folder(sys.argv[1])
checked, after = time.process_time(), peak()
assert site and not problems, problems[:3]
app = create_app(site)
served = time.process_time()
print(json.dumps([checked - begun, after - before, served - checked]))
"""

# The numbers that CHECKED prints, and their units.
NUMBERS = {"checked": "s", "memory to check them": "MiB", "application made": "s"}


def rows(scale: Scale) -> Iterator[Figure]:
    """Measure the check of the guide with 51 rows, and of guides with more rows."""
    command = [*WIZARD, "check", str(GUIDE)]
    run(command)  # once, so that all modules are compiled
    values = tuple(processor(command) / 1000 for _ in scale.each_run())
    yield Figure("wizard check of a guide with 51 rows: processor", "s", values)
    found: list[list[list[float]]] = []
    with tempfile.TemporaryDirectory() as folder:
        for count in scale.rows:
            place = guide_of(count, Path(folder, str(count)))
            found.append([alone(CHECKED, str(place)) for _ in scale.each_run()])
    for count, runs in zip(scale.rows, found, strict=True):
        for number, (name, unit) in enumerate(NUMBERS.items()):
            yield Figure(f"{count} rows, {name}", unit, tuple(run[number] for run in runs))
    less, more = scale.rows[0], scale.rows[-1]
    for number, what in enumerate(("time", "memory")):
        pairs = zip(found[0], found[-1], strict=True)
        ratios = tuple(high[number] / more / (low[number] / less) for low, high in pairs)
        yield Figure(f"{what} for each row, against a table of {less} rows", "times", ratios)


def guide_of(count: int, folder: Path) -> Path:
    """Write the guide into a folder, with this number of rows, and return the folder."""
    shutil.copytree(GUIDE, folder)
    path = folder / "tables" / "states.csv"
    heading, *known = csv.reader(path.read_text("utf-8").splitlines())
    made = [heading]
    for number in range(count):
        again, place = divmod(number, len(known))
        cells = dict(zip(heading, known[place], strict=True))
        if again:
            cells |= {key: f"{cells[key]} {again}" for key in cells if key.split(".")[0] in NAMES}
            cells["code"] += chr(ord("a") + again)
        made.append([*cells.values()])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(made)
    # A made-up state has no holidays.
    dates = folder / "deadlines.yaml"
    text = dates.read_text("utf-8").replace('"{state.code}"', "federal")
    dates.write_text(text, "utf-8")
    return folder
