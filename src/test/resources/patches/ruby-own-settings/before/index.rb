# Reads a request and answers it.
require_relative "function/handler"
print Handler.new.run(STDIN.read)
