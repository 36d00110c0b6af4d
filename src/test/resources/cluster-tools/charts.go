package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"
	"helm.sh/helm/v3/pkg/strvals"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// values reads the values in a file and overrides them with values in the form of --set.
func values(file string, sets []string) (map[string]interface{}, error) {
	all := map[string]interface{}{}
	if file != "" {
		read, err := chartutil.ReadValuesFile(file)
		if err != nil {
			return nil, err
		}
		all = read
	}
	for _, set := range sets {
		if err := strvals.ParseInto(set, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// helm-lint CHART [VALUES]: prints the problems that "helm lint --strict" would report.
func helmLint(arguments []string) error {
	file := ""
	if len(arguments) > 1 {
		file = arguments[1]
	}
	own, err := values(file, nil)
	if err != nil {
		return err
	}
	result := lint.All(arguments[0], own, "openfaas", true)
	for _, message := range result.Messages {
		if message.Severity > support.InfoSev {
			fmt.Println(message)
		}
	}
	return nil
}

// helm-template CHART RELEASE NAMESPACE VALUES [SET...]: prints the objects that would be installed. VALUES may be empty.
func helmTemplate(arguments []string) error {
	if len(arguments) < 4 {
		return errors.New("helm-template CHART RELEASE NAMESPACE VALUES [SET...]")
	}
	own, err := values(arguments[3], arguments[4:])
	if err != nil {
		return err
	}
	chart, err := loader.Load(arguments[0])
	if err != nil {
		return err
	}
	release := chartutil.ReleaseOptions{Name: arguments[1], Namespace: arguments[2], IsInstall: true, Revision: 1}
	all, err := chartutil.ToRenderValues(chart, own, release, chartutil.DefaultCapabilities)
	if err != nil {
		return err
	}
	files, err := engine.Render(chart, all)
	if err != nil {
		return err
	}
	print(files)
	return nil
}

func print(files map[string]string) {
	names := []string{}
	for name, text := range files {
		if path.Base(name) != "NOTES.txt" && strings.TrimSpace(text) != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("---\n# Source: %s\n%s\n", name, strings.TrimSpace(files[name]))
	}
	for name, text := range files {
		if path.Base(name) == "NOTES.txt" {
			fmt.Fprint(os.Stderr, text)
		}
	}
}

// kustomize DIR: prints the objects that "kubectl apply -k DIR" would apply.
func kustomizeBuild(arguments []string) error {
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), arguments[0])
	if err != nil {
		return err
	}
	text, err := built.AsYaml()
	if err != nil {
		return err
	}
	fmt.Print(string(text))
	return nil
}
