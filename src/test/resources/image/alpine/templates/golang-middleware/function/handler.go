package function

import (
	"fmt"
	"net/http"
)

// Handle performs additions. The request's body is their number, in millions.
func Handle(w http.ResponseWriter, r *http.Request) {
	var millions int
	fmt.Fscan(r.Body, &millions)
	fmt.Fprintln(w, burn(millions) > 0)
}

//go:noinline
func burn(millions int) (sum int) {
	for i := 0; i < millions*1000000; i++ {
		sum += i % 7
	}
	return sum
}
