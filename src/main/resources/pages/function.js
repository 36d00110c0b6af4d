const told = document.body.dataset;
const inUrl = new URLSearchParams(location.search);

/** The URL of this page with another selection. It keeps the range of time. */
function address(changes) {
  const query = new URLSearchParams();
  for (const key of ["from", "to"]) if (inUrl.has(key)) query.set(key, inUrl.get(key));
  for (const [key, value] of Object.entries(changes)) if (value !== undefined) query.set(key, value);
  return told.page + (String(query) ? "?" + query : "");
}

const span = nanos => duration(nanos / 1000);
const twoDigits = number => String(number).padStart(2, "0");

/** A time of day, with the date if the page shows more than a day. */
function moment(millis, days) {
  const at = new Date(millis), time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(":");
  return days ? `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())} ${time}` : time;
}

async function fetched(path) {
  const answer = await fetch(path).catch(() => { throw new Error("The collector can’t be reached. Reload the page."); });
  const data = await answer.json().catch(() => ({title: "the collector’s response can’t be read", detail: "Reload the page."}));
  if (!answer.ok) throw new Error(`This can’t be shown: ${data.title}. ${data.detail || ""}`);
  return data;
}

function cell(row, content, kind) {
  const made = row.insertCell();
  if (kind) made.className = kind;
  if (content instanceof Node) made.append(content); else made.textContent = content;
  return made;
}

function heads(table, names, numeric = names) {
  names.forEach(name => {
    const made = document.createElement("th");
    made.scope = "col";
    made.textContent = name;
    made.className = numeric.includes(name) ? "number" : "";
    table.tHead.rows[0].append(made);
  });
}

function link(text, href, label) {
  const made = document.createElement("a");
  made.textContent = text;
  made.href = href;
  if (label) made.setAttribute("aria-label", label);
  return made;
}

/** An average of those invocations whose number is known. */
function average(version, key) {
  if (version[key] === undefined) return "unknown";
  return span(version[key]) + (version[key + "Calls"] < version.calls ? ` (${counted(version[key + "Calls"], "invocation")})` : "");
}

const versionName = version => version.version || "no version";

/** The change of the average duration since the previous version, and whether it is significant. */
function change(version) {
  if (!version.change) return "";
  const {part, verdict} = version.change, words = {slower: "significant", faster: "significant", noise: "not significant", few: "too few invocations"};
  return `${part < 0 ? "−" : "+"}${Math.abs(100 * part).toFixed(1)} % (${words[verdict]})`;
}

function showVersions(versions) {
  const table = byId("versions");
  byId("versionPart").hidden = false;
  heads(table, ["version", "previous version", "first invocation", "invocations", "median", "95 %", "99 %", "average", "change of the average", "CPU per invocation", "ready per invocation", "waiting per invocation"], ["invocations", "median", "95 %", "99 %", "average", "change of the average", "CPU per invocation", "ready per invocation", "waiting per invocation"]);
  [...versions].reverse().forEach((version, i, all) => {
    const row = table.tBodies[0].insertRow(), before = all[i + 1];
    cell(row, short(versionName(version)));
    cell(row, before ? link("Compare", address({version: version.version, against: before.version}), `Compare version ${versionName(version)} with ${versionName(before)}`) : "");
    cell(row, moment(version.first, true));
    cell(row, version.calls.toLocaleString("en"), "number");
    version.percentiles.forEach(nanos => cell(row, span(nanos), "number"));
    cell(row, span(version.duration), "number");
    cell(row, change(version), "number");
    for (const key of ["cpu", "ready", "waiting"]) cell(row, average(version, key), "number");
  });
}

/** How an invocation spent its time, as a bar. Parts that are not known are striped. */
function bar(call, longest) {
  const space = "http://www.w3.org/2000/svg", picture = document.createElementNS(space, "svg"), width = 240 * call.duration / Math.max(1, longest);
  const known = call.cpu !== undefined && call.ready !== undefined && call.waiting !== undefined;
  const throttled = Math.min(call.throttled || 0, call.ready || 0);
  const parts = known ? [["cpu", call.cpu], ["throttled", throttled], ["ready", call.ready - throttled], ["waiting", call.waiting]]
    : call.cpu === undefined ? [["unknown", call.duration]] : [["cpu", Math.min(call.cpu, call.duration)], ["unknown", Math.max(0, call.duration - call.cpu)]];
  picture.setAttribute("viewBox", "0 0 240 14");
  picture.setAttribute("width", 240);
  picture.setAttribute("height", 14);
  picture.setAttribute("role", "img");
  picture.setAttribute("class", "spent");
  picture.setAttribute("aria-label", parts.filter(([, nanos]) => nanos > 0).map(([name, nanos]) => `${name} ${span(nanos)}`).join(", "));
  let x = 0;
  for (const [name, nanos] of parts) {
    const part = document.createElementNS(space, "rect"), long = width * nanos / Math.max(1, call.duration);
    for (const [key, value] of Object.entries({x, y: 0, width: Math.max(0, Math.min(long, 240 - x)), height: 14, class: name})) part.setAttribute(key, value);
    x += long;
    picture.append(part);
  }
  return picture;
}

function showSlowest(calls) {
  const table = byId("slow"), optional = (call, key) => (call[key] === undefined ? "unknown" : (call.shared ? "~" : "") + span(call[key]));
  byId("slowPart").hidden = false;
  heads(table, ["call id", "start", "duration", "how it was spent", "CPU", "ready", "throttled", "waiting", "samples"], ["duration", "CPU", "ready", "throttled", "waiting", "samples"]);
  calls.forEach(call => {
    const row = table.tBodies[0].insertRow();
    cell(row, link(short(call.id), told.traces + call.trace + "#" + new URLSearchParams({invocation: call.id}), `Show the samples of invocation ${call.id}`));
    cell(row, moment(call.start, true));
    cell(row, span(call.duration), "number");
    cell(row, bar(call, calls[0].duration));
    for (const key of ["cpu", "ready", "throttled", "waiting"]) cell(row, optional(call, key), "number");
    cell(row, call.samples.toLocaleString("en"), "number");
  });
}

/** What is shown, and what is not. */
function summary(data) {
  const missing = [data.waiting ? `${counted(data.waiting, "trace")} not counted yet` : "", data.unreadable ? `${counted(data.unreadable, "trace")} unreadable` : "",
    data.incomplete ? `parts of ${counted(data.incomplete, "trace")} that could not be read` : "",
    data.leftOut ? `${counted(data.leftOut, "invocation")} that are malformed or over a limit` : ""].filter(Boolean);
  const left = missing.length ? ` Not included: ${missing.join(", ")}.` : "";
  if (!data.calls) return `No invocations in this range of time.${left}`;
  const [middle, most, nearlyAll] = data.percentiles.map(span);
  return `${counted(data.calls, "invocation")} in ${counted(data.traces, "trace")}: median ${middle}, 95 % up to ${most}, 99 % up to ${nearlyAll}.${left}`;
}

function listenRange() {
  const choice = byId("span");
  const length = String(Number(inUrl.get("to")) - Number(inUrl.get("from")));
  if (inUrl.has("from") || inUrl.has("to")) {
    if (![...choice.options].some(one => one.value === length)) choice.prepend(option("the range in the URL", length));
    choice.value = length;
  }
  choice.addEventListener("change", () => {
    const now = Date.now();
    location.assign(told.page + (choice.value ? `?from=${now - Number(choice.value)}&to=${now}` : ""));
  });
}

async function showFunction() {
  byId("slowest5").href = address({slowest: 5});
  byId("unselect").href = address({});
  byId("unselect").hidden = !told.selection;
  byId("over").hidden = false;
  listenRange();
  const range = new URLSearchParams([...inUrl].filter(([key]) => key === "from" || key === "to"));
  try {
    const data = await fetched(told.api + (String(range) ? "?" + range : ""));
    byId("summary").textContent = summary(data);
    byId("map").hidden = byId("mapStatus").hidden = !data.calls;
    byId("slowest5").hidden = data.calls < 2;
    if (data.calls) {
      showVersions(data.versions);
      byId("olderVersions").hidden = !data.olderVersions;
      byId("olderVersions").textContent = `Not listed: ${counted(data.olderVersions, "older version")}.`;
      showSlowest(data.slowest);
      byId("mapLegend").textContent = `The strongest colour stands for ${counted(Math.max(...data.cells), "invocation")} in a cell.`;
      new CallMap(data).draw();
    }
    told.shown = "yes";
    if (view === "function") told.ready = "yes";
  } catch (error) {
    byId("summary").textContent = error.message;
    for (const id of ["map", "mapStatus", "slowest5"]) byId(id).hidden = true;
    told.shown = "yes";
    if (view === "function") told.ready = "yes";
  }
}

if (view === "compare") {
  source.load = () => fetched(`${told.api}/comparison.json?${told.selection}`).catch(error => {
    error.shown = error.message;
    throw error;
  });
  source.loaded = () => byId("comparedTitle").scrollIntoView();
} else {
  pages.function = () => {};
}
addEventListener("DOMContentLoaded", showFunction);
