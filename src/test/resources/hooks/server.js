'use strict'
// A function on plain http. It responds at once, closes the connection (n=fail), waits for the file `release` (n=hold), or
// works and sleeps (n=work).
require('./faas_trace.js')
const fs = require('fs')

// How long this process has been on a processor, in nanoseconds.
const used = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) * 1000
}

// Computes for 30 ms, sleeps for 50 ms, and writes the CPU time that it has used to the file `measured`.
const work = (done) => {
  const start = used()
  while (used() - start < 30000000);
  setTimeout(() => {
    fs.writeFileSync('measured', String(used() - start))
    done()
  }, 50)
}

require('http').createServer((req, res) => {
  const what = req.url.split('?')[1]
  const answer = () => {
    if (what === 'n=hold' && !fs.existsSync('release')) setTimeout(answer, 10)
    else if (what === 'n=fail') res.destroy()
    else if (what === 'n=work') work(() => res.end('ok'))
    else res.end('ok')
  }
  if (what === 'n=hold') fs.writeFileSync('held', '')
  answer()
}).listen(Number(process.env.port), '127.0.0.1')
