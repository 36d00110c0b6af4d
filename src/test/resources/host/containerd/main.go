// Prints the seccomp profiles of several containerd releases, as containerd's own code generates them. Each input line
// has four words: a release, an architecture, a kernel version, and the capabilities, joined by commas, or "none". For
// each input line, the program prints the profile in one line. The test copies the code of each release into a separate
// folder and writes the table of releases to releases.go.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"faastrace.invalid/containerd/machine"
	"github.com/opencontainers/runtime-spec/specs-go"
)

func main() {
	out := json.NewEncoder(os.Stdout)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		words := strings.Split(in.Text(), " ")
		machine.GOARCH = words[1]
		fmt.Sscanf(words[2], "%d.%d", &machine.Major, &machine.Minor)
		var capabilities []string
		if words[3] != "none" {
			capabilities = strings.Split(words[3], ",")
		}
		spec := &specs.Spec{Process: &specs.Process{Capabilities: &specs.LinuxCapabilities{Bounding: capabilities}}}
		if err := out.Encode(releases[words[0]](spec)); err != nil {
			panic(err)
		}
	}
}
