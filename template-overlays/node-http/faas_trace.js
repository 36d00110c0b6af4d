'use strict'

// Tells the agent in this image when a request begins and ends, so that the agent can record the request. NODE_OPTIONS makes each
// Node.js process of the function load this file before all others. It never makes a request fail and never writes to the log.
// In a process without an HTTP server, or without the agent, it does nothing.

// Only modules that Node.js has loaded anyway, or that load fast, because npm and other launchers load this file too.
const fs = require('fs')
const net = require('net')
const path = require('path')

const folder = process.env.FAAS_TRACE_DIR
const write = fs.constants.O_WRONLY | fs.constants.O_NONBLOCK
const pause = new Int32Array(new SharedArrayBuffer(4))

let agent, events, control, toggle, patience, inWorker
let running = 0, begun = 0, omitted = 0, active = 0, dense = 0
let file, opened = -Infinity, fresh = -Infinity

// hrtime is CLOCK_MONOTONIC, the clock of the samples.
const seconds = () => {
  const [whole, rest] = process.hrtime()
  return whole + rest / 1e9
}
const stamp = () => {
  const [whole, rest] = process.hrtime()
  return whole + '.' + String(rest).padStart(9, '0')
}

// The files in which the kernel counts how this thread and the container spend their time. They stay open, because reading an
// open file takes only a few microseconds. If a file can't be opened, its descriptor is -1.
let counts
const openCounts = () => {
  counts = ['/proc/thread-self/schedstat', path.join(folder, 'cpu.stat')].map((name) => {
    try {
      return fs.openSync(name, 'r')
    } catch (e) {
      return -1
    }
  })
}

const text = Buffer.alloc(4096)
const read = (file) => {
  try {
    return file < 0 ? '' : text.latin1Slice(0, fs.readSync(file, text, 0, text.length, 0))
  } catch (e) {
    return ''
  }
}

// Returns how many nanoseconds this thread has spent on a processor, ready to run but not running, and throttled by the
// container's CPU limit. A number that is unknown is undefined. JavaScript runs only in this thread.
const spent = () => {
  if (!counts) openCounts()
  process.cpuUsage() // this makes the kernel update the numbers of this thread
  const [cpu, ready, turns] = read(counts[0]).trim().split(' ').map(Number)
  const throttled = /^throttled_(usec|time) (\d+)$/m.exec(read(counts[1]))
  return {
    ...(turns > 0 && { cpu, ready }),
    ...(throttled && { throttled: Number(throttled[2]) * (throttled[1] === 'usec' ? 1000 : 1) })
  }
}

const difference = (from, to, shared) => {
  const words = Object.keys(to).filter((name) => name in from).map((name) => `${name}=${Math.max(0, to[name] - from[name])}`)
  return words.length && shared ? [...words, 'shared=1'] : words
}

const atMostEvery = (interval) => {
  let last = -Infinity
  return () => {
    const now = seconds()
    if (now - last < interval) return false
    last = now
    return true
  }
}

const sampler = (rule) => {
  if (rule === 'all' || rule === 'off') return () => rule === 'all'
  const share = /^1\/([1-9][0-9]*)$/.exec(rule)
  if (share) {
    let calls = -1
    return () => ++calls % Number(share[1]) === 0
  }
  const interval = /^([1-9][0-9]*)s$/.exec(rule)
  return atMostEvery(interval ? Number(interval[1]) : 10)
}

const wanted = sampler(process.env.FAAS_TRACE_SAMPLE || '')
const rate = /^[1-9][0-9]*$/.test(process.env.FAAS_TRACE_HEADER_RATE || '') ? Number(process.env.FAAS_TRACE_HEADER_RATE) : 1
const demand = process.env.FAAS_TRACE_HEADER === 'off' ? () => false : atMostEvery(1 / rate)

// The pipes are opened non-blocking: without a reader, or if the pipe is full, a write fails instead of waiting.
const send = (pipe, line) => {
  try {
    return fs.writeSync(pipe, line) > 0
  } catch (e) {
    return false
  }
}

// If every request is traced, switching sampling for each request would cost more than sampling all the time.
const steady = process.env.FAAS_TRACE_SAMPLE === 'all'
const change = (word) => send(control, `${word} ${toggle}\n`)

const openRecording = () => {
  const on = path.join(folder, 'on')
  // A check costs less than an exception.
  if (fs.existsSync(on)) return
  try {
    fs.closeSync(fs.openSync(on, 'wx', 0o600))
  } catch (e) {
    return
  }
  change('enable')
  send(events, 'call\n')
}

// Whether a request can be traced. The result is kept for 50 ms; after that, the agent may have removed the file.
const ready = (demanded) => {
  const isFresh = seconds() < fresh
  if (!isFresh && !armed()) return false
  if (demanded) accelerate() // before other commands, because perf acknowledges all of them in the same way
  if (!isFresh) {
    openRecording()
    fresh = seconds() + 0.05
  }
  return true
}

// The agent may move the file away, even during a long request, so it is reopened after 50 ms.
const note = (line) => {
  try {
    if (seconds() >= opened) {
      const old = file
      file = fs.openSync(path.join(folder, 'invocations'), 'a', 0o600)
      if (old !== undefined) fs.closeSync(old)
      opened = seconds() + 0.05
    }
  } catch (e) {
    return false
  }
  return send(file, line)
}

// Called when a server listens, or at the first request if another process listens and passes its connections on. The primary
// process of a cluster usually does neither. Returns whether there is an agent.
const hello = () => {
  if (agent !== undefined) return agent
  try {
    events = fs.openSync(path.join(folder, 'events'), write)
    agent = true
  } catch (e) {
    agent = false
  }
  patience = seconds() + 1
  if (agent) send(events, `hello ${process.pid} node ${process.versions.node}\n`)
  inWorker = isWorker()
  letGo()
  return agent
}

// Servers in several threads of one process don't know about each other's requests.
const isWorker = () => {
  try {
    return !require('worker_threads').isMainThread
  } catch (e) {
    return false // Node.js is older than worker threads
  }
}

// This process is the server. So what it starts from now on does not load this file, except for workers of a cluster.
const letGo = () => {
  const option = / ?--require \S*\/faas_trace\.js/.exec(process.env.NODE_OPTIONS || '')
  if (!option) return
  const rest = process.env.NODE_OPTIONS.replace(option[0], '')
  if (rest) process.env.NODE_OPTIONS = rest
  else delete process.env.NODE_OPTIONS
  const cluster = require('cluster')
  const fork = cluster.fork
  if (!fork) return
  cluster.fork = function (env) {
    return fork.call(this, { NODE_OPTIONS: (process.env.NODE_OPTIONS || '') + option[0], ...env })
  }
}

const exists = (name) => fs.existsSync(path.join(folder, name))

const armedWords = () => {
  try {
    return fs.readFileSync(path.join(folder, 'armed'), 'utf8').trim().split(' ')
  } catch (e) {
    return []
  }
}

// Whether perf follows this process. It may be a worker of the process that perf is attached to.
const followed = () => {
  if (toggle) return exists('armed')
  const [pid] = armedWords()
  return pid === String(process.pid) || (pid !== undefined && exists(`followed.${process.pid}`))
}

// Checks each time, because perf may start late or stop.
const armed = () => {
  while (!followed()) {
    if (seconds() > patience || exists('refused')) return false
    Atomics.wait(pause, 0, 0, 5)
  }
  if (toggle) return true
  try {
    const name = armedWords()[1]
    control = fs.openSync(path.join(folder, 'control'), write)
    toggle = name
    return true
  } catch (e) {
    return false
  }
}

const acknowledged = () => {
  try {
    return fs.statSync(path.join(folder, 'acks')).size
  } catch (e) {
    return undefined
  }
}

// Samples faster while an on-demand request is running. Waits until perf does so, but at most 20 ms.
const accelerate = () => {
  const before = acknowledged()
  if (++dense > 1 || !send(control, 'enable demand\n')) return
  const until = seconds() + 0.02
  while (before !== undefined && acknowledged() === before && seconds() < until) Atomics.wait(pause, 0, 0, 0.2)
}

// The fields of the header that this version of the format has. A later version may add fields.
const PARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?=-|$)/

const begin = (headers) => {
  running++
  begun++
  const asked = headers['x-faas-trace']
  const demanded = (asked === '1' || asked === 'waits') && demand()
  if (!demanded && !wanted()) return null
  if (!ready(demanded)) {
    omitted++
    return null
  }
  const given = String(headers['x-call-id'] || '')
  const id = /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : require('crypto').randomBytes(16).toString('hex')
  const parent = PARENT.exec(String(headers.traceparent || ''))
  if (++active === 1 && !steady) change('enable')
  const start = stamp()
  const before = spent()
  if (!note(`begin ${id} ${start} ${process.pid} -${demanded ? ' demand=1' : ''}\n`)) {
    rest(demanded)
    omitted++
    return null
  }
  return { id, parent, start, before, begun, overlap: inWorker || running > 1, demanded }
}

const rest = (demanded) => {
  if (demanded && --dense === 0) send(control, 'disable demand\n')
  if (--active === 0 && !steady) change('disable')
}

const end = (invocation) => {
  running--
  if (!invocation) return
  const after = spent()
  const stop = stamp()
  const overlap = invocation.overlap || invocation.begun !== begun
  const line = ['end', invocation.id, invocation.start, stop, process.pid, '-', Number(overlap), omitted]
    .concat(difference(invocation.before, after, overlap), invocation.parent ? 'traceparent=' + invocation.parent[0] : [],
      invocation.demanded ? 'demand=1' : []).join(' ')
  if (note(line + '\n')) {
    omitted = 0
    if (invocation.demanded) send(events, 'demanded\n')
  } else {
    omitted++
  }
  rest(invocation.demanded)
}

// One request can come twice: a handler of 'checkContinue' usually passes it on as 'request', and so do servers that choose
// another server for it.
const seen = Symbol('faas-trace')

const nothing = {}

// Begins an invocation, which ends when the emitter has sent everything or is closed. Returns the invocation if it is traced, and
// a function that ends it earlier.
const trace = (key, headers, emitter) => {
  if (agent === false || !headers || !emitter.once || key[seen] || !hello()) return nothing
  key[seen] = true
  const invocation = begin(headers)
  let over = false
  const done = () => {
    if (over) return
    over = true
    try {
      end(invocation)
    } catch (e) { /* the request goes on */ }
  }
  emitter.once('finish', done)
  emitter.once('close', done)
  return { invocation, done }
}

const TRACE_ID = 'X-Faas-Trace-Id'

const request = (req, res) => {
  const { invocation } = trace(req, req.headers, res)
  if (invocation && invocation.demanded) res.setHeader(TRACE_ID, invocation.id)
}

// With HTTP/2, each request is a stream, even if the server handles it as 'request'.
const stream = (stream, headers) => {
  const { invocation } = trace(stream, headers, stream)
  if (!invocation || !invocation.demanded) return
  const respond = stream.respond
  stream.respond = function (headers, options) {
    if (!Array.isArray(headers)) headers = { ...headers, [TRACE_ID.toLowerCase()]: invocation.id }
    return respond.call(this, headers, options)
  }
}

// The request of a connection that changes its protocol, such as to WebSocket. It ends with the first bytes of the answer.
const handshake = (req, socket) => {
  const { done } = trace(req, req.headers, socket)
  if (!done) return
  const write = socket.write
  socket.write = function () {
    if (socket.write === first) socket.write = write
    const result = write.apply(this, arguments)
    done()
    return result
  }
  const first = socket.write
}

const watch = (server, event, first, second) => {
  switch (event) {
    case 'listening':
      if (server.listenerCount('request') || server.listenerCount('stream')) hello()
      break
    case 'request':
    case 'checkContinue':
    case 'checkExpectation':
      if (!(first.httpVersionMajor > 1)) request(first, second)
      break
    case 'stream':
      stream(first, second)
      break
    case 'upgrade':
    case 'connect':
      handshake(first, second)
  }
}

// All servers for HTTP, HTTPS and HTTP/2 are subclasses of net.Server. Its method is looked up for each call, because modules such
// as domain replace it.
const hook = () => {
  const servers = net.Server.prototype
  const above = Object.getPrototypeOf(servers)
  const own = Object.prototype.hasOwnProperty.call(servers, 'emit') ? servers.emit : undefined
  servers.emit = function emit (event, first, second) {
    try {
      watch(this, event, first, second)
    } catch (e) { /* not a server for HTTP, or something that this file does not expect */ }
    return (own || above.emit).apply(this, arguments)
  }
}

// uWebSockets.js is an addon, whose file has a name of this form. It can be part of a package with any name.
const isNativeServer = (file) => /[/\\]uws_\w+\.node$/.test(file)

const hookAddons = () => {
  const load = process.dlopen
  process.dlopen = function (module, file) {
    const result = load.apply(this, arguments)
    try {
      if (isNativeServer(file)) require('./faas_trace_uws.js')(module.exports, { hello, begin, end, TRACE_ID })
    } catch (e) { /* its requests are not traced */ }
    return result
  }
}

if (folder) {
  try {
    hook()
    hookAddons()
  } catch (e) { /* the function runs untraced */ }
}
