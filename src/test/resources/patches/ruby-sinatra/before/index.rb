# The entry: every method and path go to the handler.
require_relative 'function/handler'

require 'sinatra'

set :port, 5000

handler = Handler.new

%i[get post put delete].each do |verb|
  send(verb, '/*') do
    body, headers, status = handler.run(request.body, request.env)
    [status || 200, headers || {}, body]
  end
end
