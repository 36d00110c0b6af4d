'use strict'

// event has body, headers, method, query and path; context has hostname.
module.exports = async (event, context) => "Hello from faas-trace's Node.js template\n"
