// Prints what releases of containerd let a container call, by containerd's own code. Each line of the input names a release,
// an architecture, a kernel and the capabilities, joined by commas; each line of the output is that profile. The test puts
// the code of each release into a folder of its own, and the table of them into releases.go.
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
