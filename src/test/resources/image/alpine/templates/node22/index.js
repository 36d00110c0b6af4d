"use strict"

const http = require('http')
const handle = require('./function/handler')

http.createServer((request, response) => {
  let body = ''
  request.on('data', data => { body += data })
  request.on('end', () => response.end(handle(body)))
}).listen(13000, '127.0.0.1')
