// Reads JSON documents, one per line, and prints the problems for which a cluster would reject them, one per line.
// Kubernetes's own kinds are decoded strictly into the API's types. Custom resources are checked against the schemas of
// their definitions, as the API server does. The definition files are named on the command line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	kjson "sigs.k8s.io/json"
)

func main() {
	types := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		appsv1.AddToScheme, corev1.AddToScheme, networkingv1.AddToScheme, policyv1.AddToScheme, rbacv1.AddToScheme,
		addOpenFaas,
	} {
		fail(add(types))
	}
	definitions := readDefinitions(os.Args[1:])
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var head metav1.PartialObjectMetadata
		fail(json.Unmarshal(in.Bytes(), &head))
		for _, problem := range check(types, definitions, head.GroupVersionKind(), in.Bytes()) {
			fmt.Printf("%s %s: %s\n", head.Kind, head.Name, problem)
		}
	}
	fail(in.Err())
}

func check(types *runtime.Scheme, definitions map[schema.GroupVersionKind]definition,
	kind schema.GroupVersionKind, document []byte) []string {
	if definition, known := definitions[kind]; known {
		return definition.check(document)
	}
	object, err := types.New(kind)
	if err != nil {
		return []string{err.Error()}
	}
	problems := strictly(document, object)
	if checked, ok := object.(interface{ check() []string }); ok && len(problems) == 0 {
		problems = checked.check()
	}
	return problems
}

// strictly decodes the document. Field names are case-sensitive, and unknown or duplicate fields are problems.
func strictly(document []byte, into any) []string {
	var problems []string
	unknown, err := kjson.UnmarshalStrict(document, into)
	if err != nil {
		problems = append(problems, err.Error())
	}
	for _, problem := range unknown {
		problems = append(problems, problem.Error())
	}
	return problems
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
