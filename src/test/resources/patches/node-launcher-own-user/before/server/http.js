"use strict";

const http = require("http");
const handler = require("../function/handler");

http.createServer((request, response) => response.end(handler(request.url))).listen(3000);
