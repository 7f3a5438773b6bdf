"""The table of cases: two columns each, made by seeded formulas, at every edge of the choice of tests."""
import os
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

NUMBERS = ["ks", "wasserstein", "jensenshannon", "psi", "kl_div", "hellinger"]
CATEGORIES = ["chisquare", "jensenshannon", "psi", "kl_div", "hellinger"]


@dataclass
class Case:
    """One column on both sides. tests: those to be chosen by hand, beside the default."""
    name: str
    reference: pd.Series
    current: pd.Series
    tests: list = field(default_factory=list)


def all_cases():
    return [*numbers(), *edges_of_rows(), *few_values(), *odd_values(), *categories(), *engagement()]


def numbers():
    """Continuous, shifted, scaled, skewed; small and large."""
    rng = np.random.default_rng(1)
    for rows, current in ((40, 40), (300, 170), (999, 500), (2000, 1500), (12000, 11000), (900, 10001)):
        base = rng.normal(10, 3, rows)
        for name, values in (("same", rng.normal(10, 3, current)), ("shifted", rng.normal(11, 3, current)),
                             ("scaled", rng.normal(10, 5, current)), ("skewed", rng.exponential(4, current)),
                             ("apart", rng.normal(100, 3, current))):
            yield Case(f"normal {rows}/{current} {name}", pd.Series(base), pd.Series(values), NUMBERS)
    whole = pd.Series(rng.integers(0, 200, 5000))
    yield Case("integer bins", whole, pd.Series(rng.integers(20, 180, 3000)), NUMBERS)
    yield Case("negative", -whole / 7, whole / 9 - 3, NUMBERS)
    yield Case("tiny", whole * 1e-9, whole.head(900) * 1e-9 + 1e-9, NUMBERS)
    yield Case("huge", whole * 1e15, whole.head(900) * 1.1e15, NUMBERS)
    yield Case("itself", whole, whole, NUMBERS)


def edges_of_rows():
    """1,000 and 1,001 rows of the reference; 10,000 and 10,001 for the exact KS."""
    rng = np.random.default_rng(2)
    for rows in (999, 1000, 1001):
        yield Case(f"{rows} rows", pd.Series(rng.normal(size=rows)), pd.Series(rng.normal(0.05, 1, 400)))
        yield Case(f"{rows} rows of categories", pd.Series(rng.choice(list("abc"), rows)),
                   pd.Series(rng.choice(list("abc"), 400)))
        with_missing = pd.Series(rng.normal(size=rows))
        with_missing[0] = np.nan  # rows count after missing values are dropped
        yield Case(f"{rows} rows, one missing", with_missing, pd.Series(rng.normal(0.05, 1, 400)))
    for rows in (10000, 10001):
        yield Case(f"ks {rows} rows", pd.Series(rng.normal(size=800)), pd.Series(rng.normal(0.04, 1, rows)))


def few_values():
    """2 to 7 distinct integers and floats, on small and large references."""
    rng = np.random.default_rng(3)
    for rows in (400, 3000):
        for distinct in (1, 2, 3, 5, 6, 7, 20, 21):
            reference = pd.Series(np.arange(rows) % distinct)
            current = pd.Series(rng.integers(0, distinct, 350))
            yield Case(f"{distinct} integers of {rows}", reference, current, ["jensenshannon", "psi", "kl_div", "hellinger"])
            yield Case(f"{distinct} floats of {rows}", reference + 0.5, current + 0.5, NUMBERS)
            more = pd.Series(rng.integers(0, distinct + 3, 350))
            yield Case(f"{distinct} integers of {rows}, more later", reference, more)


def odd_values():
    """Constants, ties, infinities, missing values, single rows."""
    rng = np.random.default_rng(4)
    constant = pd.Series(np.full(300, 3.5))
    noise = pd.Series(rng.normal(size=300))
    yield Case("constant floats", constant, constant)
    yield Case("constant to another", constant, constant + 1, ["wasserstein", "ks", "jensenshannon"])
    yield Case("constant to noise", pd.Series(np.full(3000, 3.5)), noise, ["wasserstein", "ks"])
    yield Case("noise to constant", noise, constant, ["wasserstein", "ks"])
    yield Case("ties", pd.Series(np.round(rng.normal(size=700), 1)), pd.Series(np.round(rng.normal(0.1, 1, 600), 1)), NUMBERS)
    infinite = noise.copy()
    infinite[[3, 5]] = np.inf
    infinite[8] = -np.inf
    yield Case("infinities", infinite, noise + 0.1, ["ks", "wasserstein", "jensenshannon", "psi"])
    yield Case("infinities later", noise, infinite, ["ks", "wasserstein"])
    missing = noise.copy()
    missing[::3] = np.nan
    yield Case("missing", missing, noise, NUMBERS)
    yield Case("missing later", noise, missing, NUMBERS)
    yield Case("one row", noise, pd.Series([0.25]), ["ks", "wasserstein", "jensenshannon"])
    yield Case("one row of reference", pd.Series([0.25]), noise, ["ks", "wasserstein"])
    yield Case("one row each", pd.Series([0.25]), pd.Series([0.5]), ["ks", "wasserstein"])
    yield Case("equal sizes", noise, pd.Series(rng.normal(0.2, 1, 300)), ["ks"])


def categories():
    """New, vanished, rare, missing and numeric-looking categories."""
    rng = np.random.default_rng(5)
    for rows in (600, 4000):
        base = pd.Series(rng.choice(list("abcd"), rows, p=[0.4, 0.3, 0.2, 0.1]))
        for name, values in (("same", rng.choice(list("abcd"), 500, p=[0.4, 0.3, 0.2, 0.1])),
                             ("shifted", rng.choice(list("abcd"), 500, p=[0.1, 0.2, 0.3, 0.4])),
                             ("new", rng.choice(list("abcde"), 500)), ("vanished", rng.choice(list("ab"), 500)),
                             ("disjoint", rng.choice(list("xy"), 500))):
            yield Case(f"categories {rows} {name}", base, pd.Series(values), CATEGORIES if rows < 1000 else CATEGORIES[1:])
        yield Case(f"two of {rows}", pd.Series(rng.choice(["no", "yes"], rows)), pd.Series(rng.choice(["no", "yes"], 300, p=[0.4, 0.6])))
        yield Case(f"one of {rows}", pd.Series(["only"] * rows), pd.Series(["only"] * 30))
        gone = base.copy()
        gone[::5] = None
        yield Case(f"missing categories {rows}", gone, base.head(300), ["jensenshannon"])
    rare = pd.Series(["common"] * 19999 + ["rare"])
    yield Case("a share below 0.0001", rare, pd.Series(["common"] * 500 + ["new"] * 3), ["psi", "kl_div", "jensenshannon"])
    yield Case("published 1 to 6", pd.Series(np.repeat(list("abcdef"), [16, 18, 16, 14, 12, 12])),
               pd.Series(np.repeat(list("abcdef"), [16, 16, 16, 16, 16, 8])), ["chisquare"])


def engagement():
    """The columns of the public file, where it is at hand: 20,000 rows against the rest."""
    folder = os.environ.get("YACHAY_SHARED_DATA", "")
    path = os.path.join(folder, "engagement", "players.csv")
    if not os.path.exists(path):
        return
    table = pd.read_csv(path)
    for column in table.columns.drop(["PlayerID", "EngagementLevel"]):
        yield Case(f"engagement {column}", table[column][:20000], table[column][20000:])
        yield Case(f"engagement {column}, 800 of 1500", table[column][:800], table[column][800:1500])
