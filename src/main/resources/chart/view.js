const byId = id => document.getElementById(id);
const view = document.body.dataset.view;
const percent = share => (100 * share).toFixed(share < 0.1 ? 2 : 1) + " %";
/** @param more the number of additional digits */
const duration = (micro, more = 0) => {
  const [unit, name] = [[1e3, "ms", 1e7], [1e6, "s", 12e7], [6e7, "min", 72e8], [36e8, "h", 1728e8], [864e8, "days", Infinity]].find(([, , most]) => micro < most);
  return `${(micro / unit).toFixed((micro < 10000 ? 2 : 1) + more)} ${name}`;
};
const counted = (count, one, many = one + "s") => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const noneOf = (whose, count) => (count === 1 ? `The ${whose} only sample is not` : `None of the ${whose} ${counted(count, "sample")} is`);
const upTo = (most, one, many) => (most > 1 ? `1 to ${counted(most, one, many)}` : `1 ${one}`);
/** The view that is selected on the page. The URL contains it. */
const state = {};

/** The values allowed in a link. All others are ignored, so a link can't request more than the page's own fields can. */
const SECONDS = /^-?\d{1,9}(\.\d{1,9})?$/;
const LINK = {
  from: SECONDS, to: SECONDS, thread: /^\d{0,9}(\/(-1|\d{1,9}))?$/, invocation: /./s, event: /./s, search: /./s, zoom: /^[0-9a-f]{1,8}$/,
  weight: /^(samples|period)$/, rows: /^(10|20|25|50|100)$/, idle: /^off$/, icicle: /^on$/, dark: /^(on|off)$/,
  shape: /^(inverted|time)$/, runtime: /^on$/, colour: /^kind$/, of: /./s, focus: /./s, hide: /./s, collapse: /./s, above: /^[0-9a-f]{1,8}$/,
  sort: /^-?(name|self|total|call)$/, filter: /./s, part: /^-?\d{1,9}_\d{1,9}$/, utc: /^on$/,
  side: /^(both|before|after)$/, layout: /^beside$/, unit: /^shares$/,
};

scheme.linked = () => state.dark;
clock.linked = () => state.utc === "on";

/** Reads the view from the URL, which may change at any time. */
function readLink() {
  for (const key of Object.keys(state)) delete state[key];
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
    const form = LINK[key.replace(/^(before|after)\./, "")];
    if (form instanceof RegExp && form.test(value)) state[key] = value;
  }
}

/** @param quietly whether to replace the history entry instead of adding one */
function writeLink(quietly) {
  const kept = new URLSearchParams();
  for (const key of Object.keys(state).sort()) if (state[key] !== "" && state[key] !== undefined) kept.set(key, state[key]);
  const link = "#" + kept;
  if (link === (location.hash || "#")) return;
  if (quietly) history.replaceState(null, "", link); else history.pushState(null, "", link);
}

/** Seconds as text in the form that links use; empty if the value is not a number. */
function secondsText(seconds) {
  if (!Number.isFinite(seconds)) return "";
  const bounded = Math.max(-999999999, Math.min(999999999, seconds));
  return bounded.toFixed(6).replace(/\.?0+$/, "").replace(/^-0$/, "0");
}

/** Makes two fields set a range. A decimal comma is accepted. */
function listenRange(prefix, set) {
  for (const key of ["from", "to"]) {
    byId(prefix + key).addEventListener("change", event => set({[key]: secondsText(parseFloat(event.target.value.replace(",", ".")))}));
  }
}

function option(text, value) {
  const made = document.createElement("option");
  made.textContent = text;
  made.value = value;
  return made;
}

/** Adds an entry at the end of a list. It says how many entries are missing, and can't be selected. */
function tellRest(select, count, one, many) {
  if (count <= 0) return;
  const rest = option(`… and ${counted(count, one, many)} more`, "");
  rest.disabled = true;
  select.append(rest);
}

/** @param open whether the value is shown even if the list does not contain it, because a long list is cut off */
function pick(select, value, otherwise, open) {
  const there = value && [...select.options].some(one => one.value === value && !one.disabled);
  if (value && !there && open) select.append(option(value, value));
  if (value && (there || open)) select.value = value; else select.selectedIndex = otherwise;
}

/** Several names in one value of a link. Names contain no line breaks. */
const listed = text => (text ? text.split("\n") : []);

/** The last part of a path. */
const lastPart = path => path.slice(path.lastIndexOf("/", path.length - 2) + 1) || path;

/** A text with an ellipsis in the middle, because the end of a name often tells more than the middle. */
function middleOut(text, letters) {
  if (text.length <= letters) return text;
  const head = Math.ceil((letters - 1) / 2);
  return letters < 3 ? "" : text.slice(0, head) + "…" + text.slice(text.length - (letters - 1 - head));
}

/** Shortens long names, which would push everything else out of view. */
const short = name => (name.length > 300 ? name.slice(0, 299) + "…" : name);
