{{/* All that a service needs: a chart's templates/all.yaml is this one line. */}}
{{- define "yachay.service" -}}
{{ include "yachay.serviceaccount" . }}
---
{{ include "yachay.configmap" . }}
---
{{ include "yachay.workload" . }}
{{ include "yachay.services" . }}
---
{{ include "yachay.networkpolicy" . }}
{{ include "yachay.scaling" . }}
{{- end -}}
