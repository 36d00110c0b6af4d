/** The table of a trace's invocations, a few at a time. A click on an invocation selects it. */
class Calls {
  constructor(profile) {
    Object.assign(this, {profile, first: 0, room: 15});
    byId("invocations").hidden = !profile.data.invocations.length;
    for (const id of ["callSearch", "callOrder"]) byId(id).addEventListener("input", () => { this.first = 0; this.draw(); });
    byId("callsBack").addEventListener("click", () => { this.first -= this.room; this.draw(); });
    byId("callsOn").addEventListener("click", () => { this.first += this.room; this.draw(); });
  }

  /** A time that the sender measured. A tilde means that it can include other work of the same process. */
  measured(one, time) { return time < 0 ? "unknown" : (one.estimated ? "~" : "") + duration(time); }

  /** An invocation's CPU time. If it wasn't measured, it is computed from the samples. If there are none, it is less than one sampling period, or unknown if samples may be missing. */
  cpu(one) {
    if (one.onCpu >= 0) return this.measured(one, one.onCpu);
    const profile = this.profile, cpu = profile.data.clock < 0 ? 0 : profile.invocation(one.id, profile.data.clock).cpu;
    if (cpu) return duration(cpu);
    return !profile.tick || one.claimed || one.unsampled || profile.data.lost.length || !profile.whole() ? "unknown" : `< ${duration(profile.tick / 1000)}`;
  }

  draw(event) {
    if (event !== undefined) this.event = event;
    const orders = {slow: (a, b) => b.length - a.length, busy: (a, b) => b.samples - a.samples, time: (a, b) => a.start - b.start};
    const found = this.profile.invocations(this.event).filter(one => one.id.includes(byId("callSearch").value)).sort(orders[byId("callOrder").value]);
    const measured = found.some(one => one.onCpu >= 0 || one.ready >= 0), tick = this.profile.tick || measured, shown = found.slice(this.first, this.first + this.room);
    byId("callsBack").disabled = this.first <= 0;
    byId("callsOn").disabled = this.first + this.room >= found.length;
    byId("callsShown").textContent = found.length ? `${this.first + 1} to ${this.first + shown.length} of ${found.length}` : "none";
    fillTable(byId("calls"), ["invocation", "start", "duration", "samples", ...(tick ? ["CPU"] : []), ...(measured ? ["ready", "waiting"] : [])], shown.map(one => [one.id,
      (one.start / 1e6).toFixed(3) + " s", duration(one.length),
      one.samples + (one.shared ? " shared" : "") + (one.unsampled ? `, not sampled for ${duration(one.unsampled)}` : "") + (one.calls > 1 ? ` in ${one.calls} invocations` : ""),
      ...(tick ? [this.cpu(one)] : []), ...(measured ? [this.measured(one, one.ready), this.measured(one, one.waiting)] : [])]), id => change({invocation: state.invocation === id ? "" : id, from: "", to: ""}));
    [...byId("calls").tBodies[0].rows].forEach((row, i) => {
      if (shown[i].id === state.invocation) row.setAttribute("aria-current", "true");
      row.cells[0].firstChild.setAttribute("aria-label", `Show only invocation ${shown[i].id}`);
    });
  }
}

/** The invocations of a trace with few of them, each as a bar below the heat map, at the time when it ran. */
class Lanes {
  static MOST = 40;

  /** The parts of a bar. Throttled time is a part of the time ready. */
  static PARTS = [["cpu", "on CPU"], ["ready", "ready"], ["throttled", "throttled"], ["waiting", "waiting"], ["rest", "not measured"]];

  constructor(profile, heat) {
    Object.assign(this, {profile, heat, few: Boolean(heat) && profile.data.invocations.length > 0 && profile.data.invocations.length <= Lanes.MOST});
    byId("lanesBox").hidden = !this.few;
  }

  /** How an invocation spent its time, in microseconds: known parts only, and the rest if something is unknown. */
  static parts(one) {
    const known = value => (value >= 0 ? value : 0), throttled = one.throttled >= 0 ? Math.min(one.throttled, known(one.ready)) : 0;
    const parts = {cpu: known(one.onCpu), ready: known(one.ready) - throttled, throttled, waiting: known(one.waiting)};
    const sum = parts.cpu + parts.ready + parts.throttled + parts.waiting;
    return {...parts, rest: sum < 0.995 * one.length ? one.length - sum : 0};
  }

  /** The parts as text. Unknown parts are left out. */
  static text(one) {
    const about = one.estimated ? "~" : "";
    return [duration(one.length), ...[["onCpu", "on CPU"], ["ready", "ready"], ["throttled", "of which throttled"], ["waiting", "waiting"]]
      .filter(([key]) => one[key] >= 0).map(([key, name]) => `${name} ${about}${duration(one[key])}`)].join(", ");
  }

  draw(event) {
    if (!this.few) return;
    const {heat} = this, [start, end] = heat.shown(), from = (heat.first + start) * 1e6, span = (end - start) * 1e6, used = new Set();
    byId("lanes").style.paddingLeft = heat.left + "px";
    byId("lanes").replaceChildren(...this.packed(this.profile.invocations(event), from, from + span).map(calls => {
      const lane = document.createElement("li");
      lane.append(...calls.map(one => this.bar(one, from, span, used)));
      return lane;
    }));
    byId("lanesKey").replaceChildren(...Lanes.PARTS.filter(([key]) => used.has(key)).map(([key, text]) => {
      const part = document.createElement("span"), sample = document.createElement("i");
      sample.className = key;
      part.append(sample, text);
      return part;
    }));
  }

  /** Puts invocations that do not overlap into the same lane, as far as possible. */
  packed(calls, from, to) {
    const lanes = [];
    for (const one of calls.filter(call => call.end >= from && call.start < to).sort((a, b) => a.start - b.start)) {
      const lane = lanes.find(others => others[others.length - 1].end <= one.start);
      if (lane) lane.push(one); else lanes.push([one]);
    }
    return lanes;
  }

  /** @param used the set to which the parts of the bar are added */
  bar(one, from, span, used) {
    const bar = document.createElement("button"), parts = Lanes.parts(one), sum = Object.values(parts).reduce((all, part) => all + part, 0) || 1;
    const left = Math.max(0, (one.start - from) / span), right = Math.min(1, (one.end - from) / span);
    bar.type = "button";
    bar.style.left = 100 * left + "%";
    bar.style.width = `max(4px, ${100 * (right - left)}%)`;
    bar.setAttribute("aria-label", `Invocation ${short(one.id)}: ${Lanes.text(one)}`);
    bar.setAttribute("aria-pressed", state.invocation === one.id);
    for (const [key] of Lanes.PARTS) {
      if (!(parts[key] > 0)) continue;
      used.add(key);
      const piece = document.createElement("i");
      piece.className = key;
      piece.style.width = 100 * parts[key] / sum + "%";
      bar.append(piece);
    }
    bar.addEventListener("click", () => change({invocation: state.invocation === one.id ? "" : one.id, from: "", to: ""}));
    bar.addEventListener("pointermove", move => tip.show(move, `${short(one.id)}: ${Lanes.text(one)}`));
    bar.addEventListener("pointerleave", () => tip.hide());
    return bar;
  }
}
