/** The menu of a frame, a function or a module. It opens at the pointer, or at the box that has the keyboard's cursor. */
class Menu {
  constructor() {
    this.box = byId("menu");
    this.opener = null;
    this.box.addEventListener("keydown", event => this.key(event));
    document.addEventListener("pointerdown", event => { if (!this.box.hidden && !this.box.contains(event.target)) this.close(); });
    addEventListener("resize", () => this.close());
  }

  /**
   * @param place the position in the window: x and y
   * @param title what the menu belongs to
   * @param items pairs of a text and what to do
   */
  open(place, title, items, opener) {
    this.opener = opener;
    tip.hide();
    const head = document.createElement("p");
    head.textContent = middleOut(title, 60);
    this.box.setAttribute("aria-label", middleOut(title, 200));
    this.box.replaceChildren(head, ...items.map(([text, action]) => {
      const item = document.createElement("button");
      item.type = "button";
      item.tabIndex = -1;
      item.setAttribute("role", "menuitem");
      item.textContent = text;
      item.addEventListener("click", () => { this.close(); action(); });
      return item;
    }));
    head.setAttribute("role", "presentation");
    this.box.hidden = false;
    placeAt(this.box, place.x, place.y);
    this.items()[0].focus();
  }

  items() { return [...this.box.querySelectorAll("button")]; }

  close() {
    if (this.box.hidden) return;
    const inside = this.box.contains(document.activeElement);
    this.box.hidden = true;
    if (inside && this.opener) this.opener.focus({preventScroll: true});
  }

  key(event) {
    const items = this.items(), now = items.indexOf(document.activeElement), last = items.length - 1;
    const next = {ArrowDown: now < last ? now + 1 : 0, ArrowUp: now > 0 ? now - 1 : last, Home: 0, End: last}[event.key];
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); this.close(); }
    else if (next !== undefined) { event.preventDefault(); items[next].focus(); }
  }
}

/** A text at the pointer. Assistive technology ignores it, because the status line has the same text. */
const tip = {
  show(event, text) {
    const box = byId("tip");
    if (!box || event.pointerType === "touch" || !text) return;
    box.textContent = text;
    box.hidden = false;
    placeAt(box, event.clientX + 14, event.clientY + 16);
  },
  hide() { if (byId("tip")) byId("tip").hidden = true; },
};

/** Puts a box at a position in the window, or as near to it as the box has room. */
function placeAt(box, x, y) {
  box.style.left = Math.max(4, Math.min(x, innerWidth - box.offsetWidth - 8)) + "px";
  box.style.top = Math.max(4, Math.min(y, innerHeight - box.offsetHeight - 8)) + "px";
}

/** Copies a text. Pages without TLS may not use the clipboard directly, so they copy a selection. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (refused) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "aside";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
