const told = document.body.dataset;
const inUrl = new URLSearchParams(location.search);

/** The part of the URL that says which invocations the page shows. */
const SCOPE = ["trace", "from", "to"];

/** The URL of this page with another selection. It keeps the scope. */
function address(changes) {
  const query = new URLSearchParams();
  for (const key of SCOPE) if (inUrl.has(key)) query.set(key, inUrl.get(key));
  for (const [key, value] of Object.entries(changes)) if (value !== undefined) query.set(key, value);
  return told.page + (String(query) ? "?" + query : "");
}

const span = nanos => duration(nanos / 1000);

/** Durations with as many digits as it takes to tell them apart. */
function spans(all) {
  for (let more = 0; ; more++) {
    const texts = all.map(nanos => duration(nanos / 1000, more));
    if (more === 4 || new Set(texts).size === new Set(all).size) return texts;
  }
}


/** A time of day, with the date if the page shows more than a day. */
const moment = (millis, days) => clock.text(new Date(millis)).slice(days ? 0 : 11);

/** A time that follows the reader's choice of the time zone. */
function timeOf(millis) {
  const made = document.createElement("time");
  made.className = "bare";
  made.dateTime = new Date(millis).toISOString();
  return made;
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
  const table = byId("versions"), changes = versions.length > 1;
  const numbers = ["invocations", "median", "95 %", "99 %", "average", ...(changes ? ["change of the average duration since the previous version"] : []), "CPU per invocation", "ready per invocation", "waiting per invocation"];
  byId("versionPart").hidden = false;
  heads(table, ["version", "first invocation", ...numbers], numbers);
  [...versions].reverse().forEach((version, i, all) => {
    const row = table.tBodies[0].insertRow(), before = all[i + 1];
    cell(row, short(versionName(version)));
    cell(row, timeOf(version.first));
    cell(row, version.calls.toLocaleString("en"), "number");
    version.percentiles.forEach(nanos => cell(row, span(nanos), "number"));
    cell(row, span(version.duration), "number");
    if (changes) cell(row, change(version), "number");
    if (before) row.lastChild.append(" ", link("Compare", address({version: version.version, against: before.version}), `Compare version ${versionName(version)} with ${versionName(before)}`));
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
  heads(table, ["invocation", "start", "duration", "how it was spent", "CPU", "ready", "throttled", "waiting", "samples"], ["duration", "CPU", "ready", "throttled", "waiting", "samples"]);
  calls.forEach(call => {
    const row = table.tBodies[0].insertRow();
    cell(row, link(short(call.id), told.traces + call.trace + "#" + new URLSearchParams({invocation: call.id}), `Show the samples of invocation ${call.id}`));
    if (told.traceLink && call.traceId) {
      const distributed = link("trace", told.traceLink.replaceAll("{trace}", call.traceId).replaceAll("{span}", call.spanId), `Show the distributed trace of invocation ${call.id}`);
      distributed.rel = "noreferrer";
      row.lastChild.append(" ", distributed);
    }
    cell(row, timeOf(call.start));
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
  if (!data.calls) return `${told.scope === "trace" ? "This trace lists no invocations" : "No invocations in this range of time. “All samples” also shows traces without invocations"}.${left}`;
  const [middle, most, nearlyAll] = data.percentiles.map(span);
  return `${counted(data.calls, "invocation")}${told.scope === "trace" ? "" : ` in ${counted(data.traces, "trace")}`}: median ${middle}, 95 % up to ${most}, 99 % up to ${nearlyAll}.${left}`;
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

/** Fetches the numbers. A trace that has just arrived is counted within seconds, so the page of one trace waits for it. */
async function numbers() {
  const scope = new URLSearchParams([...inUrl].filter(([key]) => SCOPE.includes(key)));
  for (let tries = 1; ; tries++) {
    const data = await fetched(told.api + (String(scope) ? "?" + scope : ""));
    if (told.scope !== "trace" || !data.waiting || tries === 30) return data;
    byId("summary").textContent = "The samples of this trace are being counted…";
    await new Promise(done => { setTimeout(done, 1000); });
  }
}

const HOUR = 3600000, MOST_HOURS = 48;

/** Restores the traces of an archived hour, and shows their invocations. */
async function restore(hour, button) {
  button.disabled = true;
  byId("archiveStatus").textContent = `Restoring ${counted(hour.traces, "trace")}…`;
  const answer = await fetch(`${told.archive}/${hour.folder}/${hour.hour}`, {method: "POST"}).catch(() => null);
  if (answer && answer.ok) {
    // Traces arrive some time after their invocations.
    location.assign(`${told.page}?from=${Date.parse(hour.hour) - HOUR / 4}&to=${Date.parse(hour.hour) + HOUR}`);
    return;
  }
  byId("archiveStatus").textContent = answer ? "The hour could not be restored. Try again later." : "The collector can’t be reached.";
  button.disabled = false;
}

async function showArchive() {
  if (!told.archive || told.scope === "trace") return;
  const {hours} = await fetched(`${told.archive}?${new URLSearchParams({name: told.name})}`).catch(() => ({hours: []}));
  byId("archivePart").hidden = !hours.length;
  byId("archived").replaceChildren(...hours.slice(0, MOST_HOURS).map(hour => {
    const row = document.createElement("li"), button = document.createElement("button"), time = document.createElement("span");
    button.type = "button";
    button.textContent = "Restore";
    button.setAttribute("aria-label", `Restore the hour from ${hour.hour}`);
    button.addEventListener("click", () => restore(hour, button));
    time.textContent = `${hour.hour.replace("T", " ").replace(":00Z", "")} UTC, ${counted(hour.traces, "trace")}`;
    row.append(button, " ", time);
    return row;
  }));
  if (hours.length > MOST_HOURS) byId("archiveStatus").textContent = `Not listed: ${counted(hours.length - MOST_HOURS, "older hour")}.`;
}

async function showFunction() {
  byId("slowest5").href = address({slowest: 5});
  byId("unselect").href = address({});
  byId("unselect").hidden = !told.selection;
  byId("over").hidden = false;
  listenRange();
  showArchive();
  try {
    const data = await numbers();
    byId("summary").textContent = summary(data);
    byId("map").hidden = byId("mapStatus").hidden = byId("mapKey").hidden = !data.calls;
    byId("slowest5").hidden = data.calls < 2;
    if (data.calls) {
      showVersions(data.versions);
      byId("olderVersions").hidden = !data.olderVersions;
      byId("olderVersions").textContent = `Not listed: ${counted(data.olderVersions, "older version")}.`;
      showSlowest(data.slowest);
      byId("mapLegend").textContent = `The strongest colour stands for ${counted(Math.max(...data.cells), "invocation")} in a cell.`;
      clock.show();
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

/** Makes both pictures of a selection keep the view of the other one: zoom, search, colours. */
function linkPictures() {
  for (const id of ["alone", "difference"]) byId(id).hash = location.hash;
}

if (view === "function") {
  pages.function = () => listenKeys(() => {});
} else {
  source.load = () => fetched(`${told.api}/${view === "compare" ? "comparison" : "profile"}.json?${told.selection}`).catch(error => {
    error.shown = error.message;
    throw error;
  });
  source.changed = linkPictures;
  source.back = () => location.assign(address({}));
  source.tellsMeta = false;
  source.nothing = "The selected invocations have no samples.";
  source.loaded = shown => {
    if (view === "flamegraph") {
      byId("comparedHead").textContent = capitalized(shown.data.meta.selection);
      byId("invocations").hidden = true; // their samples are merged
    }
    linkPictures();
    byId("comparedTitle").scrollIntoView();
  };
}
addEventListener("DOMContentLoaded", showFunction);
