/** A time per invocation with its unit. */
const perCallTime = nanos => (nanos === 0 ? "0 ms" : `${(nanos / 1e6).toFixed(Math.abs(nanos) < 1e6 ? 3 : 2)} ms`);

/** A change with its sign. */
const signed = (change, amount) => (change < 0 ? "−" : "+") + amount(Math.abs(change));

/** Whether a change is significant, in the words of the tables. */
const VERDICTS = {slower: "yes", faster: "yes", noise: "no", few: "too few samples"};

const capitalized = text => text.charAt(0).toUpperCase() + text.slice(1);

/** What both pages that compare two traces have in common: times per invocation or shares, the differential flame graph, and the two lists. */
class Comparison {
  /** What the two sides are called. */
  names = ["before", "after"];

  /** Whether the sides have names of their own. */
  get named() { return this.names[0] !== "before" || this.names[1] !== "after"; }

  /** The phrase that says that something is on a side. */
  on(side) { return this.named ? `in ${short(this.names[side])}` : this.names[side]; }

  /** What functions have more or less of on the second side. */
  unequal(more) { return this.timesShown ? `${more ? "more" : "less"} CPU time per invocation` : `a ${more ? "larger" : "smaller"} share`; }

  /** Sets up the button that switches between times per invocation and shares. */
  listenUnit() { byId("unit").addEventListener("click", () => change({unit: state.unit === "shares" ? "" : "shares"})); }

  /** Whether times per invocation are shown. Otherwise, shares are shown. */
  get timesShown() { return Boolean(this.perCall) && state.unit !== "shares"; }

  /** The search reports its matches as a part of the time. */
  timed() { return this.timesShown; }

  amount(value) { return this.timesShown ? perCallTime(value) : percent(value); }

  /** The values of each node: times per invocation or shares. */
  sideOf(selfs) { return {selfs, totals: this.tree.totals(selfs)}; }

  showUnit() {
    byId("unit").hidden = !this.perCall;
    byId("unit").setAttribute("aria-pressed", state.unit === "shares");
    const [more, less] = this.timesShown ? ["Slower functions, CPU time per invocation", "Faster functions, CPU time per invocation"] : ["Functions whose share grew", "Functions whose share shrank"];
    byId("topTitle").textContent = this.named ? `Functions with ${this.unequal(true)} ${this.on(1)}` : more;
    byId("fasterTitle").textContent = this.named ? `Functions with ${this.unequal(false)} ${this.on(1)}` : less;
    note("noise", this.timesShown ? this.noise() : "");
  }

  /** The whole time of an invocation, and whether the change is significant. */
  noise() {
    const {calls, unsampled, total} = this.perCall, change = total.after - total.before;
    const growth = total.before > 0 ? ` (${signed(100 * change / total.before, part => part.toFixed(1))} %)` : "";
    const interval = `with a confidence of 99 %, it is between ${signed(total.low, perCallTime)} and ${signed(total.high, perCallTime)}.`;
    const certain = total.verdict === "few" ? `There are too few invocations to tell whether the ${this.named ? "difference" : "change"} is significant: at least ${CallChanges.LEAST_CALLS} are needed on each side.`
      : `The ${this.named ? "difference" : "change"} is ${total.verdict === "noise" ? "not " : ""}significant: ${interval}`;
    const left = unsampled[0] + unsampled[1] ? ` Left out, because perf was being restarted for part of the time: ${counted(unsampled[0], "invocation")} ${this.on(0)}, ${counted(unsampled[1], "invocation")} ${this.on(1)}.` : "";
    return `CPU time per invocation: ${perCallTime(total.before)} ${this.on(0)} (${counted(calls[0], "invocation")}), ${perCallTime(total.after)} ${this.on(1)} (${counted(calls[1], "invocation")}), `
      + `${signed(change, perCallTime)}${growth}. ${certain} ${total.measured ? "The CPU time was measured for each invocation." : "The CPU time is computed from samples."}${left}`;
  }

  describe(node) {
    const [before, after] = [this.side.before.totals[node], this.side.after.totals[node]];
    const file = node > 0 && this.tree.files[this.tree.label[node]];
    return `${short(this.tree.name(node))}: ${this.amount(before)} ${this.on(0)}, ${this.amount(after)} ${this.on(1)}, `
      + `${signed(after - before, value => this.amount(value))}${this.timesShown ? " per invocation" : ""}${file ? " · " + file : ""}`;
  }

  /** The changes of all functions. Those of shares have no verdict. */
  changes() {
    if (this.timesShown) return this.perCall.functions;
    const [before, after] = [this.side.before, this.side.after].map(side => this.tree.byLabel(side.selfs, side.totals).total);
    return [...before.keys()].map(label => ({label, before: before[label], after: after[label]})).filter(one => Math.abs(one.after - one.before) > 1e-9);
  }

  table() {
    const changes = this.changes(), shares = !this.timesShown;
    const grown = list("top", changes.filter(one => one.after > one.before), this);
    const none = more => `No function has ${this.unequal(more)} ${this.on(1)}.`;
    note("noRows", grown ? "" : this.named ? none(true) : shares ? "No function's share grew." : "No function became slower.");
    const shrunk = list("faster", changes.filter(one => one.after < one.before), this);
    note("noFaster", shrunk ? "" : this.named ? none(false) : shares ? "No function's share shrank." : "No function became faster.");
  }
}

/** Fills one of the two lists: the largest changes first. Returns the number of rows. */
function list(id, changes, page) {
  const amount = value => page.amount(value);
  const rows = changes.sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before)).slice(0, 30)
    .map(one => [page.tree.names[one.label], amount(one.before), amount(one.after), signed(one.after - one.before, amount), ...(one.verdict ? [VERDICTS[one.verdict]] : [])]);
  fillTable(byId(id), ["function", ...page.names.map(name => middleOut(name, 30)), page.named ? "difference" : "change", ...(page.timesShown ? ["significant"] : [])], rows, searchFor);
  byId(id).hidden = !rows.length;
  return rows.length;
}

/** The page that compares two traces, as the command line writes it. */
class ComparePage extends Comparison {
  constructor(data) {
    super();
    this.data = data;
    this.names = data.sides || this.names;
    [...byId("side").options].slice(1).forEach((one, side) => { one.textContent = this.names[side]; });
    this.tree = new Tree(data);
    this.flame = new FlameGraph(byId("flame"), this.tree);
    this.perCall = data.perCall;
    this.counts = [data.before, data.after].map(side => side.reduce((sum, n) => sum + n, 0));
    this.shares = {before: this.sharesOf(data.before, this.counts[0]), after: this.sharesOf(data.after, this.counts[1])};
    this.times = this.perCall && {before: this.sideOf(this.perCall.before), after: this.sideOf(this.perCall.after)};
    document.querySelectorAll(".some").forEach(part => { part.hidden = this.counts.includes(0); });
    note("whyShares", data.whyShares && `Shares are compared, because the time of an invocation is not known. ${data.whyShares}`);
    this.listenUnit();
  }

  sharesOf(selfs, count) { return this.sideOf(Float64Array.from(selfs, n => n / (count || 1))); }

  facts(titles, [before, after]) {
    const same = this.delta.every(value => Math.abs(value) < 1e-9), both = before && after;
    byId("facts").textContent = both && same ? `No difference: ${before} and ${counted(after, "sample")}.`
      : titles.map((title, i) => `${this.named ? "" : this.names[i] + ": "}${title}, ${counted([before, after][i], "sample")}`).join(" · ")
        + (both ? ` · red: ${this.timesShown ? "more time" : "larger share"} ${this.on(1)}, blue: ${this.timesShown ? "less time" : "smaller share"} ${this.on(1)}` : "");
    const empty = this.data.titles.map((title, i) => this.data.empty[i] && `${capitalized(this.names[i])}: ${this.data.empty[i]}`).filter(text => text);
    note("empty", empty.length ? `${empty.join(" ")} There is nothing to compare.` : "");
  }

  refresh() {
    this.side = this.timesShown ? this.times : this.shares;
    const {before, after} = this.side;
    this.delta = after.totals.map((value, node) => value - before.totals[node]);
    this.facts(this.data.titles.map(short), this.counts);
    this.widths = state.side === "before" ? before.totals : state.side === "after" ? after.totals
      : before.totals.map((value, node) => (value + after.totals[node]) / 2);
    this.showUnit();
    this.flame.show(this.widths, colourOfDelta(this.delta));
    this.table();
  }

  apply() { apply(); }

  /** Undoes the last step of the view that is still in effect. */
  back() {
    const step = ["zoom", "search"].find(key => state[key]);
    if (step) change({[step]: ""}); else source.back();
  }

  share(matches) { return TracePage.prototype.matched.call(this, matches, this.widths); }
}
