'use strict'
// Serves many requests at once in one thread. Each request uses its CPU time in four turns, in a function that is named after the
// request.
require('./faas_trace.js')

const spent = () => {
  const now = process.cpuUsage()
  return now.user + now.system
}

// Reads the clock rarely, because that takes kernel time.
const spin = (micros) => {
  const start = spent()
  let now = start
  while (now - start < micros) {
    for (let i = 0; i < 50000; i++) now += 0
    now = spent()
  }
  return now - start
}

// The loop is in a function of its own, because V8's built-in routines have no frame: if a sample is taken in one of them, the
// function that called it is missing from the stack.
const burnNamed = (name) => new Function('spin', `return function ${name}(micros) { return spin(micros) }`)(spin)

const burns = {}
for (let i = 0; i < 1000; i++) {
  const number = String(i).padStart(3, '0')
  burns[number] = burnNamed('burn_' + number)
}

require('http').createServer((req, res) => {
  const burn = burns[req.url.split('=')[1]]
  let micros = 0
  let turns = 4
  const turn = () => {
    if (turns-- === 0) return res.end((micros / 1e6).toFixed(6))
    micros += burn(5000)
    setTimeout(turn, 1)
  }
  turn()
}).listen(Number(process.env.port), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
