require_relative 'function/handler'
puts Handler.new.run(STDIN.read)
