'use strict'
// Prints which of two requests the hook traces if it may trace one request per second. On a fake clock, the requests
// are 1.5 s apart. Each read of the clock advances it by a nanosecond. The second request arrives a nanosecond
// before a new second begins.
const fs = require('fs')
const path = require('path')
const http = require('http')

const folder = fs.mkdtempSync(path.join(__dirname, 'agent-'))
for (const pipe of ['events', 'control']) {
  require('child_process').execFileSync('mkfifo', [path.join(folder, pipe)])
  fs.openSync(path.join(folder, pipe), 'r+')
}
fs.writeFileSync(path.join(folder, 'armed'), process.pid + ' cpu-clock:u\n')
process.env.FAAS_TRACE_DIR = folder
process.env.FAAS_TRACE_SAMPLE = '1s'

let now = 10500000000
process.hrtime = () => {
  const time = [Math.floor(now / 1e9), now % 1e9]
  now++
  return time
}

require('./faas_trace.js')
const server = new http.Server()
const request = (id) => server.emit('request', { headers: { 'x-call-id': id } }, { once () {} })
request('first')
now = 11999999999
request('second')
const begun = fs.readFileSync(path.join(folder, 'invocations'), 'utf8').trim().split('\n')
console.log(begun.map((line) => line.split(' ')[1]).join(' '))
