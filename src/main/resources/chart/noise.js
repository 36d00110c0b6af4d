/** Draws invocations again and again, to find out how large a difference can be by chance. The Java class Resampling has the same steps. */
class Resampling {
  static DRAWS = 1000;
  static CONFIDENCE = 0.99;
  static SEED = 20112026;

  /** @param before the number of invocations in each block of the first trace */
  constructor(before, after) {
    this.state = Resampling.SEED;
    this.sides = [before, after].map(sizes => this.draw(sizes));
  }

  draw(sizes) {
    const counts = [], drawn = new Float64Array(Resampling.DRAWS);
    for (let draw = 0; draw < Resampling.DRAWS; draw++) {
      const count = new Int32Array(sizes.length);
      for (let i = 0; i < sizes.length; i++) {
        const block = this.next() % sizes.length;
        count[block]++;
        drawn[draw] += sizes[block];
      }
      counts.push(count);
    }
    return {calls: sizes.reduce((sum, size) => sum + size, 0), counts, drawn};
  }

  next() {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }

  static average(side, blocks, draw) {
    const count = side.counts[draw];
    let sum = 0;
    for (let block = 0; block < blocks.length; block++) sum += count[block] * blocks[block];
    return sum / side.drawn[draw];
  }

  /** The difference between the averages of all invocations. The parameters are the sums of the blocks. */
  difference(before, after) {
    const [one, other] = [before, after].map((blocks, i) => blocks.reduce((sum, block) => sum + block, 0) / this.sides[i].calls);
    return other - one;
  }

  differences(before, after) {
    return Float64Array.from({length: Resampling.DRAWS}, (_, draw) =>
      Resampling.average(this.sides[1], after, draw) - Resampling.average(this.sides[0], before, draw));
  }

  static interval(differences) {
    const sorted = differences.slice().sort(), tail = Math.round(Resampling.DRAWS * (1 - Resampling.CONFIDENCE) / 2);
    return [sorted[tail], sorted[Resampling.DRAWS - 1 - tail]];
  }

  static spread(differences) {
    const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
    return Math.sqrt(differences.reduce((sum, one) => sum + (one - mean) * (one - mean), 0) / (differences.length - 1));
  }

  /** Tests many functions at once: for each pair of blocks, whether it became slower or faster, or whether the change is not significant. The Java class Family has the same steps. */
  judge(pairs) {
    const largest = new Float64Array(Resampling.DRAWS);
    const changes = pairs.map(([before, after]) => {
      const change = this.difference(before, after), draws = this.differences(before, after), found = Resampling.spread(draws);
      const spread = found <= 1e-9 * Math.abs(change) ? 0 : found;
      for (let draw = 0; draw < draws.length && spread > 0; draw++) largest[draw] = Math.max(largest[draw], Math.abs(draws[draw] - change) / spread);
      return [change, spread];
    });
    const limit = largest.sort()[Math.round(Resampling.DRAWS * Resampling.CONFIDENCE) - 1];
    return changes.map(([change, spread]) => (Math.abs(change) <= limit * spread ? "noise" : change > 0 ? "slower" : "faster"));
  }
}

/** The selected invocations of a trace in blocks, and the time of their samples. The Java classes SelectedCalls and CallCosts have the same steps. */
class CallTimes {
  static MOST_BLOCKS = 200;

  constructor(profile, choice, places) {
    Object.assign(this, {profile, choice, places, event: profile.eventOf(choice)});
    const range = key => (choice[key] && profile.data.timed ? Math.round(choice[key] * 1e6) : null), from = range("from"), to = range("to");
    const all = profile.invocations(this.event);
    const within = all.filter(one => (!choice.invocation || one.id === choice.invocation) && (from === null || one.start >= from) && (to === null || one.end <= to));
    this.chosen = within.filter(one => !one.unsampled);
    const count = list => list.reduce((sum, one) => sum + one.calls, 0);
    this.calls = count(this.chosen);
    this.unsampled = count(within) - this.calls;
    this.sizes = new Array(Math.min(CallTimes.MOST_BLOCKS, this.chosen.length)).fill(0);
    this.chosen.forEach((one, place) => { this.sizes[this.block(place)] += one.calls; });
    const places0 = new Map(this.chosen.map((one, place) => [one.id, this.block(place)]));
    this.blockOfOwner = all.map(one => (places0.has(one.id) ? places0.get(one.id) : -1));
    this.parts = profile.data.ownerSets.map(set => (set.length ? set.filter(owner => this.blockOfOwner[owner] >= 0).length / set.length : 0));
    this.why = this.explain();
    this.rows = this.why ? [] : this.byOwners();
  }

  block(place) { return Math.floor(place * this.sizes.length / this.chosen.length); }

  explain() {
    const {profile, event} = this, name = event >= 0 ? profile.data.events[event][0] : "";
    if (!profile.data.invocations.length) return "This trace does not list any invocation.";
    if (!this.calls) return this.unsampled ? "perf was being restarted during each invocation in the selection." : "No invocation is in the selection as a whole.";
    if (profile.isTime(event) || event === profile.data.clock && profile.tick) return "";
    return event >= 0 && name && event !== profile.data.clock ? `Samples of ${name} do not measure time.` : "This trace does not tell how much CPU time a sample stands for.";
  }

  /** The nanoseconds that a sample stands for. */
  nanos(i) {
    const {data, tick} = this.profile;
    if (this.profile.isTime(this.event)) return this.profile.period(i, this.event);
    return data.periods[i] > data.samples[i] ? data.periods[i] : data.samples[i] * tick;
  }

  /** The selected samples that belong to selected invocations, ordered by their owners. */
  byOwners() {
    const {owners} = this.profile.data, weights = this.profile.weights(this.choice, true), ends = new Uint32Array(this.parts.length + 1);
    const chosen = i => weights[i] > 0 && this.parts[owners[i]] > 0;
    for (let i = 0; i < weights.length; i++) if (chosen(i)) ends[owners[i] + 1]++;
    for (let set = 0; set < this.parts.length; set++) ends[set + 1] += ends[set];
    const rows = new Uint32Array(ends[this.parts.length]);
    for (let i = 0; i < weights.length; i++) if (chosen(i)) rows[ends[owners[i]]++] = i;
    return rows;
  }

  node(i) { return this.places[this.profile.data.nodes[i]]; }

  /** The time of an invocation in each node itself. */
  selfs(size) {
    const selfs = new Float64Array(size), {owners} = this.profile.data;
    for (const i of this.rows) selfs[this.node(i)] += this.nanos(i) * this.parts[owners[i]];
    return selfs.map(nanos => nanos / this.calls);
  }

  /** The time of the given functions in each block. A sample counts once for a function. */
  byBlock(tree, labels) {
    const {owners, ownerSets} = this.profile.data, blocks = labels.map(() => new Float64Array(this.sizes.length));
    const places = new Map(labels.map((label, i) => [label, i])), known = new Map();
    const placesOf = leaf => {
      const found = new Set();
      for (let node = leaf; node > 0 && tree.parent[node] > 0; node = tree.parent[node]) if (places.has(tree.label[node])) found.add(places.get(tree.label[node]));
      return [...found];
    };
    for (let start = 0, row = 0; start < this.rows.length; start = row) {
      const set = owners[this.rows[start]], sums = new Float64Array(labels.length), of = ownerSets[set];
      for (; row < this.rows.length && owners[this.rows[row]] === set; row++) {
        const node = this.node(this.rows[row]), amount = this.nanos(this.rows[row]);
        if (!known.has(node)) known.set(node, placesOf(node));
        for (const place of known.get(node)) sums[place] += amount;
      }
      sums.forEach((sum, place) => { if (sum > 0) this.share(of, sum, blocks[place]); });
    }
    return blocks;
  }

  share(owners, sum, blocks) {
    for (const owner of owners) if (this.blockOfOwner[owner] >= 0) blocks[this.blockOfOwner[owner]] += sum / owners.length;
  }

  /** The time of all samples in each block. */
  all() {
    const blocks = new Float64Array(this.sizes.length), {owners, ownerSets} = this.profile.data;
    for (let start = 0, row = 0; start < this.rows.length; start = row) {
      const set = owners[this.rows[start]];
      let sum = 0;
      for (; row < this.rows.length && owners[this.rows[row]] === set; row++) sum += this.nanos(this.rows[row]);
      this.share(ownerSets[set], sum, blocks);
    }
    return blocks;
  }

  /** Whether the CPU time of each invocation was measured, and all of it is selected. */
  measured() {
    const {choice} = this;
    return this.event === this.profile.data.clock && !choice.thread && choice.idle !== "off" && this.chosen.every(one => one.calls === 1 && one.onCpu >= 0 && !one.estimated);
  }

  measuredCpu() {
    const blocks = new Float64Array(this.sizes.length);
    this.chosen.forEach((one, place) => { blocks[this.block(place)] += one.onCpu * 1000; });
    return blocks;
  }
}

/** Compares the time of calls. The result has the form of the field perCall that the command line writes. The Java class CallComparison has the same steps. */
class CallChanges {
  static LEAST_CALLS = 20;
  static LEAST_BLOCKS = 10;
  static MOST_FUNCTIONS = 200;

  static of(tree, sides) {
    const calls = sides.map(side => side.calls), enough = calls.every(count => count >= CallChanges.LEAST_CALLS);
    const [before, after] = sides.map(side => side.selfs(tree.size)), draws = new Resampling(...sides.map(side => side.sizes));
    return {calls, unsampled: sides.map(side => side.unsampled), before, after,
      total: CallChanges.total(sides, draws, enough), functions: CallChanges.functions(tree, sides, [before, after], enough && draws)};
  }

  static total(sides, draws, enough) {
    const measured = sides.every(side => side.measured()), [one, other] = sides.map(side => (measured ? side.measuredCpu() : side.all()));
    const [low, high] = Resampling.interval(draws.differences(one, other)), sum = blocks => blocks.reduce((total, block) => total + block, 0);
    return {before: sum(one) / sides[0].calls, after: sum(other) / sides[1].calls, low, high, measured,
      verdict: !enough ? "few" : low > 0 ? "slower" : high < 0 ? "faster" : "noise"};
  }

  static functions(tree, sides, selfs, draws) {
    const [before, after] = selfs.map(one => tree.byLabel(one, tree.totals(one)).total), heads = new Set();
    for (let node = 1; node < tree.size; node++) if (tree.parent[node] > 0) heads.add(tree.label[node]);
    const all = [...heads].filter(label => Math.abs(after[label] - before[label]) > 1e-3)
      .map(label => ({label, before: before[label], after: after[label], verdict: "few"}))
      .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || (tree.names[a.label] < tree.names[b.label] ? -1 : 1));
    if (draws) {
      const tested = all.slice(0, CallChanges.MOST_FUNCTIONS), [one, other] = sides.map(side => side.byBlock(tree, tested.map(change => change.label)));
      const present = blocks => blocks.reduce((count, nanos) => count + (nanos > 0 ? 1 : 0), 0);
      const places = tested.map((_, i) => i).filter(i => present(one[i]) + present(other[i]) >= CallChanges.LEAST_BLOCKS);
      draws.judge(places.map(i => [one[i], other[i]])).forEach((verdict, i) => { tested[places[i]].verdict = verdict; });
    }
    return all;
  }
}
