/** Where the data comes from: by default, from the page itself. A collector's pages fetch the data from the collector. */
const source = {
  async load() {
    const packed = Uint8Array.from(atob(byId("data").textContent.trim()), c => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  },
  tellsMeta: true,
  nothing: "This trace contains no samples.",
  loaded() {},
  changed() {},

  /** Goes back one step, if the view has none left to undo. */
  back() {},
};

/** Red means a larger share in the second trace, blue a smaller one. The stronger the colour, the larger the change. */
function colourOfDelta(delta) {
  const most = delta.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
  return node => {
    const share = most > 1e-12 ? Math.abs(delta[node]) / most : 0;
    return share < 1e-9 ? "#d8d6d2" : `hsl(${delta[node] > 0 ? 5 : 215} ${25 + 65 * Math.sqrt(share)}% ${86 - 30 * Math.sqrt(share)}%)`;
  };
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

/** Makes the URL contain what the reader chooses for all pages. */
function listenPreferences() {
  scheme.changed = dark => change({dark}, true);
  clock.changed = utc => change({utc: utc === "on" ? "on" : ""}, true);
}

/** The default index of a select element. */
const first = id => (id === "rows" ? 3 : id === "event" && page.profile ? page.profile.data.preferred : 0);

function apply() {
  if (page.showEvent) page.showEvent();
  for (const id of ["event", "thread", "invocation", "weight", "rows", "from", "to", "side", "search", "shape", "colour", "filter"]) {
    const field = byId(id), value = state[id] === undefined ? "" : state[id];
    if (field.tagName === "SELECT") pick(field, value, first(id), ["event", "thread", "invocation"].includes(id)); else if (field.value !== value) field.value = value;
  }
  byId("idle").checked = state.idle !== "off";
  byId("runtime").checked = state.runtime === "on";
  byId("icicle").setAttribute("aria-pressed", state.icicle === "on");
  scheme.show();
  clock.update();
  page.flame.icicle = state.icicle === "on";
  page.flame.zoom = page.tree.find(state.zoom);
  page.refresh();
  search();
  if (page.draw) page.draw(); else page.flame.draw();
}

function listen() {
  for (const id of ["event", "thread", "invocation", "weight", "rows", "side"]) {
    byId(id).addEventListener("change", event => change({[id]: event.target.value}));
  }
  listenRange("", change);
  byId("search").addEventListener("input", event => change({search: event.target.value}, true));
  byId("idle").addEventListener("change", event => change({idle: event.target.checked ? "" : "off"}));
  byId("icicle").addEventListener("click", () => change({icicle: state.icicle === "on" ? "" : "on"}));
  listenPreferences();
  byId("unzoom").addEventListener("click", () => change({zoom: "", above: ""}));
  byId("clear").addEventListener("click", () => {
    for (const key of Object.keys(state)) if (!["dark", "icicle", "rows", "utc", "colour", "runtime"].includes(key)) delete state[key];
    change({});
  });
  byId("controls").addEventListener("submit", event => event.preventDefault());
  page.flame.onzoom = node => change({zoom: page.tree.mark(node)});
  if (!page.hover) page.flame.onhover = node => { if (node >= 0) byId("status").textContent = page.describe(node); };
  if (page.heat) {
    page.heat.onrange = range => change(range
      ? {from: secondsText(range[0] / 1e6), to: secondsText(range[1] / 1e6)} : {from: "", to: ""});
    page.heat.onhover = (cell, event) => {
      if (cell < 0) { tip.hide(); return; }
      byId("heatStatus").textContent = page.describeCell(cell);
      if (event) tip.show(event, page.describeCell(cell));
    };
  }
  listenKeys(() => page.back());
  addEventListener("resize", () => { if (page.heat) page.when(); if (page.draw) page.draw(); else page.flame.draw(); });
  addEventListener("popstate", () => { readLink(); apply(); source.changed(); });
  scheme.system.addEventListener("change", apply);
}

/** The keyboard shortcuts of all pages. They do nothing while a dialog is open, because the dialog handles Escape itself. */
function listenKeys(escape) {
  document.addEventListener("keydown", event => {
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const search = byId("search");
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); }
    else if (event.key === "i" && search) byId("icicle").click();
    else if (event.key === "d") scheme.toggle();
    else if (event.key === "Escape") escape();
  });
}

/** Tells the user if the stacks are too deep for the flame graph. This happens if a runtime puts many calls into one frame. */
function tellDeeper(flames) {
  const most = flames.some(flame => flame.deeper);
  note("deeper", most ? `The flame graph shows ${FlameGraph.MOST_ROWS.toLocaleString("en")} levels of calls. There are more. To see them, click a box at the last level.` : "");
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
  document.querySelectorAll(".single, .timed, .event, .lone").forEach(part => { part.hidden = view === "compare"; });
  readLink();
  scheme.show();
  clock.show();
  try {
    const data = await source.load();
    readLink(); // Back, or a link within the page, may have changed the URL in the meantime
    page = view === "compare" ? new ComparePage(data) : new TracePage(data);
    page.flame.ondraw = () => tellDeeper(page.above ? [page.flame, page.upper] : [page.flame]);
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
