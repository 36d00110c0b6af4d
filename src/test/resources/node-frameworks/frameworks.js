'use strict'
// Starts a server with each framework, and makes the same requests to each of them. Prints the answers, without what differs
// between two runs. Argument: the folder that contains the frameworks.
const { createRequire } = require('module')
const { once } = require('events')
const net = require('net')
const { PassThrough, Readable } = require('stream')
const load = createRequire(require('path').join(process.argv[2], 'index.js'))

const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time))
const length = async (body) => {
  let sum = 0
  for await (const chunk of body) sum += chunk.length
  return `${sum} bytes`
}
const write = async (to) => {
  for (let i = 0; i < 5; i++) {
    to.write(`chunk ${i}\n`)
    await sleep(5)
  }
  to.end()
}
const streamed = () => {
  const stream = new PassThrough()
  write(stream)
  return stream
}
// Fails after it has sent a part of the answer.
const late = (res, context = {}) => {
  context.respond = false // Koa would end the answer
  res.write('part')
  setTimeout(() => res.destroy(new Error('late')), 10)
}
const lateStream = () => {
  const stream = new PassThrough()
  stream.on('error', () => {})
  late(stream)
  return stream
}
const fail = () => { throw new Error('failed') }

const express = (name) => () => {
  const app = load(name)()
  app.get('/ok', (req, res) => res.send('ok'))
  app.get('/fail', fail)
  app.get('/late', (req, res) => late(res))
  app.get('/stream', (req, res) => write(res))
  app.post('/length', async (req, res) => res.send(await length(req)))
  return app.listen(0, '127.0.0.1')
}

const frameworks = {
  express: express('express'),
  express4: express('express4'),
  koa: () => {
    const app = new (load('koa'))()
    app.silent = true
    app.use(async (context) => {
      if (context.path === '/ok') context.body = 'ok'
      else if (context.path === '/fail') fail()
      else if (context.path === '/late') late(context.res, context)
      else if (context.path === '/stream') context.body = streamed()
      else if (context.path === '/length') context.body = await length(context.req)
    })
    return app.listen(0, '127.0.0.1')
  },
  fastify: async () => {
    const app = load('fastify')()
    app.addContentTypeParser('*', (request, body, done) => done(null, body))
    app.get('/ok', async () => 'ok')
    app.get('/fail', async () => fail())
    app.get('/late', (request, reply) => {
      reply.hijack()
      late(reply.raw)
    })
    app.get('/stream', (request, reply) => reply.send(streamed()))
    app.post('/length', (request) => length(request.body))
    await app.listen({ host: '127.0.0.1', port: 0 })
    return app.server
  },
  hapi: async () => {
    const app = load('@hapi/hapi').server({ host: '127.0.0.1', debug: false })
    app.route([
      { method: 'GET', path: '/ok', handler: () => 'ok' },
      { method: 'GET', path: '/fail', handler: fail },
      { method: 'GET', path: '/late', handler: (request, h) => late(request.raw.res) || h.abandon },
      { method: 'GET', path: '/stream', handler: (request, h) => h.response(streamed()) },
      {
        method: 'POST',
        path: '/length',
        handler: (request) => length(request.payload),
        options: { payload: { output: 'stream', parse: false, maxBytes: 1e7 } }
      }
    ])
    await app.start()
    return app.listener
  },
  hono: async () => {
    const app = new (load('hono').Hono)()
    app.get('/ok', (context) => context.text('ok'))
    app.get('/fail', fail)
    app.get('/late', (context) => context.body(Readable.toWeb(lateStream())))
    app.get('/stream', (context) => context.body(Readable.toWeb(streamed())))
    app.post('/length', async (context) => context.text((await context.req.arrayBuffer()).byteLength + ' bytes'))
    return new Promise((resolve) => {
      const server = load('@hono/node-server').serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server))
    })
  },
  polka: async () => {
    const app = load('polka')()
    app.get('/ok', (req, res) => res.end('ok'))
    app.get('/fail', (req, res) => {
      res.statusCode = 500
      res.end()
    })
    app.get('/late', (req, res) => late(res))
    app.get('/stream', (req, res) => write(res))
    app.post('/length', async (req, res) => res.end(await length(req)))
    app.listen(0, '127.0.0.1')
    return app.server
  }
}

// Sends a request and returns the answer. If `cut` is set, closes the connection after the first bytes of the answer.
const ask = async (port, id, line, body = '', cut = false) => {
  const socket = net.connect(port, '127.0.0.1')
  socket.write(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Call-Id: ${id}\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n`)
  if (body) socket.write(`Content-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\n`)
  socket.write('\r\n' + body)
  let answer = ''
  socket.on('data', (bytes) => {
    answer += bytes.toString('latin1')
    if (cut) socket.destroy()
  })
  socket.on('error', () => {})
  await once(socket, 'close')
  return cut ? 'cut' : answer.replace(/^date: .*$/gmi, 'date')
}

const askAll = async (name, port) => {
  const big = 'x'.repeat(3 * 1024 * 1024)
  const say = async (key, ...words) => console.log(name, key, JSON.stringify(await ask(port, `${name}-${key}`, ...words)))
  await say('ok', 'GET /ok')
  await say('none', 'GET /none')
  await say('fail', 'GET /fail')
  await say('late', 'GET /late')
  await say('stream', 'GET /stream')
  await say('head', 'HEAD /ok')
  await say('length', 'POST /length', big)
  await say('cut', 'GET /stream', '', true)
  const many = await Promise.all(Array.from({ length: 50 }, (_, i) => ask(port, `${name}-many${i}`, 'GET /ok')))
  console.log(name, 'many', new Set(many).size, many[0].slice(0, 15))
}

const main = async () => {
  console.error = () => {} // the frameworks print errors of handlers
  for (const [name, start] of Object.entries(frameworks)) {
    const server = await start()
    if (!server.listening) await once(server, 'listening')
    await askAll(name, server.address().port)
  }
  process.exit(0)
}
main()
