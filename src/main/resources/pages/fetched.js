/** Fetches JSON from the collector. If the collector is busy, tries again. Throws an error whose message is for the user. */
async function fetched(path, tries = 5) {
  const answer = await fetch(path).catch(() => { throw new Error("The collector can’t be reached. Reload the page."); });
  if (answer.status === 503 && tries > 1) {
    await new Promise(resolve => setTimeout(resolve, 1000 * Math.min(10, Number(answer.headers.get("Retry-After")) || 2)));
    return fetched(path, tries - 1);
  }
  const data = await answer.json().catch(() => ({title: "the collector’s response can’t be read", detail: "Reload the page."}));
  if (!answer.ok) throw new Error(`This can’t be shown: ${data.title}. ${data.detail || ""}`);
  return data;
}
