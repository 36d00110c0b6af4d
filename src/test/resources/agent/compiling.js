'use strict'
// A function on plain http that never stops compiling. Each request compiles thousands of functions that are discarded
// at once. Then it runs one function that has existed from the start and one that is new.
require('./faas_trace.js')

let compiled = 0
function compile () {
  for (let i = 0; i < 12000; i++) new Function('x', 'return x + ' + compiled++)(1)
}
function burn () {
  const end = Date.now() + 150
  while (Date.now() < end);
}
require('http').createServer((req, res) => {
  compile()
  burn()
  const name = 'late' + req.url.split('=')[1]
  new Function(`return function ${name} () { const end = Date.now() + 150; while (Date.now() < end); }`)()()
  res.end('hello ' + compiled)
}).listen(Number(process.env.port), '127.0.0.1')
process.on('SIGTERM', () => process.exit(3))
