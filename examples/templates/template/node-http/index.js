'use strict'

// Serves function/handler.js over HTTP. Uses only the standard library.

const http = require('http')
const os = require('os')
const handler = require('./function/handler')

const context = { hostname: os.hostname() }

const readBody = async (request) => {
  const chunks = []
  for await (const chunk of request) {
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const eventOf = async (request) => {
  const url = new URL(request.url, 'http://localhost')
  return {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: await readBody(request)
  }
}

const send = (response, answer) => {
  const isWhole = answer !== null && typeof answer === 'object' && 'body' in answer
  const { statusCode = 200, headers = {}, body = '' } = isWhole ? answer : { body: answer ?? '' }
  const isText = typeof body === 'string' || Buffer.isBuffer(body)
  response.writeHead(statusCode, {
    'Content-Type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    ...headers
  })
  response.end(isText ? body : JSON.stringify(body))
}

const answer = async (request, response) => {
  try {
    send(response, await handler(await eventOf(request), context))
  } catch (problem) {
    console.error(problem)
    send(response, { statusCode: 500, body: 'the function failed\n' })
  }
}

const server = http.createServer(answer)

server.listen(Number(process.env.http_port || 3000), '127.0.0.1')
process.on('SIGTERM', () => server.close())
