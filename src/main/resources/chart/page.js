/** Where the data comes from: by default, from the page itself. A collector's pages fetch the data from the collector. */
const source = {
  async load() {
    const packed = Uint8Array.from(atob(byId("data").textContent.trim()), c => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  },
  tellsMeta: true,
  loaded() {},
  changed() {},
};

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

/** Red means a larger share in the second trace, blue a smaller one. The stronger the colour, the larger the change. */
function colourOfDelta(delta) {
  const most = delta.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
  return node => {
    const share = most > 1e-12 ? Math.abs(delta[node]) / most : 0;
    return share < 1e-9 ? "#d8d6d2" : `hsl(${delta[node] > 0 ? 5 : 215} ${25 + 65 * Math.sqrt(share)}% ${86 - 30 * Math.sqrt(share)}%)`;
  };
}

/** The table of a trace's invocations, a few at a time. A click on an invocation selects it. */
class Calls {
  constructor(profile) {
    Object.assign(this, {profile, first: 0, room: 15});
    byId("invocations").hidden = !profile.data.invocations.length;
    for (const id of ["callSearch", "callOrder"]) byId(id).addEventListener("input", () => { this.first = 0; this.draw(); });
    byId("callsBack").addEventListener("click", () => { this.first -= this.room; this.draw(); });
    byId("callsOn").addEventListener("click", () => { this.first += this.room; this.draw(); });
  }

  /** A time that the sender measured. A tilde means that it can include other work of the same process. */
  measured(one, time) { return time < 0 ? "unknown" : (one.estimated ? "~" : "") + duration(time); }

  /** An invocation's CPU time. If it wasn't measured, it is computed from the samples. If there are none, it is less than one sampling period, or unknown if samples may be missing. */
  cpu(one) {
    if (one.onCpu >= 0) return this.measured(one, one.onCpu);
    const profile = this.profile, cpu = profile.data.clock < 0 ? 0 : profile.invocation(one.id, profile.data.clock).cpu;
    if (cpu) return duration(cpu);
    return !profile.tick || one.claimed || one.unsampled || profile.data.lost.length || !profile.whole() ? "unknown" : `< ${duration(profile.tick / 1000)}`;
  }

  draw(event) {
    if (event !== undefined) this.event = event;
    const orders = {slow: (a, b) => b.length - a.length, busy: (a, b) => b.samples - a.samples, time: (a, b) => a.start - b.start};
    const found = this.profile.invocations(this.event).filter(one => one.id.includes(byId("callSearch").value)).sort(orders[byId("callOrder").value]);
    const measured = found.some(one => one.onCpu >= 0 || one.ready >= 0), tick = this.profile.tick || measured, shown = found.slice(this.first, this.first + this.room);
    byId("callsBack").disabled = this.first <= 0;
    byId("callsOn").disabled = this.first + this.room >= found.length;
    byId("callsShown").textContent = found.length ? `${this.first + 1} to ${this.first + shown.length} of ${found.length}` : "none";
    fillTable(byId("calls"), ["call id", "start", "duration", "samples", ...(tick ? ["CPU"] : []), ...(measured ? ["ready", "waiting"] : [])], shown.map(one => [one.id,
      (one.start / 1e6).toFixed(3) + " s", duration(one.length),
      one.samples + (one.shared ? " shared" : "") + (one.unsampled ? `, not sampled for ${duration(one.unsampled)}` : "") + (one.calls > 1 ? ` in ${one.calls} invocations` : ""),
      ...(tick ? [this.cpu(one)] : []), ...(measured ? [this.measured(one, one.ready), this.measured(one, one.waiting)] : [])]), id => change({invocation: state.invocation === id ? "" : id, from: "", to: ""}));
    [...byId("calls").tBodies[0].rows].forEach((row, i) => {
      if (shown[i].id === state.invocation) row.setAttribute("aria-current", "true");
      row.cells[0].firstChild.setAttribute("aria-label", `Show only invocation ${shown[i].id}`);
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
    this.heat = view === "heatmap" && data.timed ? new HeatMap(byId("heatmap"), byId("scale")) : null;
    this.calls = new Calls(this.profile);
    this.meta = source.tellsMeta ? Object.entries(data.meta).map(([key, value]) => `${key} ${short(value)}`) : [];
    this.profile.fillEvents(byId("event"));
    byId("invocationLabel").hidden = !data.invocations.length;
    byId("idleLabel").hidden = !data.idle.length;
    document.querySelectorAll(".timed, .heat").forEach(part => { part.hidden ||= !data.timed; });
  }

  /** Updates everything that depends only on the event, if the event has changed. */
  showEvent() {
    const event = this.profile.eventOf(state);
    if (this.event === event) return;
    this.event = event;
    byId("weight").parentElement.hidden = this.timed();
    byId("facts").textContent = [...this.profile.facts(state), ...this.meta].join(" · ");
    this.profile.fillThreads(byId("thread"), event);
    this.profile.fillInvocations(byId("invocation"), event);
  }

  refresh() {
    if (this.heat) this.when();
    this.selfs = this.profile.selfs(state, this.tree.size);
    this.totals = this.tree.totals(this.selfs);
    note("empty", this.totals[0] > 0 ? "" : this.profile.whyNothing(state, this.heat));
    document.querySelectorAll(".some").forEach(part => { part.hidden = !(this.totals[0] > 0); });
    this.flame.show(this.totals, this.colour);
    this.table();
    this.calls.draw(this.event);
  }

  when() {
    const heat = this.heat;
    this.profile.count(heat, state);
    heat.explain(`${this.timed() ? `up to ${duration(heat.full / 1000)}` : upTo(heat.full, weightName(1), weightName())} in ${1000 / heat.rows} ms`);
    note("beyond", this.profile.beyond(heat));
    heat.draw();
  }

  /** Whether the selected event is shown as time. */
  timed() { return this.profile.isTime(this.event); }

  /** A weight with its unit. */
  amount(weight) { return this.timed() ? duration(weight / 1000) : counted(weight, weightName(1), weightName()); }

  describe(node) {
    const total = this.totals[node], all = this.totals[0] || 1, label = this.tree.label[node];
    const file = label >= 0 && this.tree.files[label] ? " · " + this.tree.files[label] : "";
    return `${short(this.tree.name(node))}: ${this.amount(total)}, ${percent(total / all)}`
      + `, ${percent(this.selfs[node] / all)} self${file}`;
  }

  describeCell(cell) {
    const start = this.heat.startOf(cell), end = this.heat.startOf(cell + 1);
    return `${(start / 1e6).toFixed(3)} to ${(end / 1e6).toFixed(3)} s: ${this.amount(this.heat.cells[cell])}`;
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

  table() {
    const all = this.totals[0] || 1, {self, total} = this.tree.byLabel(this.selfs, this.totals);
    const rows = [...total.keys()].filter(label => total[label] > 0 && this.tree.kinds[label] !== "command")
      .sort((a, b) => self[b] - self[a] || total[b] - total[a]).slice(0, 30)
      .map(label => [this.tree.names[label], percent(self[label] / all), percent(total[label] / all)]);
    fillTable(byId("top"), ["function", "self", "total"], rows, searchFor);
    noRows(rows.length ? "" : "These samples contain no function names.");
  }
}

/** @param chosen called with the text of a row's first cell when the user presses that cell */
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
      button.textContent = short(text);
      button.title = text;
      button.addEventListener("click", () => chosen(text));
      cell.append(button);
    });
    return line;
  }));
}

/** Replaces the table of functions with a sentence if the table is empty. */
function noRows(text) {
  note("noRows", text);
  byId("top").hidden = Boolean(text);
}

/** Shows a sentence, or hides its element if the text is empty. */
function note(id, text) {
  byId(id).hidden = !text;
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

/** The unit that is counted, singular or plural. */
const weightName = count => (state.weight === "period" ? "period" : "sample") + (count === 1 || state.weight === "period" ? "" : "s");

const searchFor = text => change({search: "^" + text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + "$"});

let page;

/** The start functions of pages that other scripts add, by name. */
const pages = {};

function search() {
  const flame = page.flame, field = byId("search");
  let pattern = null;
  try {
    pattern = state.search ? new RegExp(state.search, "u") : null;
    field.setAttribute("aria-invalid", "false");
  } catch (error) {
    field.setAttribute("aria-invalid", "true");
    byId("found").textContent = "not a valid regular expression";
    flame.matches = null;
    return;
  }
  flame.matches = pattern && new Set([...page.tree.names.keys()].filter(label => pattern.test(page.tree.names[label])));
  byId("found").textContent = !flame.matches ? "" : flame.matches.size ? page.share(flame.matches) : "No function matches.";
}

/** Changes the view and the URL. */
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

/** The default index of a select element. */
const first = id => (id === "rows" ? 3 : id === "event" && page.profile ? page.profile.data.preferred : 0);

function apply() {
  if (page.showEvent) page.showEvent();
  for (const id of ["event", "thread", "invocation", "weight", "rows", "from", "to", "side", "search"]) {
    const field = byId(id), value = state[id] === undefined ? "" : state[id];
    if (field.tagName === "SELECT") pick(field, value, first(id), ["event", "thread", "invocation"].includes(id)); else if (field.value !== value) field.value = value;
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
  for (const id of ["event", "thread", "invocation", "weight", "rows", "side"]) {
    byId(id).addEventListener("change", event => change({[id]: event.target.value}));
  }
  listenRange("", change);
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
      ? {from: secondsText(range[0] / 1e6), to: secondsText(range[1] / 1e6)} : {from: "", to: ""});
    page.heat.onhover = cell => { byId("heatStatus").textContent = page.describeCell(cell); };
  }
  listenKeys(() => byId("clear").click());
  addEventListener("resize", () => { if (page.heat) page.heat.draw(); page.flame.draw(); });
  addEventListener("popstate", () => { readLink(); apply(); source.changed(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
}

/** The keyboard shortcuts of all pages. They do nothing while a dialog is open, because the dialog handles Escape itself. */
function listenKeys(escape) {
  document.addEventListener("keydown", event => {
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/") { event.preventDefault(); byId("search").focus(); }
    else if (event.key === "i") byId("icicle").click();
    else if (event.key === "d") toggleDark();
    else if (event.key === "Escape") escape();
  });
}

/** Tells the user if the stacks are too deep for the flame graph. This happens if a runtime puts many calls into one frame. */
function tellDeeper(flames) {
  const most = flames.some(flame => flame.deeper);
  note("deeper", most ? `The flame graph shows ${FlameGraph.MOST_ROWS.toLocaleString("en")} levels of calls. There are more. To see them, click a box at the last level.` : "");
}

function toggleDark() {
  change({dark: document.documentElement.classList.contains("dark") ? "off" : "on"}, true);
}

/** Shows an error instead of the page. */
function failed(error) {
  byId("facts").textContent = error.shown || `This page can’t be shown: ${error.message}. It needs a browser from 2023 or later.`;
  delete document.body.dataset.waiting;
  document.body.dataset.failed = "yes";
  if (!error.shown) throw error;
}

async function start() {
  if (pages[view]) return pages[view]();
  document.querySelectorAll(".heat").forEach(part => { part.hidden = view !== "heatmap"; });
  document.querySelectorAll(".both").forEach(part => { part.hidden = view !== "compare"; });
  document.querySelectorAll(".single, .timed, .event").forEach(part => { part.hidden = view === "compare"; });
  readLink();
  colourScheme();
  try {
    const data = await source.load();
    readLink(); // Back, or a link within the page, may have changed the URL in the meantime
    page = view === "compare" ? new ComparePage(data) : new TracePage(data);
    page.flame.ondraw = () => tellDeeper([page.flame]);
    listen();
    apply();
    source.loaded(page);
    document.body.dataset.ready = "yes";
  } catch (error) {
    failed(error);
  }
  return undefined;
}

addEventListener("DOMContentLoaded", start);
