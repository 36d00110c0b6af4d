"use strict";
/** One side: a trace, its selection, and its heat map. */
class Side {
  constructor(id, data) {
    this.id = id;
    this.box = byId(id);
    this.profile = new Profile(data);
    this.heat = new HeatMap(byId(id + "-heat"), byId(id + "-scale"));
    const meta = data.meta;
    this.told = ["function", "version", "language", "cpu", "container", "rate"].filter(key => meta[key]).map(key => `${key} ${meta[key]}`);
    this.profile.fillEvents(byId(id + "-event"));
    byId(id + "-invocation").parentElement.hidden = !data.invocations.length;
    this.box.querySelectorAll(".scroll, .heatStatus").forEach(part => { part.hidden = !data.timed; });
    byId(id + "-thread").parentElement.hidden = !data.timed;
    for (const key of ["from", "to"]) byId(`${id}-${key}`).parentElement.hidden = !data.timed;
    this.listen();
  }

  /** The part of the view that belongs to this side. */
  choice() {
    const own = {};
    for (const key of ["from", "to", "event", "thread", "invocation"]) own[key] = state[`${this.id}.${key}`] || "";
    return own;
  }

  set(changes) {
    change(Object.fromEntries(Object.entries(changes).map(([key, value]) => [`${this.id}.${key}`, value])));
  }

  listen() {
    for (const key of ["event", "thread", "invocation"]) byId(`${this.id}-${key}`).addEventListener("change", event => this.set({[key]: event.target.value}));
    listenRange(this.id + "-", changes => this.set(changes));
    this.box.querySelector("form").addEventListener("submit", event => event.preventDefault());
    this.box.querySelector(".all").addEventListener("click", () => this.set({from: "", to: "", event: "", thread: "", invocation: ""}));
    this.heat.onrange = range => this.set(range ? {from: secondsText(range[0] / 1e6), to: secondsText(range[1] / 1e6)} : {from: "", to: ""});
    this.heat.onhover = cell => {
      const start = this.heat.startOf(cell), end = this.heat.startOf(cell + 1);
      this.box.querySelector(".heatStatus").textContent = `${(start / 1e6).toFixed(3)} to ${(end / 1e6).toFixed(3)} s: ${counted(this.heat.cells[cell], "sample")}`;
    };
  }

  fields() {
    const choice = this.choice();
    this.showEvent(choice);
    pick(byId(this.id + "-event"), choice.event, this.profile.data.preferred, true);
    for (const key of ["thread", "invocation"]) pick(byId(`${this.id}-${key}`), choice[key], 0, true);
    for (const key of ["from", "to"]) {
      const field = byId(`${this.id}-${key}`);
      if (field.value !== choice[key]) field.value = choice[key];
    }
    this.profile.count(this.heat, choice);
  }

  /** Updates everything that depends only on the event, if the event has changed. */
  showEvent(choice) {
    const event = this.profile.eventOf(choice);
    if (this.event === event) return;
    this.event = event;
    this.box.querySelector(".about").textContent = [...this.profile.facts(choice), ...this.told].join(" · ");
    this.profile.fillThreads(byId(this.id + "-thread"), event);
    this.profile.fillInvocations(byId(this.id + "-invocation"), event);
  }

  /** The name of the event whose samples are shown; empty if the trace does not name it. */
  eventName() { return this.profile.data.events[this.event] ? this.profile.data.events[this.event][0] : ""; }

  /** The CPU time that a sample stands for, in nanoseconds; 0 if unknown. */
  tick() { return this.event === this.profile.data.clock ? this.profile.tick : 0; }

  /** Explains why there are no samples, and what the heat map leaves out. */
  notes(count) {
    note(this.id + "-empty", count > 0 ? "" : this.profile.whyNothing(this.choice(), this.heat));
    note(this.id + "-beyond", this.profile.beyond(this.heat));
  }
}

/**
 * Gives both heat maps the same colour scale. A colour then stands for the same number of samples in a cell or, if the
 * two traces have different sampling rates, for the same CPU time. If the sides count different events, each map keeps
 * its own scale.
 */
function shareScale(sides) {
  const ticks = sides.map(side => side.tick()), timed = ticks.every(tick => tick > 0) && Math.abs(ticks[0] / ticks[1] - 1) > 0.01;
  const most = Math.max(...sides.map((side, i) => side.heat.most * (timed ? ticks[i] : 1))), alike = !unlike(sides);
  sides.forEach(({heat, profile}, i) => {
    if (alike) heat.full = timed ? most / ticks[i] : most;
    const time = timed ? `, ${duration(most / 1000)} of CPU time,` : "";
    const samples = upTo(Number(heat.full.toFixed(1)), "sample", "samples");
    if (profile.data.timed) heat.explain(`${samples}${time} in ${1000 / heat.rows} ms${alike ? ", same scale on both sides" : ""}`);
    heat.draw();
  });
}

/** A warning that the sides count different events; empty if they don't. */
function unlike(sides) {
  const [one, other] = sides.map(side => side.eventName());
  return one && other && one !== other ? `The two sides count different events: ${one} before, ${other} after. Their shares are not comparable.` : "";
}

/** Merges two call trees: functions with the same name below the same caller become one node. */
function joined(first, second) {
  const both = {names: [], kinds: [], files: [], parents: [], labels: [], kindNames: first.kindNames, fileNames: []};
  const labels = new Map(), nodes = new Map(), runs = new Map();
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
    data.runs.forEach(([node, shortest, longest]) => {
      const there = runs.get(place[node]) || [place[node], shortest, longest];
      runs.set(place[node], [place[node], Math.min(there[1], shortest), Math.max(there[2], longest)]);
    });
    return place;
  };
  const places = [add(first), add(second)];
  both.runs = [...runs.values()];
  return {data: both, places};
}

/** The page that compares two traces: the selection of each side, and the difference. */
class PairPage extends Comparison {
  constructor(before, after) {
    super();
    const {data, places} = joined(before, after);
    this.places = places;
    this.tree = new Tree(data);
    this.sides = [new Side("before", before), new Side("after", after)];
    this.flame = new FlameGraph(byId("flame"), this.tree);
    this.second = new FlameGraph(byId("flame2"), this.tree);
    this.colour = colourOf(this.tree);
    this.listenUnit();
  }

  shares(i) {
    const selfs = this.sides[i].profile.selfs(this.sides[i].choice(), this.tree.size, this.places[i]);
    const totals = this.tree.totals(selfs), count = totals[0], all = count || 1;
    return {selfs: selfs.map(n => n / all), totals: totals.map(n => n / all), count};
  }

  /** Compares the invocations of both sides, if the selection has changed. */
  compareCalls() {
    const choices = JSON.stringify(this.sides.map(side => side.choice()));
    if (this.compared === choices) return;
    this.compared = choices;
    const times = this.sides.map((side, i) => new CallTimes(side.profile, side.choice(), this.places[i]));
    this.why = times.map((side, i) => side.why && `${["Before", "After"][i]}: ${side.why}`).filter(text => text).join(" ");
    if (unlike(this.sides)) this.why = "The two sides count different events.";
    this.perCall = this.why ? null : CallChanges.of(this.tree, times);
    this.times = this.perCall && [this.sideOf(this.perCall.before), this.sideOf(this.perCall.after)];
  }

  refresh() {
    this.sides.forEach(side => side.fields());
    shareScale(this.sides);
    const shares = [this.shares(0), this.shares(1)], counts = shares.map(side => side.count), beside = state.layout === "beside";
    const both = counts[0] > 0 && counts[1] > 0;
    if (both) this.compareCalls(); else this.perCall = this.compared = null;
    const [before, after] = this.timesShown ? this.times : shares;
    this.side = {before, after};
    this.delta = after.totals.map((value, node) => value - before.totals[node]);
    this.sides.forEach((side, i) => side.notes(counts[i]));
    this.facts(...counts);
    this.showUnit();
    note("whyShares", both && this.why ? `Shares are compared, because the time of an invocation is not known. ${this.why}` : "");
    note("unlike", unlike(this.sides));
    this.widths = state.side === "before" ? before.totals : state.side === "after" ? after.totals
      : before.totals.map((value, node) => (value + after.totals[node]) / 2);
    document.querySelectorAll(".some").forEach(part => { part.hidden = !both && (!beside || part.id === "changes"); });
    byId("graphs").classList.toggle("beside", beside);
    document.querySelector(".second").hidden = !beside;
    document.querySelector(".key").hidden = beside || !both;
    byId("sideLabel").hidden = beside;
    this.second.zoom = this.flame.zoom;
    this.second.icicle = this.flame.icicle;
    this.flame.show(beside ? before.totals : this.widths, beside ? this.colour : colourOfDelta(this.delta));
    if (beside) this.second.show(after.totals, this.colour);
    this.table();
  }

  facts(before, after) {
    const same = this.delta.every(value => Math.abs(value) < 1e-9);
    byId("facts").textContent = !before || !after ? `${before || after ? "One side has" : "Both sides have"} no samples in the selection: there is nothing to compare.`
      : same ? `No difference: ${before} and ${counted(after, "sample")}.` : `${counted(before, "sample")} before, ${after} after`;
  }

  apply() { applyPair(); }

  share(matches) {
    const matched = totals => TracePage.prototype.matched.call(this, matches, totals).split(" of ")[0];
    return `${matched(this.side.before.totals)} before, ${matched(this.side.after.totals)} after`;
  }
}

function applyPair() {
  for (const id of ["side", "layout"]) pick(byId(id), state[id], 0);
  if (byId("search").value !== (state.search || "")) byId("search").value = state.search || "";
  byId("icicle").setAttribute("aria-pressed", state.icicle === "on");
  byId("graphs").classList.toggle("icicle", state.icicle === "on");
  scheme.show();
  clock.update();
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
  listenPreferences();
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
  listenKeys(() => { if (state.zoom) change({zoom: ""}); });
  addEventListener("resize", applyPair);
  addEventListener("popstate", () => { readLink(); applyPair(); linkSwap(); });
  scheme.system.addEventListener("change", applyPair);
}

/** Updates the link that swaps the sides, so that each trace keeps its selection. */
function linkSwap() {
  const turned = new URLSearchParams();
  const sides = {before: "after", after: "before"};
  for (const key of Object.keys(state)) {
    const [side, rest] = key.split(".");
    if (state[key]) turned.set(rest ? `${sides[side]}.${rest}` : key, state[key]);
  }
  byId("swap").hash = turned.toString();
}

/** Fetches one side's samples. The side's box shows the progress, and the error if there is one. */
async function askSide(box) {
  const about = box.querySelector(".about");
  try {
    const data = await ask(box.dataset.trace, text => { about.textContent = text; });
    about.textContent = "Waiting for the other side…";
    return data;
  } catch (error) {
    about.textContent = error.shown || error.message;
    throw error;
  }
}

pages.pair = async () => {
  readLink();
  scheme.show();
  clock.update();
  document.body.dataset.waiting = "yes";
  try {
    const boxes = [byId("before"), byId("after")], answers = await Promise.allSettled(boxes.map(askSide));
    answers.forEach((answer, i) => { if (answer.value) boxes[i].querySelector(".about").textContent = "Loaded."; });
    const missing = answers.find(answer => answer.reason);
    if (missing) throw missing.reason;
    readLink();
    page = new PairPage(...answers.map(answer => answer.value));
    delete document.body.dataset.waiting;
    page.flame.ondraw = page.second.ondraw = () => tellDeeper([page.flame, ...(state.layout === "beside" ? [page.second] : [])]);
    source.changed = linkSwap;
    listenPair();
    applyPair();
    linkSwap();
    document.body.dataset.ready = "yes";
  } catch (error) {
    failed(error);
  }
};
