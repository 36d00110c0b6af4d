// Reads a pod specification as JSON and prints its violations of the given Pod Security level, one per line. Uses the
// checks of the API server's own admission plugin.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

func main() {
	var spec corev1.PodSpec
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	fail(decoder.Decode(&spec))
	level, err := api.ParseLevel(os.Args[1])
	fail(err)
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	fail(err)
	version := api.LevelVersion{Level: level, Version: api.LatestVersion()}
	for _, result := range evaluator.EvaluatePod(version, &metav1.ObjectMeta{}, &spec) {
		if !result.Allowed {
			fmt.Println(result.ForbiddenReason + ": " + result.ForbiddenDetail)
		}
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
