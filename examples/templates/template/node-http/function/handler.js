'use strict'

// event has the fields body, headers, method, query and path. context has the field hostname.
module.exports = async (event, context) => "Hello from faas-trace's Node.js template\n"
