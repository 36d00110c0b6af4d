// Reads the specification of a pod as JSON and prints each violation of the Pod Security level that is named, one a line, as
// the API server's own admission plugin finds them.
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
