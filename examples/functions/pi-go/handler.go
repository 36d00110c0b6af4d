// Package function computes pi with Machin's formula. It uses long division as taught at school, so that the function
// needs enough CPU time for a flame graph.
package function

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
)

const (
	base       = 1_000_000
	mostDigits = 20_000
)

// number holds the integer part in its first element, and six digits after the point in each other element.
type number []int64

// Handle serves one request.
func Handle(w http.ResponseWriter, r *http.Request) {
	digits := digitsAskedFor(r)
	if digits < 1 || digits > mostDigits {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, "digits must be a number from 1 to %d\n", mostDigits)
		return
	}
	text, err := throughFile(computePi(digits))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintln(w, text)
}

// digitsAskedFor returns the requested number of digits, or 0 if the request contains no valid number.
func digitsAskedFor(r *http.Request) int {
	body, err := io.ReadAll(io.LimitReader(r.Body, 64))
	if err != nil {
		return 0
	}
	asked := strings.TrimSpace(string(body))
	if asked == "" {
		asked = r.URL.Query().Get("digits")
	}
	if asked == "" {
		asked = "1000"
	}
	digits, err := strconv.ParseUint(asked, 10, 16)
	if err != nil {
		return 0
	}
	return int(digits)
}

// computePi returns 3.14… with that many digits after the point. The last digit is not rounded.
func computePi(digits int) string {
	length := digits/6 + 4
	pi := subtract(arctan(16, 5, length), arctan(4, 239, length))
	var fraction strings.Builder
	for _, limb := range pi[1:] {
		fmt.Fprintf(&fraction, "%06d", limb)
	}
	return fmt.Sprintf("%d.%s", pi[0], fraction.String()[:digits])
}

// arctan returns factor * arctan(1/x).
func arctan(factor, x int64, length int) number {
	power := make(number, length)
	power[0] = factor
	power = divide(power, x)
	total := power
	for k := int64(3); !isZero(power); k += 2 {
		power = divide(power, x*x)
		term := divide(power, k)
		if k%4 == 3 {
			total = subtract(total, term)
		} else {
			total = add(total, term)
		}
	}
	return total
}

func isZero(n number) bool {
	for _, limb := range n {
		if limb != 0 {
			return false
		}
	}
	return true
}

func divide(n number, by int64) number {
	result := make(number, len(n))
	rest := int64(0)
	for i, limb := range n {
		rest = rest*base + limb
		result[i] = rest / by
		rest %= by
	}
	return result
}

func add(left, right number) number {
	result := make(number, len(left))
	carry := int64(0)
	for i := len(left) - 1; i >= 0; i-- {
		sum := left[i] + right[i] + carry
		result[i] = sum % base
		carry = sum / base
	}
	return result
}

func subtract(left, right number) number {
	result := make(number, len(left))
	borrow := int64(0)
	for i := len(left) - 1; i >= 0; i-- {
		difference := left[i] - right[i] - borrow
		borrow = 0
		if difference < 0 {
			difference += base
			borrow = 1
		}
		result[i] = difference
	}
	return result
}

// throughFile writes the text to a file and reads it back, so that a trace also shows input and output.
func throughFile(text string) (string, error) {
	file, err := os.CreateTemp("", "pi-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		return "", err
	}
	if err := file.Sync(); err != nil {
		return "", err
	}
	read, err := os.ReadFile(file.Name())
	return string(read), err
}
