const byId = id => document.getElementById(id);
const view = document.body.dataset.view;
const percent = share => (100 * share).toFixed(share < 0.1 ? 2 : 1) + " %";
const COLOURS = {command: [40, 12], binary: [30, 80], kernel: [205, 60], compiled: [100, 50], inlined: [165, 50], unknown: [0, 0]};
const state = {};

/** Where the data comes from: here from the page itself. A server's pages ask it instead. */
const source = {
  async load() {
    const packed = Uint8Array.from(atob(byId("data").textContent.trim()), c => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  },
  loaded() {},
  changed() {},
};

function readLink() {
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) state[key] = value;
}

/** @param quietly whether the view before is nothing to go back to */
function writeLink(quietly) {
  const kept = new URLSearchParams();
  for (const key of Object.keys(state).sort()) if (state[key] !== "" && state[key] !== undefined) kept.set(key, state[key]);
  const link = "#" + kept;
  if (link === (location.hash || "#")) return;
  if (quietly) history.replaceState(null, "", link); else history.pushState(null, "", link);
}

function option(text, value) {
  const made = document.createElement("option");
  made.textContent = text;
  made.value = value;
  return made;
}

const milliseconds = micro => (micro / 1000).toFixed(micro < 10000 ? 2 : 1) + " ms";

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

/** The samples of one trace, and which of them a choice takes. */
class Profile {
  constructor(data) {
    this.data = data;
    let time = data.start % 1e6;
    this.times = Float64Array.from(data.times, delta => time += delta);
    this.last = time;
    this.columns = Math.max(1, Math.floor(time / 1e6) + 1);
    this.idle = new Set(data.idle);
    this.all = data.samples.reduce((sum, count) => sum + count, 0);
  }

  facts() {
    const span = this.times.length ? (this.last - this.times[0]) / 1e6 : 0;
    const lost = this.data.lost.map(([count, what]) => `${count} ${what}`).join(", ");
    return [`${this.all} samples`, ...(this.data.timed ? [`${span.toFixed(2)} s`] : []), ...(lost ? [`left out: ${lost}`] : [])];
  }

  /** Processes with their threads, what has most samples first. */
  fillThreads(select) {
    const processes = new Map();
    this.data.thread.forEach((thread, i) => {
      const [name, pid, tid] = this.data.threads[thread], key = pid < 0 ? "" : pid, of = processes.get(key) || {count: 0, threads: new Map()};
      const one = of.threads.get(tid) || {name, count: 0};
      processes.set(key, of);
      of.threads.set(tid, one);
      one.name = name;
      of.count += this.data.samples[i];
      one.count += this.data.samples[i];
    });
    const byCount = (a, b) => b[1].count - a[1].count;
    [...processes].sort(byCount).slice(0, 200).forEach(([pid, of]) => {
      const group = document.createElement("optgroup"), threads = [...of.threads].sort(byCount).slice(0, 200);
      group.label = pid === "" ? "threads" : `process ${pid}`;
      if (pid !== "" && (threads.length > 1 || processes.size > 1)) group.append(option(`${threads[0][1].name} ${pid}, whole (${of.count})`, pid));
      threads.forEach(([tid, one]) => group.append(option(`${one.name} ${pid === "" ? "" : pid + "/"}${tid} (${one.count})`, `${pid}/${tid}`)));
      select.append(group);
    });
  }

  /** Invocations with how many samples they own; callers may give several the same id. */
  invocations() {
    if (!this.counted) {
      const own = new Float64Array(this.data.invocations.length);
      this.data.owners.forEach((set, i) => this.data.ownerSets[set].forEach(owner => { own[owner] += this.data.samples[i]; }));
      this.counted = this.data.invocations.map(([id, start, end, shared], i) =>
        ({id, start: start - Math.floor(this.data.start / 1e6) * 1e6, length: end - start, shared, samples: own[i]}));
    }
    return this.counted;
  }

  fillInvocations(select) {
    this.invocations().slice(0, 2000).forEach(one => select.append(
      option(`${one.id} ${(one.length / 1000).toFixed(1)} ms (${one.samples}${one.shared ? ", shared" : ""})`, one.id)));
  }

  /** What each sample weighs under a choice; 0 is left out. */
  weights(choice, ranged) {
    const data = this.data, weights = new Float64Array(data.nodes.length);
    const counts = choice.weight === "period" ? data.periods : data.samples;
    const [process, thread] = (choice.thread || "").split("/");
    const threads = data.threads.map(([, pid, tid]) => (!process || pid === Number(process)) && (!thread || tid === Number(thread)));
    const owner = choice.invocation ? data.invocations.findIndex(([id]) => id === choice.invocation) : -1;
    const sets = data.ownerSets.map(set => !choice.invocation || set.includes(owner));
    const from = ranged && choice.from ? Math.round(choice.from * 1e6) : -Infinity;
    const to = ranged && choice.to ? Math.round(choice.to * 1e6) : Infinity;
    for (let i = 0; i < weights.length; i++) {
      const chosen = threads[data.thread[i]] && sets[data.owners[i]]
        && this.times[i] >= from && this.times[i] < to && (choice.idle !== "off" || !this.idle.has(i));
      weights[i] = chosen ? counts[i] : 0;
    }
    return weights;
  }

  /** The same by node of the tree. */
  selfs(choice, size, nodes) {
    const selfs = new Float64Array(size);
    this.weights(choice, true).forEach((weight, i) => {
      const node = this.data.nodes[i];
      selfs[nodes ? nodes[node] : node] += weight;
    });
    return selfs;
  }

  show(heat, choice) {
    heat.show(this.times, this.weights(choice, false), Number(choice.rows || 50), this.columns);
    const from = choice.from ? Math.round(choice.from * 1e6) : 0;
    const to = choice.to ? Math.round(choice.to * 1e6) : this.columns * 1e6;
    const last = Math.min(heat.cells.length, heat.cellOf(Math.max(0, to - 1)) + 1) - 1;
    heat.range = !choice.from && !choice.to ? null : [heat.cellOf(Math.max(0, from)), last];
    heat.draw();
  }
}

/** The table of a trace's invocations, a few at a time; a click shows one alone. */
class Calls {
  constructor(profile) {
    Object.assign(this, {profile, first: 0, room: 15});
    byId("invocations").hidden = !profile.invocations().length;
    for (const id of ["callSearch", "callOrder"]) byId(id).addEventListener("input", () => { this.first = 0; this.draw(); });
    byId("callsBack").addEventListener("click", () => { this.first -= this.room; this.draw(); });
    byId("callsOn").addEventListener("click", () => { this.first += this.room; this.draw(); });
  }

  draw() {
    const orders = {slow: (a, b) => b.length - a.length, busy: (a, b) => b.samples - a.samples, time: (a, b) => a.start - b.start};
    const found = this.profile.invocations().filter(one => one.id.includes(byId("callSearch").value)).sort(orders[byId("callOrder").value]);
    const rate = Number(this.profile.data.meta.rate), shown = found.slice(this.first, this.first + this.room);
    byId("callsBack").disabled = this.first <= 0;
    byId("callsOn").disabled = this.first + this.room >= found.length;
    byId("callsShown").textContent = found.length ? `${this.first + 1} to ${this.first + shown.length} of ${found.length}` : "none";
    fillTable(byId("calls"), ["call id", "start", "took", "samples", ...(rate ? ["CPU"] : [])], shown.map(one => [one.id,
      (one.start / 1e6).toFixed(3) + " s", milliseconds(one.length), one.samples + (one.shared ? " shared" : ""),
      ...(rate ? [milliseconds(one.samples / rate * 1e6)] : [])]), id => change({invocation: state.invocation === id ? "" : id, from: "", to: ""}));
    [...byId("calls").tBodies[0].rows].forEach((row, i) => {
      if (shown[i].id === state.invocation) row.setAttribute("aria-current", "true");
      row.cells[0].firstChild.setAttribute("aria-label", `Show invocation ${shown[i].id} alone`);
    });
  }
}

/** The page of one trace. */
class TracePage {
  constructor(data) {
    this.data = data;
    this.tree = new Tree(data);
    this.flame = new FlameGraph(byId("flame"), this.tree);
    this.colour = colourOf(this.tree);
    this.profile = new Profile(data);
    this.heat = view === "heatmap" ? new HeatMap(byId("heatmap")) : null;
    this.calls = new Calls(this.profile);
    const meta = Object.entries(data.meta).map(([key, value]) => `${key} ${value}`);
    byId("facts").textContent = [...this.profile.facts(), ...meta].join(" · ");
    this.profile.fillThreads(byId("thread"));
    this.profile.fillInvocations(byId("invocation"));
    byId("invocationLabel").hidden = !data.invocations.length;
    byId("idleLabel").hidden = !data.idle.length;
    document.querySelectorAll(".timed").forEach(part => { part.hidden ||= !data.timed; });
  }

  refresh() {
    if (this.heat) this.profile.show(this.heat, state);
    this.selfs = this.profile.selfs(state, this.tree.size);
    this.totals = this.tree.totals(this.selfs);
    this.flame.show(this.totals, this.colour);
    this.table();
    this.calls.draw();
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
    return percent(sum / (totals[0] || 1)) + " of the " + (state.weight || "samples");
  }

  table() {
    const all = this.totals[0] || 1, {self, total} = this.tree.byLabel(this.selfs, this.totals);
    const rows = [...total.keys()].filter(label => total[label] > 0 && this.tree.kinds[label] !== "command")
      .sort((a, b) => self[b] - self[a] || total[b] - total[a]).slice(0, 30)
      .map(label => [this.tree.names[label], percent(self[label] / all), percent(total[label] / all)]);
    fillTable(byId("top"), ["function", "itself", "with callees"], rows, searchFor);
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

  apply() { apply(); }

  share(matches) { return TracePage.prototype.matched.call(this, matches, this.widths); }

  table() {
    const [before, after] = [this.side.before, this.side.after].map(s => this.tree.byLabel(s.selfs, s.totals));
    const delta = after.total.map((share, label) => share - before.total[label]);
    const rows = [...delta.keys()].filter(label => Math.abs(delta[label]) > 1e-9)
      .sort((a, b) => Math.abs(delta[b]) - Math.abs(delta[a])).slice(0, 30)
      .map(label => [this.tree.names[label], percent(before.total[label]), percent(after.total[label]),
        (delta[label] > 0 ? "+" : "−") + percent(Math.abs(delta[label]))]);
    fillTable(byId("top"), ["function", "before", "after", "change"], rows, searchFor);
  }
}

/** @param chosen told of the first cell's text when somebody presses it */
function fillTable(table, heads, rows, chosen) {
  const rare = i => (heads.length > 3 && i === 1 && table.id === "calls" ? " rare" : "");
  table.tHead.rows[0].replaceChildren(...heads.map((head, i) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = head;
    cell.className = i ? "number" + rare(i) : "";
    return cell;
  }));
  table.tBodies[0].replaceChildren(...rows.map(row => {
    const line = document.createElement("tr");
    row.forEach((text, i) => {
      const cell = line.insertCell();
      if (i) { cell.className = "number" + rare(i); cell.textContent = text; return; }
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = button.title = text;
      button.addEventListener("click", () => chosen(text));
      cell.append(button);
    });
    return line;
  }));
}

const searchFor = text => change({search: "^" + text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + "$"});

let page;

/** How pages begin that other scripts add, by their name. */
const pages = {};

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
function change(changes, quietly) {
  Object.assign(state, changes);
  page.apply();
  writeLink(quietly);
  source.changed();
}

function colourScheme() {
  const dark = state.dark ? state.dark === "on" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", dark);
  document.documentElement.classList.toggle("light", !dark);
  byId("dark").setAttribute("aria-pressed", dark);
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
  colourScheme();
  page.flame.icicle = state.icicle === "on";
  page.flame.zoom = page.tree.find(state.zoom);
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
  byId("search").addEventListener("input", event => change({search: event.target.value}, true));
  byId("idle").addEventListener("change", event => change({idle: event.target.checked ? "" : "off"}));
  byId("icicle").addEventListener("click", () => change({icicle: state.icicle === "on" ? "" : "on"}));
  byId("dark").addEventListener("click", toggleDark);
  byId("unzoom").addEventListener("click", () => change({zoom: ""}));
  byId("clear").addEventListener("click", () => {
    for (const key of Object.keys(state)) if (!["dark", "icicle", "rows"].includes(key)) delete state[key];
    change({});
  });
  byId("controls").addEventListener("submit", event => event.preventDefault());
  page.flame.onzoom = node => change({zoom: page.tree.mark(node)});
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
  addEventListener("popstate", () => { for (const key of Object.keys(state)) delete state[key]; readLink(); apply(); source.changed(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
}

function toggleDark() {
  change({dark: document.documentElement.classList.contains("dark") ? "off" : "on"}, true);
}

async function start() {
  if (pages[view]) return pages[view]();
  document.querySelectorAll(".heat").forEach(part => { part.hidden = view !== "heatmap"; });
  document.querySelectorAll(".both").forEach(part => { part.hidden = view !== "compare"; });
  document.querySelectorAll(".single, .timed").forEach(part => { part.hidden = view === "compare"; });
  readLink();
  colourScheme();
  try {
    const data = await source.load();
    page = view === "compare" ? new ComparePage(data) : new TracePage(data);
    listen();
    apply();
    source.loaded(page);
    document.body.dataset.ready = "yes";
  } catch (error) {
    byId("facts").textContent = error.shown || "This page can't be shown: " + error.message + ". It needs a browser of 2023 or newer.";
    document.body.dataset.failed = "yes";
    if (!error.shown) throw error;
  }
  return undefined;
}

addEventListener("DOMContentLoaded", start);
