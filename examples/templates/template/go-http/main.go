// Serves the function in the folder function over HTTP. of-watchdog passes the requests to it.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"handler/function"
)

func main() {
	server := &http.Server{
		Addr:              "127.0.0.1:" + port(),
		ReadHeaderTimeout: 10 * time.Second,
		MaxHeaderBytes:    1 << 20,
	}

	http.HandleFunc("/", function.Handle)

	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		stopOnSignal(server)
	}()

	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatalf("cannot start the server: %v", err)
	}
	<-stopped
}

// stopOnSignal waits for the watchdog's SIGTERM. It then stops the server, but lets current requests finish.
func stopOnSignal(server *http.Server) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	<-signals

	patience, cancel := context.WithTimeout(context.Background(), writeTimeout())
	defer cancel()
	if err := server.Shutdown(patience); err != nil {
		log.Printf("not all requests finished in time: %v", err)
	}
}

// port returns the port on which the watchdog expects the function: the value of http_port, or 8082.
func port() string {
	if given := os.Getenv("http_port"); given != "" {
		return given
	}
	return "8082"
}

func writeTimeout() time.Duration {
	timeout, err := time.ParseDuration(os.Getenv("write_timeout"))
	if err != nil {
		return 10 * time.Second
	}
	return timeout
}
