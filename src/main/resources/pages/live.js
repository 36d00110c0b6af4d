"use strict";
const api = document.body.dataset.trace;

/** Says what the collector is doing while it has not answered. */
function watch(where, path) {
  const begin = Date.now();
  return setInterval(async () => {
    const answer = await fetch(path + "/progress").catch(() => null);
    if (!answer || !answer.ok) return;
    const {ahead, read, bytes} = await answer.json(), seconds = Math.round((Date.now() - begin) / 1000);
    const share = bytes ? ` ${Math.floor(100 * read / bytes)} % of it is read` : "";
    where(ahead ? `Drawing… ${ahead} before this one (${seconds} s)` : `Drawing…${share} (${seconds} s)`);
  }, 400);
}

/** A trace's samples, from the collector. */
async function ask(path, where) {
  const watching = watch(where, path);
  try {
    const answer = await fetch(path + "/profile.json");
    if (answer.ok) return await answer.json();
    const problem = await answer.json().catch(() => ({title: "the collector does not answer as it should", detail: ""}));
    const error = new Error(problem.title);
    error.shown = `This trace can’t be drawn: ${problem.title}. ${problem.detail}`;
    throw error;
  } finally {
    clearInterval(watching);
  }
}

const say = text => { byId("facts").textContent = text; };

/** Downloads hold what is chosen on the page, and nothing else. */
function linkDownloads() {
  const query = new URLSearchParams();
  for (const key of ["from", "to", "thread", "invocation", "idle", "weight"]) if (state[key]) query.set(key, state[key]);
  const some = query.toString();
  document.querySelectorAll("a.form").forEach(link => { link.href = link.dataset.form + (some ? "?" + some : ""); });
  byId("chosen").textContent = some ? "Only what is chosen above: " + [...query].map(([key, value]) => `${key} ${value}`).join(", ") + "." : "The whole trace, or what is chosen above.";
}

if (view === "heatmap" && api) {
  document.body.dataset.waiting = "yes";
  source.load = () => ask(api, say);
  source.changed = linkDownloads;
  source.loaded = shown => {
    delete document.body.dataset.waiting;
    say(shown.profile.facts().join(" · "));
    linkDownloads();
  };
  byId("delete").addEventListener("click", () => byId("sure").showModal());
  byId("deleteNow").addEventListener("click", async () => {
    const answer = await fetch(api, {method: "DELETE"}).catch(() => null);
    if (answer && (answer.ok || answer.status === 404)) location.assign(document.body.dataset.root);
    else byId("deleteStatus").textContent = "It could not be deleted.";
  });
}
