'use strict'
// Puts the hook into a stand-in for uWebSockets.js, whose own binaries need a newer C library than Debian 12 has. The stand-in has the
// same shape: methods of an application are on its prototype, and responses share one prototype. Prints what happens.
// Argument: the folder of the hook.
const print = (...words) => console.log(words.join(' '))

const methods = ['writeStatus', 'writeHeader', 'write', 'end', 'endWithoutBody', 'tryEnd', 'close', 'upgrade', 'onAborted', 'cork']
const response = {}
for (const name of methods) {
  response[name] = function (...given) {
    if (name === 'onAborted') this.abort = given[0]
    else if (name === 'cork') given[0]()
    else print(name, ...given)
    return name === 'tryEnd' ? [true, given[0] === 'all'] : this
  }
}

const routes = {}
let greeted = false
const server = {
  App () {
    return Object.create({
      get (path, handler) {
        routes[path] = handler
        return this
      },
      ws (path, behavior) {
        routes[path] = behavior.upgrade
        return this
      },
      listen (port, listening) {
        listening('socket')
        return this
      }
    })
  }
}

require(require('path').join(process.argv[2], 'faas_trace_uws.js'))(server, {
  hello: () => {
    if (!greeted) print('hello')
    return (greeted = true)
  },
  begin: (headers) => {
    const demanded = headers['x-faas-trace'] === '1'
    print('begin', headers['x-call-id'])
    return headers['x-call-id'] === 'untraced' ? null : { id: headers['x-call-id'], demanded }
  },
  end: (invocation) => print(invocation ? `ended ${invocation.id}` : 'ended'),
  TRACE_ID: 'X-Faas-Trace-Id'
})

// Calls a handler as the server does.
const call = (path, headers = {}) => {
  const given = { 'x-call-id': path.slice(1), ...headers }
  const answer = Object.create(response)
  const result = routes[path](answer, { getHeader: (name) => given[name] || '', getQuery: () => 'q' }, 'context')
  print(result === undefined ? 'returned' : `returned ${result}`)
  return answer
}

let later
server.App({})
  .get('/now', (res, req) => { res.end(req.getQuery()) })
  .get('/untraced', (res) => { res.end('x') })
  .get('/status', (res) => { res.writeStatus('404').writeHeader('A', 'b').end('none') })
  .get('/later', (res) => { later = res.onAborted(() => print('aborted')) })
  .get('/whole', (res) => { later = res.onAborted(() => {}); res.tryEnd('part') })
  .get('/other', () => 'not mine')
  .get('/thrown', () => { throw new Error('failed') })
  .get('/declared', 'a response without a handler')
  .ws('/upgrade', { idleTimeout: 5, upgrade: (res, req, context) => { res.upgrade('data', context) } })
  .listen(1, (socket) => print('listening', socket))

call('/now')
call('/untraced')
call('/status', { 'x-faas-trace': '1' })
call('/now', { 'x-faas-trace': '1' })
call('/later')
later.cork(() => later.end('late'))
call('/later').abort()
call('/whole')
later.tryEnd('all')
call('/other')
call('/upgrade')
try {
  call('/thrown')
} catch (e) {
  print(e.message)
}
print(routes['/declared'])
