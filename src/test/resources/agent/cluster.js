'use strict'
// A Node cluster with three workers. A request keeps the CPU busy for 50 ms. Responds with the worker's PID.
require('./faas_trace.js')
const cluster = require('cluster')
if (cluster.isMaster) {
  for (let i = 0; i < 3; i++) cluster.fork()
  process.on('SIGTERM', () => process.exit(3))
} else {
  require('http').createServer((req, res) => {
    const end = Date.now() + 50
    while (Date.now() < end);
    res.end(String(process.pid))
  }).listen(Number(process.env.port), '127.0.0.1')
}
