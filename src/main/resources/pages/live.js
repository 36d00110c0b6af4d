"use strict";
const api = document.body.dataset.trace;
const pause = milliseconds => new Promise(done => { setTimeout(done, milliseconds); });

/** An error whose text is shown to the user unchanged. */
function shownError(text) {
  const error = new Error(text);
  error.shown = text;
  return error;
}

/** Polls the collector and reports its progress, until the signal is aborted. */
async function watch(path, where, signal) {
  const begin = Date.now();
  for (await pause(400); !signal.aborted; await pause(400)) {
    const answer = await fetch(path + "/progress", {signal}).then(got => (got.ok ? got.json() : null)).catch(() => null);
    if (!answer || signal.aborted) continue; // a late response is out of date
    const {ahead, read, bytes} = answer, seconds = Math.round((Date.now() - begin) / 1000);
    const share = bytes ? ` ${Math.floor(100 * read / bytes)} % of the trace has been read` : "";
    where(ahead ? `Loading… ${ahead} ahead in the queue (${seconds} s)` : `Loading…${share} (${seconds} s)`);
  }
}

/** Fetches a trace's samples from the collector. */
async function ask(path, where) {
  const ended = new AbortController();
  watch(path, where, ended.signal);
  try {
    const answer = await fetch(path + "/profile.json").catch(() => {
      throw shownError("The collector can’t be reached. Reload the page.");
    });
    if (answer.ok) {
      const data = await answer.json().catch(() => {
        throw shownError("The collector’s response was cut off. Reload the page.");
      });
      if (data.version !== Profile.VERSION) throw shownError("The collector has been updated since this page was opened. Reload the page.");
      return data;
    }
    const problem = await answer.json().catch(() => ({title: "the collector’s response can’t be read", detail: "Reload the page."}));
    throw shownError(`This trace can’t be shown: ${problem.title}. ${problem.detail}`);
  } finally {
    ended.abort();
  }
}

const say = text => { byId("facts").textContent = text; };

/** The selection as query parameters. A start before the first sample is sent as 0, which selects the same samples. */
function asked() {
  const query = new URLSearchParams(), timed = page.profile.data.timed;
  for (const key of timed ? ["from", "to"] : []) if (state[key]) query.set(key, String(Math.max(0, Number(state[key])) || 0));
  for (const key of [...(timed ? ["thread"] : []), "invocation", "event", "idle", "weight"]) if (state[key]) query.set(key, state[key]);
  return query;
}

let heads = null;

/** Links the selected invocation to its distributed trace, if the caller sent its ids. */
async function linkDistributedTrace() {
  const pattern = document.body.dataset.traceLink, button = byId("distributed"), chosen = state.invocation;
  button.hidden = true;
  if (!pattern || !chosen) return;
  heads ||= fetch(api + "/head").then(answer => (answer.ok ? answer.json() : {invocations: []})).catch(() => ({invocations: []}));
  const one = (await heads).invocations.find(({call, traceId}) => traceId && call === chosen);
  if (!one || state.invocation !== chosen) return;
  button.href = pattern.replaceAll("{trace}", one.traceId).replaceAll("{span}", one.spanId);
  button.hidden = false;
}

/** Makes the download links contain the selection. A format that adds samples up gets only one event. */
function linkDownloads() {
  const query = asked(), events = page.profile.data.events, some = [...query].map(([key, value]) => `${key} ${short(value)}`).join(", ");
  document.querySelectorAll("a.form").forEach(link => {
    link.parentElement.hidden = Boolean(link.dataset.times) && !page.profile.data.timed;
    const own = new URLSearchParams(query);
    if (link.dataset.event && events.length > 1 && !state.event) own.set("event", events[page.event][0]);
    link.href = link.dataset.form + (String(own) ? "?" + own : "");
  });
  byId("chosen").textContent = some ? `Downloads contain only the selection above: ${some}.` : "Downloads contain the whole trace. To download a part, select it above.";
}

/** Asks for confirmation, then deletes the trace and opens the list. */
function listenDelete() {
  const button = byId("deleteNow"), status = byId("deleteStatus");
  byId("delete").addEventListener("click", () => {
    status.textContent = "";
    byId("sure").showModal();
  });
  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = "Deleting…";
    const answer = await fetch(api, {method: "DELETE"}).catch(() => null);
    if (answer && (answer.ok || answer.status === 404)) {
      location.assign(document.querySelector("a.brand").href);
      return;
    }
    status.textContent = answer ? "The trace could not be deleted." : "The collector can’t be reached.";
    button.disabled = false;
  });
}

/** Reloads a page that the user left while it was loading and then went back to, because its requests are lost. */
addEventListener("pageshow", event => { if (event.persisted && !document.body.dataset.ready) location.reload(); });

/** A trace with at least this many invocations has a page of its invocations. With fewer, the lanes show them all. */
const MANY = 20;

if (view === "heatmap" && api) {
  document.body.dataset.waiting = "yes";
  source.load = () => ask(api, say);
  source.changed = () => {
    linkDownloads();
    linkDistributedTrace();
  };
  source.tellsMeta = false;
  source.loaded = ({profile}) => {
    delete document.body.dataset.waiting;
    const calls = profile.data.invocations.reduce((sum, one) => sum + one[4], 0);
    document.querySelectorAll(".many").forEach(link => { link.hidden = calls < MANY; });
    source.changed();
  };
  listenDelete();
}
