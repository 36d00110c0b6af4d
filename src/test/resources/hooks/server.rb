# A Rack function that responds at once, fails (n=fail), or waits for the file `release` (n=hold).
require 'socket'
require_relative 'faas_trace'

def answer(query)
  File.write('held', '') if query == 'n=hold'
  sleep 0.01 until query != 'n=hold' || File.exist?('release')
  raise query if query == 'n=fail'

  [200, { 'content-type' => 'text/plain' }, ['ok']]
end

APP = FaasTrace.new(->(env) { answer(env['QUERY_STRING']) })

def read_request(socket)
  env = { 'QUERY_STRING' => socket.gets[/\?(\S*)/, 1].to_s }
  while (name, value = socket.gets.chomp.split(': ', 2)) && name
    env["HTTP_#{name.upcase.tr('-', '_')}"] = value
  end
  env
end

def serve(socket)
  status, headers, body = APP.call(read_request(socket))
  socket.write("HTTP/1.1 #{status} OK\r\nConnection: close\r\n")
  headers.each { |name, value| socket.write("#{name}: #{value}\r\n") }
  socket.write("\r\n", *body)
rescue RuntimeError
  socket.write("HTTP/1.1 500 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
ensure
  socket.close
end

server = TCPServer.new('127.0.0.1', ENV['port'].to_i)
Array.new(4) { Thread.new { loop { serve(server.accept) } } }.each(&:join)
