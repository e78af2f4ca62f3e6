function Average(n) {
  this.n = n;
  this.value = undefined;
}
Average.prototype.push = function (x) {
  var k = 2 / (this.n + 1);
  this.value = this.value === undefined ? x : this.value + k * (x - this.value);
  return this;
};
Average.prototype.toString = function () {
  return "average of " + this.n;
};
function Pair() {
  Average.call(this, 5);
  this.slow = new Average(15);
}
Pair.prototype = Object.create(Average.prototype);
Pair.prototype.constructor = Pair;
Pair.prototype.push = function (x) {
  Average.prototype.push.call(this, x);
  this.slow.push(x);
  return this.value - this.slow.value;
};
export function entrySignal(candles) {
  var pair = new Pair(), gaps = [];
  for (var i = 0; i < candles.length; i++) gaps.push(pair.push(candles.close[i]));
  var now = gaps[gaps.length - 1], before = gaps[gaps.length - 2];
  if (before <= 0 === now <= 0) return null;
  return { side: now > 0 ? "Buy" : "Sell", rationale: pair + " crossed " + pair.slow };
}
