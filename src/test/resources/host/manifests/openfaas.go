package main

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// The fields of OpenFaaS's Function and Profile as of May 2026. No available Go module contains their definitions.

type function struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Name                   string            `json:"name"`
		Image                  string            `json:"image"`
		Handler                string            `json:"handler"`
		ReadOnlyRootFilesystem bool              `json:"readOnlyRootFilesystem"`
		Environment            map[string]string `json:"environment"`
		Labels                 map[string]string `json:"labels"`
		Annotations            map[string]string `json:"annotations"`
		Constraints            []string          `json:"constraints"`
		Secrets                []string          `json:"secrets"`
		Limits                 amounts           `json:"limits"`
		Requests               amounts           `json:"requests"`
	} `json:"spec"`
}

type amounts struct {
	CPU    string `json:"cpu"`
	Memory string `json:"memory"`
}

type profile struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Affinity                  *corev1.Affinity                  `json:"affinity"`
		DNSConfig                 *corev1.PodDNSConfig              `json:"dnsConfig"`
		DNSPolicy                 corev1.DNSPolicy                  `json:"dnsPolicy"`
		PodSecurityContext        *corev1.PodSecurityContext        `json:"podSecurityContext"`
		PriorityClassName         string                            `json:"priorityClassName"`
		Resources                 *corev1.ResourceRequirements      `json:"resources"`
		RuntimeClassName          *string                           `json:"runtimeClassName"`
		Strategy                  *appsv1.DeploymentStrategy        `json:"strategy"`
		Tolerations               []corev1.Toleration               `json:"tolerations"`
		TopologySpreadConstraints []corev1.TopologySpreadConstraint `json:"topologySpreadConstraints"`
	} `json:"spec"`
}

func (f *function) DeepCopyObject() runtime.Object { return f }
func (p *profile) DeepCopyObject() runtime.Object  { return p }

func addOpenFaas(types *runtime.Scheme) error {
	group := schema.GroupVersion{Group: "openfaas.com", Version: "v1"}
	types.AddKnownTypeWithName(group.WithKind("Function"), &function{})
	types.AddKnownTypeWithName(group.WithKind("Profile"), &profile{})
	return nil
}

func (f *function) check() []string {
	if f.Spec.Name == "" || f.Spec.Image == "" {
		return []string{"needs spec.name and spec.image"}
	}
	return nil
}

func (p *profile) check() []string {
	context := p.Spec.PodSecurityContext
	if context == nil || context.SeccompProfile == nil {
		return nil
	}
	named := context.SeccompProfile.LocalhostProfile != nil
	switch context.SeccompProfile.Type {
	case corev1.SeccompProfileTypeLocalhost:
		if named {
			return nil
		}
	case corev1.SeccompProfileTypeRuntimeDefault, corev1.SeccompProfileTypeUnconfined:
		if !named {
			return nil
		}
	}
	return []string{"spec.podSecurityContext.seccompProfile: this type does not go with this localhostProfile"}
}
