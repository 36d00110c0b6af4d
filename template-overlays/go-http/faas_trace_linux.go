package http

import (
	"crypto/rand"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// faasTracer tells the agent in this image when a request begins and ends, so that the agent can record the request. It
// never makes a request fail and never writes to the log. It builds with Go 1.10 and newer.
type faasTracer struct {
	running, begun int32 // requests, traced or not; accessed atomically, because requests must not wait for each other

	sync.Mutex      // for the following numbers, and for lines that depend on them
	active, dense   int
	omitted         int
	arming          sync.Mutex // for the next three
	events, control int
	toggle          string

	folder   string
	patience time.Time
	wanted   func() bool
	demand   func() bool
	steady   bool
}

// faasInvocation is one request. If it is not traced, it has no call.
type faasInvocation struct {
	tracer   *faasTracer
	begun    int32
	ended    int32
	overlap  bool
	demanded bool
	call     string
	start    string
	parent   string
	before   faasSpent
}

func newFaasTracer(folder string) *faasTracer {
	if folder == "" {
		return nil
	}
	events, err := faasOpen(folder + "/events")
	if err != nil {
		return nil
	}
	t := &faasTracer{folder: folder, events: events, patience: time.Now().Add(time.Second)}
	t.wanted = faasSampler(os.Getenv("FAAS_TRACE_SAMPLE"))
	// If every request is traced, switching sampling for each request would cost more than sampling all the time.
	t.steady = os.Getenv("FAAS_TRACE_SAMPLE") == "all"
	t.demand = func() bool { return false }
	if os.Getenv("FAAS_TRACE_HEADER") != "off" {
		rate, err := strconv.Atoi(os.Getenv("FAAS_TRACE_HEADER_RATE"))
		if err != nil || rate < 1 {
			rate = 1
		}
		t.demand = faasAtMostEvery(time.Second / time.Duration(rate))
	}
	t.send(events, fmt.Sprintf("hello %d go %s\n", os.Getpid(), strings.Replace(runtime.Version(), " ", "_", -1)))
	return t
}

// faasOpen fails instead of waiting if the pipe has no reader. It doesn't use os.OpenFile, whose writes wait on a full pipe.
func faasOpen(path string) (int, error) {
	return syscall.Open(path, syscall.O_WRONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
}

func faasSampler(rule string) func() bool {
	if rule == "all" || rule == "off" {
		return func() bool { return rule == "all" }
	}
	if every, err := strconv.Atoi(strings.TrimPrefix(rule, "1/")); err == nil && every > 0 && strings.HasPrefix(rule, "1/") {
		calls := new(uint32)
		return func() bool { return (atomic.AddUint32(calls, 1)-1)%uint32(every) == 0 }
	}
	seconds, err := strconv.Atoi(strings.TrimSuffix(rule, "s"))
	if err != nil || seconds < 1 {
		seconds = 10
	}
	return faasAtMostEvery(time.Duration(seconds) * time.Second)
}

func faasAtMostEvery(interval time.Duration) func() bool {
	born := time.Now()
	next := new(int64)
	return func() bool {
		now, due := int64(time.Since(born)), atomic.LoadInt64(next)
		return now >= due && atomic.CompareAndSwapInt64(next, due, now+int64(interval))
	}
}

// faasNow returns CLOCK_MONOTONIC, the clock of the samples. time.Now doesn't expose its monotonic reading.
func faasNow() string {
	var now syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, 1, uintptr(unsafe.Pointer(&now)), 0)
	return fmt.Sprintf("%d.%09d", now.Sec, now.Nsec)
}

// faasSpent is what this process has spent so far, in nanoseconds: on a processor, and throttled by the container's CPU limit. A
// negative number is unknown.
type faasSpent struct {
	cpu, throttled int64
}

// spent measures the process, because a goroutine moves between threads. How long each thread was ready to run is left out:
// several threads can be ready at the same time, so the sum of their times can exceed the request's time.
func (t *faasTracer) spent() faasSpent {
	spent := faasSpent{cpu: -1, throttled: faasThrottled(faasRead(t.folder + "/cpu.stat"))}
	var cpu syscall.Timespec
	const processClock = 2
	if _, _, failure := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, processClock, uintptr(unsafe.Pointer(&cpu)), 0); failure == 0 {
		spent.cpu = cpu.Nano()
	}
	return spent
}

func faasThrottled(stat string) int64 {
	words := strings.Fields(stat)
	for i := 0; i+1 < len(words); i += 2 {
		scale := map[string]int64{"throttled_usec": 1000, "throttled_time": 1}[words[i]]
		if number, err := strconv.ParseInt(words[i+1], 10, 64); err == nil && scale > 0 {
			return number * scale
		}
	}
	return -1
}

// since returns the words for the end of a line. The numbers include all other work of the process.
func (after faasSpent) since(before faasSpent) string {
	words := ""
	if before.cpu >= 0 && after.cpu >= before.cpu {
		words += fmt.Sprintf(" cpu=%d", after.cpu-before.cpu)
	}
	if before.throttled >= 0 && after.throttled >= before.throttled {
		words += fmt.Sprintf(" throttled=%d", after.throttled-before.throttled)
	}
	if words != "" {
		words += " shared=1"
	}
	return words
}

func (t *faasTracer) send(pipe int, line string) bool {
	_, err := syscall.Write(pipe, []byte(line))
	return err == nil
}

// append opens the file for each line, because the agent may move it away at any time.
func (t *faasTracer) append(line string) bool {
	file, err := syscall.Open(t.folder+"/invocations", syscall.O_WRONLY|syscall.O_APPEND|syscall.O_CREAT|syscall.O_CLOEXEC, 0600)
	if err != nil {
		return false
	}
	defer syscall.Close(file)
	return t.send(file, line)
}

func (t *faasTracer) openRecording() {
	on, err := syscall.Open(t.folder+"/on", syscall.O_WRONLY|syscall.O_CREAT|syscall.O_EXCL|syscall.O_CLOEXEC, 0600)
	if err != nil {
		return
	}
	syscall.Close(on)
	t.send(t.control, "enable"+t.toggle)
	t.send(t.events, "call\n")
}

// busy counts the traced requests that are running, and keeps sampling on while there are any.
func (t *faasTracer) busy(change int) {
	t.Lock()
	defer t.Unlock()
	t.active += change
	if t.steady {
		return
	}
	if t.active == 0 {
		t.send(t.control, "disable"+t.toggle)
	} else if t.active == 1 && change == 1 {
		t.send(t.control, "enable"+t.toggle)
	}
}

// accelerate counts the on-demand requests that are running, and samples faster while there are any. It waits until perf does so,
// but at most 20 ms.
func (t *faasTracer) accelerate(change int) {
	t.Lock()
	t.dense += change
	before := t.acknowledged()
	sent := t.dense == 1 && change == 1 && t.send(t.control, "enable demand\n")
	if t.dense == 0 {
		t.send(t.control, "disable demand\n")
	}
	t.Unlock()
	until := time.Now().Add(20 * time.Millisecond)
	for sent && before >= 0 && t.acknowledged() == before && time.Now().Before(until) {
		time.Sleep(200 * time.Microsecond)
	}
}

// acknowledged returns a number that grows with each command that perf has carried out. It is negative if it is unknown.
func (t *faasTracer) acknowledged() int64 {
	var stat syscall.Stat_t
	if syscall.Stat(t.folder+"/acks", &stat) != nil {
		return -1
	}
	return stat.Size
}

// armed checks each time, because perf may start late or stop.
func (t *faasTracer) armed() bool {
	t.arming.Lock()
	defer t.arming.Unlock()
	for !t.followed() {
		if time.Now().After(t.patience) || syscall.Access(t.folder+"/refused", 0) == nil {
			return false
		}
		time.Sleep(5 * time.Millisecond)
	}
	if t.toggle != "" {
		return true
	}
	words := strings.Fields(faasRead(t.folder + "/armed"))
	if len(words) != 2 {
		return false
	}
	control, err := faasOpen(t.folder + "/control")
	if err != nil {
		return false
	}
	t.control, t.toggle = control, " "+words[1]+"\n"
	return true
}

// followed returns whether perf follows this process. It may be a worker of the process that perf is attached to.
func (t *faasTracer) followed() bool {
	if syscall.Access(t.folder+"/armed", 0) != nil {
		return false
	}
	pid := strconv.Itoa(os.Getpid())
	return t.toggle != "" || strings.HasPrefix(faasRead(t.folder+"/armed"), pid+" ") ||
		syscall.Access(t.folder+"/followed."+pid, 0) == nil
}

// faasRead returns the text of a short file, or nothing if it can't be read. os.ReadFile needs Go 1.16.
func faasRead(path string) string {
	file, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return ""
	}
	defer syscall.Close(file)
	text := make([]byte, 4096)
	length, err := syscall.Read(file, text)
	if err != nil {
		return ""
	}
	return string(text[:length])
}

// begin counts a request with these headers as running, and begins its invocation if it is to be traced.
func (t *faasTracer) begin(headers map[string][]string) *faasInvocation {
	i := &faasInvocation{tracer: t, begun: atomic.AddInt32(&t.begun, 1)}
	i.overlap = atomic.AddInt32(&t.running, 1) > 1
	asked := faasFirst(headers["X-Faas-Trace"])
	i.demanded = (asked == "1" || asked == "waits") && t.demand()
	if !i.demanded && !t.wanted() {
		return i
	}
	if t.armed() {
		mark := ""
		if i.demanded {
			mark = " demand=1"
			t.accelerate(1) // before other commands, because perf acknowledges all of them in the same way
		}
		t.openRecording()
		t.busy(1)
		i.parent = faasParent(faasFirst(headers["Traceparent"]))
		call, start := faasCall(faasFirst(headers["X-Call-Id"])), faasNow()
		i.before = t.spent()
		if t.append(fmt.Sprintf("begin %s %s %d -%s\n", call, start, os.Getpid(), mark)) {
			i.call, i.start = call, start
			return i
		}
		t.rest(i)
	}
	t.Lock()
	t.omitted++
	t.Unlock()
	return i
}

func faasFirst(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func (t *faasTracer) rest(i *faasInvocation) {
	t.busy(-1)
	if i.demanded {
		t.accelerate(-1)
	}
}

// end ends the request. A request that has been handed over ends twice; the second time has no effect.
func (i *faasInvocation) end() {
	if i == nil || !atomic.CompareAndSwapInt32(&i.ended, 0, 1) {
		return
	}
	if i.call != "" {
		i.tracer.finish(i)
	}
	atomic.AddInt32(&i.tracer.running, -1)
}

func (t *faasTracer) finish(i *faasInvocation) {
	times, stop := t.spent().since(i.before)+i.parent, faasNow()
	if i.demanded {
		times += " demand=1"
	}
	overlap := 0
	if i.overlap || i.begun != atomic.LoadInt32(&t.begun) {
		overlap = 1
	}
	defer t.rest(i)
	t.Lock()
	defer t.Unlock()
	line := fmt.Sprintf("end %s %s %s %d - %d %d%s\n", i.call, i.start, stop, os.Getpid(), overlap, t.omitted, times)
	if !t.append(line) {
		t.omitted++
		return
	}
	t.omitted = 0
	if i.demanded {
		t.send(t.events, "demanded\n")
	}
}

// faasParent returns a word for a line if this is the header traceparent of a caller that is part of a distributed trace. A
// later version of the format may add fields.
func faasParent(given string) string {
	if len(given) > 55 && given[55] == '-' {
		given = given[:55]
	}
	if len(given) != 55 {
		return ""
	}
	for i := range given {
		digit := given[i] >= '0' && given[i] <= '9' || given[i] >= 'a' && given[i] <= 'f'
		dash := i == 2 || i == 35 || i == 52
		if dash != (given[i] == '-') || !dash && !digit {
			return ""
		}
	}
	return " traceparent=" + given
}

// faasCall returns the given id if it is plain and short, otherwise a new id. Any client can send an id.
func faasCall(id string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("._-", c)
	}
	if id != "" && len(id) <= 64 && strings.TrimFunc(id, plain) == "" {
		return id
	}
	random := make([]byte, 16)
	_, _ = rand.Read(random)
	return fmt.Sprintf("%x", random)
}
