'use strict'
// A function on plain http. Keeps the CPU busy for 150 ms (or for "busy" milliseconds), then responds with the query.
require('./faas_trace.js')
function burn () {
  const end = Date.now() + Number(process.env.busy || 150)
  while (Date.now() < end);
}
require('http').createServer((req, res) => {
  burn()
  res.end('hello ' + req.url.split('?')[1])
}).listen(Number(process.env.port), '127.0.0.1')
process.on('SIGTERM', () => process.exit(3))
