"""CapFilt in the page on the folder that `web.py --folder` drew, marked by the scenes' truth.

Reads the JSON lines that `bench/capfilt.ts` wrote: for each picture the texts with the matcher's
probabilities, the text that the filter chose, and how doubtful it is. Prints what the filter did to noisy and
clean web texts, and how many wrong texts a person finds who looks at the most doubtful pictures first, or at
the files in order. In brackets stands where 95 % of resamples of the pictures lie."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from grading import is_true, share
from matching import MATCHES

SHARES: Final = (0.1, 0.2, 0.5)
"""Of the pictures that a person looks at."""
RESAMPLES: Final = 2000


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def found(wrong: Sequence[bool], looked_at: float) -> tuple[int, int]:
    """Of the wrong texts, how many are among the first pictures."""
    return sum(wrong[: round(len(wrong) * looked_at)]), sum(wrong)


def interval(doubts: Sequence[tuple[float, bool]], looked_at: float) -> tuple[float, float]:
    """Percent of the wrong texts that are found, most doubtful first, in 95 % of the resamples of the
    pictures."""
    chance = Random(0)
    shares = []
    for _ in range(RESAMPLES):
        again = sorted(chance.choices(doubts, k=len(doubts)), key=lambda entry: -entry[0])
        first, of = found([is_wrong for _, is_wrong in again], looked_at)
        shares.append(100 * first / of if of else 0.0)
    shares.sort()
    return shares[RESAMPLES // 40], shares[-RESAMPLES // 40 - 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--web", type=Path, required=True, help="what web.py wrote")
    parser.add_argument("--records", type=Path, required=True, help="what bench/capfilt.ts wrote")
    parser.add_argument("--from", dest="first", default="", help="only this file and those after it")
    options = parser.parse_args()
    truth = {entry["file"]: entry for entry in read_lines(options.web)}
    records = sorted(read_lines(options.records), key=lambda record: record["path"])
    records = [record for record in records if record["path"] >= options.first]
    web = [(truth[r["path"]]["kind"] == "clean", r["original"] >= MATCHES) for r in records]
    noisy = [kept for clean, kept in web if not clean]
    clean = [kept for is_clean, kept in web if is_clean]
    print(f"noisy web texts removed  {share((noisy.count(False), len(noisy))):>8}  of {len(noisy)}")
    print(f"clean web texts kept     {share((sum(clean), len(clean))):>8}  of {len(clean)}")

    chosen = [record for record in records if record["chosen"] is not None]
    wrong = {r["path"]: not is_true(r["chosen"], truth[r["path"]]["scene"]) for r in chosen}
    print(f"chosen texts wrong       {share((sum(wrong.values()), len(wrong))):>8}  of {len(wrong)}")
    by_doubt = [wrong[r["path"]] for r in sorted(chosen, key=lambda record: -record["doubt"])]
    by_file = [wrong[r["path"]] for r in chosen]
    doubts = [(record["doubt"], wrong[record["path"]]) for record in chosen]
    for looked_at in SHARES:
        marks = [f"{share(found(order, looked_at)):>8}" for order in (by_doubt, by_file)]
        low, high = interval(doubts, looked_at)
        print(
            f"wrong ones found after {looked_at:4.0%}: by doubt {marks[0]} ({low:.1f} to {high:.1f}), "
            f"in file order {marks[1]}"
        )


if __name__ == "__main__":
    main()
