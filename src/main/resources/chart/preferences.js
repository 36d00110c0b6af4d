/** What the reader has chosen for all pages, kept in this browser. A browser may refuse to keep it. */
const preferences = {
  get(key) { try { return localStorage.getItem("faas-trace." + key) || ""; } catch { return ""; } },
  set(key, value) { try { localStorage.setItem("faas-trace." + key, value); } catch { /* then it is valid for this page only */ } },
};

/** The colour scheme: the one in the URL, or else the one that the reader chose last, or else that of the system. */
const scheme = {
  /** The choice in the URL: "on", "off" or empty. */
  linked: () => "",
  kept: preferences.get("dark"),
  system: matchMedia("(prefers-color-scheme: dark)"),

  /** Called after the reader has chosen. */
  changed() {},

  show() {
    const choice = this.linked() || this.kept, dark = choice ? choice === "on" : this.system.matches, button = document.getElementById("dark");
    document.documentElement.classList.toggle("dark", dark);
    document.documentElement.classList.toggle("light", !dark);
    if (button) button.setAttribute("aria-pressed", dark);
  },

  toggle() {
    this.kept = document.documentElement.classList.contains("dark") ? "off" : "on";
    preferences.set("dark", this.kept);
    this.changed(this.kept);
    this.show();
  },
};

/** The time zone of all times: that of the browser, or UTC. A link can ask for UTC. */
const clock = {
  linked: () => false,
  kept: preferences.get("utc"),
  changed() {},

  get utc() { return this.linked() || this.kept === "on"; },

  /** The date and the time of day. */
  text(at, utc = this.utc) {
    const pad = number => String(number).padStart(2, "0");
    return utc ? at.toISOString().slice(0, 19).replace("T", " ")
      : `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
  },

  zone(at, utc = this.utc) {
    return utc ? "UTC" : new Intl.DateTimeFormat("en", {timeZoneName: "short"}).formatToParts(at).find(part => part.type === "timeZoneName").value;
  },

  /** Shows all times of the page. Those of the class "bare" have no time zone, and those with the attribute data-exact have milliseconds. */
  show() {
    const button = document.getElementById("utc"), changed = this.shown !== this.utc;
    this.shown = this.utc;
    if (button) button.setAttribute("aria-pressed", this.utc);
    document.querySelectorAll("time[datetime]").forEach(time => {
      const at = new Date(time.dateTime), exact = time.dataset.exact ? "." + String(at.getMilliseconds()).padStart(3, "0") : "";
      time.textContent = this.text(at) + exact + (time.classList.contains("bare") ? "" : " " + this.zone(at));
      time.title = this.text(at, !this.utc) + exact + " " + this.zone(at, !this.utc);
    });
    if (changed) document.dispatchEvent(new Event("zone"));
  },

  /** Shows all times again if the time zone has changed. */
  update() { if (this.shown !== this.utc) this.show(); },

  toggle() {
    this.kept = this.utc ? "off" : "on";
    preferences.set("utc", this.kept);
    this.changed(this.kept);
    this.show();
  },
};

scheme.show(); // before the page is drawn
scheme.system.addEventListener("change", () => scheme.show());
addEventListener("DOMContentLoaded", () => {
  scheme.show();
  clock.show();
  for (const [id, choice] of [["dark", scheme], ["utc", clock]]) {
    const button = document.getElementById(id);
    if (button) button.addEventListener("click", () => choice.toggle());
  }
});
