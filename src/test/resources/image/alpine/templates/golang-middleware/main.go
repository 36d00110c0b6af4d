package main

import (
	"log"
	"net/http"

	"handler/function"
)

func main() {
	http.HandleFunc("/", function.Handle)
	log.Fatal(http.ListenAndServe("127.0.0.1:18082", nil))
}
