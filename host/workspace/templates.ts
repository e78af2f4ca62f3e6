/** What `host init` writes: the defaults of every key, each with its reason and its unit. */

export const HOST_TOML = `# config/host.toml: where bars come from and which accounts exist.
# Unknown keys are errors. Money is written as text or number, in USDT.

# kind = "simulated" is a seeded market: same seed, same bytes.
# kind = "file" reads candles from a CSV or CSV.gz file: data = "FILE", pair = "BTCUSDT", timeframe = "5m".
[feed]
kind = "simulated"
seed = "bulkhead"

# Accounts. A paper account that a slot names but that is not listed here has the bankroll of [paper].
# An instrument of an account belongs to at most one slot: several strategies on one pair use several accounts.
[accounts.main]
venue = "paper"
environment = "paper"
bankroll = { usdt = 10000 }
position_mode = "one_way"
margin_mode = "isolated"

# The paper venue's costs, in basis points of notional (1 bps = 0.01 %).
[paper]
bankroll = { usdt = 10000 }
maker_fee_bps = 2
taker_fee_bps = 5.5
slippage_bps = 1

# Consent to live orders. Only a person writes true; this release has no live venue, and refuses one.
[arm]
allowed = false

# Where sign witness leaves its checkpoints for this host to see, and after how many hours one is late.
# [witness]
# dir = "../witness"
# late_hours = 24

# Rules of instruments that are not shipped, or other rules than those shipped:
# [[instruments]]
# id = "EXAMPLEUSDT"
# venueSymbol = "EXAMPLEUSDT"
# kind = "linear_perpetual"
# tickE8 = "10000"              # 0.0001, scaled by 10^8
# lotE8 = "100000000"           # 1 coin
# minQuantityE8 = "100000000"
# maxMarketQuantityE8 = "10000000000000"
# minNotionalE8 = "500000000"   # 5 USDT
# contractMultiplier = 1
# settle = "USDT"
# fundingIntervalMin = 480
# validFrom = "2026-01-01T00:00:00.000Z"
# underlying = "EXAMPLE"        # may be left out, as the two that follow
# leverageStep = "0.01"
# [[instruments.riskTiers]]     # a larger position needs more margin: one table per tier, rising
# notionalMaxE8 = "100000000000000000"
# maintenancePct = "2"
# leverageMax = "25"
`;

export const RISK_TOML = `# config/risk.toml: the draft of the risk policy. A strategy's own signed limits can only be tighter.
# sign risk signs it, with a line such as version = 1, as signed/risk/1.json: then that counts, and this is the next draft.
# Unknown and missing keys are errors. Percentages are of bankroll unless the comment says otherwise.

leverage_max = 5

# Margin of one entry at full strength.
margin_fraction_pct = 5

# Distance of take-profit and stop-loss from the price, percent of the price. Nearer than the spread and the
# fees of a round trip a stop is noise.
take_profit_pct_min = 0.2
stop_loss_pct_min = 0.2
reward_risk_min = 0.5

# Positions open at once, over all slots of an account.
positions_max = 4

# Pairs that may be entered. Exits are never blocked by this list.
pairs = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"]

# Notional (quantity times price) of one position, and of all together.
position_notional_pct_max = 50
total_notional_pct_max = 150

# Entries stop until the next UTC day once this much of the day's starting equity is lost.
daily_loss_pct_max = 5

# After so many losing trades in a row entries pause.
loss_streak_max = 8
loss_streak_pause_hours = 12

entries_per_hour_max = 12

# No entry when the last price is further than this from the mark price, percent of the mark.
price_band_pct = 1

# The liquidation price must lie beyond the stop by this share of the stop distance, percent.
liquidation_margin_pct = 25

# Largest difference between this machine's clock and the venue's, milliseconds.
clock_skew_ms_max = 500

# Drawdown from the highest equity: entries shrink, then pause.
[[drawdown]]
at_pct = 10
size_multiplier = 0.5

[[drawdown]]
at_pct = 20
size_multiplier = 0
cooldown_hours = 72
`;

export const FOLDER_READMES: Readonly<Record<string, string>> = {
  plugins:
    "# plugins\n\nOne folder per strategy: manifest.toml, signal.ts, README.md. `sdk new ID` makes one.\n",
  signed:
    "# signed\n\nWritten by `sign` (and `active/` by `host run`), read by the host. Do not edit: every byte is covered by a signature.\n",
  keys: "# keys\n\n`root.json` says which public keys may sign what. Secret keys (`*.key.json`) never go into version control.\n",
};

export const GITIGNORE = "var/\n*.key.json\n";
