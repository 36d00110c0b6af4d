"use strict";
const api = document.body.dataset.trace;
const pause = milliseconds => new Promise(done => { setTimeout(done, milliseconds); });

/** An error whose text is shown to the reader as it is. */
function shownError(text) {
  const error = new Error(text);
  error.shown = text;
  return error;
}

/** Says how far the collector is, one request after the other, and nothing once the signal is aborted. */
async function watch(path, where, signal) {
  const begin = Date.now();
  for (await pause(400); !signal.aborted; await pause(400)) {
    const answer = await fetch(path + "/progress", {signal}).then(got => (got.ok ? got.json() : null)).catch(() => null);
    if (!answer || signal.aborted) continue; // an answer that comes late is out of date
    const {ahead, read, bytes} = answer, seconds = Math.round((Date.now() - begin) / 1000);
    const share = bytes ? ` ${Math.floor(100 * read / bytes)} % of it is read` : "";
    where(ahead ? `Drawing… ${ahead} before this one (${seconds} s)` : `Drawing…${share} (${seconds} s)`);
  }
}

/** A trace's samples, from the collector. */
async function ask(path, where) {
  const ended = new AbortController();
  watch(path, where, ended.signal);
  try {
    const answer = await fetch(path + "/profile.json").catch(() => {
      throw shownError("The collector can’t be reached. Load the page again.");
    });
    if (answer.ok) {
      const data = await answer.json().catch(() => {
        throw shownError("The collector’s answer broke off. Load the page again.");
      });
      if (data.version !== Profile.VERSION) throw shownError("The collector has been updated since this page was opened. Load the page again.");
      return data;
    }
    const problem = await answer.json().catch(() => ({title: "the collector’s answer can’t be read", detail: "Load the page again."}));
    throw shownError(`This trace can’t be drawn: ${problem.title}. ${problem.detail}`);
  } finally {
    ended.abort();
  }
}

const say = text => { byId("facts").textContent = text; };

/** The part of the view that the collector is asked for: a range before the first sample holds what one from 0 on does. */
function asked() {
  const query = new URLSearchParams(), timed = page.profile.data.timed;
  for (const key of timed ? ["from", "to"] : []) if (state[key]) query.set(key, String(Math.max(0, Number(state[key])) || 0));
  for (const key of [...(timed ? ["thread"] : []), "invocation", "event", "idle", "weight"]) if (state[key]) query.set(key, state[key]);
  return query;
}

/** Downloads hold what is chosen on the page, and nothing else; those that add samples up hold one event. */
function linkDownloads() {
  const query = asked(), events = page.profile.data.events, some = [...query].map(([key, value]) => `${key} ${short(value)}`).join(", ");
  document.querySelectorAll("a.form").forEach(link => {
    link.parentElement.hidden = Boolean(link.dataset.times) && !page.profile.data.timed;
    const own = new URLSearchParams(query);
    if (link.dataset.event && events.length > 1 && !state.event) own.set("event", events[page.event][0]);
    link.href = link.dataset.form + (String(own) ? "?" + own : "");
  });
  byId("chosen").textContent = some ? `Only what is chosen above: ${some}.` : "The whole trace, or what is chosen above.";
}

/** Asks once more, then deletes the trace and goes to the list. */
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
    status.textContent = answer ? "It could not be deleted." : "The collector can’t be reached.";
    button.disabled = false;
  });
}

/** A page that was left while it waited comes back without its requests. */
addEventListener("pageshow", event => { if (event.persisted && !document.body.dataset.ready) location.reload(); });

if (view === "heatmap" && api) {
  document.body.dataset.waiting = "yes";
  source.load = () => ask(api, say);
  source.changed = linkDownloads;
  source.tellsMeta = false;
  source.loaded = () => {
    delete document.body.dataset.waiting;
    linkDownloads();
  };
  listenDelete();
}
