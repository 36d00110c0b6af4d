/** The samples of one trace, and which of them are selected. */
class Profile {
  /** The version of the data format. */
  static VERSION = 6;

  /** The maximum number of columns and of cells in a heat map. The Java code has the same limits. */
  static MOST_COLUMNS = 100000;
  static MOST_CELLS = 5000000;

  constructor(data) {
    this.data = data;
    let time = data.start - data.base;
    this.times = Float64Array.from(data.times, delta => time += delta);
    this.last = time;
    this.idle = new Set(data.idle);
    this.counts = new Map();
    /** The CPU time that a sample of the clock event stands for, in nanoseconds; 0 if unknown. */
    this.tick = Math.max(0, data.nanosPerSample);
    this.addWallClock();
  }

  /** Adds an event that shows CPU time and waits together. Its samples are those of the clock event, and the waits. */
  addWallClock() {
    const {events, clock} = this.data, waits = events.findIndex(([name]) => name === Profile.TIMES[0]);
    this.wall = clock < 0 || waits < 0 ? [] : [clock, waits];
    if (this.wall.length) events.push([Profile.TIMES[1], events[clock][1] + events[waits][1]]);
  }

  /** The period of a sample. If perf printed none, the sampling rate tells how much time a sample of the clock event stands for. */
  period(i, event) {
    const {periods, samples, clock} = this.data;
    return this.tick && this.isTime(event) && this.isOf(i, clock) && periods[i] === samples[i] ? samples[i] * this.tick : periods[i];
  }

  /** The event whose samples count: the selected one, or the preferred one by default. Samples of different events are never added up. */
  eventOf(choice) {
    return choice.event ? this.data.events.findIndex(([name]) => Profile.eventName(name) === choice.event) : this.data.preferred;
  }

  isOf(i, event) {
    const own = this.data.event.length ? this.data.event[i] : 0;
    return own === event || this.wall.includes(own) && this.data.events[event] && this.data.events[event][0] === Profile.TIMES[1];
  }

  /** The events whose samples are weighted with the time that they stand for. The Java code has the same names. */
  static TIMES = ["off-cpu", "wall-clock"];

  /** Whether an event is shown as time. */
  isTime(event) { return event >= 0 && Profile.TIMES.includes(this.data.events[event][0]); }

  static eventName(name) { return name || "unnamed"; }

  /** The number of samples of an event; 0 if it does not occur. */
  all(event) { return this.data.events[event] ? this.data.events[event][1] : 0; }

  facts(choice) {
    const span = this.times.length > 1 ? this.last - this.times[0] : -1, event = this.eventOf(choice), name = event < 0 ? "" : this.data.events[event][0];
    const named = name && (this.data.events.length > 1 || event !== this.data.clock);
    const lost = this.data.lost.map(([count, what]) => `${count} ${what}`).join(", ");
    if (this.isTime(event)) return [`${duration(this.time(event) / 1000)} of ${this.data.events[event][0]} time`, ...this.shownParts(span, lost)];
    return [counted(this.all(event), "sample") + (named ? ` of ${Profile.eventName(name)}` : ""),
      ...this.shownParts(span, lost)];
  }

  /** What the page shows: the selection, the time that it covers, and what is left out. */
  shownParts(span, lost) {
    return [...(this.data.chosen.length ? [`only ${this.chosen()}`] : []),
      ...(this.data.timed ? Profile.lasted(span) : view === "flamegraph" ? [] : ["no timestamps, so there is no heat map"]), ...(lost ? [`left out: ${lost}`] : [])];
  }

  /** The sum of an event's periods. */
  time(event) { return this.data.periods.reduce((sum, period, i) => sum + (this.isOf(i, event) ? this.period(i, event) : 0), 0); }

  /** The time from the first sample to the last; empty if there are fewer than two samples. */
  static lasted(span) { return span < 0 ? [] : [span < 1e5 || span >= 12e7 ? duration(span) : `${(span / 1e6).toFixed(2)} s`]; }

  fillEvents(select) {
    this.data.events.forEach(([name, samples]) => select.append(option(`${short(Profile.eventName(name))} (${samples})`, Profile.eventName(name))));
    select.selectedIndex = this.data.preferred;
    select.parentElement.hidden = this.data.events.length < 2;
  }

  /** The selection that the page was created with. */
  chosen() { return this.data.chosen.map(([key, value]) => `${key} ${short(value)}`.trim()).join(", "); }

  /** Whether the page contains all samples of each of its invocations. */
  whole() { return this.data.chosen.every(([key]) => key === "event" || key === "invocation"); }

  /** Lists processes with their threads, those with the most samples first. */
  fillThreads(select, event) {
    const processes = new Map();
    while (select.children.length > 1) select.lastChild.remove();
    this.data.thread.forEach((thread, i) => {
      if (!this.isOf(i, event)) return;
      const [name, pid, tid] = this.data.threads[thread], key = pid < 0 ? "" : pid, of = processes.get(key) || {count: 0, threads: new Map()};
      const one = of.threads.get(tid) || {name, count: 0};
      processes.set(key, of);
      of.threads.set(tid, one);
      one.name = short(name);
      of.count += this.data.samples[i];
      one.count += this.data.samples[i];
    });
    const byCount = (a, b) => b[1].count - a[1].count;
    [...processes].sort(byCount).slice(0, 200).forEach(([pid, of]) => {
      const group = document.createElement("optgroup"), threads = [...of.threads].sort(byCount);
      group.label = pid === "" ? "threads" : `process ${pid}`;
      if (pid !== "" && (threads.length > 1 || processes.size > 1)) group.append(option(`${threads[0][1].name} ${pid}, all threads (${of.count})`, pid));
      threads.slice(0, 200).forEach(([tid, one]) => group.append(option(`${one.name} ${pid === "" ? "" : pid + "/"}${tid} (${one.count})`, `${pid}/${tid}`)));
      tellRest(group, threads.length - 200, "thread");
      select.append(group);
    });
    tellRest(select, processes.size - 200, "process", "processes");
  }

  /** The invocations, each with the number of the event's samples that it owns. Callers may give several invocations the same id. */
  invocations(event) {
    if (!this.counts.has(event)) {
      const own = new Float64Array(this.data.invocations.length);
      this.data.owners.forEach((set, i) => {
        if (this.isOf(i, event)) this.data.ownerSets[set].forEach(owner => { own[owner] += this.data.samples[i]; });
      });
      this.counts.set(event, this.data.invocations.map(([id, start, end, shared, calls, claimed, onCpu, ready, waiting, estimated, unsampled, throttled], i) =>
        ({id, onCpu, ready, waiting, estimated, unsampled, throttled, start: start - this.data.base, end: end - this.data.base, length: end - start, shared, calls, claimed, samples: own[i], cpu: this.cpu(own[i], event)})));
    }
    return this.counts.get(event);
  }

  /** The CPU time of the given number of samples, in microseconds; undefined if the event is not the clock. */
  cpu(samples, event) { return this.tick && event === this.data.clock ? samples * this.tick / 1000 : undefined; }

  /** The id of the invocation that is selected on the page, or was selected when it was created; undefined if there is none. */
  idOf(choice) { return choice.invocation || (this.data.chosen.find(([key]) => key === "invocation") || [])[1]; }

  invocation(id, event) { return this.invocations(event).find(one => one.id === id); }

  fillInvocations(select, event) {
    while (select.children.length > 1) select.lastChild.remove();
    const all = this.invocations(event);
    all.slice(0, 2000).forEach(one => select.append(
      option(`${short(one.id)} ${duration(one.length)} (${one.samples}${one.shared ? ", shared" : ""})`, one.id)));
    tellRest(select, all.length - 2000, "invocation");
  }

  /** The weight of each sample under a selection; 0 means not selected. */
  weights(choice, ranged) {
    const data = this.data, weights = new Float64Array(data.nodes.length);
    const byTime = this.isTime(this.eventOf(choice));
    const counts = byTime ? data.periods.map((_, i) => this.period(i, this.eventOf(choice))) : choice.weight === "period" ? data.periods : data.samples;
    const {from: begin, to: end, thread: chosenThread} = data.timed ? choice : {};
    const [process, thread] = (chosenThread || "").split("/");
    const threads = data.threads.map(([, pid, tid]) => (!process || pid === Number(process)) && (!thread || tid === Number(thread)));
    const owner = choice.invocation ? data.invocations.findIndex(([id]) => id === choice.invocation) : -1;
    const sets = data.ownerSets.map(set => !choice.invocation || set.includes(owner));
    const event = this.eventOf(choice);
    const from = ranged && begin ? Math.round(begin * 1e6) : -Infinity;
    const to = ranged && end ? Math.round(end * 1e6) : Infinity;
    for (let i = 0; i < weights.length; i++) {
      const chosen = this.isOf(i, event) && threads[data.thread[i]] && sets[data.owners[i]]
        && this.times[i] >= from && this.times[i] < to && (choice.idle !== "off" || !this.idle.has(i));
      weights[i] = chosen ? counts[i] : 0;
    }
    return weights;
  }

  /**
   * The weights of the selected samples, added up for each node of the whole trace's tree.
   *
   * @returns base: all of them; inCalls: those that belong to an invocation
   */
  selfs(choice, size, nodes) {
    const base = new Float64Array(size), inCalls = new Float64Array(size), {owners, ownerSets} = this.data, weights = this.weights(choice, true);
    for (let i = 0; i < weights.length; i++) {
      if (!weights[i]) continue;
      const node = nodes ? nodes[this.data.nodes[i]] : this.data.nodes[i];
      base[node] += weights[i];
      if (ownerSets[owners[i]].length) inCalls[node] += weights[i];
    }
    return nodes ? base : {base, inCalls};
  }

  /** The weights of all samples of an event, for each node. Colours depend on them. */
  everything(event, size) {
    const sums = new Float64Array(size), {nodes, samples} = this.data;
    for (let i = 0; i < nodes.length; i++) if (this.isOf(i, event)) sums[nodes[i]] += samples[i];
    return sums;
  }

  /** The number of invocations by which totals are divided; 0 if the page shows only a part of the invocations' time. */
  callCount(choice) {
    if (choice.from || choice.to || !this.whole()) return 0;
    const all = this.data.invocations.filter(([id]) => !choice.invocation || id === choice.invocation);
    return all.reduce((sum, one) => sum + one[4], 0);
  }

  /** The maximum number of seconds in a heat map. */
  static most(rows) { return Math.min(Profile.MOST_COLUMNS, Math.floor(Profile.MOST_CELLS / rows)); }

  /** The maximum number of seconds by which invocations without samples extend the heat map. */
  static MOST_ADDED = 3600;

  /**
   * The first second of the heat map and its number of columns. If possible, the columns include the last sample and
   * the selected invocation. If the invocations have lanes, the columns include all of them.
   */
  columns(rows, call, event) {
    const most = Profile.most(rows), lanes = this.data.invocations.length <= Lanes.MOST ? this.invocations(event) : [];
    const begin = this.times.length ? this.times[0] : call ? call.start : lanes.length ? lanes[0].start : 0;
    let first = Math.floor(begin / 1e6), end = this.times.length;
    while (end > 0 && this.times[end - 1] >= (first + most) * 1e6) end--;
    let last = end > 0 ? Math.floor(this.times[end - 1] / 1e6) : first;
    const added = Math.min(most, last - first + 1 + Profile.MOST_ADDED);
    for (const one of [...(call ? [call] : []), ...lanes]) {
      const from = Math.min(first, Math.floor(one.start / 1e6)), to = Math.max(last, Math.ceil(one.end / 1e6) - 1);
      if (to - from < (one === call ? most : added)) [first, last] = [from, to];
    }
    return {first, columns: last - first + 1};
  }

  /** Fills a heat map: its cells, the selected range, and the frame around the selected invocation. */
  count(heat, choice) {
    const rows = Number(choice.rows || 50), call = this.invocation(this.idOf(choice), this.eventOf(choice));
    const {first, columns} = this.columns(rows, call, this.eventOf(choice));
    heat.count(this.times, this.weights(choice, false), rows, first, columns);
    heat.mark(this.times, choice.invocation ? this.weights({...choice, invocation: ""}, false) : null);
    heat.range = heat.cellsOf(choice.from ? Math.round(choice.from * 1e6) : null, choice.to ? Math.round(choice.to * 1e6) : null);
    heat.call = call ? [call.start, call.end] : null;
  }

  /** A text that says how much of the selection the heat map leaves out; empty if it shows everything. */
  beyond(heat) {
    return heat.beyond ? `${counted(heat.beyond, "sample")} ${heat.beyond === 1 ? "is" : "are"} missing from the heat map, but not from the flame graph, `
      + `because a heat map covers at most ${counted(Profile.most(heat.rows), "second")}. The last sample was taken at ${secondsText(this.last / 1e6)} s.` : "";
  }

  /** Explains why the selection contains no samples. */
  whyNothing(choice, heat) {
    const event = this.eventOf(choice), all = this.all(event);
    const id = this.idOf(choice), call = id && this.invocation(id, event);
    if (!this.data.total) return call ? this.withoutSample(call, event, heat) : source.nothing;
    if (id && !call) return `This trace has no invocation ${short(id)}.`;
    if (choice.event && event < 0) return `No sample has the event ${short(choice.event)}.`;
    if (call && !call.samples && this.whole()) return this.withoutSample(call, event, heat);
    if (!all) return `${noneOf("trace’s", this.data.total)} on this page, which contains only ${this.chosen()}.`;
    if (call && !call.samples) return `This page has no samples of invocation ${short(id)}. It contains only ${this.chosen()}.`;
    if (choice.from && choice.to && Number(choice.from) >= Number(choice.to)) return "The range ends before it begins.";
    const rest = [...(choice.thread ? [`thread ${choice.thread}`] : []), ...(choice.idle === "off" ? ["without idle samples"] : []),
      ...(choice.from || choice.to ? [`${choice.from || "start"} to ${choice.to || "end"} s`] : [])].join(", ");
    return (call ? `Invocation ${short(id)} has ${counted(call.samples, "sample")}, but none is` : noneOf(this.whole() ? "trace’s" : "page’s", all))
      + ` in the selection: ${rest}.`;
  }

  /** Describes an invocation that has no samples. */
  withoutSample(call, event, heat) {
    const named = this.data.events.length > 1 ? ` of ${Profile.eventName(this.data.events[event][0])}` : "";
    const lost = this.data.lost.length ? " Parts of this trace were left out. They may have contained samples of this invocation." : "";
    const where = ` It ran from ${(call.start / 1e6).toFixed(3)} to ${(call.end / 1e6).toFixed(3)} s${heat && heat.holds(call.start, call.end) ? ", framed in the heat map" : ""}.`;
    return `Invocation ${short(call.id)} has no samples${named}. It took ${duration(call.length)}`
      + this.whyWithout(call, event) + (this.data.timed ? where : "") + lost;
  }

  /** CPU time is known only from a clock event, and only if no samples are missing. */
  whyWithout(call, event) {
    if (call.claimed === 1) return ". Another invocation claims the same threads at that time, so samples of these threads may be attributed to neither.";
    if (call.unsampled) return `. For ${duration(call.unsampled)} of that time, perf was being restarted.`;
    if (call.claimed || this.data.lost.length || !this.tick || this.data.total && event !== this.data.clock) return ".";
    return `, and each of its threads used less CPU time than one sampling period, ${duration(this.tick / 1000)} at ${Number((1e9 / this.tick).toFixed(1))} Hz.`;
  }
}
