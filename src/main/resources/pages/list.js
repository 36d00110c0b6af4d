"use strict";
const rows = [...document.querySelectorAll("tr[data-counted=no]")];
const root = document.body.dataset.root;
const first = new URLSearchParams(location.search).get("first") || "";

/** Fetches the rows of traces whose samples are not counted yet. Two of these loops run in parallel. */
async function count() {
  for (let row = rows.shift(); row; row = rows.shift()) {
    const cell = row.querySelector(".wait");
    try {
      const answer = await fetch(`${root}traces/${row.dataset.trace}/row?first=${encodeURIComponent(first)}&call=${encodeURIComponent(document.body.dataset.call || "")}`);
      const text = await answer.text();
      if (!answer.ok) throw new Error(answer.status === 404 ? "it was deleted" : JSON.parse(text).title);
      const piece = document.createElement("template");
      piece.innerHTML = text;
      const box = row.querySelector("input");
      const marked = box && box.checked;
      row.replaceWith(piece.content);
      clock.show();
      if (marked) document.querySelector(`input[value="${CSS.escape(row.dataset.trace)}"]`).checked = true;
    } catch (error) {
      give(cell, error.message);
    }
  }
}

/** Shows why a trace is not counted, instead of its numbers. */
function give(cell, reason) {
  const field = cell.closest("td");
  while (field.colSpan < 5) {
    field.nextElementSibling.remove();
    field.colSpan++;
  }
  field.classList.add("wide");
  cell.textContent = "not counted: " + reason;
}

/** Two traces can be compared, and 2 to 100 traces can be shown together. The collector rejects more. */
function mark() {
  const marked = [...document.querySelectorAll("input[name=t]:checked")].length;
  document.getElementById("compare").disabled = marked !== 2;
  document.getElementById("merge").disabled = marked < 2;
  document.getElementById("marked").textContent = marked > 1 ? "" : marked ? "Select one more." : "Select two traces to compare them, or more to show them together.";
}

if (document.getElementById("compare")) {
  document.addEventListener("change", mark);
  addEventListener("pageshow", mark);
}

const order = document.querySelector("select[name=order]");
if (order) order.addEventListener("change", () => order.form.requestSubmit());

const code = document.querySelector(".welcome code");
if (code) {
  code.textContent = code.textContent.replace("THIS-ADDRESS/", new URL(root, location.href).href);
  setInterval(async () => {
    const answer = await fetch(`${root}v1/traces?limit=1`).catch(() => null);
    if (answer && answer.ok && (await answer.json()).traces.length) location.reload();
  }, 3000);
}

Promise.all([count(), count()]).then(() => { document.body.dataset.ready = "yes"; });
