// Runs tools that operators use, through their own libraries: Helm, kustomize, the types of Kubernetes and of the
// Prometheus operator, and Prometheus's query parser. Prints results to standard output. Exits with 1 if an input is wrong.
package main

import (
	"fmt"
	"os"
)

var commands = map[string]func(arguments []string) error{
	"check-objects": checkObjects,
	"helm-lint":     helmLint,
	"helm-template": helmTemplate,
	"kustomize":     kustomizeBuild,
	"lint-metrics":  lintMetrics,
	"parse-queries": parseQueries,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "name a command")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
