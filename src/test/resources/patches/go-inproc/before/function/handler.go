package function

import "net/http"

// Handle answers a request.
func Handle(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusNoContent)
}
