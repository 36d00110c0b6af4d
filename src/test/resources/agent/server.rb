# A Rack function, and a server with a thread pool that follows the Rack specification. While the server sends the body,
# the function keeps the CPU busy for 150 ms (or for "busy" milliseconds) and then yields the query.
require 'socket'
require_relative 'faas_trace'

Answer = Struct.new(:query) do
  def each
    finish = Process.clock_gettime(Process::CLOCK_MONOTONIC) + ENV.fetch('busy', 150).to_i / 1000.0
    nil while Process.clock_gettime(Process::CLOCK_MONOTONIC) < finish
    yield "hello #{query}"
  end

  def close
    raise 'closed twice' if @closed

    @closed = true
  end
end

APP = FaasTrace.new(->(env) { [200, { 'content-type' => 'text/plain' }, Answer.new(env['QUERY_STRING'])] })

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
  socket.write("\r\n")
  body.each { |part| socket.write(part) }
  body.close if body.respond_to?(:close)
ensure
  socket.close
end

trap('TERM') { exit!(3) }
server = TCPServer.new('127.0.0.1', ENV['port'].to_i)
Array.new(4) { Thread.new { loop { serve(server.accept) } } }.each(&:join)
