'use strict'
// A function on plain http. It responds at once, closes the connection (n=fail), or waits for the file release (n=hold).
require('./faas_trace.js')
const fs = require('fs')
require('http').createServer((req, res) => {
  const what = req.url.split('?')[1]
  const answer = () => {
    if (what === 'n=hold' && !fs.existsSync('release')) setTimeout(answer, 10)
    else if (what === 'n=fail') res.destroy()
    else res.end('ok')
  }
  if (what === 'n=hold') fs.writeFileSync('held', '')
  answer()
}).listen(Number(process.env.port), '127.0.0.1')
