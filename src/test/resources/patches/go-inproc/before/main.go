package main

import (
	"context"
	"log"
	"net/http"
	"os"

	"handler/function"

	"github.com/openfaas/of-watchdog/config"
	"github.com/openfaas/of-watchdog/pkg"
)

func main() {
	cfg, err := config.New(os.Environ())
	if err != nil {
		log.Fatal(err)
	}
	h := func(w http.ResponseWriter, r *http.Request) {
		function.Handle(w, r)
	}
	cfg.SetHandler(h)
	cfg.OperationalMode = config.ModeInproc
	log.Fatal(pkg.NewWatchdog(cfg).Start(context.Background()))
}
