"""Reference values of every indicator, computed with exact fractions straight from the definitions.

Slow and obvious on purpose: each value is computed from its whole window (or from the first bar), with no running
sums, in rational arithmetic; square roots are taken with 60 digits. Shares nothing with the code under test.

    python3 test/golden/indicators/exact.py            writes bars.json and exact.json beside this file
"""

import json
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

getcontext().prec = 60
HERE = Path(__file__).parent
COUNT = 120


def make_bars():
    """A walk with two decimals and gaps from a 48-bit linear congruence; bars 40 to 62 do not move at all."""
    state = 20261120

    def draw(n):
        nonlocal state
        state = (25214903917 * state + 11) % 2**48
        return (state >> 20) % n

    bars, close = [], 10_000
    for i in range(COUNT):
        flat = 40 <= i <= 62
        opened = close if flat or i == 0 else close + draw(121) - 60
        close = opened if flat else max(200, opened + draw(161) - 80)
        high = opened if flat else max(opened, close) + draw(40)
        low = opened if flat else min(opened, close) - draw(40)
        volume = draw(900_000) + 1
        bars.append([opened, high, low, close, volume])
    names = ["open", "high", "low", "close"]
    columns = {name: [bar[k] / 100 for bar in bars] for k, name in enumerate(names)}
    columns["volume"] = [bar[4] / 1000 for bar in bars]
    return columns


def exact(columns):
    return {name: [Fraction(str(x)) for x in values] for name, values in columns.items()}


def windows(xs, n, f):
    return [None if i + 1 < n or None in xs[i + 1 - n : i + 1] else f(xs[i + 1 - n : i + 1]) for i in range(len(xs))]


def mean(w):
    return sum(w) / len(w)


def variance(w):
    return sum((x - mean(w)) ** 2 for x in w) / len(w)


def root(x):
    return Fraction((Decimal(x.numerator) / Decimal(x.denominator)).sqrt())


def seeded(xs, n, step):
    """First value: average of the first n; then step(previous, x)."""
    first = next(i for i, x in enumerate(xs) if x is not None)
    out = [None] * len(xs)
    for i in range(first + n - 1, len(xs)):
        out[i] = mean(xs[first : first + n]) if out[i - 1] is None else step(out[i - 1], xs[i])
    return out


def ema(xs, n):
    return seeded(xs, n, lambda prev, x: prev + (x - prev) * Fraction(2, n + 1))


def wilder(xs, n):
    return seeded(xs, n, lambda prev, x: (prev * (n - 1) + x) / n)


def rsi(xs, n):
    steps = [None] + [b - a for a, b in zip(xs, xs[1:])]
    gains = wilder([None if s is None else max(s, 0) for s in steps], n)
    losses = wilder([None if s is None else max(-s, 0) for s in steps], n)
    both = zip(gains, losses)
    return [None if g is None else (Fraction(0) if g + l == 0 else 100 * g / (g + l)) for g, l in both]


def true_range(b):
    out = [None]
    for i in range(1, COUNT):
        h, l, c = b["high"][i], b["low"][i], b["close"][i - 1]
        out.append(max(h - l, abs(c - h), abs(c - l)))
    return out


def macd(xs, fast, slow, signal):
    shifted = [None] * (slow - fast) + xs[slow - fast :]
    line = [None if a is None or b is None else a - b for a, b in zip(ema(shifted, fast), ema(xs, slow))]
    average = ema(line, signal)
    return line, average, [None if s is None else m - s for m, s in zip(line, average)]


def obv(b):
    total, out = Fraction(0), []
    for i, (c, v) in enumerate(zip(b["close"], b["volume"])):
        last = b["close"][i - 1]
        total += v if i == 0 or c > last else -v if c < last else 0
        out.append(total)
    return out


def zscore(w):
    return None if variance(w) == 0 else (w[-1] - mean(w)) / root(variance(w))


def vwap(b, n):
    def of(k):
        w = range(k + 1 - n, k + 1)
        turnover = sum((b["high"][i] + b["low"][i] + b["close"][i]) / 3 * b["volume"][i] for i in w)
        return turnover / sum(b["volume"][i] for i in w)

    return [None if k + 1 < n else of(k) for k in range(COUNT)]


def bands(xs, n, width, sign):
    return windows(xs, n, lambda w: mean(w) + sign * width * root(variance(w)))


def expected(b):
    c = b["close"]
    out = {}
    for n in (1, 2, 7, 20):
        out[f"sma {n}"] = windows(c, n, mean)
        out[f"wma {n}"] = windows(c, n, lambda w: sum((k + 1) * x for k, x in enumerate(w)) / (Fraction(len(w) * (len(w) + 1), 2)))
        out[f"ema {n}"] = ema(c, n)
        out[f"highest {n}"] = windows(b["high"], n, max)
        out[f"lowest {n}"] = windows(b["low"], n, min)
        out[f"atr {n}"] = wilder(true_range(b), n)
        out[f"roc {n}"] = [None if i < n else 100 * (c[i] / c[i - n] - 1) for i in range(COUNT)]
    for n in (2, 7, 20):
        out[f"rsi {n}"] = rsi(c, n)
        out[f"stddev {n}"] = windows(c, n, lambda w: root(variance(w)))
        out[f"zscore {n}"] = windows(c, n, zscore)
    out["sum 7"] = windows(c, 7, sum)
    out["vwap 5"] = vwap(b, 5)
    out["lag 3"] = [None] * 3 + c[:-3]
    out["trueRange"] = true_range(b)
    out["obv"] = obv(b)
    for name, values in zip(("line", "signal", "histogram"), macd(c, 5, 12, 4)):
        out[f"macd.{name} 5 12 4"] = values
    out["bollinger.upper 20 2"] = bands(c, 20, 2, 1)
    out["bollinger.lower 20 2"] = bands(c, 20, 2, -1)
    return out


def write(name, rows):
    lines = [f"{json.dumps(key)}: {json.dumps(values)}" for key, values in rows.items()]
    (HERE / name).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    columns = make_bars()
    write("bars.json", columns)
    rows = expected(exact(columns))
    write("exact.json", {k: [None if x is None else float(x) for x in v] for k, v in rows.items()})
