# frozen_string_literal: true

require 'securerandom'

# A Rack middleware that tells the agent in this image when a request begins and ends, so that the agent can record it.
# It never makes a request fail and never writes to the log. Without the agent, it is not added.
class FaasTrace
  # The requests of one thread: how many are running, and how many have begun.
  Lane = Struct.new(:running, :begun)
  # One request. If it has no id, it is not traced.
  Request = Struct.new(:lane, :begun, :overlap, :demanded, :id, :start, :thread, :spent, :parent)

  # Wraps a response body: the invocation ends when the server has closed the body or taken it over.
  # It has the same methods as the body, because servers check which methods a body has.
  class Body
    def initialize(body, done)
      @body = body
      @done = done
    end

    def close
      @body.close if @body.respond_to?(:close)
    ensure
      over
    end

    def respond_to_missing?(name, all = false)
      @body.respond_to?(name, all)
    end

    def method_missing(name, *arguments, &block)
      return super unless @body.respond_to?(name)

      begin
        @body.public_send(name, *arguments, &block)
      ensure
        over if name == :to_ary || name == :call
      end
    end
    # Ruby before 2.7 passes keyword arguments on without this.
    ruby2_keywords(:method_missing) if respond_to?(:ruby2_keywords, true)

    private

    def over
      done = @done
      @done = nil
      done&.call
    end
  end

  # The state that all requests of the process share.
  class Tracer
    PLAIN = /\A[A-Za-z0-9._-]{1,64}\z/n.freeze
    # The fields of the header that this version of the format has. A later version may add fields.
    PARENT = /\A[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?=-|\z)/n.freeze
    PIPE = File::WRONLY | File::NONBLOCK

    def initialize(folder)
      @folder = folder
      @lock = Mutex.new
      @wanted = sampler(ENV['FAAS_TRACE_SAMPLE'].to_s)
      rate = ENV['FAAS_TRACE_HEADER_RATE'].to_i
      @demand = ENV['FAAS_TRACE_HEADER'] == 'off' ? -> { false } : at_most_every(1.0 / [rate, 1].max)
      @all = Lane.new(0, 0)
      # If Ruby moves its threads between kernel threads, a kernel thread's id does not identify a request.
      @own_threads = ENV['RUBY_MN_THREADS'] != '1' && File.symlink?('/proc/thread-self')
      # If every request is traced, switching sampling for each request would cost more than sampling all the time.
      @steady = ENV['FAAS_TRACE_SAMPLE'] == 'all'
      @omitted = @active = @dense = 0
      @events = File.open("#{folder}/events", PIPE)
      # The parent of a cluster serves no requests. Each worker says hello at its first traced request.
      hello unless ENV['WEB_CONCURRENCY'].to_i > 1
    end

    def begin(env)
      request = Request.new(lane)
      @lock.synchronize do
        request.lane.running += 1
        request.begun = request.lane.begun += 1
        request.demanded = %w[1 waits].include?(env['HTTP_X_FAAS_TRACE']) && @demand.call
        @omitted += 1 if (request.demanded || @wanted.call) && !trace(request, env)
      end
      request.spent = spent if request.id
      request
    end

    def end(request)
      after = spent if request.id
      @lock.synchronize do
        lane = request.lane
        lane.running -= 1
        next unless request.id

        overlap = request.overlap || lane.begun != request.begun
        line = "end #{request.id} #{request.start} #{now} #{Process.pid} #{request.thread}"
        noted = note("#{line} #{overlap ? 1 : 0} #{@omitted}#{times(request, after, overlap)}#{parent(request)}#{mark(request)}\n")
        @omitted = noted ? 0 : @omitted + 1
        tell("demanded\n") if noted && request.demanded
        rest(request)
      end
    end

    private

    # CLOCK_MONOTONIC, the clock of the samples.
    def now
      format('%d.%09d', *Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond).divmod(1_000_000_000))
    end

    def seconds
      Process.clock_gettime(Process::CLOCK_MONOTONIC)
    end

    def lane
      return @all unless @own_threads

      thread = Thread.current
      thread.thread_variable_get(:faas_trace) ||
        Lane.new(0, 0).tap { |fresh| thread.thread_variable_set(:faas_trace, fresh) }
    end

    def thread_id
      return '-' unless @own_threads

      thread = Thread.current
      thread.respond_to?(:native_thread_id) ? thread.native_thread_id : File.readlink('/proc/thread-self')[/\d+\z/]
    end

    def sampler(rule)
      return -> { rule == 'all' } if %w[all off].include?(rule)

      every = rule[%r{\A1/([1-9][0-9]*)\z}, 1].to_i
      return at_most_every((rule[/\A([1-9][0-9]*)s\z/, 1] || 10).to_i) if every.zero?

      calls = -1
      -> { ((calls += 1) % every).zero? }
    end

    def at_most_every(interval)
      last = -Float::INFINITY
      lambda do
        time = seconds
        due = time - last >= interval
        last = time if due
        due
      end
    end

    def hello
      @pid = Process.pid
      @active = @dense = 0
      @patience = seconds + 1
      tell("hello #{@pid} ruby #{RUBY_VERSION}\n")
    end

    # Checks each time, because perf may start late or stop. The lock is released while it sleeps.
    def armed
      hello unless @pid == Process.pid
      until (event = followed)
        return if seconds > @patience || File.exist?("#{@folder}/refused")

        @lock.sleep(0.005)
      end
      event
    end

    # The event to enable, if perf follows this process. It may be a worker of the process that perf is attached to.
    def followed
      pid, event = text("#{@folder}/armed").split
      event if pid == Process.pid.to_s || File.exist?("#{@folder}/followed.#{Process.pid}")
    end

    def trace(request, env)
      @event = armed or return
      given = env['HTTP_X_CALL_ID'].to_s
      id = PLAIN.match?(given.b) ? given : SecureRandom.hex(16)
      request.parent = env['HTTP_TRACEPARENT'].to_s.b[PARENT]
      request.overlap = request.lane.running > 1
      request.thread = thread_id
      accelerate if request.demanded # before other commands, because perf acknowledges all of them in the same way
      open_recording
      busy(1)
      request.start = now
      noted = note("begin #{id} #{request.start} #{Process.pid} #{request.thread}#{mark(request)}\n")
      rest(request) unless noted
      request.id = id if noted
    rescue SystemCallError, IOError
      nil
    end

    # How many nanoseconds this thread has spent on a processor, ready to run but not running, and throttled by the
    # container's CPU limit. Numbers that are unknown are left out.
    def spent
      return {} unless @own_threads

      cpu = Process.clock_gettime(Process::CLOCK_THREAD_CPUTIME_ID, :nanosecond)
      ready = text('/proc/thread-self/schedstat')[/\A\d+ (\d+) [1-9]/, 1]
      stat = limits
      throttled = stat[/^throttled_time (\d+)/, 1] || stat[/^throttled_usec (\d+)/, 1]&.concat('000')
      { thread: Thread.current, cpu: cpu, ready: ready, throttled: throttled }
    rescue SystemCallError
      {}
    end

    # The file stays open, because opening it takes longer than reading it.
    def limits
      @limits ||= File.open("#{@folder}/cpu.stat")
      return @limits.pread(4096, 0) if @limits.respond_to?(:pread)

      @limits.sysseek(0)
      @limits.sysread(4096)
    rescue SystemCallError, IOError
      ''
    end

    def text(file)
      File.read(file)
    rescue SystemCallError, IOError
      ''
    end

    # A server may close the body in another thread. Then the numbers are unknown.
    def times(request, after, overlap)
      before = request.spent
      return if before.empty? || before[:thread] != after[:thread]

      names = %i[cpu ready throttled].select { |name| before[name] && after[name] }
      names.map { |name| " #{name}=#{[after[name].to_i - before[name].to_i, 0].max}" }.join + (overlap ? ' shared=1' : '')
    end

    def open_recording
      on = "#{@folder}/on"
      return if File.exist?(on)

      File.open(on, File::WRONLY | File::CREAT | File::EXCL, &:close)
      switch('enable')
      tell("call\n")
    rescue SystemCallError, IOError
      nil # usually because another thread or process has just created it
    end

    # Counts the traced requests that are running, and keeps sampling on while there are any.
    def busy(change)
      @active += change
      return if @steady

      switch('disable') if @active.zero?
      switch('enable') if @active == 1 && change == 1
    end

    # The header traceparent of a caller that is part of a distributed trace.
    def parent(request)
      " traceparent=#{request.parent}" if request.parent
    end

    def mark(request)
      ' demand=1' if request.demanded
    end

    # Samples faster while an on-demand request is running. Waits until perf does so, but at most 20 ms. The lock is released
    # while it sleeps.
    def accelerate
      before = acknowledged
      @dense += 1
      return unless @dense == 1 && switch('enable', 'demand') && before

      finish = seconds + 0.02
      @lock.sleep(0.0002) while acknowledged == before && seconds < finish
    end

    def acknowledged
      File.size?("#{@folder}/acks") || (0 if File.exist?("#{@folder}/acks"))
    end

    def rest(request)
      busy(-1)
      return unless request.demanded

      @dense -= 1
      switch('disable', 'demand') if @dense.zero?
    end

    def switch(word, event = @event)
      File.open("#{@folder}/control", PIPE) { |pipe| pipe.write_nonblock("#{word} #{event}\n", exception: false) }
    rescue SystemCallError, IOError
      nil
    end

    def tell(line)
      @events.write_nonblock(line, exception: false)
    rescue SystemCallError, IOError
      nil
    end

    # Opens the file for each line, because the agent may move it away at any time.
    def note(line)
      File.open("#{@folder}/invocations", File::WRONLY | File::CREAT | File::APPEND) { |file| file.syswrite(line) }
    rescue SystemCallError, IOError
      nil
    end
  end

  TRACER =
    begin
      Tracer.new(ENV.fetch('FAAS_TRACE_DIR'))
    rescue KeyError, SystemCallError, IOError
      nil
    end

  def self.new(app)
    TRACER ? super : app
  end

  def initialize(app)
    @app = app
  end

  def call(env)
    request = TRACER.begin(env)
    handed_over = false
    status, headers, body = answer = @app.call(env)
    return answer unless answer.is_a?(Array)

    named = request.id && request.demanded && headers.respond_to?(:merge)
    headers = headers.merge('x-faas-trace-id' => request.id) if named
    return [status, headers, body] if body.is_a?(Array) || body.nil?

    handed_over = true
    [status, headers, Body.new(body, -> { TRACER.end(request) })]
  ensure
    TRACER.end(request) if request && !handed_over
  end
end
