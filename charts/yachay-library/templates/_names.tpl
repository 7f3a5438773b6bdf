{{/* The chart's values over the library's defaults. */}}
{{- define "yachay.values" -}}
{{- $own := omit (deepCopy .Values) "yachay-library" "global" -}}
{{- mustMergeOverwrite (deepCopy (index .Values "yachay-library")) $own | toYaml -}}
{{- end -}}

{{/* Fixed, so that services find each other whatever the releases are called. */}}
{{- define "yachay.name" -}}yachay-{{ .Chart.Name }}{{- end -}}

{{- define "yachay.selector" -}}
app.kubernetes.io/name: {{ include "yachay.name" . }}
{{- end -}}

{{- define "yachay.labels" -}}
{{ include "yachay.selector" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: yachay
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* image: takes (dict "image" VALUES "version" APPVERSION) */}}
{{- define "yachay.image" -}}
{{- $path := .image.repository -}}
{{- if .image.registry }}{{ $path = printf "%s/%s" .image.registry $path }}{{ end -}}
{{- if .image.digest }}{{ $path }}@{{ .image.digest }}{{ else }}{{ $path }}:{{ default .version .image.tag }}{{ end -}}
{{- end -}}

{{/* An account that no token is mounted for: nothing here talks to the API server. */}}
{{- define "yachay.serviceaccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "yachay.name" . }}
  labels: {{- include "yachay.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- end -}}
