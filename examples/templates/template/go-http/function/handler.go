package function

import (
	"io"
	"net/http"
)

// Handle serves one request.
func Handle(w http.ResponseWriter, r *http.Request) {
	io.WriteString(w, "Hello from faas-trace's Go template\n")
}
