{{/* Labels of the collector's pod. */}}
{{- define "faas-trace.podLabels" -}}
app: {{ .Values.name | quote }}
app.kubernetes.io/name: faas-trace
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* Labels of all objects. They show which release an object belongs to. */}}
{{- define "faas-trace.labels" -}}
{{ include "faas-trace.podLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* The value of --keep-bytes, by default nine tenths of the volume: in a full volume, the collector can't store new traces. */}}
{{- define "faas-trace.keepBytes" -}}
{{- if .Values.keep.bytes -}}
{{ .Values.keep.bytes }}
{{- else -}}
{{- $number := regexFind "^[0-9]+" .Values.storage.size | int64 -}}
{{- $unit := regexFind "[A-Z]i$" .Values.storage.size -}}
{{- $parts := get (dict "Mi" 1024 "Gi" 1024 "Ti" 1048576) $unit | int64 -}}
{{- $keep := div (mul $number $parts 9) 10 -}}
{{- if eq $unit "Mi" -}}
{{ $keep }}k
{{- else if mod $keep 1024 -}}
{{ $keep }}m
{{- else -}}
{{ div $keep 1024 }}g
{{- end -}}
{{- end -}}
{{- end }}

{{/* Selects the namespaces in networkPolicy.functionNamespaces, or all namespaces if that list is empty. */}}
{{- define "faas-trace.functionNamespaces" -}}
{{- with .Values.networkPolicy.functionNamespaces -}}
{matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: {{ toJson . }}}]}
{{- else -}}
{}
{{- end -}}
{{- end }}
