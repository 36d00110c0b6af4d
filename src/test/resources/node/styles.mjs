// Makes one request, with an id of its own, to each kind of server that Node.js has. Prints the answers, and what child processes
// inherit. The hook must be loaded before this file.
import { execFileSync } from 'node:child_process'
import domain from 'node:domain'
import { once } from 'node:events'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { createServer, request } from 'node:http'
import { connect } from 'node:net'

const inherited = () => execFileSync(process.execPath, ['-p', '`${process.env.NODE_OPTIONS}`'], { encoding: 'utf8' }).trim()
const listening = async (server) => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}
const show = (id, answer) => console.log(id + ': ' + answer)

// Sends a request and prints the status and the answer. `then` can do more with the request first.
const ask = async (server, id, options = {}, then = (call) => call.end()) => {
  const call = request({ port: server.address().port, headers: { 'X-Call-Id': id, ...options.headers }, ...options.more })
  then(call)
  const [response] = await once(call, 'response')
  let text = ''
  for await (const chunk of response) text += chunk
  show(id, response.statusCode + ' ' + text)
}

const askHttp2 = async (server, id, headers = {}) => {
  const session = connectHttp2('http://127.0.0.1:' + server.address().port)
  const call = session.request({ ':path': '/', 'x-call-id': id, ...headers })
  const [answer] = await once(call, 'response')
  let text = ''
  for await (const chunk of call) text += chunk
  session.close()
  show(id, [answer[':status'], text, answer['x-faas-trace-id']].filter(Boolean).join(' '))
}

// Opens a connection that changes its protocol, and keeps it open after the server's answer.
const change = async (server, id, head) => {
  const socket = connect(server.address().port, '127.0.0.1')
  socket.write(`${head}\r\nHost: x\r\nX-Call-Id: ${id}\r\n\r\n`)
  const [answer] = await once(socket, 'data')
  show(id, String(answer).trim())
  return socket
}

show('before', inherited().includes('faas_trace'))

const plain = await listening(createServer((req, res) => res.end('plain')))
await ask(plain, 'plain')
await ask(plain, 'head', { more: { method: 'HEAD' } })
show('after', inherited())

plain.removeAllListeners('request')
plain.on('request', (req, res) => {
  res.statusCode = 404
  res.end('replaced')
})
await ask(plain, 'replaced')

const delegating = await listening(createServer((req, res) => plain.emit('request', req, res)))
await ask(delegating, 'delegated')

const patient = await listening(createServer((req, res) => req.resume().on('end', () => res.end('continued'))))
patient.on('checkContinue', (req, res) => {
  res.writeContinue()
  patient.emit('request', req, res)
})
await ask(patient, 'continued', { headers: { Expect: '100-continue' }, more: { method: 'POST' } },
  (call) => call.on('continue', () => call.end('body')).flushHeaders())

const inDomain = domain.create()
const guarded = await listening(inDomain.run(() => createServer((req, res) => res.end(String(process.domain === inDomain)))))
await ask(guarded, 'domain')

const streams = await listening(createHttp2Server().on('stream', (stream) => {
  stream.respond({ ':status': 200 })
  stream.end('stream')
}))
await askHttp2(streams, 'stream')
await askHttp2(streams, 'asked', { 'x-faas-trace': '1' })

const compatible = await listening(createHttp2Server((req, res) => res.end('compatible')))
await askHttp2(compatible, 'compatible')

const changing = createServer()
changing.on('upgrade', (req, socket) => setTimeout(() => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'), 20))
changing.on('connect', (req, socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
await listening(changing)
const open = [
  await change(changing, 'upgrade', 'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket'),
  await change(changing, 'connect', 'CONNECT x:1 HTTP/1.1')
]
await ask(plain, 'last')
for (const socket of open) socket.destroy()
process.exit(0)
