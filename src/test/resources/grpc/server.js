'use strict'
// A gRPC server. The argument is the folder that contains the library. Its port is the variable `port`.
const { createRequire } = require('module')
const grpc = createRequire(require('path').join(process.argv[2], 'index.js'))('@grpc/grpc-js')

process.on('uncaughtException', () => {})

const methods = {
  echo: (call, answer) => answer(null, call.request),
  status: (call, answer) => answer({ code: grpc.status.NOT_FOUND, details: 'none' }),
  fail: () => { throw new Error('failed') },
  slow: (call, answer) => setTimeout(() => answer(null, Buffer.from('late')), 300),
  stream: (call) => {
    let i = 0
    const timer = setInterval(() => {
      call.write(Buffer.from(`part ${i}`))
      if (++i < 5) return
      clearInterval(timer)
      call.end()
    }, 5)
  },
  late: (call) => {
    call.write(Buffer.from('part'))
    call.emit('error', new Error('late'))
  },
  total: (call, answer) => {
    let sum = 0
    call.on('data', (part) => { sum += part.length })
    call.on('end', () => answer(null, Buffer.from(String(sum))))
  }
}

const bytes = (value) => value
const service = Object.fromEntries(Object.keys(methods).map((name) => [name, {
  path: `/test/${name}`,
  requestStream: name === 'total',
  responseStream: name === 'stream' || name === 'late',
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes
}]))

const server = new grpc.Server({ 'grpc.max_receive_message_length': -1 })
server.addService(service, methods)
server.bindAsync(`127.0.0.1:${process.env.port}`, grpc.ServerCredentials.createInsecure(), (problem) => {
  if (problem) throw problem
})
