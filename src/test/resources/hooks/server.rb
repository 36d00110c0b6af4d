# A Rack function that responds at once, fails (n=fail), waits for the file `release` (n=hold), works and sleeps (n=work), or
# sleeps and reads (n=wait).
require 'socket'
require_relative 'faas_trace'

# How long this process has been on a processor, in nanoseconds. Its other threads only wait.
def used
  times = Process.times
  ((times.utime + times.stime) * 1e9).to_i
end

# Computes for 30 ms, sleeps for 50 ms, and writes the CPU time that it has used to the file `measured`.
def work
  start = used
  nil while used - start < 30_000_000
  sleep 0.05
  File.write('measured', used - start)
end

def nap
  sleep 0.05
end

# Reads from a socket whose other end writes only after 80 ms.
def read_slowly
  near, far = UNIXSocket.pair
  Thread.new do
    sleep 0.08
    far.write('x')
  end
  near.readpartial(1)
end

def answer(query)
  File.write('held', '') if query == 'n=hold'
  sleep 0.01 until query != 'n=hold' || File.exist?('release')
  work if query == 'n=work'
  if query.start_with?('n=wait')
    nap
    read_slowly
  end
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
