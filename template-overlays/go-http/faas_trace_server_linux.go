package http

import (
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// The calls that are put into net/http: when a server starts, when it passes a request to its handler, and when a handler
// takes over a connection, as for a WebSocket.

// faasFunction is the function in this process.
var faasFunction struct {
	once   sync.Once
	tracer *faasTracer // nil without an agent
	inproc bool        // whether the function is its own watchdog
	port   int         // the port on which the watchdog expects the function; 0 if unknown
	served int32       // whether a server listens on that port
}

func faasServing(l net.Listener) {
	f := &faasFunction
	f.once.Do(func() {
		f.inproc = os.Getenv("mode") == "inproc"
		f.port = faasPort()
		f.tracer = newFaasTracer(os.Getenv("FAAS_TRACE_DIR"))
	})
	if address, is := l.Addr().(*net.TCPAddr); is && address.Port == f.port {
		atomic.StoreInt32(&f.served, 1)
	}
}

func faasPort() int {
	text := ""
	if faasFunction.inproc {
		text = os.Getenv("port")
		if text == "" {
			return 8080
		}
	} else if upstream, err := url.Parse(faasUpstream()); err == nil {
		text = upstream.Port()
	}
	port, _ := strconv.Atoi(text)
	return port
}

func faasUpstream() string {
	if upstream := os.Getenv("http_upstream_url"); upstream != "" {
		return upstream
	}
	return os.Getenv("upstream_url")
}

// faasBegin returns nil if the request is not one of the function.
func faasBegin(w ResponseWriter, r *Request) *faasInvocation {
	if faasFunction.tracer == nil || !faasIsFunctions(r) {
		return nil
	}
	i := faasFunction.tracer.begin(r.Header)
	if i.demanded && i.call != "" {
		w.Header().Set("X-Faas-Trace-Id", i.call)
	}
	if own, is := w.(*response); is {
		own.faasTraced = i
	}
	return i
}

// faasIsFunctions returns false for requests to other servers of this process, such as one for metrics, and for the
// watchdog's own paths.
func faasIsFunctions(r *Request) bool {
	if faasFunction.inproc && strings.HasPrefix(r.URL.Path, "/_/") {
		return false
	}
	if atomic.LoadInt32(&faasFunction.served) == 0 {
		return true
	}
	address, is := r.Context().Value(LocalAddrContextKey).(*net.TCPAddr)
	return !is || address.Port == faasFunction.port
}
