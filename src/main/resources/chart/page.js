const byId = id => document.getElementById(id);
const view = document.body.dataset.view;
const percent = share => (100 * share).toFixed(share < 0.1 ? 2 : 1) + " %";
const COLOURS = {command: [40, 12], binary: [30, 80], kernel: [205, 60], compiled: [100, 50], inlined: [165, 50], unknown: [0, 0]};
const state = {};

async function unpack() {
  const packed = Uint8Array.from(atob(byId("data").textContent.trim()), c => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

function readLink() {
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) state[key] = value;
}

function writeLink() {
  const kept = new URLSearchParams();
  for (const key of Object.keys(state).sort()) if (state[key] !== "" && state[key] !== undefined) kept.set(key, state[key]);
  history.replaceState(null, "", "#" + kept);
}

function colourOf(tree) {
  const cache = new Map();
  return node => {
    if (node === 0) return "#c9c6c0";
    const label = tree.label[node];
    if (!cache.has(label)) {
      let hash = 7;
      for (const c of tree.names[label]) hash = (hash * 31 + c.codePointAt(0)) % 997;
      const [hue, much] = COLOURS[tree.kinds[label]];
      cache.set(label, `hsl(${hue + hash % 24 - 12} ${much}% ${68 + hash % 13}%)`);
    }
    return cache.get(label);
  };
}

/** Red is more in the second, blue is less, by how much of all the samples it is. */
function colourOfDelta(delta) {
  const most = delta.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
  return node => {
    const share = most > 1e-12 ? Math.abs(delta[node]) / most : 0;
    return share < 1e-9 ? "#d8d6d2" : `hsl(${delta[node] > 0 ? 5 : 215} ${25 + 65 * Math.sqrt(share)}% ${86 - 30 * Math.sqrt(share)}%)`;
  };
}

/** The page of one trace. */
class TracePage {
  constructor(data) {
    this.data = data;
    this.tree = new Tree(data);
    this.flame = new FlameGraph(byId("flame"), this.tree);
    this.colour = colourOf(this.tree);
    const lead = data.start % 1e6;
    let time = lead;
    this.times = Float64Array.from(data.times, delta => time += delta);
    this.columns = Math.max(1, Math.floor(time / 1e6) + 1);
    this.idle = new Set(data.idle);
    this.heat = view === "heatmap" ? new HeatMap(byId("heatmap")) : null;
    this.fill();
  }

  fill() {
    const data = this.data, all = data.nodes.length;
    const meta = Object.entries(data.meta).map(([key, value]) => `${key} ${value}`);
    const span = this.times.length ? (this.times[all - 1] - this.times[0]) / 1e6 : 0;
    const samples = data.samples.reduce((sum, count) => sum + count, 0);
    byId("facts").textContent = [`${samples} samples`, ...(data.timed ? [`${span.toFixed(2)} s`] : []), ...meta].join(" · ");
    const perThread = new Map();
    data.thread.forEach((thread, i) => perThread.set(thread, (perThread.get(thread) || 0) + data.samples[i]));
    [...perThread].sort((a, b) => b[1] - a[1]).slice(0, 500).forEach(([thread, count]) => {
      const [name, pid, tid] = data.threads[thread];
      byId("thread").add(new Option(`${name} ${pid < 0 ? "" : pid + "/"}${tid} (${count})`, thread));
    });
    const perInvocation = new Float64Array(data.invocations.length);
    data.owners.forEach((set, i) => data.ownerSets[set].forEach(owner => { perInvocation[owner] += data.samples[i]; }));
    data.invocations.slice(0, 2000).forEach(([id, start, end, overlap], i) => {
      const text = `${id} ${((end - start) / 1000).toFixed(1)} ms (${perInvocation[i]}${overlap ? ", shared" : ""})`;
      byId("invocation").add(new Option(text, id));
    });
    byId("invocationLabel").hidden = !data.invocations.length;
    byId("idleLabel").hidden = !data.idle.length;
    document.querySelectorAll(".timed").forEach(part => { part.hidden ||= !data.timed; });
  }

  /** What each sample weighs under the filters; 0 is left out. */
  weights(ranged) {
    const data = this.data, weights = new Float64Array(data.nodes.length);
    const counts = state.weight === "period" ? data.periods : data.samples;
    const thread = state.thread ? Number(state.thread) : -1;
    const owner = state.invocation ? data.invocations.findIndex(([id]) => id === state.invocation) : -1;
    const sets = data.ownerSets.map(set => owner < 0 || set.includes(owner));
    const from = ranged && state.from ? Math.round(state.from * 1e6) : -Infinity;
    const to = ranged && state.to ? Math.round(state.to * 1e6) : Infinity;
    for (let i = 0; i < weights.length; i++) {
      const chosen = (thread < 0 || data.thread[i] === thread) && sets[data.owners[i]]
        && this.times[i] >= from && this.times[i] < to && (state.idle !== "off" || !this.idle.has(i));
      weights[i] = chosen ? counts[i] : 0;
    }
    return weights;
  }

  refresh() {
    if (this.heat) {
      this.heat.show(this.times, this.weights(false), Number(state.rows || 50), this.columns);
      this.markRange();
    }
    const weights = this.weights(true), selfs = new Float64Array(this.tree.size);
    weights.forEach((weight, i) => { selfs[this.data.nodes[i]] += weight; });
    this.selfs = selfs;
    this.totals = this.tree.totals(selfs);
    this.flame.show(this.totals, this.colour);
    this.table();
  }

  markRange() {
    const from = state.from ? Math.round(state.from * 1e6) : 0;
    const to = state.to ? Math.round(state.to * 1e6) : this.columns * 1e6;
    const whole = !state.from && !state.to;
    const last = Math.min(this.heat.cells.length, this.heat.cellOf(Math.max(0, to - 1)) + 1) - 1;
    this.heat.range = whole ? null : [this.heat.cellOf(Math.max(0, from)), last];
    this.heat.draw();
  }

  describe(node) {
    const total = this.totals[node], all = this.totals[0] || 1, label = this.tree.label[node];
    const file = label >= 0 && this.tree.files[label] ? " · " + this.tree.files[label] : "";
    return `${this.tree.name(node)}: ${total} ${state.weight || "samples"}, ${percent(total / all)}`
      + `, ${percent(this.selfs[node] / all)} itself${file}`;
  }

  describeCell(cell) {
    const start = this.heat.startOf(cell), end = this.heat.startOf(cell + 1);
    return `${(start / 1e6).toFixed(3)} to ${(end / 1e6).toFixed(3)} s: ${this.heat.cells[cell]} ${state.weight || "samples"}`;
  }

  share(matches) { return this.matched(matches, this.totals); }

  matched(matches, totals) {
    let sum = 0;
    const covered = new Uint8Array(this.tree.size);
    for (let node = 1; node < this.tree.size; node++) {
      const parent = covered[this.tree.parent[node]];
      covered[node] = parent || matches.has(this.tree.label[node]) ? 1 : 0;
      if (covered[node] && !parent) sum += totals[node];
    }
    return percent(sum / (totals[0] || 1)) + " of the " + (state.weight || "samples");
  }

  table() {
    const all = this.totals[0] || 1, {self, total} = this.tree.byLabel(this.selfs, this.totals);
    const rows = [...total.keys()].filter(label => total[label] > 0 && this.tree.kinds[label] !== "command")
      .sort((a, b) => self[b] - self[a] || total[b] - total[a]).slice(0, 30)
      .map(label => [this.tree.names[label], percent(self[label] / all), percent(total[label] / all)]);
    fillTable(["function", "itself", "with callees"], rows);
  }
}

/** The page of two traces. */
class ComparePage {
  constructor(data) {
    this.data = data;
    this.tree = new Tree(data);
    this.flame = new FlameGraph(byId("flame"), this.tree);
    this.side = {before: this.shares(data.before), after: this.shares(data.after)};
    this.delta = this.side.after.totals.map((share, node) => share - this.side.before.totals[node]);
    this.same = this.delta.every(value => Math.abs(value) < 1e-9);
    const [before, after] = [data.before, data.after].map(side => side.reduce((sum, n) => sum + n, 0));
    byId("facts").textContent = this.same ? `No difference: ${before} and ${after} samples.`
      : `before: ${data.titles[0]}, ${before} samples · after: ${data.titles[1]}, ${after} samples`
        + " · red is more after, blue is less, each as a share of its own side";
  }

  shares(selfs) {
    const totals = this.tree.totals(selfs), all = totals[0] || 1;
    return {selfs: Float64Array.from(selfs, n => n / all), totals: totals.map(n => n / all)};
  }

  refresh() {
    const {before, after} = this.side;
    const widths = state.side === "before" ? before.totals : state.side === "after" ? after.totals
      : before.totals.map((share, node) => (share + after.totals[node]) / 2);
    this.widths = widths;
    this.flame.show(widths, colourOfDelta(this.delta));
    this.table();
  }

  describe(node) {
    const [before, after] = [this.side.before.totals[node], this.side.after.totals[node]];
    const file = node > 0 && this.tree.files[this.tree.label[node]];
    return `${this.tree.name(node)}: ${percent(before)} before, ${percent(after)} after, `
      + `${after >= before ? "+" : "−"}${percent(Math.abs(after - before))}${file ? " · " + file : ""}`;
  }

  share(matches) { return TracePage.prototype.matched.call(this, matches, this.widths); }

  table() {
    const [before, after] = [this.side.before, this.side.after].map(s => this.tree.byLabel(s.selfs, s.totals));
    const delta = after.total.map((share, label) => share - before.total[label]);
    const rows = [...delta.keys()].filter(label => Math.abs(delta[label]) > 1e-9)
      .sort((a, b) => Math.abs(delta[b]) - Math.abs(delta[a])).slice(0, 30)
      .map(label => [this.tree.names[label], percent(before.total[label]), percent(after.total[label]),
        (delta[label] > 0 ? "+" : "−") + percent(Math.abs(delta[label]))]);
    fillTable(["function", "before", "after", "change"], rows);
  }
}

function fillTable(heads, rows) {
  const table = byId("top");
  table.tHead.rows[0].replaceChildren(...heads.map((head, i) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = head;
    cell.className = i ? "number" : "";
    return cell;
  }));
  table.tBodies[0].replaceChildren(...rows.map(row => {
    const line = document.createElement("tr");
    row.forEach((text, i) => {
      const cell = line.insertCell();
      if (i) { cell.className = "number"; cell.textContent = text; return; }
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = button.title = text;
      button.addEventListener("click", () => change({search: "^" + text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + "$"}));
      cell.append(button);
    });
    return line;
  }));
}

let page;

function search() {
  const flame = page.flame, field = byId("search");
  let pattern = null;
  try {
    pattern = state.search ? new RegExp(state.search, "u") : null;
    field.setAttribute("aria-invalid", "false");
  } catch (error) {
    field.setAttribute("aria-invalid", "true");
    byId("found").textContent = "not a regular expression yet";
    flame.matches = null;
    return;
  }
  flame.matches = pattern && new Set([...page.tree.names.keys()].filter(label => pattern.test(page.tree.names[label])));
  byId("found").textContent = flame.matches ? page.share(flame.matches) : "";
}

/** Changes the view, and the address with it. */
function change(changes) {
  Object.assign(state, changes);
  apply();
  writeLink();
}

function apply() {
  for (const id of ["thread", "invocation", "weight", "rows", "from", "to", "side", "search"]) {
    const field = byId(id), value = state[id] === undefined ? "" : state[id];
    if (field.tagName === "SELECT") {
      if (value) field.value = value; else field.selectedIndex = id === "rows" ? 3 : 0;
    } else if (field.value !== value) {
      field.value = value;
    }
  }
  byId("idle").checked = state.idle !== "off";
  byId("icicle").setAttribute("aria-pressed", state.icicle === "on");
  const dark = state.dark ? state.dark === "on" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", dark);
  byId("dark").setAttribute("aria-pressed", dark);
  page.flame.icicle = state.icicle === "on";
  page.flame.zoom = Math.min(page.tree.size - 1, Math.max(0, Number(state.zoom) || 0));
  page.refresh();
  search();
  page.flame.draw();
}

function listen() {
  for (const id of ["thread", "invocation", "weight", "rows", "side"]) {
    byId(id).addEventListener("change", event => change({[id]: event.target.value}));
  }
  for (const id of ["from", "to"]) {
    byId(id).addEventListener("change", event => {
      const number = parseFloat(event.target.value.replace(",", "."));
      change({[id]: Number.isFinite(number) ? String(number) : ""});
    });
  }
  byId("search").addEventListener("input", event => change({search: event.target.value}));
  byId("idle").addEventListener("change", event => change({idle: event.target.checked ? "" : "off"}));
  byId("icicle").addEventListener("click", () => change({icicle: state.icicle === "on" ? "" : "on"}));
  byId("dark").addEventListener("click", toggleDark);
  byId("unzoom").addEventListener("click", () => change({zoom: ""}));
  byId("clear").addEventListener("click", () => {
    for (const key of Object.keys(state)) if (!["dark", "icicle", "rows"].includes(key)) delete state[key];
    change({});
  });
  byId("controls").addEventListener("submit", event => event.preventDefault());
  page.flame.onzoom = node => change({zoom: node ? String(node) : ""});
  page.flame.onhover = node => { if (node >= 0) byId("status").textContent = page.describe(node); };
  if (page.heat) {
    page.heat.onrange = range => change(range
      ? {from: String(range[0] / 1e6), to: String(range[1] / 1e6)} : {from: "", to: ""});
    page.heat.onhover = cell => { byId("heatStatus").textContent = page.describeCell(cell); };
  }
  document.addEventListener("keydown", event => {
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); byId("search").focus(); }
    else if (event.key === "i") byId("icicle").click();
    else if (event.key === "d") toggleDark();
    else if (event.key === "Escape") byId("clear").click();
  });
  addEventListener("resize", () => { if (page.heat) page.heat.draw(); page.flame.draw(); });
  addEventListener("hashchange", () => { for (const key of Object.keys(state)) delete state[key]; readLink(); apply(); });
}

function toggleDark() {
  change({dark: document.documentElement.classList.contains("dark") ? "off" : "on"});
}

(async () => {
  document.querySelectorAll(".heat").forEach(part => { part.hidden = view !== "heatmap"; });
  document.querySelectorAll(".both").forEach(part => { part.hidden = view !== "compare"; });
  document.querySelectorAll(".single, .timed").forEach(part => { part.hidden = view === "compare"; });
  try {
    const data = await unpack();
    readLink();
    page = view === "compare" ? new ComparePage(data) : new TracePage(data);
    listen();
    apply();
    document.body.dataset.ready = "yes";
  } catch (error) {
    byId("facts").textContent = "This page can't be shown: " + error.message + ". It needs a browser of 2023 or newer.";
    throw error;
  }
})();
