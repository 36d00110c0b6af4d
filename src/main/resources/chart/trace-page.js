/** The page of one trace. After a change, it computes only what depends on the change. */
class TracePage {
  /** The parts of the view on which the weights of the samples depend, and those on which the shape of the tree depends. */
  static SELECTION = ["event", "thread", "invocation", "weight", "rows", "from", "to", "idle"];
  static SHAPE = ["runtime", "hide", "collapse", "focus", "shape", "of"];

  constructor(data) {
    this.data = data;
    this.whole = new Tree(data);
    this.tree = this.whole;
    this.flame = new FlameGraph(byId("flame"), this.tree);
    this.upper = new FlameGraph(byId("callers"), this.tree);
    this.profile = new Profile(data);
    this.heat = view === "heatmap" && data.timed ? new HeatMap(byId("heatmap"), byId("scale")) : null;
    this.overview = this.heat && new Overview(this.heat, ([from, to]) => change({part: `${from}_${to}`}, true));
    this.calls = new Calls(this.profile);
    this.lanes = new Lanes(this.profile, this.heat);
    this.menu = new Menu();
    this.functions = new FunctionTable((name, event, opener) => this.openMenu(name, -1, pointOf(event, opener), opener));
    this.meta = source.tellsMeta ? Object.entries(data.meta).map(([key, value]) => `${key} ${short(value)}`) : [];
    this.profile.fillEvents(byId("event"));
    byId("invocationLabel").hidden = !data.invocations.length;
    byId("idleLabel").hidden = !data.idle.length;
    byId("runtimeLabel").hidden = !this.whole.runtimes.some(runtime => runtime);
    document.querySelectorAll(".timed, .heat").forEach(part => { part.hidden ||= !data.timed; });
    this.listen();
  }

  listen() {
    for (const flame of [this.flame, this.upper]) {
      flame.onhover = (node, event) => this.hover(flame, node, event);
      flame.onmenu = (node, place) => this.openMenu(node > 0 ? flame.tree.names[flame.tree.label[node]] : "", node, place, flame.canvas, flame);
    }
    this.upper.onzoom = node => change({above: node > 1 ? this.upper.tree.mark(node) : ""});
    byId("runtime").addEventListener("change", event => change({runtime: event.target.checked ? "on" : "", zoom: "", above: ""}));
    byId("shape").addEventListener("change", event => change({shape: event.target.value, of: "", zoom: "", above: ""}));
    byId("colour").addEventListener("change", event => change({colour: event.target.value}));
  }

  hover(flame, node, event) {
    if (node < 0) { tip.hide(); return; }
    const text = this.describe(node, flame);
    byId("status").textContent = text;
    if (event) tip.show(event, text); else tip.hide();
  }

  /** Updates everything that depends only on the event, if the event has changed. */
  showEvent() {
    const event = this.profile.eventOf(state);
    if (this.event === event) return;
    this.event = event;
    this.everything = null;
    byId("weight").parentElement.hidden = this.timed();
    byId("facts").textContent = [...this.profile.facts(state), ...this.meta].join(" · ");
    this.profile.fillThreads(byId("thread"), event);
    this.profile.fillInvocations(byId("invocation"), event);
  }

  refresh() {
    const selection = TracePage.SELECTION.map(key => state[key] || "").join("\0"), shape = TracePage.SHAPE.map(key => state[key] || "").join("\0");
    const selected = this.selected !== selection, shaped = this.shaped !== shape;
    if (selected) this.select();
    if (shaped) this.reshape();
    if (selected || shaped) this.sum();
    Object.assign(this, {selected: selection, shaped: shape});
    if (this.heat && (selected || this.drawn !== this.look())) this.when();
    this.drawn = this.look();
    this.colours(selected || shaped);
    this.zoom();
    this.functions.show();
    if (selected) this.calls.draw(this.event);
  }

  /** What the heat map looks like apart from its counts. */
  look() { return `${state.part} ${document.documentElement.className}`; }

  /** Computes the weights of the selection. */
  select() {
    const {base, inCalls} = this.profile.selfs(state, this.whole.size);
    Object.assign(this, {base, inCalls, all: base.reduce((sum, weight) => sum + weight, 0)});
    if (this.heat) this.profile.count(this.heat, state);
    note("empty", this.all > 0 ? "" : this.profile.whyNothing(state, this.heat));
    document.querySelectorAll(".some").forEach(part => { part.hidden = !(this.all > 0); });
  }

  /** Folds, hides, collapses and focuses. The result is the tree of the table and of the ordinary flame graph. */
  reshape() {
    const merged = Shape.merged(this.whole, state.runtime !== "on", listed(state.hide), listed(state.collapse));
    const label = state.focus ? merged.tree.names.indexOf(state.focus) : -1;
    this.steps = [merged.at];
    this.main = merged.tree;
    this.sizes = [merged.tree.size];
    if (label >= 0) {
      const focused = Shape.focused(merged.tree, label);
      this.steps.push(focused.at);
      this.main = focused.tree;
      this.sizes.push(focused.tree.size);
    }
    this.everything = null;
    drawChips();
  }

  /** The weights of the whole trace's nodes, added up for the nodes of the tree that is shown. */
  shapedSums(selfs) { return this.steps.reduce((sums, at, i) => Shape.sums(at, sums, this.sizes[i]), selfs); }

  /** Adds up the weights of the selection, and builds the trees that depend on weights. */
  sum() {
    this.mainSelfs = this.shapedSums(this.base);
    this.mainTotals = this.main.totals(this.mainSelfs);
    Object.assign(this, {selfs: this.mainSelfs, totals: this.mainTotals, above: null});
    const label = state.of ? this.main.names.indexOf(state.of) : -1, focused = state.focus && this.sizes.length > 1;
    let shown = this.main, root = focused && this.main.size > 1 ? 1 : 0, cut = false;
    if (label >= 0) {
      const below = Shape.focused(this.main, label), above = Shape.callersOf(this.main, label, this.mainTotals, this.all);
      shown = below.tree;
      this.selfs = Shape.sums(below.at, this.mainSelfs, shown.size);
      this.totals = shown.totals(this.selfs);
      this.above = above;
      cut = above.cut;
      root = 1;
    } else if (state.shape === "inverted") {
      const inverted = Shape.inverted(this.main, this.mainSelfs, this.all);
      ({tree: shown, totals: this.totals, cut} = inverted);
      this.selfs = null;
      root = 0;
    } else if (state.shape === "time") {
      const made = Shape.inTime(this.main, this.data.nodes.map(node => this.steps.reduce((now, at) => (at && now >= 0 ? at[now] : now), node)),
        this.profile.weights(state, true), this.data.thread);
      ({tree: shown, selfs: this.selfs, cut} = made);
      this.totals = shown.totals(this.selfs);
      root = 0;
    }
    note("cut", !cut ? "" : state.shape === "time" && !this.above ? "The end of the recording is left out. To see it, select a shorter range." : "The callers of rare functions are left out, because this trace has too many different stacks.");
    this.tree = shown;
    this.flame.setTree(shown, root);
    if (this.above) this.upper.setTree(this.above.tree, this.above.tree.size > 1 ? 1 : 0);
    byId("callersBox").hidden = !this.above;
    byId("flameTitle").textContent = this.above ? `Callers and callees of ${middleOut(state.of, 80)}` : {inverted: "Flame graph, inverted", time: "Calls in the order of time"}[state.shape] || "Flame graph";
    this.fillTable();
  }

  fillTable() {
    const counts = this.main.byLabel(this.mainSelfs, this.mainTotals), count = this.profile.callCount(state);
    let calls = null;
    if (count) {
      const selfs = this.shapedSums(this.inCalls);
      calls = {total: this.main.byLabel(selfs, this.main.totals(selfs)).total, count};
    }
    this.functions.fill(this.main, counts, this.all || 1, calls, {amount: weight => this.amount(weight), perCall: weight => this.perCall(weight)});
  }

  /** Sets the colours and the legend. @param changed whether the tree has changed */
  colours(changed) {
    const mode = `${state.colour || ""} ${this.shaped} ${this.event}`;
    if (this.coloured !== mode) {
      if (state.colour === "kind") {
        this.byLabel = colourByKind(this.main);
        this.legend = kindLegend(this.main, Object.keys(KINDS));
      } else {
        this.everything ||= this.main.totals(this.shapedSums(this.profile.everything(this.event, this.whole.size)));
        const modules = new ModuleColours(this.main, this.everything);
        this.byLabel = label => modules.of(label);
        this.legend = modules.legend();
      }
      drawLegend(this.legend, (module, event, opener) => this.openModuleMenu(module, pointOf(event, opener), opener));
    }
    if (changed || this.coloured !== mode) {
      const paint = tree => node => (node === 0 ? "#c9c6c0" : this.byLabel(tree.label[node]));
      this.flame.show(this.totals, paint(this.tree), true);
      if (this.above) this.upper.show(this.above.totals, paint(this.above.tree), true);
    }
    this.coloured = mode;
  }

  zoom() {
    this.flame.icicle = Boolean(this.above) || state.icicle === "on";
    this.flame.zoom = Math.max(this.flame.root, this.tree.find(state.zoom));
    if (this.above) this.upper.zoom = Math.max(this.upper.root, this.upper.tree.find(state.above));
  }

  /** Draws the flame graphs again. */
  draw() {
    this.upper.matches = this.flame.matches;
    if (this.above) this.upper.draw();
    this.flame.draw();
  }

  when() {
    const {heat} = this, timed = this.timed(), part = state.part ? state.part.split("_").map(Number) : null;
    this.overview.update(part && part[1] > part[0] ? part : null, state.from || state.to ? [Number(state.from || 0), Number(state.to || 0)] : null);
    const text = `${timed ? `up to ${duration(heat.full / 1000)}` : upTo(heat.full, weightName(1), weightName())} in ${1000 / heat.rows} ms`;
    if (timed) heat.explain(text, count => duration(count / 1000), heat.full / 6); else heat.explain(text);
    note("beyond", this.profile.beyond(heat));
    heat.draw();
    this.overview.draw();
    this.lanes.draw(this.event);
  }

  /** Whether the selected event is shown as time. */
  timed() { return this.profile.isTime(this.event); }

  /** A weight with its unit. */
  amount(weight) { return this.timed() ? duration(weight / 1000) : counted(weight, weightName(1), weightName()); }

  /** A weight per invocation: CPU time if the trace tells how much a sample stands for, otherwise samples. */
  perCall(weight) {
    const tick = state.weight !== "period" && this.event === this.data.clock ? this.profile.tick : 0;
    return this.timed() ? duration(weight / 1000) : tick ? duration(weight * tick / 1000) : `${Number(weight.toPrecision(3)).toLocaleString("en")} ${weightName(2)}`;
  }

  /** @param flame the graph that has the node; by default, the main one */
  describe(node, flame = this.flame) {
    const tree = flame.tree, upper = flame === this.upper, totals = upper ? this.above.totals : this.totals, selfs = upper ? null : this.selfs;
    const total = totals[node], all = this.all || 1, label = tree.label[node], name = node ? tree.names[label] : "";
    const file = label >= 0 && tree.files[label] ? " · " + tree.files[label] : "";
    const part = flame.root > 0 && totals[flame.root] !== all ? `, ${percent(total / (totals[flame.root] || 1))} of ${middleOut(tree.names[tree.label[flame.root]], 40)}` : "";
    return `${node ? short(tree.name(node)) : "all"}: ${this.amount(total)}, ${percent(total / all)}${part}`
      + (selfs ? `, ${percent(selfs[node] / all)} self${this.folds() ? " with its runtime" : ""}` : "") + (name && tree.kinds[label] === "runtime" ? " · frames of the runtime, which was not running a function" : file);
  }

  /** Whether frames of runtimes are left out. */
  folds() { return state.runtime !== "on" && this.whole.runtimes.some(runtime => runtime); }

  describeCell(cell) {
    const start = this.heat.startOf(cell), end = this.heat.startOf(cell + 1);
    return `${(start / 1e6).toFixed(3)} to ${(end / 1e6).toFixed(3)} s: ${this.amount(this.heat.cells[cell])}`;
  }

  /** Opens the menu of a function. @param node its box; -1 if it is an entry of the table */
  openMenu(name, node, place, opener, flame) {
    const label = this.main.names.indexOf(name), frame = label >= 0 && this.main.kinds[label] !== "command", module = frame ? this.main.modules[label] : "";
    const add = (key, value) => change({[key]: [...new Set([...listed(state[key]), value])].join("\n"), zoom: "", above: "", ...(state.of === value ? {of: ""} : {}), ...(state.focus === value ? {focus: ""} : {})});
    const runtime = frame && this.main.kinds[label] === "runtime";
    this.menu.open(place, name || "all", [
      ...(node >= 0 ? [["Zoom in", () => flame.zoomTo(node)]] : []),
      ...(frame ? [["Show callers and callees", () => change({of: name, zoom: "", above: ""})], ["Focus on this function", () => change({focus: name, of: "", zoom: "", above: ""})],
        ["Hide, add its time to its callers", () => add("hide", name)]] : []),
      ...(module && !runtime ? [[`Collapse ${middleOut(lastPart(module), 40)}`, () => add("collapse", module)]] : []),
      ...(runtime ? [["Show frames of runtimes", () => change({runtime: "on", zoom: "", above: ""})]] : []),
      ...(name ? [["Highlight", () => searchFor(name)], ["Copy the name", async () => { byId("status").textContent = await copy(name) ? `Copied: ${short(name)}` : "The browser refused to copy."; }]] : []),
      ...(node === 0 ? [["Show all", () => byId("clear").click()]] : []),
    ], opener);
  }

  openModuleMenu(module, place, opener) {
    const collapsed = listed(state.collapse), there = collapsed.includes(module);
    this.menu.open(place, module, [
      [there ? "Expand" : "Collapse", () => change({collapse: (there ? collapsed.filter(one => one !== module) : [...collapsed, module]).join("\n"), zoom: "", above: ""})],
      ["List its functions", () => { change({filter: module}, true); byId("filter").focus(); }],
      ["Copy the name", () => copy(module)],
    ], opener);
  }

  /** Undoes the last step of the view that is still in effect. */
  back() {
    const step = [["of", "above"], ["zoom"], ["focus"], ["search"], ["hide"], ["collapse"], ["shape"], ["from", "to"], ["invocation"], ["thread"], ["filter"], ["part"]].find(keys => keys.some(key => state[key]));
    if (!step) { source.back(); return; }
    const last = ["hide", "collapse"].includes(step[0]) ? {[step[0]]: listed(state[step[0]]).slice(0, -1).join("\n")} : Object.fromEntries(step.map(key => [key, ""]));
    change(["of", "focus", "hide", "collapse", "shape"].includes(step[0]) ? {...last, zoom: "", above: ""} : last);
  }

  apply() { apply(); }

  share(matches) { return this.matched(matches, this.totals); }

  matched(matches, totals) {
    let sum = 0;
    const covered = new Uint8Array(this.tree.size);
    for (let node = 1; node < this.tree.size; node++) {
      const parent = covered[this.tree.parent[node]];
      covered[node] = parent || matches.has(this.tree.label[node]) ? 1 : 0;
      if (covered[node] && !parent) sum += totals[node];
    }
    return percent(sum / (totals[0] || 1)) + " of the " + (this.timed && this.timed() ? "time" : weightName());
  }
}

/** The position of an event of the pointer; for an event of the keyboard, below the element. */
function pointOf(event, element) {
  const box = element.getBoundingClientRect();
  return event.clientX || event.clientY ? {x: event.clientX, y: event.clientY} : {x: box.left + 8, y: box.bottom};
}

/** Shows what is hidden, collapsed or focused on. Pressing an entry undoes it. */
function drawChips() {
  const parts = [...(state.of ? [["callers and callees of", state.of, {of: "", above: ""}]] : []), ...(state.focus ? [["only", state.focus, {focus: ""}]] : []),
    ...["hide", "collapse"].flatMap(key => listed(state[key]).map(name => [key === "hide" ? "hidden" : "collapsed", name, {[key]: listed(state[key]).filter(one => one !== name).join("\n")}]))];
  byId("chips").hidden = !parts.length;
  byId("chips").replaceChildren(...parts.map(([word, name, undo]) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.title = name;
    chip.setAttribute("aria-label", `Undo: ${word} ${short(name)}`);
    chip.textContent = `${word} ${middleOut(word === "collapsed" ? lastPart(name) : name, 50)} ✕`;
    chip.addEventListener("click", () => change({...undo, zoom: ""}));
    return chip;
  }));
}
