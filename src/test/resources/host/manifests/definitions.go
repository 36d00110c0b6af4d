package main

import (
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// A definition is one version of a custom resource definition.
type definition struct {
	schema     *apiextensions.CustomResourceValidation
	structural *structuralschema.Structural
	namespaced bool
}

func readDefinitions(files []string) map[schema.GroupVersionKind]definition {
	definitions := map[schema.GroupVersionKind]definition{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		fail(err)
		var from apiextensionsv1.CustomResourceDefinition
		fail(yaml.Unmarshal(text, &from))
		for _, version := range from.Spec.Versions {
			var internal apiextensions.CustomResourceValidation
			fail(apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(
				version.Schema, &internal, nil))
			structural, err := structuralschema.NewStructural(internal.OpenAPIV3Schema)
			fail(err)
			kind := schema.GroupVersionKind{Group: from.Spec.Group, Version: version.Name, Kind: from.Spec.Names.Kind}
			definitions[kind] = definition{&internal, structural, from.Spec.Scope == apiextensionsv1.NamespaceScoped}
		}
	}
	return definitions
}

func (d definition) check(document []byte) []string {
	var head struct {
		metav1.TypeMeta   `json:",inline"`
		metav1.ObjectMeta `json:"metadata"`
		Spec              json.RawMessage `json:"spec"`
	}
	problems := strictly(document, &head)
	if head.Namespace != "" && !d.namespaced {
		problems = append(problems, "has a namespace, but its kind belongs to the cluster")
	}
	var object map[string]any
	fail(json.Unmarshal(document, &object))
	validator, _, err := validation.NewSchemaValidator(d.schema)
	fail(err)
	for _, problem := range validation.ValidateCustomResource(nil, object, validator) {
		problems = append(problems, problem.Error())
	}
	options := structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	for _, path := range pruning.PruneWithOptions(object, d.structural, true, options) {
		problems = append(problems, fmt.Sprintf("unknown field %q", path))
	}
	return problems
}
