"""Intervals as columns of SQL: what is shown beside a number must be a cell of its query as well.

Arguments are SQL expressions, the result is the text of an expression. Where nothing was counted it is NULL.
"""

_WILSON = "(({k}) + 1.92) / (({n}) + 3.84) {side} 1.96 * sqrt(({k}) * (({n}) - ({k})) / ({n}) + 0.96) / (({n}) + 3.84)"


def wilson(k: str, n: str, name: str) -> str:
    """`<name>_low` and `<name>_high`: Wilson's (1927) interval, 95 %, of the share k of n."""
    ends = {"low": ("greatest(0, ", "-"), "high": ("least(1, ", "+")}
    return ", ".join(
        f"CASE WHEN ({n}) > 0 THEN {bound}{_WILSON.format(k=k, n=n, side=side)}) END AS {name}_{end}"
        for end, (bound, side) in ends.items()
    )


def times(a: str, b: str, name: str) -> str:
    """`<name>_low` and `<name>_high`: 95 % of a / b - 1, by the log of the ratio, of people who speak independently."""
    error = f"1.96 * sqrt(1 / ({a} + 0.5) + 1 / ({b} + 0.5))"
    middle = f"ln(({a} + 0.5) / ({b} + 0.5))"
    return (
        f"CASE WHEN {b} > 0 THEN exp({middle} - {error}) - 1 END AS {name}_low, "
        f"CASE WHEN {b} > 0 THEN exp({middle} + {error}) - 1 END AS {name}_high"
    )


def difference(now: str, before: str, name: str) -> str:
    """`<name>_low` and `<name>_high`: Newcombe's (1998) interval of now - before, of columns <x>, <x>_low, <x>_high."""
    return (
        f"{now} - {before} - sqrt(({now} - {now}_low) ** 2 + ({before}_high - {before}) ** 2) AS {name}_low, "
        f"{now} - {before} + sqrt(({now}_high - {now}) ** 2 + ({before} - {before}_low) ** 2) AS {name}_high"
    )
