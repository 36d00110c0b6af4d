/** Fetches JSON from the collector. Throws an error whose message is for the user. */
async function fetched(path) {
  const answer = await fetch(path).catch(() => { throw new Error("The collector can’t be reached. Reload the page."); });
  const data = await answer.json().catch(() => ({title: "the collector’s response can’t be read", detail: "Reload the page."}));
  if (!answer.ok) throw new Error(`This can’t be shown: ${data.title}. ${data.detail || ""}`);
  return data;
}
