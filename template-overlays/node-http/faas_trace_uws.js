'use strict'

// The hook in uWebSockets.js, a native server with an API of its own. A request begins when its handler is called. It ends when the
// handler has passed on the whole response, or when the connection breaks. If there is no handler, native code answers the request,
// which is not traced then.

const CALL = Symbol('faas-trace')
const ROUTES = ['get', 'post', 'options', 'del', 'patch', 'put', 'head', 'connect', 'trace', 'any']

// Reads a header only when it is needed, because that is a native call.
class Headers {
  constructor (request) {
    this.request = request
  }

  get 'x-faas-trace' () {
    return this.request.getHeader('x-faas-trace')
  }

  get 'x-call-id' () {
    return this.request.getHeader('x-call-id')
  }

  get traceparent () {
    return this.request.getHeader('traceparent')
  }
}

module.exports = (server, { hello, begin, end, TRACE_ID }) => {
  const finish = (response) => {
    const call = response[CALL]
    if (!call) return
    response[CALL] = undefined
    try {
      end(call.invocation)
    } catch (e) { /* the response goes on */ }
  }

  // Lets a method end the request, depending on the method's result.
  const ends = (prototype, name, isEnd) => {
    const original = prototype[name]
    if (!original) return
    prototype[name] = function () {
      const result = original.apply(this, arguments)
      if (isEnd(result)) finish(this)
      return result
    }
  }

  // A response must have ended when its handler returns, unless the handler has called one of these methods.
  const goesOn = (prototype, name, wrap) => {
    const original = prototype[name]
    if (!original) return
    prototype[name] = function () {
      const call = this[CALL]
      if (!call) return original.apply(this, arguments)
      call.goesOn = true
      return original.apply(this, wrap(this, Array.from(arguments)))
    }
  }

  const aborting = (response, [handler, ...rest]) => {
    if (typeof handler !== 'function') return [handler, ...rest]
    return [function () {
      finish(response)
      return handler.apply(this, arguments)
    }, ...rest]
  }

  const prepare = (prototype) => {
    if (prototype[CALL] !== undefined) return
    prototype[CALL] = null
    for (const name of ['end', 'endWithoutBody', 'close', 'upgrade']) ends(prototype, name, () => true)
    ends(prototype, 'tryEnd', (result) => Array.isArray(result) && result[1])
    goesOn(prototype, 'onAborted', aborting)
    for (const name of ['collect', 'collectBody']) goesOn(prototype, name, (response, given) => given)
  }

  // The first header must come after the status, which is 200 if the handler does not write it.
  const name = (response, id) => {
    const names = ['writeStatus', 'writeHeader', 'write', 'end', 'endWithoutBody', 'tryEnd']
    for (const each of names) {
      response[each] = function () {
        for (const each of names) delete this[each]
        if (each !== 'writeStatus') this.writeHeader(TRACE_ID, id)
        const result = this[each].apply(this, arguments)
        if (each === 'writeStatus') this.writeHeader(TRACE_ID, id)
        return result
      }
    }
  }

  const start = (response, request) => {
    prepare(Object.getPrototypeOf(response))
    if (!hello()) return
    const invocation = begin(new Headers(request))
    response[CALL] = { invocation, goesOn: false }
    if (invocation && invocation.demanded) name(response, invocation.id)
  }

  const traced = (handler) => {
    if (typeof handler !== 'function') return handler
    return function (response, request) {
      try {
        start(response, request)
      } catch (e) { /* the request is not traced */ }
      try {
        return handler.apply(this, arguments)
      } finally {
        // If the handler leaves the request to another handler, that one is traced separately.
        const call = response[CALL]
        if (call && !call.goesOn) finish(response)
      }
    }
  }

  const tracedBehavior = (behavior) => {
    if (!behavior || !behavior.upgrade) return behavior
    return Object.assign(Object.create(behavior), { upgrade: traced(behavior.upgrade) })
  }

  const replace = (app, name, change) => {
    const original = app[name]
    if (!original) return
    app[name] = function () {
      return original.apply(this, change(Array.from(arguments)))
    }
  }

  const listening = (given) => {
    try {
      hello()
    } catch (e) { /* it listens untraced */ }
    return given
  }

  const hook = (app) => {
    for (const name of ROUTES) replace(app, name, ([pattern, handler, ...rest]) => [pattern, traced(handler), ...rest])
    replace(app, 'ws', ([pattern, behavior, ...rest]) => [pattern, tracedBehavior(behavior), ...rest])
    for (const name of ['listen', 'listen_unix']) replace(app, name, listening)
    return app
  }

  for (const name of ['App', 'SSLApp']) {
    const create = server[name]
    server[name] = function () {
      const app = create.apply(this, arguments)
      try {
        return hook(app)
      } catch (e) {
        return app
      }
    }
  }
}
