/** The table of all functions, a few at a time. Its headings sort it. */
class FunctionTable {
  static ROOM = 30;

  /** @param menu opens the menu of a function: name, event, element */
  constructor(menu) {
    Object.assign(this, {menu, first: 0, rows: []});
    byId("filter").addEventListener("input", event => { this.first = 0; change({filter: event.target.value}, true); });
    byId("topBack").addEventListener("click", () => { this.first -= FunctionTable.ROOM; this.draw(); });
    byId("topOn").addEventListener("click", () => { this.first += FunctionTable.ROOM; this.draw(); });
  }

  /**
   * @param counts the self and the total weight of each label
   * @param all the weight of everything
   * @param calls the weight of each label in invocations, and the number of invocations; null if unknown
   * @param texts functions that turn a weight into text: amount, and perCall
   */
  fill(tree, counts, all, calls, texts) {
    Object.assign(this, {tree, counts, all, calls, texts});
    this.labels = [];
    counts.total.forEach((total, label) => { if (total > 0 && tree.kinds[label] !== "command") this.labels.push(label); });
    this.shown = null;
  }

  /** Sorts and filters, if the view has changed. */
  show() {
    const asked = `${state.sort || "self"} ${state.filter || ""}`;
    if (this.shown === asked) return;
    if (this.shown) this.first = 0;
    this.shown = asked;
    const {self, total} = this.counts, names = this.tree.names, text = (state.filter || "").toLowerCase(), upwards = (state.sort || "").startsWith("-");
    const key = (state.sort || "self").replace("-", "") === "call" && !this.calls ? "self" : (state.sort || "self").replace("-", "");
    const order = {self: (a, b) => self[b] - self[a] || total[b] - total[a], total: (a, b) => total[b] - total[a] || self[b] - self[a],
      call: (a, b) => this.calls.total[b] - this.calls.total[a], name: (a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : 0)}[key];
    this.rows = this.labels.filter(label => !text || names[label].toLowerCase().includes(text) || this.tree.files[label].toLowerCase().includes(text)).sort(order);
    if (upwards) this.rows.reverse();
    this.draw();
  }

  draw() {
    const {self, total} = this.counts, shown = this.rows.slice(this.first, this.first + FunctionTable.ROOM);
    const cells = label => [this.tree.names[label], percent(self[label] / this.all), percent(total[label] / this.all), ...(this.calls ? [this.texts.perCall(this.calls.total[label] / this.calls.count)] : [])];
    fillTable(byId("top"), ["function", "self", "total", ...(this.calls ? ["per invocation"] : [])], shown.map(cells), name => change({of: name, zoom: "", above: ""}));
    this.heads();
    [...byId("top").tBodies[0].rows].forEach((row, i) => {
      const label = shown[i], button = row.cells[0].firstChild;
      button.setAttribute("aria-label", `Callers and callees of ${short(this.tree.names[label])}`);
      button.title = [this.tree.names[label], this.tree.files[label]].filter(text => text).join(" · ");
      row.cells[1].title = this.texts.amount(self[label]);
      row.cells[2].title = this.texts.amount(total[label]);
      row.addEventListener("contextmenu", event => { event.preventDefault(); this.menu(this.tree.names[label], event, button); });
    });
    byId("topBack").disabled = this.first <= 0;
    byId("topOn").disabled = this.first + FunctionTable.ROOM >= this.rows.length;
    byId("topShown").textContent = this.rows.length ? `${this.first + 1} to ${this.first + shown.length} of ${this.rows.length.toLocaleString("en")}` : "none";
    noRows(this.rows.length ? "" : this.labels.length ? "No function matches the filter." : "These samples contain no function names.");
  }

  /** Makes the headings buttons that sort. */
  heads() {
    const now = state.sort || "self";
    ["name", "self", "total", "call"].forEach((key, i) => {
      const head = byId("top").tHead.rows[0].cells[i];
      if (!head) return;
      const button = document.createElement("button"), [most, least] = key === "name" ? ["ascending", "descending"] : ["descending", "ascending"];
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => {
        this.first = 0;
        change({sort: now === key ? "-" + key : key === "self" ? "" : key}, true);
        byId("top").tHead.rows[0].cells[i].firstChild.focus();
      });
      if (now.replace("-", "") === key) head.setAttribute("aria-sort", now.startsWith("-") ? least : most);
      head.replaceChildren(button);
    });
  }
}
