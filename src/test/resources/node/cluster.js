'use strict'
// A Node cluster with three workers, whose primary process serves metrics. A request keeps the CPU busy for 50 ms. Responds with
// the worker's PID.
const cluster = require('cluster')
const http = require('http')
if (cluster.isMaster) {
  http.createServer((req, res) => res.end('metrics')).listen(0, '127.0.0.1', () => {
    for (let i = 0; i < 3; i++) cluster.fork()
  })
  process.on('SIGTERM', () => process.exit(3))
} else {
  http.createServer((req, res) => {
    const end = Date.now() + 50
    while (Date.now() < end);
    res.end(String(process.pid))
  }).listen(Number(process.env.port), '127.0.0.1')
}
