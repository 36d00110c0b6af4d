// Serves the handler over HTTP.
"use strict"

const http = require('http')
const handler = require('./function/handler')

http.createServer((request, response) => response.end(handler(request))).listen(3000)
