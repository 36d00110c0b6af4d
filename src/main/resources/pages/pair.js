"use strict";
/** One side: a trace, what is chosen of it, and its heat map. */
class Side {
  constructor(id, data) {
    this.id = id;
    this.box = byId(id);
    this.profile = new Profile(data);
    this.heat = new HeatMap(byId(id + "-heat"));
    const meta = data.meta, told = ["function", "language", "cpu", "container", "rate"].filter(key => meta[key]).map(key => `${key} ${meta[key]}`);
    this.box.querySelector(".about").textContent = [...this.profile.facts(), ...told].join(" · ");
    this.profile.fillThreads(byId(id + "-thread"));
    this.profile.fillInvocations(byId(id + "-invocation"));
    byId(id + "-invocation").parentElement.hidden = !data.invocations.length;
    this.listen();
  }

  /** What of the view is this side's. */
  choice() {
    const own = {};
    for (const key of ["from", "to", "thread", "invocation"]) own[key] = state[`${this.id}.${key}`] || "";
    return own;
  }

  set(changes) {
    change(Object.fromEntries(Object.entries(changes).map(([key, value]) => [`${this.id}.${key}`, value])));
  }

  listen() {
    for (const key of ["thread", "invocation"]) byId(`${this.id}-${key}`).addEventListener("change", event => this.set({[key]: event.target.value}));
    for (const key of ["from", "to"]) {
      byId(`${this.id}-${key}`).addEventListener("change", event => {
        const number = parseFloat(event.target.value.replace(",", "."));
        this.set({[key]: Number.isFinite(number) ? String(number) : ""});
      });
    }
    this.box.querySelector("form").addEventListener("submit", event => event.preventDefault());
    this.box.querySelector(".all").addEventListener("click", () => this.set({from: "", to: "", thread: "", invocation: ""}));
    this.heat.onrange = range => this.set(range ? {from: String(range[0] / 1e6), to: String(range[1] / 1e6)} : {from: "", to: ""});
    this.heat.onhover = cell => {
      const start = this.heat.startOf(cell), end = this.heat.startOf(cell + 1);
      this.box.querySelector(".heatStatus").textContent = `${(start / 1e6).toFixed(3)} to ${(end / 1e6).toFixed(3)} s: ${this.heat.cells[cell]} samples`;
    };
  }

  fields() {
    const choice = this.choice();
    for (const key of Object.keys(choice)) {
      const field = byId(`${this.id}-${key}`);
      if (field.value !== choice[key]) field.value = choice[key];
    }
    this.profile.show(this.heat, choice);
  }
}

/** Two call trees as one: what reads the same below the same caller is one node. */
function joined(first, second) {
  const both = {names: [], kinds: [], files: [], parents: [], labels: [], kindNames: first.kindNames, fileNames: []};
  const labels = new Map(), nodes = new Map();
  const add = data => {
    const label = data.names.map((name, i) => {
      const file = data.fileNames[data.files[i]];
      if (!labels.has(name)) {
        labels.set(name, both.names.length);
        both.names.push(name);
        both.kinds.push(data.kinds[i]);
        both.files.push(both.fileNames.length);
        both.fileNames.push(file);
      }
      return labels.get(name);
    });
    const place = new Int32Array(data.parents.length + 1);
    data.parents.forEach((parent, i) => {
      const key = place[parent] * 0x1000000 + label[data.labels[i]];
      if (!nodes.has(key)) {
        both.parents.push(place[parent]);
        both.labels.push(label[data.labels[i]]);
        nodes.set(key, both.parents.length);
      }
      place[i + 1] = nodes.get(key);
    });
    return place;
  };
  const places = [add(first), add(second)];
  return {data: both, places};
}

/** The page of two traces: what is chosen on either side, and the difference of that. */
class PairPage {
  constructor(before, after) {
    const {data, places} = joined(before, after);
    this.places = places;
    this.tree = new Tree(data);
    this.sides = [new Side("before", before), new Side("after", after)];
    this.flame = new FlameGraph(byId("flame"), this.tree);
    this.second = new FlameGraph(byId("flame2"), this.tree);
    this.colour = colourOf(this.tree);
  }

  shares(i) {
    const selfs = this.sides[i].profile.selfs(this.sides[i].choice(), this.tree.size, this.places[i]);
    const totals = this.tree.totals(selfs), count = totals[0], all = count || 1;
    return {selfs: selfs.map(n => n / all), totals: totals.map(n => n / all), count};
  }

  refresh() {
    this.sides.forEach(side => side.fields());
    const before = this.shares(0), after = this.shares(1), beside = state.layout === "beside";
    this.side = {before, after};
    this.delta = after.totals.map((share, node) => share - before.totals[node]);
    const same = this.delta.every(value => Math.abs(value) < 1e-9);
    byId("facts").textContent = !before.count || !after.count ? "One side has no samples in what is chosen."
      : same ? `No difference: ${before.count} and ${after.count} samples.` : `${before.count} samples before, ${after.count} after`;
    this.widths = state.side === "before" ? before.totals : state.side === "after" ? after.totals
      : before.totals.map((share, node) => (share + after.totals[node]) / 2);
    byId("graphs").classList.toggle("beside", beside);
    document.querySelector(".second").hidden = !beside;
    document.querySelector(".key").hidden = byId("sideLabel").hidden = beside;
    this.second.zoom = this.flame.zoom;
    this.second.icicle = this.flame.icicle;
    this.flame.show(beside ? before.totals : this.widths, beside ? this.colour : colourOfDelta(this.delta));
    if (beside) this.second.show(after.totals, this.colour);
    this.table();
  }

  apply() { applyPair(); }

  describe(node) { return ComparePage.prototype.describe.call(this, node); }

  share(matches) {
    const matched = totals => TracePage.prototype.matched.call(this, matches, totals).split(" of ")[0];
    return `${matched(this.side.before.totals)} before, ${matched(this.side.after.totals)} after`;
  }

  table() { ComparePage.prototype.table.call(this); }
}

function applyPair() {
  for (const id of ["side", "layout"]) byId(id).value = state[id] || "";
  if (byId("search").value !== (state.search || "")) byId("search").value = state.search || "";
  byId("icicle").setAttribute("aria-pressed", state.icicle === "on");
  byId("graphs").classList.toggle("icicle", state.icicle === "on");
  colourScheme();
  page.flame.icicle = state.icicle === "on";
  page.flame.zoom = page.tree.find(state.zoom);
  page.refresh();
  search();
  page.second.matches = page.flame.matches;
  page.flame.draw();
  if (state.layout === "beside") page.second.draw();
}

function listenPair() {
  for (const id of ["side", "layout"]) byId(id).addEventListener("change", event => change({[id]: event.target.value}));
  byId("search").addEventListener("input", event => change({search: event.target.value}, true));
  byId("icicle").addEventListener("click", () => change({icicle: state.icicle === "on" ? "" : "on"}));
  byId("dark").addEventListener("click", toggleDark);
  byId("unzoom").addEventListener("click", () => change({zoom: ""}));
  for (const flame of [page.flame, page.second]) {
    flame.onzoom = node => change({zoom: page.tree.mark(node)});
    flame.onhover = node => {
      if (node < 0) return;
      byId("status").textContent = page.describe(node);
      const other = flame === page.flame ? page.second : page.flame;
      other.focus = node;
    };
  }
  document.addEventListener("keydown", event => {
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); byId("search").focus(); }
    else if (event.key === "i") byId("icicle").click();
    else if (event.key === "d") toggleDark();
    else if (event.key === "Escape" && state.zoom) change({zoom: ""});
  });
  addEventListener("resize", applyPair);
  addEventListener("popstate", () => { for (const key of Object.keys(state)) delete state[key]; readLink(); applyPair(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyPair);
}

/** The other way round, with what is chosen on either side. */
function linkSwap() {
  const turned = new URLSearchParams();
  const sides = {before: "after", after: "before"};
  for (const key of Object.keys(state)) {
    const [side, rest] = key.split(".");
    if (state[key]) turned.set(rest ? `${sides[side]}.${rest}` : key, state[key]);
  }
  byId("swap").hash = turned.toString();
}

pages.pair = async () => {
  readLink();
  colourScheme();
  document.body.classList.add("waiting");
  const boxes = [byId("before"), byId("after")];
  try {
    const [before, after] = await Promise.all(boxes.map(box =>
      ask(box.dataset.trace, text => { box.querySelector(".about").textContent = text; })));
    page = new PairPage(before, after);
    document.body.classList.remove("waiting");
    source.changed = linkSwap;
    listenPair();
    applyPair();
    linkSwap();
    document.body.dataset.ready = "yes";
  } catch (error) {
    document.body.classList.remove("waiting");
    byId("facts").textContent = error.shown || "This page can’t be shown: " + error.message;
    document.body.dataset.failed = "yes";
    if (!error.shown) throw error;
  }
};
