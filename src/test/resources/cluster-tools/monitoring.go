package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/prometheus/promql/parser"
)

// lint-metrics: reads the text of a server's /metrics page, and prints the problems that Prometheus's own checks find.
func lintMetrics(arguments []string) error {
	problems, err := promlint.New(os.Stdin).Lint()
	for _, problem := range problems {
		fmt.Println(problem.Metric + ": " + problem.Text)
	}
	return err
}

// A time series selector in a query.
type selector struct {
	Metric string   `json:"metric"`
	Labels []string `json:"labels"`
}

// The parts of a query: its selectors, and the labels that it groups or joins by.
type query struct {
	Selectors []selector `json:"selectors"`
	Grouping  []string   `json:"grouping"`
}

// parse-queries: reads a JSON array of queries, and prints an array with the parts of each query.
func parseQueries(arguments []string) error {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		return err
	}
	queries := []query{}
	wrong := []string{}
	for _, text := range texts {
		expression, err := parser.ParseExpr(text)
		if err != nil {
			wrong = append(wrong, text+": "+err.Error())
			continue
		}
		queries = append(queries, asked(expression))
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	return json.NewEncoder(os.Stdout).Encode(queries)
}

func asked(expression parser.Expr) query {
	found := query{Selectors: []selector{}, Grouping: []string{}}
	parser.Inspect(expression, func(node parser.Node, path []parser.Node) error {
		switch part := node.(type) {
		case *parser.VectorSelector:
			found.Selectors = append(found.Selectors, selects(part))
		case *parser.AggregateExpr:
			found.Grouping = append(found.Grouping, part.Grouping...)
		case *parser.BinaryExpr:
			if part.VectorMatching != nil {
				found.Grouping = append(found.Grouping, part.VectorMatching.MatchingLabels...)
				found.Grouping = append(found.Grouping, part.VectorMatching.Include...)
			}
		}
		return nil
	})
	return found
}

func selects(part *parser.VectorSelector) selector {
	one := selector{Metric: part.Name, Labels: []string{}}
	for _, matcher := range part.LabelMatchers {
		if matcher.Name != "__name__" {
			one.Labels = append(one.Labels, matcher.Name)
		}
	}
	return one
}
