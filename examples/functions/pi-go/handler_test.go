package function

import "testing"

func TestComputePiCutsOffAfterTheDigitsAskedFor(t *testing.T) {
	for digits, want := range map[int]string{1: "3.1", 20: "3.14159265358979323846"} {
		if got := computePi(digits); got != want {
			t.Errorf("computePi(%d) = %s, want %s", digits, got, want)
		}
	}
}
